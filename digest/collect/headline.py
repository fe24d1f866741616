"""Finds the headline as it is printed, and the short standfirst below it.

Decides between the page's several titles; the printed one wins where another source confirms it, since search engines
and networks get shortened or sharpened ones. Does not judge whether a headline is good.
"""

from __future__ import annotations

__all__ = ["Titles", "find_dek", "find_headline", "main_heading", "without_site_name"]

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.collect.document import visible_text
from digest.collect.markup import clean_title
from digest.collect.meta_tags import class_words
from digest.furniture import why_left_out
from digest.text import collapse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.html import HtmlElement

_DIVIDER = re.compile(r"\s+(?:[|·•»›]|::|//|[-–—])\s+|\s*\|\s*")
_MARKS = re.compile(r"[\W_]+")
_ALIKE = 0.6
"""Share of common words from which two titles name the same piece."""
_FAINTLY_ALIKE = 0.2
_HEADLINE_WORDS = 4

_DEK = re.compile(
    r"\b(?:dek|deck|standfirst|sub ?(?:head(?:line)?|title|heading|hed)|summary|lede|lead text|"
    r"article (?:dek|intro|lead)|strapline|excerpt|chapo|entradilla|bajada|ingress|teaser text|kurztext|abstract)\b"
)
_NO_DEK = re.compile(
    r"\b(?:share|author|byline|caption|nav|menu|related|newsletter|comments?|ad|promo|meta|date|credit|figure)\b"
)
_DEK_RANGE = range(25, 500)
_ELLIPSIS = re.compile(r"(?:\.{3}|…|\[…\]|\[\.\.\.\])\s*$")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Titles:
    """The titles that a page gives itself apart from its headings, in the order of trust."""

    headline: str
    """JSON-LD's or microdata's."""
    shared: str
    """Open Graph's or another network's."""
    document: str
    """The `<title>`."""


def find_headline(root: HtmlElement, titles: Titles, *, site_names: Iterable[str]) -> str:
    """Find the printed headline, without the site's name."""
    sites = tuple(site_names)
    headline = clean_title(titles.headline)
    shared, document = (without_site_name(clean_title(text), sites) for text in (titles.shared, titles.document))
    witnesses = [text for text in (headline, shared, document) if text]
    heading = main_heading(root, witnesses)
    printed = clean_title(visible_text(heading)) if heading is not None else ""
    if printed and _is_confirmed(root, printed, witnesses):
        return _without_label(without_site_name(printed, sites), witnesses)
    return without_site_name(next((text for text in (headline, shared, document, printed) if text), ""), sites)


def _is_confirmed(root: HtmlElement, printed: str, witnesses: list[str]) -> bool:
    """Whether the page's other titles confirm a heading; the only `h1`, if it reads as a headline, needs less."""
    likeness = max((_likeness(printed, text) for text in witnesses), default=1)
    is_only = len(root.xpath("//h1")) == 1 and len(printed.split()) >= _HEADLINE_WORDS
    return likeness >= (_FAINTLY_ALIKE if is_only else _ALIKE)


def _without_label(title: str, witnesses: list[str]) -> str:
    """Cut off a label, as in `OPINION | A town votes`, where another title of the page has the rest alone."""
    keys = {_key(text) for text in witnesses}
    for cut in _DIVIDER.finditer(title):
        rest = title[cut.end() :]
        if _key(rest) in keys and _key(title) not in keys - {_key(rest)}:
            return rest
    return title


def main_heading(root: HtmlElement, witnesses: list[str]) -> HtmlElement | None:
    """Find the `h1` (or the marked headline) that is most like the *witnesses*; the first one where none is."""
    headings = [h for h in root.xpath("//h1 | //*[@itemprop='headline'][not(self::meta)]")[:30] if visible_text(h)]
    if not headings:
        headings = [h for h in root.xpath("//h2")[:30] if _best(visible_text(h), witnesses) == 1]
    return max(headings, key=lambda h: _best(visible_text(h), witnesses), default=None)


def without_site_name(title: str, site_names: Iterable[str]) -> str:
    """Cut the site's name off either end of *title*; a part is cut only if it is the site's name.

    >>> without_site_name("A town votes - The Daily Bugle", ["Daily Bugle"])
    'A town votes'
    """
    sites = {key for name in site_names if (key := _key(name))}
    while True:
        cuts = list(_DIVIDER.finditer(title))
        shorter = title
        if cuts:
            first, last = title[: cuts[0].start()], title[cuts[-1].end() :]
            if _key(last) in sites:
                shorter = title[: cuts[-1].start()]
            elif _key(first) in sites:
                shorter = title[cuts[0].end() :]
        if shorter == title or not _key(shorter):
            return title.strip()
        title = shorter


def find_dek(heading: HtmlElement | None, description: str, *, title: str, text: str) -> str:
    """Find the standfirst: the one printed near the headline, else the site's *description*; empty where there is none.

    A text that is the beginning of the piece, cut off, is no standfirst; nor is the title again.
    """
    for candidate in (_printed_dek(heading), collapse(description)):
        if candidate and _is_dek(candidate, title, text):
            return candidate
    return ""


def _printed_dek(heading: HtmlElement | None) -> str:
    if heading is None:
        return ""
    for element in heading.xpath(
        "following::*[self::p or self::div or self::h2 or self::h3 or self::span][position() < 25]"
    ):
        words = class_words(element)
        if _DEK.search(words) and not _NO_DEK.search(words):
            found = visible_text(element)
            if len(found) in _DEK_RANGE:
                return found
    return ""


def _is_dek(candidate: str, title: str, text: str) -> bool:
    if (
        why_left_out(candidate, title=title)
        or len(candidate) not in _DEK_RANGE
        or _ELLIPSIS.search(candidate)
        or _key(candidate) == _key(title)
    ):
        return False
    key, opening = _key(candidate), _key(text[: 3 * len(candidate) + 200])
    return not opening.startswith(key) or bool(_SENTENCE_END.search(candidate))


def _key(text: str) -> str:
    return re.sub(r"^the|(?:com|org|net)$", "", _MARKS.sub("", text).casefold())


def _best(text: str, witnesses: list[str]) -> float:
    return max((_likeness(text, witness) for witness in witnesses), default=0)


def _likeness(one: str, other: str) -> float:
    """Share of common words, against the shorter title; 1 for equal ones."""
    if _key(one) == _key(other):
        return 1
    first, second = (set(_MARKS.sub(" ", text).casefold().split()) for text in (one, other))
    return 0.99 * len(first & second) / (min(len(first), len(second)) or 1) if min(len(first), len(second)) > 1 else 0
