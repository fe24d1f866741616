"""Looks for pieces that a feed no longer lists: in its older pages, in WordPress's API, and in the site's sitemaps.

Decides where to look, and that nothing comes in which the feed itself would never have listed: a section's feed is
continued by its own older pages alone. Does not know the ledger; what is known, the caller says.
"""

from __future__ import annotations

__all__ = ["backfill"]

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from digest.collect.asking import Collected
from digest.collect.discover import is_site_feed, news_sitemaps
from digest.collect.feeds import parse_feed
from digest.collect.identity import is_same_site
from digest.collect.sitemap import MAX_BYTES, is_sitemap, pieces_of, read_sitemap
from digest.collect.wordpress import is_posts, posts_address, read_posts
from digest.errors import SourceError
from digest.model import SourceKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from digest.collect.asking import Asker
    from digest.collect.feeds import Feed
    from digest.collect.sitemap import Sitemap
    from digest.model import Piece

MAX_OLDER_PAGES = 4
MAX_SITEMAPS = 3
"""Sitemaps that are read, of those that a site may have."""
MAX_PIECES = 100


def backfill(
    asker: Asker, *, feed_url: str, since: datetime, until: datetime, is_known: Callable[[str], bool]
) -> Collected:
    """Find pieces published, or changed, from *since* to *until* that `is_known` (by address) does not know.

    A place that cannot be had gives nothing; several are tried. Never raises SourceError for one of them.
    """
    found: dict[str, Piece] = {}
    for pieces in _places(asker, feed_url):
        for piece in pieces:
            if piece.url and piece.url not in found and _is_within(piece, since, until) and not is_known(piece.url):
                found[piece.url] = piece
    newest = sorted(
        found.values(), key=lambda piece: (piece.published or piece.updated or since, piece.url), reverse=True
    )
    return Collected(pieces=tuple(newest[:MAX_PIECES]), feed_url=feed_url)


def _is_within(piece: Piece, since: datetime, until: datetime) -> bool:
    """Whether anything dates the piece into the time that is looked at; what nothing dates, its page will."""
    dates = [date for date in (piece.published, piece.updated) if date]
    return any(since <= date <= until for date in dates) if dates else True


def _places(asker: Asker, feed_url: str) -> Iterator[tuple[Piece, ...]]:
    if asker.source.kind is SourceKind.WORDPRESS:
        yield from _older_posts(asker, feed_url)
        return
    yield from _older_pages(asker, feed_url)
    is_whole_site = is_site_feed(feed_url) or not urlsplit(asker.source.url).path.strip("/")
    if is_whole_site and asker.source.kind is not SourceKind.SITEMAP:
        yield from _sitemaps(asker, feed_url)


def _older_posts(asker: Asker, feed_url: str) -> Iterator[tuple[Piece, ...]]:
    base = feed_url or posts_address(f"{asker.source.url.rstrip('/')}/wp-json")
    for page in range(2, 2 + MAX_OLDER_PAGES):
        pieces = _read(asker, _with_query(base, page=str(page)))[0]
        if not pieces:
            return
        yield pieces


def _older_pages(asker: Asker, feed_url: str) -> Iterator[tuple[Piece, ...]]:
    """Follow a feed's own `next` (RFC 5005); where it has none, try WordPress's `paged`."""
    pieces, following = _read(asker, feed_url)
    first = {piece.id for piece in pieces}
    for page in range(2, 2 + MAX_OLDER_PAGES):
        address = following or _with_query(feed_url, paged=str(page))
        if not is_same_site(address, feed_url):
            return
        pieces, following = _read(asker, address)
        # A site that does not know `paged` gives the same feed again.
        if not pieces or {piece.id for piece in pieces} <= first:
            return
        first |= {piece.id for piece in pieces}
        yield pieces


def _sitemaps(asker: Asker, feed_url: str) -> Iterator[tuple[Piece, ...]]:
    read = 0
    for address in news_sitemaps(asker, feed_url):
        if read == MAX_SITEMAPS:
            return
        pieces, is_there = _read_sitemap(asker, address)
        read += is_there
        yield tuple(piece for piece in pieces if is_same_site(piece.url, feed_url))
        if any(piece.published for piece in pieces):
            return  # a news sitemap: the others list the same, and pages that are no pieces


def _read_sitemap(asker: Asker, address: str) -> tuple[tuple[Piece, ...], bool]:
    try:
        answer = asker.ask(address, max_bytes=MAX_BYTES, is_conditional=False)
        if not is_sitemap(answer.content):
            return (), False
        sitemap: Sitemap = asker.sandbox.run(read_sitemap, answer.content, url=answer.url, zone=asker.zone)
        return pieces_of(asker, sitemap, address).pieces, True
    except SourceError:
        return (), False  # a proposal only


def _read(asker: Asker, address: str) -> tuple[tuple[Piece, ...], str]:
    """Read a feed or an answer of the API, and where it goes on; nothing where it cannot be had."""
    try:
        answer = asker.ask(address, is_conditional=False)
        if is_posts(answer.content):
            return asker.sandbox.run(
                read_posts, answer.content, url=answer.url, zone=asker.zone, source=asker.source.url
            ), ""
        feed: Feed = asker.sandbox.run(
            parse_feed,
            answer.content,
            url=answer.url,
            zone=asker.zone,
            content_type=answer.content_type,
            source=asker.source.url,
            has_content=False,
        )
    except SourceError:
        return (), ""
    return feed.pieces, feed.next_url


def _with_query(url: str, **values: str) -> str:
    parts = urlsplit(url)
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in values]
    return urlunsplit(parts._replace(query=urlencode([*kept, *values.items()])))
