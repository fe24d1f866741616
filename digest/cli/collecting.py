"""`collect` and `pieces`."""

from __future__ import annotations

__all__ = ["collect_command", "pieces_command"]

from typing import TYPE_CHECKING

import click

from digest.cli.console import say, say_json
from digest.cli.options import at_option, common, in_zone, json_option, workspace_for

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from digest.model import Decision
    from digest.pipeline import CollectReport, Workspace


@click.command("collect")
@common
@at_option
@click.option("--due", "is_only_due", is_flag=True, help="Ask only the sources whose time has come.")
@json_option
def collect_command(folder: Path, slug: str | None, at: datetime | None, *, is_only_due: bool, is_json: bool) -> None:
    """Ask every source now and keep what is new. A source that fails is reported; the others go on."""
    from digest.pipeline import collect
    from digest.pipeline.clock import now

    with workspace_for(folder, slug) as workspace:
        moment = in_zone(at, workspace.publication.cadence.tzinfo) or now()
        report = collect(workspace, now=moment, is_only_due=is_only_due)
    say_json(_collect_json(report)) if is_json else _say_collected(report)
    if report.has_lost_source and not report.results:
        raise click.exceptions.Exit(1)


def _collect_json(report: CollectReport) -> dict[str, object]:
    return {
        "sources": [
            {
                "source": r.source,
                "new": r.new,
                "updated": r.updated,
                "known": r.known,
                "unchanged": r.is_unchanged,
                "moved_to": r.moved_to or None,
                "gap": r.has_gap,
                "recovered": r.recovered,
                "robots_refusals": r.refused,
            }
            for r in report.results
        ],
        "source_errors": [{"source": f.source, "error": f.error} for f in report.failures],
        "alarms": [{"source": a.source, "healed": a.is_healed, "message": str(a)} for a in report.alarms],
    }


def _say_collected(report: CollectReport) -> None:
    from digest.pipeline.report import notes_of

    for result in report.results:
        state = "unchanged" if result.is_unchanged else f"{result.new} new, {result.updated} updated"
        say(f"{result.source}: {state}")
    for failure in report.failures:
        say(f"{'page  ' if failure.is_page else 'FAILED'} {failure.source}: {failure.error}")
    for note in notes_of(report, ()):
        say(f"noted  {note}")


@click.command("pieces")
@common
@at_option
@click.option("--why", is_flag=True, help="Say why each is in or out of the edition.")
@click.argument("edition", required=False)
@json_option
def pieces_command(
    folder: Path, slug: str | None, at: datetime | None, *, why: bool, edition: str | None, is_json: bool
) -> None:
    """List the known pieces, newest first; with --why, as candidates for EDITION (default: the one in the making)."""
    with workspace_for(folder, slug) as workspace:
        if why:
            _say_decisions(
                _decisions(workspace, edition, in_zone(at, workspace.publication.cadence.tzinfo)), is_json=is_json
            )
        else:
            _say_pieces(workspace, is_json=is_json)


def _decisions(workspace: Workspace, edition: str | None, at: datetime | None) -> tuple[Decision, ...]:
    from digest.pipeline.clock import now
    from digest.pipeline.composing import decide, working_slot

    return decide(workspace, working_slot(workspace, edition, at or now()))


def _say_decisions(decisions: tuple[Decision, ...], *, is_json: bool) -> None:
    for decision in decisions:
        if is_json:
            say_json(
                {
                    "id": decision.piece_id,
                    "title": decision.title,
                    "in": decision.is_in,
                    "why": decision.why,
                    "rule": str(decision.rule) if decision.rule else None,
                    "story": decision.story or None,
                }
            )
        else:
            say(f"{'in ' if decision.is_in else 'out'}  {decision.title}  [{decision.why}]")
    if not decisions and not is_json:
        say("nothing is known yet; `digest collect` asks the sources")


def _say_pieces(workspace: Workspace, *, is_json: bool) -> None:
    from digest.compose.select import instant_of

    zone = workspace.publication.cadence.tzinfo
    known = workspace.store.pieces.known(workspace.publication.slug)
    for each in sorted(known, key=lambda k: (instant_of(k), k.piece.id), reverse=True):
        piece, when = each.piece, instant_of(each).astimezone(zone)
        if is_json:
            say_json(
                {
                    "id": piece.id,
                    "url": piece.link,
                    "title": piece.title,
                    "section": piece.section,
                    "authors": piece.authors,
                    "published": when.isoformat(),
                    "precision": str(piece.precision),
                    "published_raw": piece.published_raw,
                    "updated": piece.updated.isoformat() if piece.updated else None,
                    "first_seen": each.first_seen.isoformat(),
                    "source": piece.source,
                    "page": str(each.page) or None,
                    "edition": each.edition_id,
                }
            )
        else:
            used = f"  ({each.edition_id})" if each.edition_id else ""
            say(f"{when:%Y-%m-%d %H:%M}  {piece.section or '–':<16.16}  {piece.title}{used}")
    if not known and not is_json:
        say("nothing is known yet; `digest collect` asks the sources")
