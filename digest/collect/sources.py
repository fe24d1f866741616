"""The use cases of collecting: what a source has now, and a piece completed by its page.

Decides how a source is read: as its kind says, or, where that is to be found out, as a feed, or by what the page behind
its address leads to. Remembers nothing: validators and the address that was found come from the caller and go back to
it. Whatever strangers wrote is read in the sandbox.
"""

from __future__ import annotations

__all__ = ["Asker", "Collected", "collect_source", "complete_piece"]

from pathlib import Path
from typing import TYPE_CHECKING

from digest.collect.asking import PAGE_ACCEPT, PAGE_BYTES, PAGE_TYPES, Asker, Collected
from digest.collect.discover import Places, find_places, is_site_feed, news_sitemaps
from digest.collect.feeds import parse_feed
from digest.collect.folder import read_folder
from digest.collect.sitemap import collect_sitemap, is_sitemap, pieces_of, read_sitemap
from digest.collect.wordpress import collect_wordpress, is_posts, posts_address, read_posts
from digest.errors import FetchError, ForbiddenAddress, ParseError, SourceError
from digest.model import SourceKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from zoneinfo import ZoneInfo

    from digest.collect.feeds import Feed
    from digest.collect.fetch import Answer, Fetcher
    from digest.collect.pages import Page
    from digest.collect.sandbox import Sandbox
    from digest.collect.sitemap import Sitemap
    from digest.model import Piece


def collect_source(asker: Asker, *, feed_url: str = "") -> Collected:
    """Ask for the pieces of the source that *asker* asks for.

    *feed_url* is where they were found the last time. Raises SourceError.
    """
    source = asker.source
    if source.kind is SourceKind.FOLDER:
        pieces, failures = read_folder(Path(source.url), zone=asker.zone)
        return Collected(pieces=pieces, failures=failures)
    match source.kind:
        case SourceKind.LIST:
            from digest.collect.list_page import collect_list

            return collect_list(asker)
        case SourceKind.SITEMAP:
            return _moved_or(asker, feed_url, collect_sitemap)
        case SourceKind.WORDPRESS:
            return collect_wordpress(asker, feed_url=feed_url)
        case SourceKind.FEED:
            return _moved_or(asker, feed_url, _ask)
        case _:
            return _auto(asker, feed_url)


def _moved_or(asker: Asker, feed_url: str, collect: Callable[[Asker, str], Collected]) -> Collected:
    """Ask where the source has moved to; where that is no longer good, at its own address."""
    if feed_url and feed_url != asker.source.url:
        try:
            return collect(asker, feed_url)
        except ForbiddenAddress:
            raise
        except (FetchError, ParseError):
            asker.validators.clear()
    return collect(asker, asker.source.url)


def _auto(asker: Asker, feed_url: str) -> Collected:
    source = asker.source
    if feed_url == source.url:
        # What was a feed once is asked as one: a bot wall's page must not lead to another feed of the site.
        return _ask(asker, source.url)
    if feed_url:
        try:
            return _ask(asker, feed_url)
        except ForbiddenAddress:
            raise
        except (FetchError, ParseError):
            asker.validators.clear()  # what was found has moved
    return _find(asker)


def _ask(asker: Asker, url: str, *, is_conditional: bool = True) -> Collected:
    answer = asker.ask(url, is_conditional=is_conditional)
    return _read(asker, answer, url)


def _read(asker: Asker, answer: Answer, url: str) -> Collected:
    """Read *answer* as what it is: a feed, a sitemap, or posts of a WordPress API. Raises ParseError."""
    is_whole_site = is_site_feed(url) or _is_home(asker.source.url)
    if answer.is_unchanged:
        return asker.collected((), url, is_unchanged=True, is_whole_site=is_whole_site)
    content = answer.content
    if is_sitemap(content):
        sitemap: Sitemap = asker.sandbox.run(read_sitemap, content, url=answer.url, zone=asker.zone)
        return pieces_of(asker, sitemap, url)
    if is_posts(content):
        posts = asker.sandbox.run(read_posts, content, url=answer.url, zone=asker.zone, source=asker.source.url)
        return asker.collected(posts, url, is_whole_site=True)
    content_type = f"{answer.content_type}; charset={answer.charset}" if answer.charset else answer.content_type
    feed: Feed = asker.sandbox.run(
        parse_feed,
        content,
        url=answer.url,
        zone=asker.zone,
        content_type=content_type,
        source=asker.source.url,
        has_content=False,
    )
    return asker.collected(feed.pieces, url, is_whole_site=is_whole_site, rest_seconds=feed.rest_seconds)


def _is_home(url: str) -> bool:
    from urllib.parse import urlsplit

    return not urlsplit(url).path.strip("/")


def _find(asker: Asker) -> Collected:
    """Read the source as a feed, or else as a page that leads to one; the first address with pieces wins."""
    source = asker.source
    answer = asker.ask(source.url)
    try:
        return _read(asker, answer, source.url)
    except ParseError as error:
        first = error
    moved_to, page = asker.moved_to, dict(asker.validators)
    empty: Collected | None = None
    for candidate in _candidates(asker, answer):
        asker.validators.clear()
        try:
            collected = _ask(asker, candidate, is_conditional=False)
        except SourceError:
            continue  # a proposal only; that none fits is said below
        if collected.pieces:
            return collected
        empty = empty or collected
    if empty:
        return empty
    asker.moved_to = moved_to
    asker.validators.update(page)
    raise ParseError(
        "neither a feed nor a page that leads to one: no declared or usual feed, no WordPress API and no news sitemap "
        'has pieces; find the feed\'s address on the site and use it, or name the links with kind = "list"',
        resource=source.url,
    ) from first


def _candidates(asker: Asker, answer: Answer) -> Iterator[str]:
    """Propose addresses where the pieces may be: feeds, then WordPress's API, then news sitemaps."""
    places: Places = asker.sandbox.run(find_places, answer.content, url=answer.url)
    yield from places.feeds
    if places.wordpress_api:
        yield posts_address(places.wordpress_api)
    yield from news_sitemaps(asker, answer.url)


def complete_piece(piece: Piece, fetcher: Fetcher, sandbox: Sandbox, *, zone: ZoneInfo) -> Piece:
    """Fetch the page of *piece* and take from it what its source did not say.

    A piece without an address, or whose address is no web page, stays as it is. Raises SourceError; RobotsRefused
    where the site's robots.txt closes the page.
    """
    from digest.collect.merge import merge_page
    from digest.collect.pages import read_page

    if not piece.url:
        return piece
    answer = fetcher.get(piece.url, max_bytes=PAGE_BYTES, accept=PAGE_ACCEPT, is_page=True)
    if answer.content_type not in PAGE_TYPES:
        return piece
    page: Page = sandbox.run(read_page, answer.content, url=answer.url, zone=zone, charset=answer.charset)
    return merge_page(piece, page, url=answer.url)
