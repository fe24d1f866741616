"""Reads a saved page, text or HTML, as the lines that a reader saw, and says of each what it looks like.

Decides line by line; which of them make the main piece and which a teaser is `digest.collect.saved_page`'s business.
"""

from __future__ import annotations

__all__ = ["Kind", "Line", "key", "lines_of_page", "lines_of_text", "section_name", "without_rewrapping"]

import re
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise
from typing import TYPE_CHECKING

from lxml import etree

from digest.furniture import why_left_out
from digest.text import collapse, paragraphs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.html import HtmlElement


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
_INVISIBLE = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "svg",
        "math",
        "iframe",
        "object",
        "select",
        "textarea",
        "input",
    ]
)
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "img",
        "ins",
        "kbd",
        "label",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    ]
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def lines_of_text(text: str) -> list[Line]:
    """Read the lines of a pasted page; lines that were broken at a fixed width are put together again."""
    return [_line(part) for part in without_rewrapping(text.splitlines()) if part.strip()]


def lines_of_page(root: HtmlElement, body: str) -> list[Line]:
    """Read the lines that a browser would show of the page at *root*; *body* is what is known to be the main text."""
    known = _Known(body)
    lines = []
    for text, is_heading, is_caption in _rendered(root):
        line = _line(text, is_heading=is_heading, is_caption=is_caption)
        is_body = text in known and (len(text) > _SENTENCE_CHARS or _SENTENCE_END.search(text) is not None)
        lines.append(Line(text=line.text, kind=line.kind, why=line.why, is_heading=is_heading, is_body=is_body))
    return lines


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


def _line(text: str, *, is_heading: bool = False, is_caption: bool = False) -> Line:
    bare = collapse(text)
    if _END.fullmatch(bare):
        return Line(text=bare, kind=Kind.END, why="call to action")
    why = why_left_out(bare)
    if why == "section label":
        return Line(text=bare, kind=Kind.LABEL, why=why, is_heading=is_heading)
    if why in {"caption", "image credit"} or (is_caption and why is None):
        return Line(text=bare, kind=Kind.CREDIT, why=why or "caption")
    if why:
        return Line(text=bare, kind=Kind.FURNITURE, why=why)
    return Line(text=bare, kind=Kind.PROSE if not is_heading and _is_prose(bare) else Kind.SHORT, is_heading=is_heading)


def _is_prose(text: str) -> bool:
    ends = _SENTENCE_END.search(text) is not None
    return len(text) >= _PROSE_CHARS or (ends and len(text) >= _SENTENCE_CHARS and len(text.split()) >= _SENTENCE_WORDS)


def _rendered(root: HtmlElement) -> Iterator[tuple[str, bool, bool]]:
    """Yield the visible lines of a page with whether each is a heading and whether a caption."""
    parts: list[str] = []
    hidden = headings = captions = 0
    for event, node in etree.iterwalk(root, events=("start", "end", "comment")):
        if event == "comment":
            parts.append(node.tail or "" if not hidden else "")
            continue
        step = 1 if event == "start" else -1
        is_border = node.tag not in _INLINE
        if is_border:
            yield from _flushed(parts, headings, captions)
        hidden += step * _is_hidden(node)
        headings += step * (node.tag in _HEADINGS)
        captions += step * (node.tag == "figcaption" or "caption" in (node.get("class") or "").lower())
        if not hidden:
            parts.append((node.text if event == "start" else node.tail) or "")
    yield from _flushed(parts, headings, captions)


def _flushed(parts: list[str], headings: int, captions: int) -> Iterable[tuple[str, bool, bool]]:
    text = collapse("".join(parts))
    parts.clear()
    return [(text, headings > 0, captions > 0)] if text else []


def _is_hidden(node: etree._Element) -> bool:
    return node.tag in _INVISIBLE or node.get("hidden") is not None or bool(_HIDDEN.search(node.get("style") or ""))
