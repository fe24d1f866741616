"""The use cases of collecting: what a source has now, and a piece completed by its page.

Decides how a source is read: a folder, a feed, or a page whose feed is looked for. Remembers nothing: validators and
the feed that was found come from the caller and go back to it.
"""

from __future__ import annotations

__all__ = ["Collected", "collect_source", "complete_piece"]

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from digest.collect.discover import find_feed
from digest.collect.feeds import parse_feed
from digest.collect.folder import read_folder
from digest.errors import FetchError, ForbiddenAddress, ParseError, SourceError
from digest.model import SourceKind

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from digest.collect.fetch import Answer, Fetcher
    from digest.model import Piece, Source, SourceFailure

FEED_BYTES = 10_000_000
PAGE_BYTES = 5_000_000
FEED_ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, text/html;q=0.6, */*;q=0.5"
)
PAGE_ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.5"
PAGE_TYPES = frozenset({"", "text/html", "application/xhtml+xml", "application/xml", "text/xml", "text/plain"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What a source gave, and what to remember for the next time."""

    pieces: tuple[Piece, ...] = ()
    feed_url: str = ""
    """The feed's own address where it was found by way of a page; empty for a folder."""
    etag: str = ""
    last_modified: str = ""
    is_unchanged: bool = False
    failures: tuple[SourceFailure, ...] = ()


def collect_source(
    source: Source,
    fetcher: Fetcher,
    *,
    zone: ZoneInfo,
    etag: str = "",
    last_modified: str = "",
    feed_url: str = "",
) -> Collected:
    """Ask *source* for its pieces.

    *etag*, *last_modified* and *feed_url* are those that the last call gave. Raises SourceError.
    """
    if source.kind is SourceKind.FOLDER:
        pieces, failures = read_folder(Path(source.url), zone=zone)
        return Collected(pieces=pieces, failures=failures)
    if feed_url == source.url or source.kind is SourceKind.FEED:
        # What was a feed once is asked as one: a bot wall's page must not lead to another feed of the site.
        return _ask(source.url, source, fetcher, zone=zone, validators=(etag, last_modified))
    if feed_url:
        try:
            return _ask(feed_url, source, fetcher, zone=zone, validators=(etag, last_modified))
        except ForbiddenAddress:
            raise
        except (FetchError, ParseError):
            etag = last_modified = ""  # the feed has moved: they belong to the old one
    return _find(source, fetcher, zone=zone, validators=(etag, last_modified))


def _ask(url: str, source: Source, fetcher: Fetcher, *, zone: ZoneInfo, validators: tuple[str, str]) -> Collected:
    answer = fetcher.get(url, etag=validators[0], last_modified=validators[1], max_bytes=FEED_BYTES, accept=FEED_ACCEPT)
    return _read(answer, url, source, zone=zone)


def _read(answer: Answer, url: str, source: Source, *, zone: ZoneInfo) -> Collected:
    pieces: tuple[Piece, ...] = ()
    if not answer.is_unchanged:
        content_type = f"{answer.content_type}; charset={answer.charset}" if answer.charset else answer.content_type
        feed = parse_feed(answer.content, url=answer.url, zone=zone, content_type=content_type, source=source.url)
        pieces = feed.pieces
    return Collected(
        pieces=pieces,
        feed_url=url,
        etag=answer.etag,
        last_modified=answer.last_modified,
        is_unchanged=answer.is_unchanged,
    )


def _find(source: Source, fetcher: Fetcher, *, zone: ZoneInfo, validators: tuple[str, str]) -> Collected:
    """Read the source as a feed, or else as a page that leads to one."""
    answer = fetcher.get(
        source.url, etag=validators[0], last_modified=validators[1], max_bytes=FEED_BYTES, accept=FEED_ACCEPT
    )
    try:
        return _read(answer, source.url, source, zone=zone)
    except ParseError as error:
        first = error
    empty: Collected | None = None
    for candidate in find_feed(answer.content, url=answer.url):
        try:
            collected = _ask(candidate, source, fetcher, zone=zone, validators=("", ""))
        except SourceError:
            continue  # a proposal only; that none fits is said below
        if collected.pieces:
            return collected
        empty = empty or collected
    if empty:
        return empty
    raise ParseError(
        "neither a feed nor a page that leads to one; find the feed's address on the site and use it",
        resource=source.url,
    ) from first


def complete_piece(piece: Piece, fetcher: Fetcher, *, zone: ZoneInfo) -> Piece:
    """Fetch the page of *piece* and take from it what the feed did not say.

    A piece without an address, or whose address is no web page, stays as it is. Raises SourceError.
    """
    from digest.collect.merge import merge_page
    from digest.collect.pages import read_page

    if not piece.url:
        return piece
    answer = fetcher.get(piece.url, max_bytes=PAGE_BYTES, accept=PAGE_ACCEPT)
    if answer.content_type not in PAGE_TYPES:
        return piece
    page = read_page(answer.content, url=answer.url, zone=zone, charset=answer.charset)
    return merge_page(piece, page, url=answer.url)
