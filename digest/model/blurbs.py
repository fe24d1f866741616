"""What is printed about a piece, and where it comes from."""

from __future__ import annotations

__all__ = [
    "NO_BLURB",
    "ROOM_FOR_PARAGRAPHS",
    "Blurb",
    "BlurbMode",
    "BlurbRules",
    "Length",
    "ModelServer",
    "Origin",
    "Place",
    "Sentence",
]

from dataclasses import dataclass, replace
from enum import StrEnum


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


NO_BLURB = Blurb(text="", origin=Origin.HEADLINE)
"""The headline stands alone."""

ROOM_FOR_PARAGRAPHS = 1000
"""Characters that whole paragraphs have where nothing else is said; a news site's teasers run from 470 to this."""


class BlurbMode(StrEnum):
    """What a publication wants its blurbs to be."""

    LEAD = "lead"
    INFORMATIVE = "informative"
    TEASER_ONLY = "teaser-only"


class Place(StrEnum):
    """Where in the edition a piece stands."""

    LEAD = "lead"
    SECTION = "section"
    BRIEF = "brief"


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """How long a blurb is, in characters; the upper end is never exceeded."""

    min_chars: int
    max_chars: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BlurbRules:
    """How long blurbs are, in characters or in paragraphs, and where they come from."""

    mode: BlurbMode = BlurbMode.LEAD
    min_chars: int = 200
    max_chars: int = 400
    paragraphs: int = 0
    """So many whole paragraphs from the beginning, as far as `max_chars` allows; 0 goes by characters."""
    lead: Length | None = None
    """What holds for the lead, where it differs."""
    brief: Length | None = Length(min_chars=60, max_chars=120)
    """What holds in In brief; None prints headlines alone there."""

    def at(self, place: Place) -> BlurbRules | None:
        """Give the rules for a piece at *place*; None where no blurb is printed."""
        if place is Place.BRIEF:
            if self.brief is None:
                return None
            return replace(self, min_chars=self.brief.min_chars, max_chars=self.brief.max_chars, paragraphs=0)
        if place is Place.LEAD and self.lead is not None:
            return replace(self, min_chars=self.lead.min_chars, max_chars=self.lead.max_chars)
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelServer:
    """A server of a language model that speaks the OpenAI chat protocol."""

    url: str
    """The base address, such as `http://127.0.0.1:8080/v1`."""
    name: str
    """The model's name at the server."""
    key_env: str = ""
    """The environment variable that holds the key; empty where none is needed. The key itself is kept nowhere."""
    timeout_seconds: float = 30.0
