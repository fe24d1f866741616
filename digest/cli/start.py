"""`demo`, `init` and `next`."""

from __future__ import annotations

__all__ = ["demo_command", "init_command", "next_command"]

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli.console import say, say_json, tell
from digest.cli.options import at_option, common, in_zone, json_option

if TYPE_CHECKING:
    from datetime import datetime

SLOTS = 8


@click.command("demo")
@click.option("--source", metavar="URL-OR-FOLDER", help="Another feed, site, or folder with feed.xml and pages/.")
@click.option("--serve", "is_served", is_flag=True, help="End in the preview instead.")
@click.option("--port", type=click.IntRange(0, 65535), default=8025, show_default=True, help="The preview's port.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("var/demo"),
    show_default=True,
    help="The folder for what it makes; emptied first.",
)
@json_option
def demo_command(source: str | None, port: int, out: Path, *, is_served: bool, is_json: bool) -> None:
    """Do the whole job on the sample week: a real site on loopback, a real SMTP server, 25 subscribers."""
    from digest.cli.console import progress
    from digest.cli.server import address_of, listen, preview_app, serve_app
    from digest.cli.telling import say_report
    from digest.demo import stage
    from digest.pipeline import Previewer
    from digest.pipeline.report import report_json

    listener = listen("127.0.0.1", port) if is_served else None
    public_url = address_of(listener) if listener else f"http://127.0.0.1:{port or 8025}"
    with stage(source, out, public_url=public_url) as play:
        with progress() as shown:
            report = play.run(shown)
        if is_json:
            say_json(report_json(report))
        else:
            say_report(report)
            tell(f"the embedded SMTP server accepted {len(play.mailbox.messages)} messages")
        if listener is not None:
            tell(f"preview at {address_of(listener)} (Ctrl-C ends)")
            with play.workspace() as workspace:
                serve_app(preview_app(workspace, Previewer(workspace, slot=report.edition.slot)), listener)
    if report.is_blocked:
        raise click.exceptions.Exit(3)


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--title", help="The publication's title.")
@click.option("--source", "sources", multiple=True, metavar="URL", help="A site, a feed or a folder; may be repeated.")
@click.option("--timezone", "zone", metavar="ZONE", help="An IANA time zone, such as Europe/Berlin.")
def init_command(folder: Path, title: str | None, sources: tuple[str, ...], zone: str | None) -> None:
    """Make a new publication in FOLDER. Its mail goes to a folder of .eml files until SMTP is configured."""
    from digest.config.starter import local_zone, start_publication

    if not (title or sources or zone) and sys.stdin.isatty():
        title = click.prompt("Title of the publication")
        sources = (click.prompt("Its site, feed or folder"),)
        zone = click.prompt("Its time zone", default=local_zone())
    made = start_publication(folder, title=title or "The Weekly", sources=sources, zone=zone or local_zone())
    for path in made:
        say(str(path))
    inside = f"cd {folder} && " if folder.resolve() != Path.cwd() else ""
    tell(f"next: read {made[1]} and change what is marked, then\n  {inside}digest run --dry-run")


@click.command("next")
@common
@at_option
@json_option
def next_command(folder: Path, slug: str | None, at: datetime | None, *, is_json: bool) -> None:
    """List the next eight slots of each publication, in its own zone and in UTC."""
    from datetime import UTC

    from digest.compose import next_slots, slot_instant
    from digest.config import load_config
    from digest.pipeline.clock import now

    config = load_config(folder)
    for publication in (config.publication(slug),) if slug else config.publications:
        cadence = publication.cadence
        moment = in_zone(at, cadence.tzinfo) or now()
        for slot in next_slots(cadence, moment, SLOTS):
            instant = slot_instant(slot, cadence.tzinfo)
            local = instant.astimezone(cadence.tzinfo)
            if is_json:
                say_json({"edition": f"{publication.slug}/{slot}", "slot": slot, "at": local.isoformat()})
            else:
                utc = instant.astimezone(UTC)
                say(f"{publication.slug}/{slot}  {local:%A %d %B %Y %H:%M} {cadence.zone}  ({utc:%H:%M} UTC)")
