"""Reads well-formed XML as RSS 0.9x to 2.0, RDF or Atom 0.3 and 1.0, in one pass over lxml's tree.

Keeps the raw strings, dates above all. Captions of pictures (media:description) are captions here and never texts;
a video's description is one where there is no other.
Raises ValueError for what is no well-formed XML, NotAFeed for other documents. Repairs nothing.
"""

from __future__ import annotations

__all__ = ["NotAFeed", "read_xml"]

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from digest.collect.feeds.elements import children_of, escaped, first_text, html_of, local_name, text_of, texts_of
from digest.collect.feeds.media import media_of, video_words
from digest.collect.feeds.newest import newest
from digest.collect.feeds.raw import Category, Prose, RawEntry, RawFeed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

    from digest.collect.feeds.elements import Children

PUBLISHED = (
    "pubdate",
    "published",
    "issued",
    "dc:date",
    "dcterms:issued",
    "atom:published",
    "created",
    "dcterms:created",
    "date",
)
UPDATED = ("updated", "modified", "atom:updated", "dcterms:modified", "lastmodified")
AUTHORS = ("dc:creator", "author", "itunes:author", "atom:author", "creator")
_XML = "{http://www.w3.org/XML/1998/namespace}"
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
ROOTS = frozenset({"rss", "rdf", "feed", "channel", "entry"})


class NotAFeed(ValueError):  # noqa: N818 - the name says what the document is
    """Well-formed, but something else."""


