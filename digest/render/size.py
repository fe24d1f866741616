"""The weight of the mail: what a client will cut, and how an edition is made to fit.

Decides the limits and the order in which an edition is shortened. Does not know how it is rendered: the weight is
measured by a function that it is given.
"""

from __future__ import annotations

__all__ = ["MAX_ENCODED_BYTES", "WARN_BYTES", "fit", "what_was_fitted"]

from dataclasses import replace
from typing import TYPE_CHECKING

from digest.model import NO_BLURB, Edition, Origin, Place
from digest.text import joined, shorten

if TYPE_CHECKING:
    from collections.abc import Callable

    from digest.model import Blurb, Card, Section

WARN_BYTES = 90_000
"""Raw bytes of HTML above which a check warns."""
MAX_ENCODED_BYTES = 100_000
"""Bytes of the HTML part in quoted-printable. Gmail clips at about 102 KB; the rest is for each recipient's values."""

_MAX_TITLE = 250  # characters; a headline beyond this is none


def fit(edition: Edition, measure: Callable[[Edition], int], *, limit: int = MAX_ENCODED_BYTES) -> Edition:
    """Shorten *edition* by the fewest steps that bring `measure(edition)` to *limit* or below.

    The steps, each beginning with the last piece: endless headlines are cut; blurbs lose whole sentences down to one;
    pieces move to In brief. The lead keeps its place, an editor's own text stays whole, no piece is left out. If all
    steps do not suffice, the shortest edition is returned and the checks will say that it is too large.
    """
    if measure(edition) <= limit:
        return edition
    steps = _steps(edition)
    low, high = 0, len(steps) - 1
    while low < high:
        middle = (low + high) // 2
        if measure(steps[middle]) <= limit:
            high = middle
        else:
            low = middle + 1
    return steps[low] if steps else edition


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


def _steps(edition: Edition) -> list[Edition]:
    """Return the edition after one step, after two, and so on."""
    steps: list[Edition] = []
    current = _with_short_titles(edition)
    if current != edition:
        steps.append(current)
    for piece_id in _ids_from_last(current):
        while (shorter := _with_shorter_blurb(current, piece_id)) != current:
            steps.append(current := shorter)
    for piece_id in _ids_from_last(current):
        current = _with_piece_in_brief(current, piece_id)
        steps.append(current)
    return steps


def _ids_from_last(edition: Edition) -> list[str]:
    return [card.piece.id for section in edition.sections for card in section.cards][::-1]


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


def _with_shorter_blurb(edition: Edition, piece_id: str) -> Edition:
    def change(card: Card) -> Card:
        return replace(card, blurb=_shorter(card.blurb)) if card.piece.id == piece_id else card

    return _with_cards(edition, change)


def _shorter(blurb: Blurb) -> Blurb:
    """Take the last sentence off, if another remains."""
    if len(blurb.sentences) < 2:  # noqa: PLR2004 - one remains
        return blurb
    head = blurb.sentences[:-1]
    cut = blurb.text.rfind(blurb.sentences[-1].text)
    text = blurb.text[:cut].rstrip() if cut > 0 else joined(sentence.text for sentence in head)
    return replace(blurb, text=text, sentences=head)


def _with_piece_in_brief(edition: Edition, piece_id: str) -> Edition:
    moved = tuple(
        replace(card, place=Place.BRIEF, blurb=card.blurb if card.blurb.origin is Origin.EDITOR else NO_BLURB)
        for section in edition.sections
        for card in section.cards
        if card.piece.id == piece_id
    )
    sections = (_without(section, piece_id) for section in edition.sections)
    return replace(edition, sections=tuple(s for s in sections if s.cards), brief=(*moved, *edition.brief))


def _without(section: Section, piece_id: str) -> Section:
    return replace(section, cards=tuple(card for card in section.cards if card.piece.id != piece_id))
