"""The weight of the mail: what a client will cut, and how an edition is made to fit.

Decides the limits and the order in which an edition is shortened. Does not know how it is rendered: the weight is
measured by a function that it is given.
"""

from __future__ import annotations

__all__ = ["MAX_ENCODED_BYTES", "WARN_BYTES", "fit", "what_was_fitted"]

from bisect import bisect_left
from dataclasses import dataclass, replace
from functools import reduce
from itertools import accumulate
from typing import TYPE_CHECKING

from digest.model import NO_BLURB, Edition, Origin, Place
from digest.text import encoded_size, joined, shorten

if TYPE_CHECKING:
    from collections.abc import Callable

    from digest.model import Blurb, Card

WARN_BYTES = 90_000
"""Raw bytes of HTML above which a check warns."""
MAX_ENCODED_BYTES = 100_000
"""Bytes of the HTML part in quoted-printable. Gmail clips at about 102 KB; the rest is for each recipient's values."""

_MAX_TITLE = 250  # characters; a headline beyond this is none
_LAST_TITLE = 80  # characters of a headline where nothing else is left to take
_RECKONINGS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """One thing taken from one piece: the last sentence of its blurb, if nothing else is said."""

    piece_id: str
    is_moved: bool = False
    """To In brief."""
    is_bare: bool = False
    """The whole blurb goes."""
    title: int = 0
    """How many characters of the headline stay."""
    saved: int
    """Bytes, estimated."""


def fit(edition: Edition, measure: Callable[[Edition], int], *, limit: int = MAX_ENCODED_BYTES) -> Edition:
    """Shorten *edition* by the fewest steps that bring `measure(edition)` to *limit* or below.

    The steps, each beginning with the last piece: endless headlines are cut; blurbs lose whole sentences down to one;
    pieces move to In brief; In brief loses its blurbs; its headlines are cut. The lead keeps its place, an editor's
    own text stays whole, no piece is left out. If all steps do not suffice, the shortest edition is returned and the
    checks will say that it is too large. *measure* is dear, and is asked a handful of times whatever the size.
    """
    if (size := measure(edition)) <= limit:
        return edition
    shorter = _with_short_titles(edition)
    if shorter != edition and (size := measure(shorter)) <= limit:
        return shorter
    steps = _steps(shorter, size)
    count = _fewest(steps, size, lambda count: measure(_taken(shorter, steps[:count])), limit)
    return _taken(shorter, steps[:count])


def _fewest(steps: list[_Step], size: int, measured: Callable[[int], int], limit: int) -> int:
    """Return the least count of *steps* whose measure fits, or all; *size* is the measure of none.

    The next count to try is reckoned from what the steps save, corrected by what two measured counts differ. Such
    reckonings can creep: after some it is the middle.
    """
    saved = list(accumulate((step.saved for step in steps), initial=0))
    low, high, rate = 0, len(steps), 1.0
    turns = 0
    while high - low > 1:
        turns += 1
        wanted = saved[low] + (size - limit) / rate
        guess = (low + high) // 2 if turns > _RECKONINGS else bisect_left(saved, wanted, low + 1, high - 1)
        found = measured(guess)
        if found > limit:
            rate = max(size - found, 1) / (saved[guess] - saved[low])
            low, size = guess, found
        else:
            rate = (size - found) / (saved[guess] - saved[low])
            high = guess
    return high


def what_was_fitted(edition: Edition, fitted: Edition) -> str:
    """Say in words what of *edition* is shorter or elsewhere in *fitted*; empty where nothing is."""
    now = {card.piece.id: card for card in fitted.cards}
    moved = sum(now[card.piece.id].place is not card.place for card in edition.cards)
    shorter = sum(
        now[card.piece.id].place is card.place and now[card.piece.id].blurb != card.blurb for card in edition.cards
    )
    titles = sum(now[card.piece.id].piece.title != card.piece.title for card in edition.cards)
    said = (
        (titles, "headlines shortened", "headline shortened"),
        (shorter, "blurbs shortened", "blurb shortened"),
        (moved, "pieces moved to In brief", "piece moved to In brief"),
    )
    return ", ".join(f"{count} {one if count == 1 else many}" for count, many, one in said if count)


