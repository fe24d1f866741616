"""The web side of editions: the e-mail as a page of its own, and the list of editions as a feed.

Decides what a page says of itself to those who link to it (The Open Graph protocol) and what a feed reader gets (RSS
2.0). Does not know how the pages are served, and makes nothing anew: the page is the e-mail that went out, but for what
is one reader's.
"""

from __future__ import annotations

__all__ = ["Archive", "ArchiveEntry", "feed_of", "web_page"]

import re
from dataclasses import dataclass
from email.utils import format_datetime
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from digest.model import Token

if TYPE_CHECKING:
    from datetime import datetime

    from lxml.html import HtmlElement

ATOM = "http://www.w3.org/2005/Atom"
_SENTENCES = frozenset({"p", "li", "span", "small"})
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document may contain (section 2.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveEntry:
    """An edition that went out."""

    title: str
    summary: str
    url: str
    submitted_at: datetime
    image: str = ""
    """The address of the lead's picture; empty where it has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """The editions of one publication that went out, the latest first."""

    title: str
    tagline: str
    lang: str
    url: str
    """Of the list itself."""
    feed_url: str
    entries: tuple[ArchiveEntry, ...]


def web_page(page: str, entry: ArchiveEntry, archive: Archive) -> str:
    """Make of the e-mail's HTML *page* a page that stands by itself, and for everybody.

    It gets a `main` and what it says to who links to it, and loses what is one reader's: the address, the way to leave.
    Its link to itself leads to the list of editions instead. A page whose template has no wrapper with the role of an
    article has no `main`.
    """
    from lxml import etree
    from lxml import html as lxml_html

    tree = lxml_html.document_fromstring(page)
    for link in list(tree.iter("a")):
        if link.get("href") == Token.UNSUBSCRIBE:
            link.drop_tree()
        elif link.get("href") == entry.url:
            link[:] = []
            link.set("href", archive.url)
            link.text = _NO_XML.sub("\ufffd", archive.title)
    for element in list(tree.iter(etree.Element)):
        _make_impersonal(element)
    for wrapper in tree.xpath('(//*[@role="article"][@aria-roledescription="email"])[1]'):
        wrapper.tag = "main"
        del wrapper.attrib["role"], wrapper.attrib["aria-roledescription"]
    head = tree.head
    if head is None:
        head = lxml_html.Element("head")
        tree.insert(0, head)
    for name, attributes in _about(entry, archive):
        clean = {key: _NO_XML.sub("\ufffd", value) for key, value in attributes.items()}
        etree.SubElement(head, name, clean).tail = "\n"
    return str(etree.tostring(tree, method="html", encoding="unicode", doctype="<!DOCTYPE html>"))


def _make_impersonal(element: HtmlElement) -> None:
    """Take out what is filled in for each reader: a paragraph that names the address, or else the address alone."""
    if Token.ADDRESS in (element.text or "") and len(element) == 0 and element.tag in _SENTENCES:
        element.drop_tree()
        return
    for name, value in element.attrib.items():
        if any(token in value for token in Token):
            del element.attrib[name]
    element.text, element.tail = _without_tokens(element.text), _without_tokens(element.tail)


def _without_tokens(text: str | None) -> str | None:
    for token in Token:
        text = text and text.replace(token, "…" if token is Token.ADDRESS else "")
    return text


def _about(entry: ArchiveEntry, archive: Archive) -> list[tuple[str, dict[str, str]]]:
    """Give the elements of the head with their attributes."""
    said = {
        "og:type": "article",
        "og:title": entry.title,
        "og:description": entry.summary,
        "og:url": entry.url,
        "og:site_name": archive.title,
        "og:locale": archive.lang.replace("-", "_"),
        "og:image": entry.image,
        "article:published_time": entry.submitted_at.isoformat(timespec="seconds"),
    }
    feed = {"rel": "alternate", "type": "application/rss+xml", "title": archive.title, "href": archive.feed_url}
    return [
        ("link", {"rel": "canonical", "href": entry.url}),
        ("link", feed),
        ("meta", {"name": "description", "content": entry.summary}),
        *(("meta", {"property": name, "content": value}) for name, value in said.items() if value),
    ]


def feed_of(archive: Archive) -> bytes:
    """Give the editions as RSS 2.0, in UTF-8."""
    ET.register_namespace("atom", ATOM)
    root = ET.Element("rss", version="2.0")
    channel = ET.SubElement(root, "channel")
    _add(channel, "title", archive.title)
    _add(channel, "link", archive.url)
    _add(channel, "description", archive.tagline or archive.title)
    _add(channel, "language", archive.lang)
    ET.SubElement(channel, f"{{{ATOM}}}link", {"href": archive.feed_url, "rel": "self", "type": "application/rss+xml"})
    for entry in archive.entries:
        item = ET.SubElement(channel, "item")
        _add(item, "title", entry.title)
        _add(item, "link", entry.url)
        _add(item, "guid", entry.url)
        _add(item, "pubDate", format_datetime(entry.submitted_at))
        _add(item, "description", entry.summary)
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = _NO_XML.sub("\ufffd", text)
