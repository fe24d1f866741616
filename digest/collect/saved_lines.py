"""Reads a saved page, text or HTML, as the lines that a reader saw, and says of each what it looks like.

Decides line by line; which of them make the main piece and which a teaser is `digest.collect.saved_page`'s business.
"""

from __future__ import annotations

__all__ = [
    "Kind",
    "Line",
    "is_label_like",
    "is_sentence",
    "judged",
    "key",
    "section_name",
    "without_rewrapping",
    "written_lines",
]

import re
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import pairwise
from typing import TYPE_CHECKING

from digest.collect.saved_rendering import Shown, without_markdown
from digest.furniture import why_left_out
from digest.furniture.rim import why_beside
from digest.text import collapse, paragraphs

if TYPE_CHECKING:
    from collections.abc import Iterable


class Kind(Enum):
    """What a line looks like."""

    PROSE = auto()
    SHORT = auto()
    """A headline, a short paragraph, or the label of something."""
    LABEL = auto()
    """The name of a section."""
    CREDIT = auto()
    """A caption or a credit."""
    END = auto()
    """The words that end a teaser: "keep reading"."""
    FURNITURE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a saved page."""

    text: str
    kind: Kind
    why: str = ""
    """Why it is furniture, where it is."""
    is_heading: bool = False
    is_body: bool = False
    """Whether the reader of article pages took it for the main piece's text."""


_END = re.compile(
    r"""(?:(?:keep|continue)\sreading|read\s(?:more|on|the\s(?:full\s)?(?:story|article|piece|essay|report)|full\s(?:story|article))
          |weiter\s?lesen|mehr\slesen|den\sganzen\sartikel\slesen|lire\s(?:la\ssuite|plus|l['’]article)
          |(?:seguir|continuar)\sleyendo|leer\s(?:más|el\sartículo)|les\s(?:mer|videre|hele\ssaken)|läs\smer|læs\smere|lees\s(?:meer|verder)|leggi\stutto|continua\sa\sleggere)
        (?:\.{3}|…)?(?:\s?[»›→>]+)?(?:\s?show\sless)?(?:\s?[»›→>]+)?
      | show\sless""",
    re.IGNORECASE | re.VERBOSE,
)
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$")
_SENTENCE_CHARS = 70
_PROSE_CHARS = 160
_SENTENCE_WORDS = 12
_MAX_LABEL_WORDS = 4
_MARKS = re.compile(r"[\W_]+")
_PHRASE = 25
"""Letters; fewer of them, such as a menu's "U.S.", stand in any text."""
_MAX_KNOWN = 300_000

_WRAPPED = range(50, 100)
_MIN_JOINTS = 6
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


def written_lines(text: str) -> list[Shown]:
    """Give the lines of a pasted page; lines that were broken at a fixed width are put together again."""
    return without_markdown([line for line in without_rewrapping(_UNSEEN.sub("", text).splitlines()) if line])


def judged(shown: Iterable[Shown], *, body: str = "") -> list[Line]:
    """Say of each line what it looks like; *body* is what is known to be the main piece's text."""
    known = _Known(body)
    return _with_boxes([replace(_line(each), is_body=each.text in known) for each in shown if each.text])


class _Known:
    """The main text, to ask of a line whether it is a paragraph of it, or a part of one that is no mere phrase."""

    def __init__(self, body: str) -> None:
        self._paragraphs = frozenset(key(part) for part in paragraphs(body))
        self._text = key(body)[:_MAX_KNOWN]
        # Only what begins like some place in the text is looked for: each search that fails reads all of it.
        self._openings = {self._text[i : i + _PHRASE] for i in range(len(self._text) - _PHRASE + 1)}

    def __contains__(self, line: str) -> bool:
        words = key(line)
        if words in self._paragraphs:
            return bool(words)
        return words[:_PHRASE] in self._openings and words in self._text


def key(text: str) -> str:
    """Reduce *text* to what makes it the same line again: letters and digits."""
    return _MARKS.sub("", text).casefold()


def section_name(label: str) -> str:
    """Give the section that a label names; `Analysis | Europe` names a kind of piece and then its section, `Europe`."""
    return [part.strip() for part in re.split(r"\s[|•·›»/]\s", label) if part.strip()][-1]


def is_sentence(line: Line) -> bool:
    """Whether a line is prose, or short and closed as a sentence is; a question may as well be a headline."""
    is_closed = re.search(r"[.!…][\"'”’»)\]]*$", line.text) is not None
    return line.kind is Kind.PROSE or (line.kind is Kind.SHORT and is_closed and not line.is_heading)


def is_label_like(text: str) -> bool:
    """Whether a line could be a section's name: few words, no end of a sentence."""
    return len(text.split()) <= _MAX_LABEL_WORDS and not _SENTENCE_END.search(text)


def without_rewrapping(lines: list[str]) -> list[str]:
    """Join lines that were broken at a fixed width: many long lines, and all of them end before column 100."""
    bare = [line.strip() for line in lines]
    longest = max(map(len, bare), default=0)
    joints = [len(one) for one, other in pairwise(bare) if one and other]
    is_wrapped = (
        longest in _WRAPPED
        and len(joints) >= _MIN_JOINTS
        and len(joints) > len(bare) / 4
        and sum(n > longest * 0.7 for n in joints) > len(joints) * 0.6
    )
    if not is_wrapped:
        return bare
    joined: list[list[str]] = []
    previous = ""
    for line in bare:
        if line and len(previous) > longest * 0.7 and joined:
            joined[-1].append(line)
        else:
            joined.append([line])
        previous = line
    return [" ".join(group) for group in joined]


def _line(shown: Shown) -> Line:
    bare = collapse(shown.text)
    if _END.fullmatch(bare):
        return Line(text=bare, kind=Kind.END, why="call to action")
    why = why_left_out(bare) or why_beside(bare)
    if why == "section label":
        return Line(text=bare, kind=Kind.LABEL, why=why, is_heading=shown.is_heading)
    if why in {"caption", "image credit"} or (shown.is_caption and why is None):
        return Line(text=bare, kind=Kind.CREDIT, why=why or "caption")
    if why:
        return Line(text=bare, kind=Kind.FURNITURE, why=why)
    kind = Kind.PROSE if not shown.is_heading and _is_prose(bare) else Kind.SHORT
    return Line(text=bare, kind=kind, is_heading=shown.is_heading)


def _with_boxes(lines: list[Line]) -> list[Line]:
    """Take a line between two of a newsletter's box for a part of it."""
    for place in range(1, len(lines) - 1):
        around = {lines[place - 1].why, lines[place + 1].why}
        if around == {"newsletter box"} and lines[place].kind in {Kind.PROSE, Kind.SHORT}:
            lines[place] = replace(lines[place], kind=Kind.FURNITURE, why="newsletter box")
    return lines


def _is_prose(text: str) -> bool:
    ends = _SENTENCE_END.search(text) is not None
    return len(text) >= _PROSE_CHARS or (ends and len(text) >= _SENTENCE_CHARS and len(text.split()) >= _SENTENCE_WORDS)
