"""Finds where the feed of a web page may be: what the page declares, then the addresses that publishing systems use.

Only proposes addresses, in the order in which to try them; which of them is a feed, the caller finds out.
"""

from __future__ import annotations

__all__ = ["WELL_KNOWN", "find_feed"]

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from digest.collect.markup import absolute_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

MAX_BYTES = 2_000_000
MAX_CANDIDATES = 24

WELL_KNOWN = (
    "feeds/feed.rss",  # RebelMouse
    "feed/",  # WordPress
    "rss.xml",
    "atom.xml",  # Jekyll and many generators
    "feed.xml",
    "index.xml",  # Hugo
    "feed.json",
    "rss/",  # Ghost
    "feed",
    "rss",
    "index.rss",
    "feeds/posts/default",  # Blogger
    "feed.rss",
    "feed.atom",
    "?feed=rss2",
)
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
_DOUBTFUL_TYPES = ("application/json", "application/xml", "text/xml")
_SIDE = re.compile(r"comment|kommentar|comentario|commentaire|podcast|/replies", re.IGNORECASE)
_FEED_LINK = re.compile(r"(?:/|\b)(?:rss|atom|feeds?)(?:/|\.xml|\.rss|\.json)?(?:\?.*)?$", re.IGNORECASE)


def find_feed(html: bytes, *, url: str) -> tuple[str, ...]:
    """List the addresses where the feed of the page at *url* may be, the likeliest first.

    Declared feeds (`link rel=alternate`) come first, those of comments after the others; then links that look like a
    feed's on the same host; then well-known paths, below the page's own folder and at the root of the site.
    """
    root = _parsed(html)
    base = url
    found: list[str] = []
    if root is not None:
        base = absolute_url(next((element.get("href", "") for element in root.iter("base")), "") or url, url) or url
        declared = list(_declared(root, base))
        found += [address for address, is_side in declared if not is_side]
        found += [address for address, is_side in declared if is_side]
        found += _linked(root, base, url)
    found += _well_known(url)
    unique = dict.fromkeys(address for address in found if address and address != url)
    return tuple(unique)[:MAX_CANDIDATES]


def _parsed(html: bytes) -> HtmlElement | None:
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    try:
        return document_fromstring(html[:MAX_BYTES], parser=HTMLParser(huge_tree=False, encoding=None))
    except (etree.LxmlError, ValueError):
        return None


def _declared(root: HtmlElement, base: str) -> Iterator[tuple[str, bool]]:
    for link in root.iter("link"):
        relations = link.get("rel", "").lower().split()
        kind = link.get("type", "").split(";")[0].strip().lower()
        href = link.get("href", "")
        is_feed = "feed" in relations or kind in _FEED_TYPES or (kind in _DOUBTFUL_TYPES and _FEED_LINK.search(href))
        if is_feed and href and ("alternate" in relations or "feed" in relations):
            yield absolute_url(href, base), bool(_SIDE.search(f"{href} {link.get('title', '')}"))


def _linked(root: HtmlElement, base: str, url: str) -> list[str]:
    host = urlsplit(url).hostname
    found: list[str] = []
    for link in root.iter("a"):
        address = absolute_url(link.get("href", ""), base)
        is_ours = bool(address) and urlsplit(address).hostname == host
        if is_ours and _FEED_LINK.search(address) and not _SIDE.search(address):
            found.append(address)
    return list(dict.fromkeys(found))[:3]


def _well_known(url: str) -> Iterator[str]:
    parts = urlsplit(url)
    root = f"{parts.scheme}://{parts.netloc}/"
    is_file = "." in parts.path.rpartition("/")[2]
    own = urljoin(root, parts.path if parts.path.endswith("/") or is_file else f"{parts.path}/")
    if urljoin(own, ".") != root:
        yield from (urljoin(own, path) for path in WELL_KNOWN[:5])
    yield from (urljoin(root, path) for path in WELL_KNOWN)
