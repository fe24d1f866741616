"""Gives the lines that a saved page shows: those a browser would print of HTML, those that Markdown's marks stand for.

Decides what is one line and whether the page marks it as a heading or a caption. Does not judge what a line says.
"""

from __future__ import annotations

__all__ = ["Shown", "rendered", "without_markdown"]

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from digest.text import collapse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One line as it is shown."""

    text: str
    is_heading: bool = False
    is_caption: bool = False


_INVISIBLE = frozenset(
    [
        "script", "style", "noscript", "template", "head", "svg", "math", "iframe", "object", "select",
        "textarea", "input",
    ]
)  # fmt: skip
_INLINE = frozenset(
    [
        "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "img",
        "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup",
        "time", "tt", "u", "var", "wbr",
    ]
)  # fmt: skip
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)

_HEADING = re.compile(r"#{1,6}\s+(.*?)\s*#*\s*")
_LINK = re.compile(r"(?<!!)\[([^\[\]]{1,300})\]\((?:[^()\s]|\([^()\s]{0,80}\)){1,600}(?:\s+\"[^\"]{0,200}\")?\)")
_PICTURE = re.compile(r"!\[([^\[\]]{0,300})\]\([^()]{0,600}\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.{1,2000}?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*_])([*_])(?=[^\s*_])([^*_\n]{1,600})(?<=\S)\1(?![\w*_])")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!>|~-])")
_MARK = re.compile(r"(?:>\s?)+|[*+-]\s+(?=\S)")
_MIN_LINKS = 3
_LONGEST = 10_000
"""Characters; no paragraph is longer, and marks without end take time with the square of a line."""


def rendered(root: HtmlElement) -> Iterator[Shown]:
    """Yield the visible lines of a page."""
    parts: list[str] = []
    hidden = headings = captions = 0
    for event, node in etree.iterwalk(root, events=("start", "end", "comment")):
        if event == "comment":
            parts.append(node.tail or "" if not hidden else "")
            continue
        step = 1 if event == "start" else -1
        if node.tag not in _INLINE:
            yield from _flushed(parts, headings, captions)
        hidden += step * _is_hidden(node)
        headings += step * (node.tag in _HEADINGS)
        captions += step * (node.tag == "figcaption" or "caption" in (node.get("class") or "").lower())
        if not hidden:
            parts.append((node.text if event == "start" else node.tail) or "")
    yield from _flushed(parts, headings, captions)


def _flushed(parts: list[str], headings: int, captions: int) -> list[Shown]:
    text = collapse("".join(parts))
    parts.clear()
    return [Shown(text=text, is_heading=headings > 0, is_caption=captions > 0)] if text else []


def _is_hidden(node: etree._Element) -> bool:
    return node.tag in _INVISIBLE or node.get("hidden") is not None or bool(_HIDDEN.search(node.get("style") or ""))


def without_markdown(lines: list[str]) -> list[Shown]:
    """Read *lines* without the marks of Markdown, where they have its headings or its links; else as they are."""
    has_links = sum(1 for line in lines if _LINK.search(line[:_LONGEST])) >= _MIN_LINKS
    if not (has_links or any(_HEADING.fullmatch(line) for line in lines)):
        return [Shown(text=line) for line in lines]
    return [_unmarked(line) for line in lines]


def _unmarked(line: str) -> Shown:
    """Take the marks off one line; a picture alone is its description, which is a caption."""
    if len(line) > _LONGEST:
        return Shown(text=line)
    is_picture = _PICTURE.fullmatch(line) is not None or _PICTURE.fullmatch(_LINK.sub(r"\1", line)) is not None
    heading = _HEADING.fullmatch(line)
    text = heading[1] if heading else _MARK.sub("", line, count=1) if _MARK.match(line) else line
    text = _LINK.sub(r"\1", _PICTURE.sub(r"\1", text))
    text = _EMPHASIS.sub(r"\2", _STRONG.sub(r"\2", text))
    return Shown(text=collapse(_ESCAPED.sub(r"\1", text)), is_heading=heading is not None, is_caption=is_picture)
