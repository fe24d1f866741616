"""HTML as the clients read it: a tree, and beside it what Outlook alone sees in conditional comments.

Decides who sees an element. Does not know rules. Loads lxml; imported by `digest.check` when it is first used.
"""

from __future__ import annotations

__all__ = ["Node", "Page", "Seen", "numbered", "parse", "text_of", "texts_of"]

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from lxml import etree, html

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_CONDITION = re.compile(r"\s*\[if\s+(?P<test>[^\]]+)\]>(?P<content>.*)", re.DOTALL | re.IGNORECASE)
_END = re.compile(r"\s*<!\[endif\]\s*\Z", re.IGNORECASE)
_UNCOUNTED = 65_535
_REVEALS = re.compile(r"\s*<!\s*(?:--\s*)?\Z")


class Seen(Enum):
    """Which clients an element is for."""

    BY_ALL = "all"
    BY_OUTLOOK = "outlook"
    """In `<!--[if mso]>…<![endif]-->`: classic Outlook for Windows alone."""
    NOT_BY_OUTLOOK = "others"
    """In `<!--[if !mso]><!-->…<!--<![endif]-->`: everyone else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """An element, who sees it, and the line where it begins."""

    element: HtmlElement
    seen: Seen
    line: int

    @property
    def tag(self) -> str:
        """The name of the element, in lower case."""
        return str(self.element.tag).lower()

    def get(self, name: str) -> str | None:
        """Give the value of the attribute *name*, trimmed; None where there is none."""
        value = self.element.get(name)
        return None if value is None else value.strip()

    @property
    def shown(self) -> str:
        """The start tag, with the attributes by which a designer finds it."""
        telling = ("id", "class", "href", "src", "name", "alt")
        attributes = "".join(f' {name}="{value}"' for name in telling if (value := self.element.get(name)) is not None)
        return f"<{self.tag}{attributes}>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The elements of a document in its order, those of conditional comments included."""

    source: str
    root: HtmlElement | None
    """None where there is nothing to read."""
    nodes: tuple[Node, ...]

    def shared(self) -> Iterator[Node]:
        """Go through what stands in the tree itself: all but the contents of Outlook's comments."""
        return (node for node in self.nodes if node.seen is not Seen.BY_OUTLOOK)

    def having(self, *tags: str) -> Iterator[Node]:
        """Go through the elements of these names in the tree itself."""
        return (node for node in self.shared() if node.tag in tags)

    @property
    def body(self) -> HtmlElement | None:
        """The body, where there is one."""
        return None if self.root is None else self.root.find("body")


def parse(source: str) -> Page:
    """Read *source* as browsers do, forgiving everything."""
    content = source.replace("\0", "\ufffd").encode("utf-8", "replace")
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        root = html.document_fromstring(content, parser=parser)
    except etree.ParserError:  # nothing but white space or comments
        return Page(source=source, root=None, nodes=())
    return Page(source=source, root=root, nodes=tuple(_nodes(root)))


def numbered(pattern: re.Pattern[str], text: str) -> Iterator[tuple[re.Match[str], int]]:
    """Give each place where *pattern* is found, with its line; counted onward, for a place may be one of 100,000."""
    line, counted = 1, 0
    for found in pattern.finditer(text):
        line += text.count("\n", counted, found.start())
        counted = found.start()
        yield found, line


def text_of(element: HtmlElement) -> str:
    """Join all text inside *element*, style sheets, scripts and comments left out."""
    return "".join(texts_of(element))


def texts_of(element: HtmlElement) -> Iterator[str]:
    """Go through the texts inside *element*, each by itself."""
    skipped = ("style", "script", "title", "template")
    for each in element.iter():
        is_read = isinstance(each.tag, str) and each.tag not in skipped
        if is_read and each.text:
            yield each.text
        if each is not element and each.tail:
            yield each.tail


def _nodes(root: HtmlElement) -> Iterator[Node]:
    is_hidden = False
    for each in root.iter():
        if isinstance(each.tag, str):
            yield Node(element=each, seen=Seen.NOT_BY_OUTLOOK if is_hidden else Seen.BY_ALL, line=_line(each))
        elif isinstance(each, html.HtmlComment):
            comment = each.text or ""
            if _END.fullmatch(comment):
                is_hidden = False
            elif found := _CONDITION.match(comment):
                is_negative = found["test"].strip().startswith("!")
                reveals = bool(_REVEALS.fullmatch(found["content"]))
                is_hidden = is_hidden or (reveals and is_negative and _is_about_outlook(found["test"]))
                if not reveals and not is_negative and _is_about_outlook(found["test"]):
                    yield from _outlook_nodes(found["content"], (each.sourceline or 1) - comment.count("\n"))


def _line(element: HtmlElement) -> int:
    """Give the line of *element*; 0 past what the parser can count, for a wrong line is worse than none."""
    line = element.sourceline or 0
    return line if line < _UNCOUNTED else 0


def _is_about_outlook(test: str) -> bool:
    return bool(re.search(r"\b(?:mso|vml)\b", test, re.IGNORECASE))


def _outlook_nodes(content: str, first_line: int) -> Iterator[Node]:
    """Read the inside of a comment: often start tags whose end tags stand in a later one."""
    inside = re.sub(r"<!\[endif\]\s*\Z", "", content, flags=re.IGNORECASE)
    if not re.search(r"<[a-zA-Z]", inside):
        return
    parser = html.HTMLParser(encoding="utf-8")
    root = html.document_fromstring(f"<body>{inside}".encode("utf-8", "replace"), parser=parser)
    for each in root.iter():
        if isinstance(each.tag, str) and each.tag not in {"html", "head", "body"}:
            line = max(first_line, 1) + (each.sourceline or 1) - 1
            yield Node(element=each, seen=Seen.BY_OUTLOOK, line=line)
