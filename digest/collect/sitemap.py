"""Reads sitemaps (sitemaps.org 0.9): lists of pages, news sitemaps, indexes of sitemaps, plain lists of addresses.

Decides which entries are worth a look: the newest, within thirty days of the newest. A plain sitemap says when a page
was changed, never when it was published: that is left to the page. Fetches only for `collect_sitemap`.
"""

from __future__ import annotations

__all__ = ["Sitemap", "SitemapEntry", "collect_sitemap", "is_sitemap", "read_sitemap"]

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from digest.collect.body import GZIP_MAGIC, TooLarge, UnreadableBody, read_body
from digest.collect.dates import parse_date
from digest.collect.feeds.pieces import language_tag
from digest.collect.markup import absolute_url, clean_title
from digest.errors import FetchError, ParseError, SourceError
from digest.model import Image, Piece, Precision, SourceFailure

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from lxml.etree import _Element as Element

    from digest.collect.asking import Asker, Collected

MAX_BYTES = 50_000_000
"""What sitemaps.org allows for one file, unpacked."""
MAX_ENTRIES = 500
MAX_CHILDREN = 10
FRESH = timedelta(days=30)
_HEAD = 2_000
_ROOT = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex)[\s>]")
_ADDRESSES = re.compile(rb"\s*https?://\S+\s*(?:\n|\r|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class SitemapEntry:
    """One page, or in an index one sitemap."""

    url: str
    changed: datetime | None = None
    """When it was last changed (`lastmod`)."""
    title: str = ""
    published: datetime | None = None
    """When it was published; only news sitemaps say it."""
    precision: Precision = Precision.GUESSED
    published_raw: str = ""
    lang: str = ""
    image: Image | None = None

    @property
    def newest(self) -> datetime | None:
        """The latest instant that is known of it."""
        return max(filter(None, (self.changed, self.published)), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """What one file lists, the newest first."""

    entries: tuple[SitemapEntry, ...] = ()
    children: tuple[SitemapEntry, ...] = ()
    """Other sitemaps, where the file is an index."""
    is_news: bool = False
    """Whether its entries are the site's pieces, and not all of its pages."""


def is_sitemap(content: bytes) -> bool:
    """Whether *content* looks like a sitemap: its root says so, it is a list of addresses, or a packed file."""
    head = content[:_HEAD]
    return bool(_ROOT.search(head) or _ADDRESSES.match(head)) or content.startswith(GZIP_MAGIC)


def read_sitemap(content: bytes, *, url: str, zone: ZoneInfo) -> Sitemap:
    """Read the sitemap found at *url*; dates without a zone are in *zone*. Raises ParseError for what is none."""
    if content.startswith(GZIP_MAGIC):
        try:
            content = read_body([content], encoding="gzip", max_bytes=MAX_BYTES)
        except (TooLarge, UnreadableBody) as error:
            why = str(error) or f"larger than {MAX_BYTES:,} bytes"
            raise ParseError(
                f"the packed sitemap cannot be read ({why}); tell the site's owner", resource=url
            ) from error
    if _ADDRESSES.match(content[:_HEAD]):
        return _plain_list(content, url)
    root = _parsed(content, url)
    if _name(root) == "sitemapindex":
        children = tuple(_entries(root, "sitemap", url, zone))
        return Sitemap(children=_newest_first(children)[:MAX_ENTRIES])
    if _name(root) != "urlset":
        raise ParseError(f"not a sitemap but a document <{_name(root)}>; check the address", resource=url)
    entries = tuple(_entries(root, "url", url, zone))
    return Sitemap(entries=_fresh(entries)[:MAX_ENTRIES], is_news=any(entry.title for entry in entries))


def collect_sitemap(asker: Asker, url: str) -> Collected:
    """Read the sitemap at *url*, and where it is an index the newest of its sitemaps. Raises SourceError."""
    answer = asker.ask(url, max_bytes=MAX_BYTES)
    if answer.is_unchanged:
        return asker.collected((), url, is_unchanged=True)
    sitemap: Sitemap = asker.sandbox.run(read_sitemap, answer.content, url=answer.url, zone=asker.zone)
    return pieces_of(asker, sitemap, url)


def pieces_of(asker: Asker, sitemap: Sitemap, url: str) -> Collected:
    """Turn what *sitemap*, found at *url*, lists into pieces; sitemaps that it names are fetched."""
    moved_to = asker.moved_to
    entries, failures = list(sitemap.entries), []
    for child in _fresh(sitemap.children)[:MAX_CHILDREN]:
        try:
            answer = asker.ask(child.url, max_bytes=MAX_BYTES)
            if not answer.is_unchanged:
                found: Sitemap = asker.sandbox.run(read_sitemap, answer.content, url=answer.url, zone=asker.zone)
                entries += found.entries
        except SourceError as error:
            why = error.message if error.resource == child.url else str(error)
            failures.append(SourceFailure(source=child.url, error=why, is_page=True))
    if sitemap.children and not entries and failures and len(failures) == len(_fresh(sitemap.children)[:MAX_CHILDREN]):
        raise FetchError(f"none of its sitemaps can be had; the first: {failures[0].error}", resource=url)
    asker.moved_to = moved_to
    pieces: dict[str, Piece] = {}
    for entry in _fresh(tuple(entries))[:MAX_ENTRIES]:
        pieces.setdefault(entry.url, _piece(entry, asker.source.url))
    return asker.collected(tuple(pieces.values()), url, failures=tuple(failures), is_whole_site=True)


def _piece(entry: SitemapEntry, source: str) -> Piece:
    return Piece(
        id=entry.url,
        url=entry.url,
        title=entry.title,
        source=source,
        published=entry.published,
        precision=entry.precision,
        published_raw=entry.published_raw,
        updated=entry.changed,
        lang=entry.lang,
        image=entry.image,
    )


# ---- the file -------------------------------------------------------------------------------------------------


def _plain_list(content: bytes, url: str) -> Sitemap:
    lines = content.decode("utf-8-sig", "replace").splitlines()
    addresses = (absolute_url(line.strip(), url) for line in lines[: 2 * MAX_ENTRIES])
    return Sitemap(entries=tuple(SitemapEntry(url=address) for address in addresses if address)[:MAX_ENTRIES])


def _parsed(content: bytes, url: str) -> Element:
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True, remove_pis=True, recover=True
    )
    try:
        root = etree.fromstring(content.lstrip(b"\xef\xbb\xbf \t\r\n"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ParseError(f"not a sitemap ({error}); check the address", resource=url) from error
    if root is None:
        raise ParseError("not a sitemap: there is no element in it; check the address", resource=url)
    return root


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _entries(root: Element, name: str, url: str, zone: ZoneInfo) -> Iterator[SitemapEntry]:
    for element in root:
        if _name(element) == name and (entry := _entry(element, url, zone)) is not None:
            yield entry


def _entry(element: Element, url: str, zone: ZoneInfo) -> SitemapEntry | None:
    parts = {_name(child): child for child in reversed(element)}
    address = absolute_url(_text(parts, "loc"), url)
    if not address:
        return None
    changed = parse_date(_text(parts, "lastmod"), zone=zone)
    entry = SitemapEntry(
        url=address, changed=changed.instant if changed else None, image=_image(parts.get("image"), url)
    )
    news = parts.get("news")
    return entry if news is None else _with_news(entry, {_name(child): child for child in news.iter()}, zone)


def _with_news(entry: SitemapEntry, news: dict[str, Element], zone: ZoneInfo) -> SitemapEntry:
    raw = _text(news, "publication_date")
    published = parse_date(raw, zone=zone)
    return replace(
        entry,
        title=clean_title(_text(news, "title")),
        published=published.instant if published else None,
        precision=published.precision if published else Precision.GUESSED,
        published_raw=raw,
        lang=language_tag(_text(news, "language")),
    )


def _image(element: Element | None, url: str) -> Image | None:
    from digest.furniture import image_credit

    if element is None:
        return None
    parts = {_name(child): child for child in element}
    address = absolute_url(_text(parts, "loc"), url)
    if not address:
        return None
    caption = clean_title(_text(parts, "caption"))
    return Image(url=address, alt=clean_title(_text(parts, "title")) or caption, credit=image_credit(caption))


def _text(parts: dict[str, Element], name: str) -> str:
    element = parts.get(name)
    return "".join(map(str, element.itertext())).strip() if element is not None else ""


def _newest_first(entries: tuple[SitemapEntry, ...]) -> tuple[SitemapEntry, ...]:
    """Order by the latest instant; those without one keep their order, after the others."""
    dated = [(entry.newest, place, entry) for place, entry in enumerate(entries) if entry.newest]
    dated.sort(key=lambda item: (item[0], -item[1]), reverse=True)
    return (*(entry for _, _, entry in dated), *(entry for entry in entries if not entry.newest))


def _fresh(entries: tuple[SitemapEntry, ...]) -> tuple[SitemapEntry, ...]:
    """Keep what is dated within thirty days of the newest, and what has no date at all."""
    ordered = _newest_first(entries)
    newest = ordered[0].newest if ordered else None
    return tuple(entry for entry in ordered if newest is None or entry.newest is None or entry.newest >= newest - FRESH)
