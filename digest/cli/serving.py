"""`preview` and `serve`."""

from __future__ import annotations

__all__ = ["preview_command", "serve_command"]

from typing import TYPE_CHECKING

import click

from digest.cli.console import tell
from digest.cli.options import at_option, common, in_zone

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

port_option = click.option(
    "--port", type=click.IntRange(0, 65535), default=8025, show_default=True, help="0 picks one."
)


@click.command("preview")
@common
@at_option
@click.argument("edition", required=False)
@port_option
def preview_command(folder: Path, slug: str | None, at: datetime | None, edition: str | None, port: int) -> None:
    """Show EDITION (default: the one in the making) in the browser; reloads when a template or the config changes."""
    from digest.cli.console import progress
    from digest.cli.server import address_of, listen, preview_app, serve_app
    from digest.config import load_config
    from digest.pipeline import Previewer, open_workspace

    config = load_config(folder)
    listener = listen("127.0.0.1", port)
    with open_workspace(config, slug, is_dry_run=True) as workspace:
        zone = workspace.publication.cadence.tzinfo
        previewer = Previewer(workspace, slot=edition, at=in_zone(at, zone))
        with progress() as shown:
            previewer.prepare(shown)
        tell(f"preview at {address_of(listener)} (Ctrl-C ends)")
        serve_app(preview_app(workspace, previewer, read_config=lambda: load_config(folder)), listener)


@click.command("serve")
@common
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@port_option
def serve_command(folder: Path, slug: str | None, host: str, port: int) -> None:
    """Run for good: the schedule, the public pages (web version, unsubscribe), pictures, and the preview."""
    from digest.cli.server import serve_everything
    from digest.config import load_config

    serve_everything(load_config(folder), slug, host=host, port=port)
