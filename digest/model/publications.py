"""The masthead with its rules."""

from __future__ import annotations

__all__ = [
    "Approval",
    "Audience",
    "Boilerplate",
    "Cadence",
    "Look",
    "PictureMode",
    "Publication",
    "SectionRule",
    "Selection",
]

from dataclasses import dataclass, field
from datetime import time, timedelta  # at run time: the store rebuilds editions from these annotations
from enum import StrEnum
from zoneinfo import ZoneInfo

from digest.model.blurbs import BlurbRules, ModelServer
from digest.model.pieces import Source

# Who rebuilds a Cadence from its annotations looks names up in the class first, where `time` is the field itself.
_WallTime = time


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence:
    """When editions are due: these weekdays (0 = Monday) at a wall-clock time in an IANA zone."""

    weekdays: tuple[int, ...]
    time: _WallTime
    zone: str
    settle_minutes: int = 15
    """So long after the cut-off an edition waits for what was published before it: feeds lag behind their sites."""

    @property
    def settle(self) -> timedelta:
        """The time between the cut-off and the moment when the edition's pieces are fixed."""
        return timedelta(minutes=self.settle_minutes)

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Boilerplate:
    """What a publication calls furniture in its pieces' texts."""

    lines: tuple[str, ...] = ()
    """Paragraphs that go, compared without case and marks at their ends."""
    patterns: tuple[str, ...] = ()
    """Regular expressions; a paragraph that one fits whole, without case, goes."""
    keep: tuple[str, ...] = ()
    """Paragraphs that stay, whatever the rules and what was learned say."""
    learn: bool = True
    """Whether a line that stands in many of a source's pieces goes."""


class Look(StrEnum):
    """The shipped design that an edition wears: the folder of its name in `templates/looks/`."""

    MAGAZINE = "magazine"
    """Pictures, serif headlines, a lead that fills the sheet. It has no folder: `templates/` itself is it."""
    BULLETIN = "bulletin"
    """Numbered pieces below a list of contents, sans and dense; one small picture."""
    LETTER = "letter"
    """A column of text from a greeting to a signature; no pictures, no boxes."""


class PictureMode(StrEnum):
    """Where the pictures of a message are."""

    HOSTED = "hosted"
    """On our server: the message holds their addresses and stays small."""
    EMBEDDED = "embedded"
    """In the message itself, once in each: they show where mail clients load nothing from outside."""


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
    appeal_sponsor: str = ""
    """Who pays for it; empty for an appeal of the publication's own."""
    sender_name: str = ""
    sender_address: str = ""
    reply_to: str = ""
    subject: str = "{lead}"
    look: Look = Look.MAGAZINE
    pictures: PictureMode = PictureMode.HOSTED
    sources: tuple[Source, ...] = ()
    cadence: Cadence
    sections: tuple[SectionRule, ...] = ()
    other_section: str = "More this week"
    """The section for pieces that match no rule."""
    selection: Selection = field(default_factory=Selection)
    blurbs: BlurbRules = field(default_factory=BlurbRules)
    model: ModelServer | None = None
    """Who may write blurbs in the program's place; nobody where it is None."""
    boilerplate: Boilerplate = field(default_factory=Boilerplate)
    levels: tuple[tuple[str, str], ...] = ()
    """Rules of findings, or the part before their stroke, each with what it does here: "error", "warning" or "off"."""
    approval: Approval = Approval.AUTO
    audience: Audience
