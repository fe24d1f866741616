"""One dated instance of a publication: its places, its states, its rendering, and what was found wrong with it."""

from __future__ import annotations

__all__ = [
    "EDITION_TRANSITIONS",
    "Card",
    "Decision",
    "Edition",
    "EditionState",
    "Finding",
    "Level",
    "Rendering",
    "Section",
    "Token",
    "Window",
]

from dataclasses import dataclass
from datetime import datetime  # at run time: the store rebuilds editions from these annotations
from enum import StrEnum

from digest.model.blurbs import Blurb, Place
from digest.model.pieces import Piece
from digest.model.publications import Publication


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A half-open stretch of time, `start <= instant < end`; its end is the edition's cut-off."""

    start: datetime
    end: datetime

    def __contains__(self, instant: datetime) -> bool:
        """Whether *instant* lies in the window."""
        return self.start <= instant < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A piece in its place, with its blurb."""

    piece: Piece
    blurb: Blurb
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """An ordered, named group in an edition."""

    title: str
    cards: tuple[Card, ...]


class Rule(StrEnum):
    """Why a piece is in or out, in one word for programs."""

    IN_WINDOW = "in-window"
    LATE = "late"
    """It turned up after the edition that it belonged to."""
    NO_LINK = "no-link"
    UNDATED = "undated"
    """Only a sitemap led to it, and its page names no date: it may be no piece at all."""
    USED = "used"
    """It was in an earlier edition."""
    SCHEDULED = "scheduled"
    """Dated more than a day ahead, and its page is not there yet."""
    AFTER_CUT_OFF = "after-cut-off"
    BEFORE_FIRST = "before-first"
    """It was there before the publication's first edition."""
    LEFT_OVER = "left-over"
    """An earlier edition had the choice and did not take it."""
    TOO_LATE = "too-late"
    WITHDRAWN = "withdrawn"
    """Its page was there and is gone."""
    COPY = "copy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Why a piece is in or out."""

    piece_id: str
    title: str
    is_in: bool
    why: str
    rule: Rule | None = None
    """Which rule decided; None in editions composed before rules had names."""
    story: str = ""
    """The id that pieces on the same story share; empty for a piece that stands alone."""


class EditionState(StrEnum):
    """The life of an edition."""

    COLLECTING = "collecting"
    DRAFT = "draft"
    APPROVED = "approved"
    SENDING = "sending"
    SUBMITTED = "submitted"
    HELD = "held"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"


EDITION_TRANSITIONS: dict[EditionState, frozenset[EditionState]] = {
    EditionState.COLLECTING: frozenset({EditionState.DRAFT, EditionState.SKIPPED, EditionState.CANCELLED}),
    EditionState.DRAFT: frozenset(
        {
            EditionState.DRAFT,
            EditionState.APPROVED,
            EditionState.HELD,
            EditionState.CANCELLED,
            EditionState.SKIPPED,
        }
    ),
    EditionState.APPROVED: frozenset(
        {EditionState.SENDING, EditionState.DRAFT, EditionState.HELD, EditionState.CANCELLED}
    ),
    EditionState.SENDING: frozenset({EditionState.SUBMITTED, EditionState.HELD}),
    EditionState.HELD: frozenset({EditionState.DRAFT, EditionState.APPROVED, EditionState.CANCELLED}),
    EditionState.SUBMITTED: frozenset(),
    EditionState.CANCELLED: frozenset(),
    EditionState.SKIPPED: frozenset(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One dated instance of a publication, unique per publication and slot."""

    publication: Publication
    slot: str
    """The cut-off as local wall-clock time without fold, `2026-11-20T06:00`."""
    window: Window
    number: int = 1
    lead: Card | None = None
    sections: tuple[Section, ...] = ()
    brief: tuple[Card, ...] = ()
    decisions: tuple[Decision, ...] = ()

    @property
    def id(self) -> str:
        """`slug/slot`, the name of the edition in commands and reports."""
        return f"{self.publication.slug}/{self.slot}"

    @property
    def cards(self) -> tuple[Card, ...]:
        """Every card in reading order."""
        head = (self.lead,) if self.lead else ()
        return (*head, *(card for section in self.sections for card in section.cards), *self.brief)


class Token(StrEnum):
    """What stands in a rendering for a value that differs from recipient to recipient.

    The spelling survives lxml in text, in attributes and inside a URL's query (braces would be percent-encoded).
    """

    UNSUBSCRIBE = "__DG_UNSUBSCRIBE__"
    """The recipient's unsubscribe URL."""
    ADDRESS = "__DG_ADDRESS__"
    """The recipient's address, for "you receive this at …"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """What is shown and sent, before it is made personal: each `Token` stands for a value that differs."""

    html: str
    text: str
    subject: str
    preheader: str
    fitting: str = ""
    """What was shortened or moved so that no client clips the page; empty where all fitted. Is not sent."""


class Level(StrEnum):
    """What a finding does: an error blocks the sending, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One result of a check: what is wrong, where, and what to do."""

    level: Level
    rule: str
    """`area/name`, such as `html/image-alt`."""
    place: str
    message: str
    line: int | None = None
