"""The last look before an edition's pieces are fixed: late feeds are waited for, and withdrawn pieces found.

Decides how long a run waits after the cut-off, and which pages are asked for once more. An edition that was composed
from what the feeds said on Tuesday must not print what was withdrawn on Thursday.
"""

from __future__ import annotations

__all__ = ["collect_until_settled", "look_again"]

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from http import HTTPStatus
from time import sleep
from typing import TYPE_CHECKING

from digest.errors import FetchError, SourceError
from digest.model import PageState
from digest.pipeline.clock import now as clock
from digest.pipeline.collecting import VISITS_AT_ONCE, collect

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from digest.model import KnownPiece, Piece, Window
    from digest.pipeline.collecting import CollectReport
    from digest.pipeline.workspace import Workspace


def collect_until_settled(
    workspace: Workspace, window: Window, *, now: datetime, is_patient: bool
) -> tuple[CollectReport, datetime]:
    """Collect at *now*, and once more when the time to settle is over; give the last report and its instant.

    Only who *is_patient* waits for that, where *now* lies within it.
    """
    report = collect(workspace, now=now)
    end = window.end + workspace.publication.cadence.settle
    if not is_patient or now >= end:
        return report, now
    total = int((end - now).total_seconds())
    while (left := (end - clock()).total_seconds()) > 0:
        message = f"for late feeds until {end.astimezone(workspace.publication.cadence.tzinfo):%H:%M}"
        workspace.progress("settle", message, done=max(0, total - int(left)), total=total)
        sleep(min(1.0, left))
    last = collect(workspace, now=clock())
    # Who was told of a source in the first round is not told again in the second.
    return replace(last, alarms=(*report.alarms, *last.alarms)), clock()


def look_again(workspace: Workspace, chosen: Sequence[KnownPiece], *, now: datetime) -> None:
    """Ask once more for the pages of *chosen* that were read a while ago, and keep what has become of them."""
    from digest.collect.identity import piece_keys

    fresh = now - workspace.publication.cadence.settle
    stale = [each for each in chosen if _is_readable(each) and (each.page_at is None or each.page_at <= fresh)]
    if not stale:
        return
    states: dict[str, PageState] = {}
    revised: list[tuple[Piece, tuple[str, ...]]] = []
    with ThreadPoolExecutor(VISITS_AT_ONCE, thread_name_prefix="look") as pool:
        for number, (known, state, piece) in enumerate(pool.map(lambda each: _look(workspace, each), stale), 1):
            workspace.progress("last look", known.piece.title, done=number, total=len(stale))
            if state is not None:
                states[known.piece.id] = state
            if piece is not None:
                revised.append((piece, piece_keys(known.piece)[:1]))
    workspace.store.pieces.add(workspace.publication.slug, revised, now)
    workspace.store.pieces.remember_pages(workspace.publication.slug, states, now)


def _is_readable(known: KnownPiece) -> bool:
    return known.page in {PageState.READ, PageState.GONE}


def _look(workspace: Workspace, known: KnownPiece) -> tuple[KnownPiece, PageState | None, Piece | None]:
    """Ask for one page: gone, there with this to say, or (None, None) where nobody can tell just now."""
    from digest.collect import complete_piece

    piece = known.piece
    # What the source itself gave is newer there; its page has only its own text to say.
    bare = piece if piece.is_whole else replace(piece, text="")
    try:
        seen = complete_piece(bare, workspace.fetcher, workspace.sandbox, zone=workspace.publication.cadence.tzinfo)
    except FetchError as error:
        is_gone = error.status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
        return known, PageState.GONE if is_gone else None, None
    except SourceError:
        return known, None, None
    return known, PageState.READ, seen if seen.text and seen != piece else None
