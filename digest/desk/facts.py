"""What the page says about a preview, worked out of it: size against Gmail's limit, pieces in and out, the source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digest.desk.preview import Previewed
    from digest.model import Card, Decision, Edition, Finding, Level

__all__ = [
    "GMAIL_CUTS",
    "Meter",
    "PieceGroup",
    "PieceRow",
    "SourceLine",
    "at_level",
    "meter_of",
    "pieces_in",
    "pieces_out",
    "source_lines",
]

GMAIL_CUTS = 102_400
"""Bytes of HTML after which Gmail hides the rest behind "View entire message"."""
_NEAR = 90_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Meter:
    """A bar of 1,000 units: the HTML, what its transfer encoding adds, and where Gmail cuts."""

    html: int
    encoded: int
    limit: int
    level: str
    """`ok`, `near` or `over`; measured on the encoded size, the larger and so the safer of the two."""


def meter_of(preview: Previewed) -> Meter:
    """Measure the message; the bar grows beyond the limit only where the message does."""
    whole = max(GMAIL_CUTS, preview.encoded_bytes, preview.html_bytes)
    heavy = max(preview.encoded_bytes, preview.html_bytes)
    return Meter(
        html=preview.html_bytes * 1000 // whole,
        encoded=heavy * 1000 // whole,
        limit=GMAIL_CUTS * 1000 // whole,
        level="over" if heavy > GMAIL_CUTS else "near" if heavy > _NEAR else "ok",
    )


def at_level(preview: Previewed, level: Level) -> tuple[Finding, ...]:
    """Give the findings of one *level*."""
    return tuple(finding for finding in preview.findings if finding.level is level)


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceRow:
    """A piece in the edition, with why it is in."""

    card: Card
    number: int
    link: str
    """Empty where the piece's address is not one that a browser should follow."""
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceGroup:
    """The pieces under one heading of the edition."""

    title: str
    rows: tuple[PieceRow, ...]


def pieces_in(edition: Edition) -> tuple[PieceGroup, ...]:
    """Give the pieces in reading order under the headings of the edition."""
    why = {decision.piece_id: decision.why for decision in edition.decisions if decision.is_in}
    groups: list[tuple[str, tuple[Card, ...]]] = [("Lead", (edition.lead,) if edition.lead else ())]
    groups += [(section.title, section.cards) for section in edition.sections]
    groups.append(("In brief", edition.brief))
    numbers = {id(card): number for number, card in enumerate(edition.cards, 1)}
    return tuple(
        PieceGroup(title=title, rows=tuple(_row(card, numbers[id(card)], why) for card in cards))
        for title, cards in groups
        if cards
    )


def _row(card: Card, number: int, why: dict[str, str]) -> PieceRow:
    link = card.piece.link
    is_web = link.lower().startswith(("http://", "https://"))
    return PieceRow(card=card, number=number, link=link if is_web else "", why=why.get(card.piece.id, ""))


def pieces_out(edition: Edition) -> tuple[Decision, ...]:
    """Give the decisions on the pieces that were left out."""
    return tuple(decision for decision in edition.decisions if not decision.is_in)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """One line of the HTML part with what was found in it."""

    number: int
    text: str
    findings: tuple[Finding, ...]
    cut: int | None
    """Where in the line, in characters, Gmail cuts the message; None for every other line."""


def source_lines(preview: Previewed) -> tuple[SourceLine, ...]:
    """Divide the HTML part into numbered lines."""
    found: dict[int, list[Finding]] = {}
    for finding in preview.findings:
        if finding.line is not None:
            found.setdefault(finding.line, []).append(finding)
    lines, before = [], 0
    # Not `splitlines`: parsers, and so the findings, count line feeds alone.
    for number, text in enumerate(preview.html.split("\n"), 1):
        lines.append(
            SourceLine(number=number, text=text, findings=tuple(found.get(number, ())), cut=_cut(text, before))
        )
        before += len(text.encode()) + 1
    return tuple(lines)


def _cut(text: str, before: int) -> int | None:
    line = text.encode()
    if not before <= GMAIL_CUTS < before + len(line):
        return None
    return len(line[: GMAIL_CUTS - before].decode(errors="ignore"))
