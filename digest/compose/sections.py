"""Puts the chosen pieces in their places: the lead, the sections in their order, and In brief."""

from __future__ import annotations

__all__ = ["compose"]

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from digest.model import Card, Edition, Place, Section
from digest.text import collapse, word_count

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from digest.compose.select import Chosen
    from digest.model import Blurb, Decision, Piece, Publication, Window

MIN_OWN_SECTION = 2
"""Without section rules, a section of its own needs this many pieces."""


def compose(
    publication: Publication,
    chosen: Chosen,
    *,
    slot: str,
    window: Window,
    number: int,
    write_blurb: Callable[[Piece, Place], Blurb],
) -> Edition:
    """Arrange *chosen* into the edition for *slot*; *write_blurb* is asked for each piece, in the order of reading."""
    groups = [(title, _by_story(pieces, chosen.stories)) for title, pieces in _groups(publication, chosen.pieces)]
    lead = _lead(publication, chosen.pieces, groups)
    places = _places(publication, groups, lead)
    lead_card = _card(lead, Place.LEAD, write_blurb) if lead else None
    sections = tuple(
        Section(title=title, cards=tuple(_card(piece, Place.SECTION, write_blurb) for piece in pieces))
        for title, pieces in places.printed
        if pieces
    )
    return Edition(
        publication=publication,
        slot=slot,
        window=window,
        number=number,
        lead=lead_card,
        sections=sections,
        brief=tuple(_card(piece, Place.BRIEF, write_blurb) for piece in places.brief),
        decisions=tuple(_explained(decision, places.reasons) for decision in chosen.decisions),
    )


def _card(piece: Piece, place: Place, write_blurb: Callable[[Piece, Place], Blurb]) -> Card:
    return Card(piece=piece, blurb=write_blurb(piece, place), place=place)


def _explained(decision: Decision, reasons: dict[str, tuple[bool, str]]) -> Decision:
    if not decision.is_in or decision.piece_id not in reasons:
        return decision
    is_in, where = reasons[decision.piece_id]
    return replace(decision, is_in=is_in, why=f"{decision.why}; {where}")


Group = tuple[str, list["Piece"]]


def _groups(publication: Publication, pieces: Sequence[Piece]) -> list[Group]:
    """Divide *pieces* into titled groups in the order of the edition; each keeps the order it came in."""
    titles = [rule.title for rule in publication.sections] or _titles_of_their_own(pieces)
    groups: dict[str, list[Piece]] = {title: [] for title in titles}
    groups.setdefault(publication.other_section, [])
    for piece in pieces:
        groups[_title_for(publication, piece, groups)].append(piece)
    return list(groups.items())


def _by_story(pieces: Sequence[Piece], stories: Mapping[str, str]) -> list[Piece]:
    """Put pieces that tell the same story side by side, where the first of them stands; the others keep their order."""
    places: dict[str, int] = {}
    for place, piece in enumerate(pieces):
        places.setdefault(stories.get(piece.id, piece.id), place)
    return sorted(pieces, key=lambda piece: places[stories.get(piece.id, piece.id)])


def _titles_of_their_own(pieces: Sequence[Piece]) -> list[str]:
    counts = Counter(piece.section for piece in pieces if piece.section)
    return [title for title, count in sorted(counts.items(), key=lambda x: (-x[1], x[0])) if count >= MIN_OWN_SECTION]


def _title_for(publication: Publication, piece: Piece, groups: dict[str, list[Piece]]) -> str:
    section = collapse(piece.section or "").casefold()
    path = urlsplit(piece.link).path.casefold()
    for rule in publication.sections:
        if section and section in {rule.title.casefold(), *(name.casefold() for name in rule.match)}:
            return rule.title
        if any(part.casefold() in path for part in rule.match if part.startswith("/")):
            return rule.title
    if piece.section in groups:
        return piece.section
    return publication.other_section


def _lead(publication: Publication, pieces: Sequence[Piece], groups: list[Group]) -> Piece | None:
    if not pieces:
        return None
    match publication.selection.lead:
        case "longest":
            return max(pieces, key=lambda piece: (word_count(piece.text), piece.id))
        case "first":
            return next(group[0] for _, group in groups if group)
        case _:
            return pieces[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Places:
    """Who stands where, and why."""

    printed: tuple[tuple[str, tuple[Piece, ...]], ...]
    brief: tuple[Piece, ...]
    reasons: dict[str, tuple[bool, str]]


def _places(publication: Publication, groups: list[Group], lead: Piece | None) -> _Places:
    """Share out the places; what a limit keeps from its section goes to In brief, and what exceeds that stays out."""
    selection = publication.selection
    rest = [(title, [piece for piece in pieces if piece is not lead]) for title, pieces in groups]
    limits = {rule.title: rule.limit for rule in publication.sections}
    within, over = _by_limit(rest, limits)
    room = max(0, selection.max_pieces - (1 if lead else 0))
    kept = {piece.id for piece in within[:room]}
    over = [(piece, f"the edition takes {selection.max_pieces}") for piece in within[room:]] + over
    reasons = {piece.id: (True, f"in {title}") for title, pieces in rest for piece in pieces if piece.id in kept}
    if lead:
        reasons[lead.id] = (True, f"lead ({selection.lead})")
    brief = over[: selection.max_brief]
    reasons |= {piece.id: (True, f"In brief: {why}") for piece, why in brief}
    reasons |= {piece.id: (False, f"out: {why} and In brief is full") for piece, why in over[len(brief) :]}
    printed = tuple((title, tuple(piece for piece in pieces if piece.id in kept)) for title, pieces in rest)
    return _Places(printed=printed, brief=tuple(piece for piece, _ in brief), reasons=reasons)


def _by_limit(groups: list[Group], limits: dict[str, int | None]) -> tuple[list[Piece], list[tuple[Piece, str]]]:
    """Order the pieces within their section's limit by rank; list the others with the limit that keeps them out.

    By rank, so that every section keeps its newest piece before any section keeps its second.
    """
    ranked: list[tuple[int, int, Piece]] = []
    over: list[tuple[Piece, str]] = []
    for index, (title, pieces) in enumerate(groups):
        limit = limits.get(title)
        end = len(pieces) if limit is None else limit
        ranked += [(rank, index, piece) for rank, piece in enumerate(pieces[:end])]
        over += [(piece, f"{title} takes {limit}") for piece in pieces[end:]]
    return [piece for _, _, piece in sorted(ranked, key=lambda place: place[:2])], over
