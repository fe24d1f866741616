"""The web side of editions: the e-mail as a page of its own, and the list of editions as a feed.

Decides what a page says of itself to those who link to it (The Open Graph protocol) and what a feed reader gets (RSS
2.0). Does not know how the pages are served, and makes nothing anew: the page is the e-mail that went out.
"""

from __future__ import annotations

__all__ = ["Archive", "ArchiveEntry", "feed_of", "web_page"]

import html
import re
from dataclasses import dataclass
from email.utils import format_datetime
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from datetime import datetime

ATOM = "http://www.w3.org/2005/Atom"
_ROLE = re.compile(r'<div([^>]*?)\s+role="article"\s+aria-roledescription="email"')
_LAST_DIV = re.compile(r"</div>(\s*)</body>")
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
    """Make of the e-mail's HTML *page* a page that stands by itself: a `main`, and what it says to who links to it.

    A page whose template has no wrapper with the role of an article keeps its body as it is.
    """
    head = "\n".join((*_about(entry, archive), "</head>"))
    with_head = page.replace("</head>", head, 1)
    if not (_ROLE.search(with_head) and _LAST_DIV.search(with_head)):
        return with_head
    return _LAST_DIV.sub(r"</main>\1</body>", _ROLE.sub(r"<main\1", with_head, count=1), count=1)


def _about(entry: ArchiveEntry, archive: Archive) -> list[str]:
    """Give the elements of the head."""
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
    quoted, feed = html.escape, archive.feed_url
    return [
        f'<link rel="canonical" href="{quoted(entry.url)}">',
        f'<link rel="alternate" type="application/rss+xml" title="{quoted(archive.title)}" href="{quoted(feed)}">',
        f'<meta name="description" content="{quoted(entry.summary)}">',
        *(f'<meta property="{name}" content="{quoted(value)}">' for name, value in said.items() if value),
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
