"""The words of the glossary as frozen data, and the states with their legal transitions.

Nothing here knows files, network, database or clock. Every instant is an aware datetime; collections are tuples.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time  # at run time: the store rebuilds editions from these annotations
from enum import StrEnum
from zoneinfo import ZoneInfo

__all__ = [
    "EDITION_TRANSITIONS",
    "Approval",
    "Audience",
    "Blurb",
    "BlurbMode",
    "BlurbRules",
    "Cadence",
    "Card",
    "Decision",
    "Delivery",
    "DeliveryState",
    "Edition",
    "EditionState",
    "Finding",
    "Image",
    "KnownPiece",
    "Level",
    "Origin",
    "Outcome",
    "Piece",
    "Place",
    "Precision",
    "Publication",
    "Recipient",
    "Rendering",
    "Section",
    "SectionRule",
    "Selection",
    "Sentence",
    "Source",
    "SourceFailure",
    "SourceKind",
    "Token",
    "Window",
]


# ---- what is collected ----------------------------------------------------------------------------------------


class SourceKind(StrEnum):
    """How a source is read."""

    AUTO = "auto"
    """Find out: a feed if it is one, else the feed that the page declares."""
    FEED = "feed"
    FOLDER = "folder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where pieces come from."""

    url: str
    """An http(s) URL, or the absolute path of a folder."""
    kind: SourceKind = SourceKind.AUTO
    section: str | None = None
    """The section for this source's pieces that name none themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFailure:
    """A source that could not be collected: a value in the report, never an end of the run."""

    source: str
    error: str


class Precision(StrEnum):
    """How exactly the instant of publication is known."""

    INSTANT = "instant"
    DAY = "day"
    """Only the date was given; the instant is local noon of the publication's zone."""
    GUESSED = "guessed"
    """Nothing usable was given; the instant is when the piece was first seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """The lead picture of a piece."""

    url: str
    alt: str = ""
    credit: str = ""
    width: int | None = None
    """Width in pixels of the picture as it is shown in the e-mail, where known."""
    height: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One article, normalised. Its text is plain: paragraphs divided by one empty line."""

    id: str
    """Stable for the life of the piece; at first sight the source's guid, else its canonical URL."""
    url: str
    title: str
    source: str = ""
    canonical_url: str = ""
    section: str | None = None
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    precision: Precision = Precision.INSTANT
    published_raw: str = ""
    updated: datetime | None = None
    teaser: str = ""
    """The short text that the site itself wrote; whole sentences or empty once collected."""
    text: str = ""
    content: str = ""
    """The cleaned HTML that the feed carried, if any."""
    lang: str = ""
    """BCP 47 language tag, such as `en` or `pt-BR`; empty where unknown."""
    image: Image | None = None

    @property
    def link(self) -> str:
        """The address that readers follow: canonical where the page names one."""
        return self.canonical_url or self.url


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPiece:
    """A piece as the ledger knows it."""

    piece: Piece
    first_seen: datetime
    edition_id: str | None = None
    """The edition that used it up, if one has been submitted with it."""


# ---- what is printed about a piece ----------------------------------------------------------------------------


class Origin(StrEnum):
    """Who wrote a blurb."""

    EDITOR = "editor"
    TEASER = "teaser"
    SUMMARY = "summary"
    MODEL = "model"
    HEADLINE = "headline"
    """Nobody: no sentence could serve, the headline stands alone and the blurb is empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence and its place: `source[start:end] == text`, counted in code points."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Blurb:
    """The text that we print under a headline; whole sentences of the piece, or of its teaser, or an editor's."""

    text: str
    origin: Origin
    sentences: tuple[Sentence, ...] = ()
    """Spans into the piece's text (summary) or its teaser (teaser); empty for an editor's text."""


class BlurbMode(StrEnum):
    """What a publication wants its blurbs to be."""

    LEAD = "lead"
    INFORMATIVE = "informative"
    TEASER_ONLY = "teaser-only"


@dataclass(frozen=True, slots=True, kw_only=True)
class BlurbRules:
    """How long blurbs are, in characters, and where they come from."""

    mode: BlurbMode = BlurbMode.LEAD
    min_chars: int = 200
    max_chars: int = 400


