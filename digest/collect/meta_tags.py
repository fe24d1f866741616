"""Reads a page's meta tags, microdata and links into one table of plain strings.

Knows which names mean the same. Does not choose between a page's several answers.
"""

from __future__ import annotations

__all__ = ["PageTags", "class_words", "read_tags"]

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from digest.collect.document import visible_text
from digest.text import collapse

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_LONGEST = 2000
_TAG = re.compile(r"[a-z]{2,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageTags:
    """What the head and the microdata of a page say, by name in lower case, in the order of the page."""

    pairs: tuple[tuple[str, str], ...]
    canonical: str
    lang: str

    def all(self, *names: str) -> tuple[str, ...]:
        """Give every value under *names*, the values of the first name first."""
        return tuple(value for name in names for key, value in self.pairs if key == name)

    def first(self, *names: str) -> str:
        """Give the first value under the first of *names* that has one, else nothing."""
        return next(iter(self.all(*names)), "")


def read_tags(root: HtmlElement, *, url: str) -> PageTags:
    """Read the tags of a page that came from *url*."""
    return PageTags(pairs=(*_metas(root), *_microdata(root)), canonical=_canonical(root, url), lang=_lang(root))


def class_words(element: HtmlElement) -> str:
    """Give an element's class, id and the like as one string of words in lower case."""
    names = ("class", "id", "itemprop", "rel", "data-testid", "data-qa", "data-component", "role")
    joined = " ".join(filter(None, (element.get(name) for name in names)))
    return re.sub(r"[^\w]+|_+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", joined)).lower()


def _metas(root: HtmlElement) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for meta in root.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("http-equiv") or ""
        value = collapse((meta.get("content") or meta.get("value") or "")[:_LONGEST])
        pairs.extend((key, value) for key in name.lower().split() if value)
        if meta.get("itemprop") and value:
            pairs.append((f"item:{(meta.get('itemprop') or '').lower()}", value))
    return pairs


def _microdata(root: HtmlElement) -> list[tuple[str, str]]:
    """Read `itemprop` of the elements in the body, as `item:name`; an author's nested name counts as the author."""
    pairs: list[tuple[str, str]] = []
    for element in root.xpath("//*[@itemprop][not(self::meta)]")[:400]:
        name = (element.get("itemprop") or "").lower()
        value = element.get("content") or element.get("datetime")
        if value is None and name in {"author", "headline", "datepublished", "articlesection", "name", "creator"}:
            value = visible_text(_nested_name(element))
        if not value:
            continue
        if name == "name" and element.xpath("boolean(ancestor::*[@itemprop='author'])"):
            name = "author"
        pairs.append((f"item:{name}", collapse(value[:_LONGEST])))
    return pairs


def _nested_name(element: HtmlElement) -> HtmlElement:
    named = element.xpath(".//*[@itemprop='name']")
    return named[0] if named else element


def _canonical(root: HtmlElement, url: str) -> str:
    links = root.xpath(
        "//link[@href and contains(concat(' ', translate(@rel, 'CANOIL', 'canoil'), ' '), ' canonical ')]/@href"
    )
    for link in [*map(str, links), *map(str, root.xpath("//meta[@property='og:url']/@content"))]:
        try:
            absolute = urljoin(url, link.strip())
            if urlsplit(absolute).scheme in {"http", "https"} and urlsplit(absolute).netloc:
                return absolute
        except ValueError:
            continue
    return ""


def _lang(root: HtmlElement) -> str:
    """Read the declared language as a BCP 47 tag; empty where it is none."""
    declared = [
        root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("xml:lang") or ""
    ]
    declared += map(str, root.xpath("//meta[translate(@http-equiv, 'CLN', 'cln')='content-language']/@content"))
    declared += map(
        str,
        root.xpath(
            "//meta[@property='og:locale' or @name='language' or @name='lang' or @itemprop='inLanguage']/@content"
        ),
    )
    for value in declared:
        tag = value.strip().split(",")[0].replace("_", "-").split(".")[0]
        if _TAG.fullmatch(tag):
            return _cased(tag)
    return ""


def _cased(tag: str) -> str:
    language, *rest = tag.split("-")
    script = 4
    return "-".join([language.lower(), *(part.title() if len(part) == script else part.upper() for part in rest)])
