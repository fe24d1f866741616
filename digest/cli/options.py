"""The options that many commands share."""

from __future__ import annotations

__all__ = ["at_option", "common", "in_zone", "instant", "json_option", "workspace_for"]

from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from zoneinfo import ZoneInfo

    from digest.pipeline.workspace import Workspace

FIRST_YEAR, LAST_YEAR = 1990, 2200

Command = TypeVar("Command", bound="Callable[..., Any]")

json_option = click.option("--json", "is_json", is_flag=True, help="Report as JSON.")


def common(command: Command) -> Command:
    """Add `--config` and `--publication`."""
    command = click.option("--publication", "slug", metavar="SLUG", help="Which publication, where there are several.")(
        command
    )
    return click.option(
        "--config",
        "folder",
        type=click.Path(path_type=Path, file_okay=False),
        default=Path("config"),
        show_default=True,
        help="The folder with digest.toml and publications/.",
    )(command)


def instant(context: click.Context, parameter: click.Parameter, value: str | None) -> datetime | None:  # noqa: ARG001 - click's signature
    """Read the value of an option that is a time."""
    if value is None:
        return None
    try:
        at = datetime.fromisoformat(value)
    except ValueError as error:
        raise click.BadParameter("write a time as 2026-11-20T06:00 or 2026-11-20T06:00-05:00") from error
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise click.BadParameter(f"a time between the years {FIRST_YEAR} and {LAST_YEAR}")
    return at


at_option = click.option(
    "--at",
    metavar="TIME",
    callback=instant,
    help="Act as if it were TIME, in the publication's zone unless it says another.",
)


def in_zone(at: datetime | None, zone: ZoneInfo) -> datetime | None:
    """Give *at* the publication's *zone* where it names none."""
    if at is None or at.tzinfo is not None:
        return at
    return at.replace(tzinfo=zone)


@contextmanager
def workspace_for(folder: Path, slug: str | None, *, is_dry_run: bool = False) -> Iterator[Workspace]:
    """Open the workspace that the common options name, with progress shown."""
    from digest.cli.console import progress
    from digest.config import load_config
    from digest.pipeline import open_workspace

    config = load_config(folder)
    with progress() as shown, open_workspace(config, slug, progress=shown, is_dry_run=is_dry_run) as workspace:
        yield workspace
