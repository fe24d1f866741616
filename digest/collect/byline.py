"""Finds the by-line and the section's label that a page prints around its headline.

Looks only near the headline: further down stand the by-lines of other pieces. Reads names through
`digest.collect.authors`; does not know whether the page's metadata says otherwise.
"""

from __future__ import annotations

__all__ = ["printed_authors", "printed_section"]

import re
from typing import TYPE_CHECKING

from digest.collect.authors import author_names
from digest.collect.document import visible_text
from digest.collect.meta_tags import class_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.html import HtmlElement

_NEAR_BEFORE, _NEAR_AFTER = 25, 90
_LONGEST_BYLINE, _LONGEST_SECTION = 200, 40

_BYLINE = re.compile(
    r"\b(?:by ?lines?|authors?(?: names?)?|contributors?|writers?|reporters?|autor\w*|auteurs?|verfasser|forfatter)\b"
)
_NO_BYLINE = re.compile(
    r"\b(?:bio|biography|avatar|images?|photo|pic|social(?! author)|follow|comments?|related|date|time|share|twitter|"
    r"footer|newsletter|credit|caption|meta ?data)\b"
)
_SECTION = re.compile(
    r"\b(?:kicker|eyebrow|section (?:name|label|title|link|heading)|(?:widget|post|article|entry|story) section|"
    r"categor(?:y|ies)|rubri[ck]|overline|primary tag|vignette)\b"
)
_NO_SECTION = re.compile(
    r"\b(?:nav|menu|share|author|byline|date|comments?|newsletter|ad|hidden|footer|related|subtitle|sub ?head\w*)\b"
)
_AFTER_TAGS = " or ".join(
    f"self::{tag}"
    for tag in ["a", "span", "div", "p", "li", "ul", "address", "h2", "h3", "h4", "h5", "strong", "cite", "em"]
)
_AUTHOR_LINK = (
    ".//a[@rel='author' or "
    + " or ".join(
        f"contains(@href, '{part}')" for part in ("author", "profile", "/by/", "people", "writer", "contributor")
    )
    + "]"
)
_WRITTEN_BY = re.compile(
    r"(?:By|BY|Von|Par|Por|Av|Written by|Words by|Story by|Text by|Posted by)\s*:?\s+(?-i:[A-ZÀ-Þ])"
)


def printed_authors(root: HtmlElement, heading: HtmlElement | None, *, site_names: Iterable[str]) -> tuple[str, ...]:
    """Read the names that the page prints as its authors, near the *heading* or else marked `rel=author`."""
    sites = tuple(site_names)
    for lines in (_marked(heading), _links(root, heading), _worded(heading)):
        for line in lines:
            names = author_names([line], site_names=sites)
            if names:
                return names
    return ()


def printed_section(heading: HtmlElement | None) -> str:
    """Read the section's label that stands closest to the *heading*; empty where none is marked as such."""
    for element in (*reversed(list(_before(heading))), *list(_after(heading))[:10]):
        words = class_words(element)
        if not _SECTION.search(words) or _NO_SECTION.search(words):
            continue
        text = visible_text(element)
        if 1 < len(text) <= _LONGEST_SECTION and not re.search(r"[.!?:]$|\d{4}", text):
            return text
    return ""


def _before(heading: HtmlElement | None) -> Iterator[HtmlElement]:
    if heading is not None:
        found = heading.xpath(
            "preceding::*[self::a or self::span or self::div or self::p or self::li or self::address]"
        )
        yield from found[-_NEAR_BEFORE:]


def _after(heading: HtmlElement | None) -> Iterator[HtmlElement]:
    if heading is not None:
        near = heading.xpath(f"following::*[{_AFTER_TAGS}][position() <= {_NEAR_AFTER}]")
        yield from (element for element in near if not element.xpath("boolean(ancestor::figure)"))


def _marked(heading: HtmlElement | None) -> Iterator[str]:
    for element in (*_after(heading), *_before(heading)):
        words = class_words(element)
        if not _BYLINE.search(words) or _NO_BYLINE.search(words):
            continue
        links = [visible_text(link, is_spaced=True) for link in element.xpath(_AUTHOR_LINK)]
        text = " | ".join(filter(None, links)) or visible_text(element, is_spaced=True)
        if 1 < len(text) <= _LONGEST_BYLINE:
            yield text


def _links(root: HtmlElement, heading: HtmlElement | None) -> Iterator[str]:
    links = root.xpath("//a[@rel='author' or contains(@class, 'author')] | //*[@class='byline' or @class='author']")[:5]
    if heading is None or len(links) <= 3:  # noqa: PLR2004 - more are a list of other pieces
        yield from (text for link in links if 1 < len(text := visible_text(link, is_spaced=True)) <= _LONGEST_BYLINE)


def _worded(heading: HtmlElement | None) -> Iterator[str]:
    """Yield "By X", first where X is a link: a credit below a picture hardly ever has one."""
    lines = [(element, visible_text(element, is_spaced=True)) for element in _after(heading)]
    bylines = [(element, text) for element, text in lines if len(text) <= _LONGEST_BYLINE and _WRITTEN_BY.match(text)]
    yield from (text for element, text in sorted(bylines, key=lambda pair: pair[0].find(".//a") is None))