def _steps(edition: Edition, size: int) -> list[_Step]:
    """List what can be taken, in order; *size* is what the edition weighs."""
    cards = [card for section in edition.sections for card in section.cards][::-1]
    text = sum(encoded_size(card.blurb.text) for card in cards)
    # Of a card's bytes that are not its blurb, a fifth comes back as a line of In brief.
    frame = max(1, (size - text) * 4 // (len(cards) + 2) // 5)
    steps: list[_Step] = []
    for card in cards:
        kept = card.blurb
        while (shorter := _shorter(kept)) != kept:
            cost = encoded_size(kept.text) - encoded_size(shorter.text)
            steps.append(_Step(piece_id=card.piece.id, saved=max(1, cost)))
            kept = shorter
    steps += [_Step(piece_id=card.piece.id, is_moved=True, saved=frame) for card in cards]
    steps += [
        _Step(piece_id=card.piece.id, is_bare=True, saved=encoded_size(card.blurb.text))
        for card in edition.brief[::-1]
        if card.blurb.sentences
    ]
    steps += [
        _Step(piece_id=card.piece.id, title=_LAST_TITLE, saved=encoded_size(card.piece.title[_LAST_TITLE:]))
        for card in (*edition.brief[::-1], *cards)
        if len(card.piece.title) > _LAST_TITLE
    ]
    return steps


def _taken(edition: Edition, steps: list[_Step]) -> Edition:
    """Return *edition* after *steps*, in one pass."""
    taken: dict[str, list[_Step]] = {}
    for step in steps:
        taken.setdefault(step.piece_id, []).append(step)

    def change(card: Card) -> Card:
        return reduce(_after, taken.get(card.piece.id, ()), card)

    sections = [replace(section, cards=tuple(map(change, section.cards))) for section in edition.sections]
    moved = tuple(card for section in sections for card in section.cards if card.place is Place.BRIEF)
    kept = (
        replace(section, cards=tuple(card for card in section.cards if card.place is not Place.BRIEF))
        for section in sections
    )
    return replace(
        edition,
        sections=tuple(section for section in kept if section.cards),
        brief=(*moved, *map(change, edition.brief)),
    )


def _after(card: Card, step: _Step) -> Card:
    if step.is_moved:
        blurb = card.blurb if card.blurb.origin is Origin.EDITOR else NO_BLURB
        return replace(card, place=Place.BRIEF, blurb=blurb)
    if step.title:
        return replace(card, piece=replace(card.piece, title=shorten(card.piece.title, step.title)))
    return replace(card, blurb=NO_BLURB if step.is_bare else _shorter(card.blurb))


def _with_cards(edition: Edition, change: Callable[[Card], Card]) -> Edition:
    return replace(
        edition,
        lead=change(edition.lead) if edition.lead else None,
        sections=tuple(replace(s, cards=tuple(map(change, s.cards))) for s in edition.sections),
        brief=tuple(map(change, edition.brief)),
    )


def _with_short_titles(edition: Edition) -> Edition:
    return _with_cards(
        edition, lambda card: replace(card, piece=replace(card.piece, title=shorten(card.piece.title, _MAX_TITLE)))
    )


def _shorter(blurb: Blurb) -> Blurb:
    """Take the last sentence off, if another remains."""
    if len(blurb.sentences) < 2:  # noqa: PLR2004 - one remains
        return blurb
    head = blurb.sentences[:-1]
    cut = blurb.text.rfind(blurb.sentences[-1].text)
    text = blurb.text[:cut].rstrip() if cut > 0 else joined(sentence.text for sentence in head)
    return replace(blurb, text=text, sentences=head)
