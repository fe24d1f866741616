"""`sources` and `boilerplate`: the health of each source, lists of feeds in and out, and what is left out of texts."""

from __future__ import annotations

__all__ = ["boilerplate_command", "sources_command"]

from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli.console import say, say_json, tell
from digest.cli.options import common, json_option, workspace_for
from digest.errors import DigestError

if TYPE_CHECKING:
    from datetime import datetime, timedelta
    from zoneinfo import ZoneInfo

    from rich.table import Table

    from digest.model import Publication, Source
    from digest.pipeline.health import SourceHealth


@click.command("sources")
@common
@click.option(
    "--export",
    "export",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="Write the sources as OPML to this file; - for standard output.",
)
@click.option(
    "--import",
    "imported",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Add the feeds of this OPML file to the publication's configuration.",
)
@json_option
def sources_command(
    folder: Path, slug: str | None, export: Path | None, imported: Path | None, *, is_json: bool
) -> None:
    """Show for each source: when it last worked, how much its feed covers, what was lost, what robots.txt closes."""
    if export is not None and imported is not None:
        raise click.UsageError("--export or --import, not both")
    if imported is not None:
        _import(folder, slug, imported)
        return
    from digest.pipeline.health import health

    with workspace_for(folder, slug) as workspace:
        publication = workspace.publication
        if export is not None:
            _export(publication, export)
            return
        rows = health(workspace)
    if is_json:
        for row in rows:
            say_json(_row_json(row))
    else:
        _say_table(rows, publication.cadence.tzinfo)


@click.command("boilerplate")
@common
@json_option
def boilerplate_command(folder: Path, slug: str | None, *, is_json: bool) -> None:
    """List the lines that are left out of the pieces' texts: by the rules of [boilerplate], and learned from them."""
    from digest.pipeline.boilerplate import learned_lines

    with workspace_for(folder, slug) as workspace:
        rules = workspace.publication.boilerplate
        lines = learned_lines(workspace)
    given = [("line", text) for text in rules.lines] + [("pattern", text) for text in rules.patterns]
    given += [("keep", text) for text in rules.keep]
    for kind, text in given:
        say_json({"rule": kind, "text": text}) if is_json else say(f"{kind:<10}{text}")
    for line in lines:
        row = {"rule": "learned", "text": line.text, "source": line.source, "pieces": line.pieces, "tail": line.is_tail}
        share = f"{line.pieces} pieces, {line.share:.0%} of {line.source}"
        say_json(row) if is_json else say(f"{'learned':<10}{line.text}  [{share}]")
    if not (given or lines) and not is_json:
        say("no rules, and no line stands in many pieces" if rules.learn else "no rules, and learning is off")


def _row_json(row: SourceHealth) -> dict[str, object]:
    def instant(at: datetime | None) -> str | None:
        return at.isoformat() if at else None

    return {
        "source": row.source.url,
        "kind": str(row.source.kind),
        "feed_url": row.memory.feed_url or None,
        "state": row.state,
        "last_success": instant(row.memory.last_success),
        "last_attempt": instant(row.memory.last_attempt),
        "failures": row.memory.failures,
        "last_error": row.memory.last_error or None,
        "entries": row.memory.entries,
        "span_hours": round(row.memory.span.total_seconds() / 3600, 2),
        "interval_minutes": round(row.interval.total_seconds() / 60),
        "next_poll": instant(row.memory.next_poll),
        "gaps": row.memory.gaps,
        "last_gap": instant(row.memory.last_gap),
        "robots_refusals": row.memory.robots_refusals,
    }


def _say_table(rows: tuple[SourceHealth, ...], zone: ZoneInfo) -> None:
    from rich.console import Console

    # Off a terminal no line is folded: programs and people with `grep` read it too.
    console = Console()
    console.print(_table(rows, zone)) if console.is_terminal else _say_lines(rows, zone)
    for row in rows:
        if row.memory.last_error:
            say(f"{row.source.url}: {row.memory.last_error}")
        elif row.advice:
            say(f"{row.source.url}: {row.advice}")


def _cells(row: SourceHealth, zone: ZoneInfo) -> tuple[str, ...]:
    memory = row.memory
    covers = f"{_span(memory.span)} ({memory.entries})" if memory.entries else "–"
    return (
        row.source.url,
        row.state,
        _when(memory.last_success, zone),
        covers,
        _span(row.interval),
        _when(memory.next_poll, zone),
        str(memory.gaps),
        str(memory.robots_refusals),
    )


HEADINGS = ("source", "state", "last success", "covers (entries)", "asked every", "next", "gaps", "robots")


def _table(rows: tuple[SourceHealth, ...], zone: ZoneInfo) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for heading in HEADINGS:
        table.add_column(heading, overflow="fold")
    colours = {"ok": "green", "failing": "yellow", "alarm": "red", "gone": "red", "new": "dim"}
    for row in rows:
        source, state, *others = _cells(row, zone)
        table.add_row(source, f"[{colours[row.state]}]{state}[/]", *others)
    return table


def _say_lines(rows: tuple[SourceHealth, ...], zone: ZoneInfo) -> None:
    lines = [HEADINGS, *(_cells(row, zone) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    for line in lines:
        say("  ".join(f"{cell:<{width}}" for cell, width in zip(line, widths, strict=True)).rstrip())


def _when(at: datetime | None, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%a %d %b %H:%M}" if at else "never"


def _span(span: timedelta) -> str:
    """Write a stretch of time in its largest fitting unit.

    >>> from datetime import timedelta
    >>> _span(timedelta(hours=36))
    '36 h'
    """
    minutes = span.total_seconds() / 60
    if minutes < 90:  # noqa: PLR2004 - minutes, hours below three days, then days
        return f"{minutes:.0f} min"
    hours = minutes / 60
    return f"{hours:.0f} h" if hours < 72 else f"{hours / 24:.0f} d"  # noqa: PLR2004 - as above


# ---- OPML -----------------------------------------------------------------------------------------------------


def _export(publication: Publication, path: Path) -> None:
    from digest.collect.opml import write_opml

    text = write_opml(publication.sources, title=publication.title)
    if str(path) == "-":
        say(text)
    else:
        path.write_text(text, "utf-8")
        tell(f"{len(publication.sources)} source(s) written to {path}")


def _import(folder: Path, slug: str | None, path: Path) -> None:
    from digest.collect.opml import read_opml
    from digest.config import load_config
    from digest.config.starter import add_sources

    try:
        found = read_opml(path.read_bytes(), name=str(path))
    except OSError as error:
        raise DigestError(f"{error.strerror}; give an OPML file", resource=str(path)) from error
    config = load_config(folder)
    publication = config.publication(slug)
    known = {source.url for source in publication.sources}
    new: tuple[Source, ...] = tuple(source for source in found if source.url not in known)
    file = config.folder / "publications" / f"{publication.slug}.toml"
    add_sources(file, new)
    for source in new:
        say(source.url)
    tell(f"{len(new)} source(s) added to {file}, {len(found) - len(new)} known already")
