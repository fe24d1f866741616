"""What is printed about a piece, and where it comes from."""

from __future__ import annotations

__all__ = [
    "Blurb",
    "BlurbMode",
    "BlurbRules",
    "Origin",
    "Sentence",
]

from dataclasses import dataclass
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
