"""Finds where the pieces of a site may be: declared and usual feeds, WordPress's API, news sitemaps.

Only proposes addresses, in the order in which to try them; which of them has pieces, the caller finds out.
"""

from __future__ import annotations

__all__ = ["WELL_KNOWN", "Places", "find_feed", "find_places", "is_site_feed", "news_sitemaps"]

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from digest.collect.identity import is_same_site
from digest.collect.markup import absolute_url
from digest.collect.wordpress import api_address
from digest.errors import FetchError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from digest.collect.asking import Asker

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
NEWS_SITEMAPS = (
    "news-sitemap.xml",
    "sitemap-news.xml",
    "sitemap_news.xml",
    "googlenews.xml",
    "sitemap/news.xml",
    "sitemap_index.xml",
    "sitemap.xml",
)
"""Where publishing systems put the sitemap of their news; the last two list everything."""
_SITEMAP_LINE = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_OF_NEWS = re.compile(r"news|post|article", re.IGNORECASE)
_REBELMOUSE = re.compile(r"/feeds/[^/]+\.rss$")
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
_DOUBTFUL_TYPES = ("application/json", "application/xml", "text/xml")
_SIDE = re.compile(r"comment|kommentar|comentario|commentaire|podcast|/replies", re.IGNORECASE)
_FEED_LINK = re.compile(r"(?:/|\b)(?:rss|atom|feeds?)(?:/|\.xml|\.rss|\.json)?(?:\?.*)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where the pieces of a site may be."""

    feeds: tuple[str, ...] = ()
    wordpress_api: str = ""


def find_places(html: bytes, *, url: str) -> Places:
    """List the places that the page *html*, found at *url*, leads to."""
    return Places(feeds=find_feed(html, url=url), wordpress_api=api_address(html, url=url))


def is_site_feed(url: str) -> bool:
    """Whether *url* is where publishing systems put the feed of the whole site, and not of a section."""
    parts = urlsplit(url)
    path = parts.path.strip("/") + (f"?{parts.query}" if parts.query else "")
    return path in {known.strip("/") for known in WELL_KNOWN}


def news_sitemaps(asker: Asker, url: str) -> Iterator[str]:
    """Propose the sitemaps of the site of *url*: those that its robots.txt names, news first, then the usual ones."""
    parts = urlsplit(url)
    root = f"{parts.scheme}://{parts.netloc}/"
    try:
        answer = asker.ask(f"{root}robots.txt", max_bytes=512_000, is_conditional=False)
        text = answer.content.decode("utf-8", "replace")
    except FetchError:
        text = ""
    asker.validators.pop(f"{root}robots.txt", None)
    named = [address for line in _SITEMAP_LINE.findall(text) if (address := absolute_url(line, root))]
    ours = sorted((each for each in named if is_same_site(each, url)), key=lambda each: not _OF_NEWS.search(each))
    yield from dict.fromkeys((*ours[:5], *(urljoin(root, path) for path in NEWS_SITEMAPS)))


def find_feed(html: bytes, *, url: str) -> tuple[str, ...]:
    """List the addresses where the feed of the page at *url* may be, the likeliest first.

    Declared feeds (`link rel=alternate`) come first, those of comments after the others; then links that look like a
    feed's on the same host; then well-known paths, below the page's own folder and at the root of the site, and the
    same on the host that the page calls canonical. A RebelMouse home page declares the feed of one section only: that
    of the whole site goes before it.
    """
    root = _parsed(html)
    base = url
    found: list[str] = []
    canonical = ""
    if root is not None:
        canonical = _canonical(root, url)
        base = absolute_url(next((element.get("href", "") for element in root.iter("base")), "") or url, url) or url
        declared = list(_declared(root, base))
        is_home = not urlsplit(url).path.strip("/")
        if is_home and any(_REBELMOUSE.search(urlsplit(address).path) for address, _ in declared):
            found.append(urljoin(url, f"/{WELL_KNOWN[0]}"))
        found += [address for address, is_side in declared if not is_side]
        found += [address for address, is_side in declared if is_side]
        found += _linked(root, base, url)
    found += _well_known(url)
    if canonical and urlsplit(canonical).netloc != urlsplit(url).netloc:
        found += list(_well_known(canonical))[: len(WELL_KNOWN)]
    unique = dict.fromkeys(address for address in found if address and address != url)
    return tuple(unique)[:MAX_CANDIDATES]


def _parsed(html: bytes) -> HtmlElement | None:
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    from digest.collect.document import has_endless_element

    if has_endless_element(html[:MAX_BYTES].decode("latin-1")):
        return None
    try:
        return document_fromstring(html[:MAX_BYTES], parser=HTMLParser(huge_tree=False, encoding=None))
    except (etree.LxmlError, ValueError):
        return None


def _canonical(root: HtmlElement, url: str) -> str:
    """Give the address that the page calls its own, if it is of the same site."""
    for link in root.iter("link"):
        if "canonical" in link.get("rel", "").lower().split():
            address = absolute_url(link.get("href", ""), url)
            return address if address and is_same_site(address, url) else ""
    return ""


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
    section = parts.path.strip("/").rpartition("/")[2]
    if section and not is_file:
        yield urljoin(root, f"feeds/{section}.rss")  # RebelMouse's feed of a section
    if urljoin(own, ".") != root:
        yield from (urljoin(own, path) for path in WELL_KNOWN[:5])
    yield from (urljoin(root, path) for path in WELL_KNOWN)
