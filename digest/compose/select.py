"""Decides which of the known pieces belong in an edition, and says why for each of them."""

from __future__ import annotations

__all__ = ["GRACE", "Chosen", "candidates", "instant_of", "is_scheduled", "select"]

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from digest.compose.duplicates import find_copies
from digest.compose.stories import group_stories
from digest.model import Decision, PageState, Precision, Rule

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from zoneinfo import ZoneInfo

    from digest.model import KnownPiece, Piece, Window

GRACE = timedelta(days=14)
"""How long after its date a piece that turned up late still gets in."""
CLOCKS_APART = timedelta(hours=24)
"""A date up to so far ahead is a clock's or a zone's fault; a later one is a plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The pieces of an edition, newest first, and a decision for every candidate."""

    pieces: tuple[Piece, ...]
    decisions: tuple[Decision, ...]
    stories: Mapping[str, str] = field(default_factory=dict)
    """The story of each chosen piece that shares one with another, by the piece's id."""


def instant_of(known: KnownPiece) -> datetime:
    """Give the instant that counts for the window: publication, else when the piece was first seen."""
    piece = known.piece
    if piece.published is None or piece.precision is Precision.GUESSED:
        return known.first_seen
    if piece.published <= known.first_seen:
        return piece.published
    # Ahead of its time: a wrong clock, or a page that is there already, was published when it was seen.
    return piece.published if is_scheduled(known) else known.first_seen


def is_scheduled(known: KnownPiece) -> bool:
    """Whether the piece is announced for a later time: dated more than a day ahead, and its page not there yet."""
    published = known.piece.published
    is_ahead = published is not None and published > known.first_seen + CLOCKS_APART
    return is_ahead and known.piece.precision is not Precision.GUESSED and known.page is not PageState.READ


def select(
    known: Sequence[KnownPiece], window: Window, *, zone: ZoneInfo, previous_freeze: datetime | None = None
) -> Chosen:
    """Choose the pieces for *window*.

    *previous_freeze* is when the last edition was composed, None before the first: what was first seen after it and is
    dated before the window (by at most 14 days) is late, not lost. Dates are written in *zone*.
    """
    ordered = sorted(known, key=lambda each: (instant_of(each), each.piece.id), reverse=True)
    verdicts = [(each, *_verdict(each, window, zone, previous_freeze)) for each in ordered]
    candidates = {each.piece.id for each, is_in, _, _ in verdicts if is_in}
    by_id = {each.piece.id: each for each in known}
    used = {each.piece.id for each in known if each.edition_id is not None}
    # What readers had weeks ago has copies still to come; what they never had takes no copy from them.
    offered = [(each.piece, instant_of(each)) for each in ordered if each.piece.id in used | candidates]
    copied = {copy: by_id[original] for copy, original in find_copies(offered, used=used).items() if copy in candidates}
    inside = [each for each in ordered if each.piece.id in candidates and each.piece.id not in copied]
    stories = group_stories([each.piece for each in inside], [instant_of(each) for each in inside])
    decisions = tuple(
        _copy(each, copied[each.piece.id])
        if each.piece.id in copied
        else Decision(
            piece_id=each.piece.id,
            title=each.piece.title,
            is_in=is_in,
            why=_with_story(why, each, by_id, stories),
            rule=rule,
            story=stories.get(each.piece.id, ""),
        )
        for each, is_in, rule, why in verdicts
    )
    return Chosen(pieces=tuple(each.piece for each in inside), decisions=decisions, stories=stories)


def candidates(
    known: Sequence[KnownPiece], window: Window, *, zone: ZoneInfo, previous_freeze: datetime | None = None
) -> tuple[KnownPiece, ...]:
    """Give the pieces that `select` would compare with one another, and those that are out because they are withdrawn.

    Whoever looks at their pages once more may change what is chosen.
    """
    verdicts = ((each, _verdict(each, window, zone, previous_freeze)) for each in known)
    return tuple(each for each, (is_in, rule, _) in verdicts if is_in or rule is Rule.WITHDRAWN)


def _copy(each: KnownPiece, original: KnownPiece) -> Decision:
    where = f", in {original.edition_id}" if original.edition_id else ""
    why = f"copy of “{original.piece.title}” ({original.piece.link}{where})"
    return Decision(piece_id=each.piece.id, title=each.piece.title, is_in=False, why=why, rule=Rule.COPY)


def _with_story(why: str, each: KnownPiece, by_id: Mapping[str, KnownPiece], stories: Mapping[str, str]) -> str:
    story = stories.get(each.piece.id, each.piece.id)
    return why if story == each.piece.id else f"{why}; same story as “{by_id[story].piece.title}”"


Verdict = tuple[bool, Rule, str]


def _verdict(each: KnownPiece, window: Window, zone: ZoneInfo, previous_freeze: datetime | None) -> Verdict:
    instant = instant_of(each)
    when = _when(each, instant, zone)
    unfit = _unfit(each)
    if unfit is not None:
        return unfit
    if instant >= window.end:
        if is_scheduled(each):
            return False, Rule.SCHEDULED, f"{when}, which lies ahead; waits for the edition of that time"
        return False, Rule.AFTER_CUT_OFF, f"{when}, after the cut-off; waits for the next edition"
    if instant in window:
        return True, Rule.IN_WINDOW, f"{when}, in the window"
    return _before(each, instant, when, window, previous_freeze)


def _unfit(each: KnownPiece) -> Verdict | None:
    """Say why a piece fits in no edition, whatever its date."""
    if not each.piece.link:
        return False, Rule.NO_LINK, "it has no link that a reader could follow"
    if each.edition_id is not None:
        return False, Rule.USED, f"already in {each.edition_id}"
    if each.page is PageState.GONE:
        return False, Rule.WITHDRAWN, "withdrawn: its page was there and is gone (404 or 410)"
    if each.page is PageState.UNDATED:
        return False, Rule.UNDATED, "only a sitemap led to it, and its page names no date of publication"
    return None


def _before(
    each: KnownPiece, instant: datetime, when: str, window: Window, previous_freeze: datetime | None
) -> Verdict:
    """Judge a piece dated before the window: late, or lost for good."""
    if previous_freeze is None:
        return False, Rule.BEFORE_FIRST, f"{when}, before the first edition's window"
    if each.first_seen <= previous_freeze:
        return False, Rule.LEFT_OVER, f"{when}, left over from the last edition"
    if instant < window.start - GRACE:
        return False, Rule.TOO_LATE, f"{when}, turned up more than {GRACE.days} days late"
    return True, Rule.LATE, f"{when}, late: turned up after the last edition"


def _when(each: KnownPiece, instant: datetime, zone: ZoneInfo) -> str:
    local = instant.astimezone(zone)
    if each.piece.published is not None and each.piece.precision is not Precision.GUESSED:
        if each.piece.precision is Precision.DAY:
            return f"published {local:%a %d %b} (day only)"
        if instant != each.piece.published:
            ahead = each.piece.published.astimezone(zone)
            return f"first seen {local:%a %d %b %H:%M} (dated ahead, {ahead:%a %d %b %H:%M})"
        return f"published {local:%a %d %b %H:%M}"
    return f"first seen {local:%a %d %b %H:%M} (no date given)"