# ---- the publication ------------------------------------------------------------------------------------------


# Who rebuilds a Cadence from its annotations looks names up in the class first, where `time` is the field itself.
_WallTime = time


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence:
    """When editions are due: these weekdays (0 = Monday) at a wall-clock time in an IANA zone."""

    weekdays: tuple[int, ...]
    time: _WallTime
    zone: str

    @property
    def tzinfo(self) -> ZoneInfo:
        """The zone's rules."""
        return ZoneInfo(self.zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionRule:
    """A named section of the edition and what belongs in it."""

    title: str
    match: tuple[str, ...] = ()
    """Section names or URL path parts (`/essays/`), compared without case; the title itself always matches."""
    limit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """How many pieces an edition takes."""

    max_pieces: int = 20
    """More than these go to In brief, headline and link only."""
    max_brief: int = 10
    min_pieces: int = 1
    """With fewer, the edition is skipped and nothing is sent."""
    lead: str = "newest"
    """`newest`, `longest`, or `first` of the section order."""


class Approval(StrEnum):
    """Who lets an edition out."""

    AUTO = "auto"
    """It goes as soon as no finding blocks it."""
    EDITOR = "editor"
    """It waits for `digest approve`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Where the subscribers stand: a CSV file with the columns `address` and, if wanted, `name`."""

    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """The masthead under which editions appear, with its rules."""

    slug: str
    title: str
    tagline: str = ""
    url: str = ""
    """The publication's own site."""
    lang: str = "en"
    postal_address: str = ""
    note: str = ""
    """The editor's standing note at the top of each edition."""
    appeal_text: str = ""
    appeal_url: str = ""
    appeal_label: str = ""
    sender_name: str = ""
    sender_address: str = ""
    reply_to: str = ""
    subject: str = "{lead}"
    sources: tuple[Source, ...] = ()
    cadence: Cadence
    sections: tuple[SectionRule, ...] = ()
    other_section: str = "More this week"
    """The section for pieces that match no rule."""
    selection: Selection = field(default_factory=Selection)
    blurbs: BlurbRules = field(default_factory=BlurbRules)
    approval: Approval = Approval.AUTO
    audience: Audience


# ---- the edition ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A half-open stretch of time, `start <= instant < end`; its end is the edition's cut-off."""

    start: datetime
    end: datetime

    def __contains__(self, instant: datetime) -> bool:
        """Whether *instant* lies in the window."""
        return self.start <= instant < self.end


class Place(StrEnum):
    """Where in the edition a piece stands."""

    LEAD = "lead"
    SECTION = "section"
    BRIEF = "brief"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Why a piece is in or out."""

    piece_id: str
    title: str
    is_in: bool
    why: str


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


# ---- sending --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """A member of an edition's frozen audience."""

    id: int
    address: str
    name: str = ""


class DeliveryState(StrEnum):
    """The named states in which every recipient ends."""

    PENDING = "pending"
    CLAIMED = "claimed"
    SUBMITTED = "submitted"
    DEFERRED = "deferred"
    FAILED = "failed"
    UNKNOWN = "unknown"
    SUPPRESSED = "suppressed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One edition × recipient and its state, as the ledger has it."""

    edition_id: str
    recipient_id: int
    address: str
    """As the subscriber wrote it; the ledger tells recipients apart by its normalised form."""
    name: str = ""
    message_id: str = ""
    """The Message-ID, where it was fixed when the audience was frozen."""
    state: DeliveryState
    attempts: int = 0
    """How often the recipient was claimed, this time included."""
    first_claimed_at: datetime | None = None
    claimed_at: datetime | None = None
    next_at: datetime | None = None
    """When a deferred delivery is due again."""
    submitted_at: datetime | None = None
    last_code: int = 0
    last_reply: str = ""
    ambiguous: int = 0
    """How often nobody could tell whether the server had taken the message; each may have been a second copy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one claimed delivery."""

    recipient_id: int
    state: DeliveryState
    """PENDING gives the claim back: the message was never offered."""
    code: int = 0
    reply: str = ""
    next_at: datetime | None = None
    is_ambiguous: bool = False
