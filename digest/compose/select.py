"""Decides which of the known pieces belong in an edition, and says why for each of them."""

from __future__ import annotations

__all__ = ["Chosen", "instant_of", "select"]

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from digest.compose.duplicates import copies
from digest.model import Decision, Precision

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from digest.model import KnownPiece, Piece, Window

GRACE = timedelta(days=14)
"""How long after its date a piece that turned up late still gets in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The pieces of an edition, newest first, and a decision for every candidate."""

    pieces: tuple[Piece, ...]
    decisions: tuple[Decision, ...]


def instant_of(known: KnownPiece) -> datetime:
    """Give the instant that counts for the window: publication, else when the piece was first seen."""
    piece = known.piece
    if piece.published is None or piece.precision is Precision.GUESSED:
        return known.first_seen
    # A date up to a day ahead is a clock's or a zone's fault; later ones are scheduled and wait.
    if known.first_seen < piece.published <= known.first_seen + timedelta(hours=24):
        return known.first_seen
    return piece.published


def select(
    known: Sequence[KnownPiece], window: Window, *, zone: ZoneInfo, previous_freeze: datetime | None = None
) -> Chosen:
    """Choose the pieces for *window*.

    *previous_freeze* is when the last edition was composed, None before the first: what was first seen after it and is
    dated before the window (by at most 14 days) is late, not lost. Dates are written in *zone*.
    """
    ordered = sorted(known, key=lambda each: (instant_of(each), each.piece.id), reverse=True)
    verdicts = [(each, *_verdict(each, window, zone, previous_freeze)) for each in ordered]
    inside = [each.piece for each, is_in, _ in verdicts if is_in]
    # The oldest of several copies is the original, so the comparison runs from old to new.
    copied = copies(inside[::-1])
    pieces = tuple(piece for piece in inside if piece.id not in copied)
    decisions = []
    for each, is_in, why in verdicts:
        original = copied.get(each.piece.id)
        reason = f"copy of “{original.title}” ({original.link})" if original else why
        decisions.append(
            Decision(piece_id=each.piece.id, title=each.piece.title, is_in=is_in and original is None, why=reason)
        )
    return Chosen(pieces=pieces, decisions=tuple(decisions))


def _verdict(each: KnownPiece, window: Window, zone: ZoneInfo, previous_freeze: datetime | None) -> tuple[bool, str]:
    instant = instant_of(each)
    when = _when(each, instant, zone)
    if not each.piece.link:
        return False, "it has no link that a reader could follow"
    if each.edition_id is not None:
        return False, f"already in {each.edition_id}"
    if instant >= window.end:
        return False, f"{when}, after the cut-off; waits for the next edition"
    if instant in window:
        return True, f"{when}, in the window"
    if previous_freeze is None:
        return False, f"{when}, before the first edition's window"
    if each.first_seen <= previous_freeze:
        return False, f"{when}, left over from the last edition"
    if instant < window.start - GRACE:
        return False, f"{when}, turned up more than {GRACE.days} days late"
    return True, f"{when}, late: turned up after the last edition"


def _when(each: KnownPiece, instant: datetime, zone: ZoneInfo) -> str:
    local = instant.astimezone(zone)
    match each.piece.precision:
        case Precision.DAY:
            return f"published {local:%a %d %b} (day only)"
        case Precision.GUESSED:
            return f"first seen {local:%a %d %b %H:%M} (no date given)"
        case _:
            return f"published {local:%a %d %b %H:%M}"