def read_xml(content: bytes, *, url: str, is_lenient: bool = False) -> RawFeed:
    """Read a feed found at *url*; *is_lenient* takes what is not well-formed for as far as it goes.

    Raises ValueError.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=is_lenient,
    )
    try:
        root = etree.fromstring(content, parser, base_url=url)
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from error
    if root is None:
        raise ValueError("no element at all")
    if local_name(root) not in ROOTS:
        raise NotAFeed(local_name(root))
    return _feed(root, url)


def _feed(root: Element, url: str) -> RawFeed:
    channel = root if local_name(root) in {"feed", "channel"} else next(_named(root, "channel", "feed"), root)
    children = children_of(channel)
    feed_authors = _authors(children)
    elements = newest(list(_named(root, "item", "entry")), _dates)
    return RawFeed(
        title=first_text(children, "title", "dc:title"),
        link=_link(children, url),
        address=_related(children, "self"),
        next_url=_related(children, "next"),
        rest_seconds=_rest_seconds(children),
        lang=first_text(children, "language", "dc:language") or root.get(f"{_XML}lang", ""),
        entries=tuple(_entry(element, url, feed_authors) for element in elements),
    )


def _named(root: Element, *names: str) -> Iterator[Element]:
    """Find elements wherever they stand: RDF puts items beside the channel, some feeds nest them in `items`."""
    spellings = (spelling for name in names for spelling in (name, name.upper(), name.capitalize()))
    return root.iter(*(f"{{*}}{spelling}" for spelling in spellings))


def _dates(element: Element) -> tuple[str, ...]:
    return texts_of(children_of(element), *PUBLISHED, *UPDATED)


def _entry(element: Element, url: str, feed_authors: tuple[str, ...]) -> RawEntry:
    children = children_of(element)
    guid = first_text(children, "guid", "id", "dc:identifier", "atom:id")
    base = _base(element, url)
    return RawEntry(
        id=guid or element.get(_RDF_ABOUT, ""),
        link=_entry_link(children, element, base),
        title=_title(children),
        authors=_authors(children) or feed_authors,
        published=texts_of(children, *PUBLISHED),
        updated=texts_of(children, *UPDATED),
        prose=tuple(_prose(children, url)) or _video_prose(children),
        categories=tuple(_categories(children)),
        media=media_of(children),
        lang=element.get(f"{_XML}lang", "") or first_text(children, "dc:language"),
    )


def _title(children: Children) -> str:
    for name in ("title", "dc:title", "atom:title"):
        for element in children.get(name, ()):
            text = html_of(element) if len(element) else text_of(element)
            if text:
                return text
    return first_text(children, "media:title", "itunes:title")


def _base(element: Element, url: str) -> str:
    return urljoin(url, element.base or "") if element.base != url else url


# ---- links ----------------------------------------------------------------------------------------------------


def _entry_link(children: Children, element: Element, base: str) -> str:
    link = first_text(children, "feedburner:origlink") or _link(children, base)
    if link:
        return link
    for guid in children.get("guid", ()):
        # RSS 2.0: a guid is an address unless isPermaLink says no.
        text = text_of(guid)
        if guid.get("isPermaLink", "true").lower() != "false" and text.startswith(("http://", "https://")):
            return text
    about = element.get(_RDF_ABOUT, "")
    return about if about.startswith(("http://", "https://")) else ""


def _link(children: Children, base: str) -> str:
    """Find the address of the page: Atom's alternate link, or the text of RSS's link."""
    candidates: list[tuple[int, str]] = []
    for element in (*children.get("link", ()), *children.get("atom:link", ())):
        href = element.get("href", "").strip()
        address = href or text_of(element)
        if address:
            is_absolute = address.startswith(("http://", "https://"))
            joined = address if is_absolute else urljoin(_base(element, base), address)
            candidates.append((_rank(element, is_href=bool(href)), joined))
    allowed = [candidate for candidate in candidates if candidate[0] < _NO_PAGE]
    return min(allowed, key=lambda candidate: candidate[0])[1] if allowed else ""


def _related(children: Children, relation: str) -> str:
    links = (*children.get("atom:link", ()), *children.get("link", ()))
    found = (element.get("href", "").strip() for element in links if element.get("rel", "").lower() == relation)
    return next(found, "")


_PERIODS = {"hourly": 3_600.0, "daily": 86_400.0, "weekly": 604_800.0, "monthly": 2_592_000.0, "yearly": 31_536_000.0}


def _rest_seconds(children: Children) -> float:
    """Read RSS 2.0's ttl, in minutes, or the syndication module's period and frequency."""
    ttl = first_text(children, "ttl")
    if ttl.isdecimal() and len(ttl) <= 6:  # noqa: PLR2004 - a million minutes are two years
        return 60.0 * int(ttl)
    period = _PERIODS.get(first_text(children, "sy:updateperiod").lower(), 0.0)
    frequency = first_text(children, "sy:updatefrequency")
    return period / max(1, int(frequency)) if frequency.isdecimal() and len(frequency) <= 4 else period  # noqa: PLR2004


_NO_PAGE = 9


def _rank(element: Element, *, is_href: bool) -> int:
    if not is_href:
        return 0
    relation = element.get("rel", "alternate").lower()
    if relation not in {"alternate", ""}:
        return _NO_PAGE
    return 1 if "html" in element.get("type", "text/html") else 2


# ---- words ----------------------------------------------------------------------------------------------------


def _authors(children: Children) -> tuple[str, ...]:
    names: list[str] = []
    for key in AUTHORS:
        for element in children.get(key, ()):
            # Atom and some RSS give a person as an element with a name, an address and a page.
            inner = children_of(element) if len(element) else {}
            names.append(first_text(inner, "name", "atom:name") if inner else text_of(element))
        if any(names):
            break
    return tuple(name for name in names if name)


def _prose(children: Children, url: str) -> Iterator[Prose]:
    for name, is_summary in (
        ("content:encoded", False),
        ("content", False),
        ("atom:content", False),
        ("xhtml:body", False),
        ("body", False),
        ("fulltext", False),
        ("description", True),
        ("summary", True),
        ("atom:summary", True),
        ("dc:description", True),
        ("itunes:summary", True),
    ):
        for element in children.get(name, ())[:3]:
            html = html_of(element)
            if html:
                base = _base(element, url)
                yield Prose(html=html, is_summary=is_summary, base="" if base == url else base)


def _video_prose(children: Children) -> tuple[Prose, ...]:
    """Take the words beside a video for the entry's own; YouTube's feeds have no others."""
    words = video_words(children)
    return (Prose(html=escaped(words), is_summary=True),) if words else ()


def _categories(children: Children) -> Iterator[Category]:
    for name in ("category", "atom:category", "dc:subject"):
        for element in children.get(name, ()):
            label = element.get("label") or element.get("term") or text_of(element)
            scheme = element.get("domain") or element.get("scheme") or ""
            if label.strip():
                yield Category(name=label, scheme=scheme)
