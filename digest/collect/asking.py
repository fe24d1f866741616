"""Asks on behalf of one source: conditionally, with its credentials, and keeping the validators of every answer.

Decides nothing about what is asked for. The kinds of sources share it, so that an index with ten sitemaps is as cheap
the second time as one feed.
"""

from __future__ import annotations

__all__ = ["FEED_ACCEPT", "FEED_BYTES", "PAGE_ACCEPT", "PAGE_BYTES", "PAGE_TYPES", "Asker", "Collected"]

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from digest.collect.validators import Validator

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from digest.collect.fetch import Answer, Fetcher
    from digest.collect.sandbox import Sandbox
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
    """The address that gave the pieces, where it was found by way of another; empty for a folder."""
    validators: Mapping[str, Validator] = field(default_factory=dict)
    """By the address that was asked."""
    is_unchanged: bool = False
    failures: tuple[SourceFailure, ...] = ()
    moved_to: str = ""
    """Where the address that was asked leads for good (301, 308); empty where it did not move."""
    rest_seconds: float = 0.0
    """For how long the server, or the feed, asks to be left alone."""
    is_whole_site: bool = False
    """Whether the source stands for everything that its site publishes, and not for one section of it."""


@dataclass(slots=True)
class Asker:
    """Asks for one source, in one visit."""

    source: Source
    fetcher: Fetcher
    sandbox: Sandbox
    zone: ZoneInfo
    known: Mapping[str, Validator] = field(default_factory=dict)
    """The validators of the last visit."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Credentials, for the source's own origin."""
    validators: dict[str, Validator] = field(default_factory=dict)
    """Those of this visit."""
    moved_to: str = ""
    rest_seconds: float = 0.0

    def ask(
        self,
        url: str,
        *,
        accept: str = FEED_ACCEPT,
        max_bytes: int = FEED_BYTES,
        is_page: bool = False,
        is_conditional: bool = True,
    ) -> Answer:
        """Fetch *url*; unchanged since the last visit, it has no content. Raises FetchError."""
        known = self.known.get(url, Validator()) if is_conditional else Validator()
        answer = self.fetcher.get(
            url,
            etag=known.etag,
            last_modified=known.last_modified,
            accept=accept,
            max_bytes=max_bytes,
            headers=self.headers,
            is_page=is_page,
        )
        self.validators[url] = Validator(etag=answer.etag, last_modified=answer.last_modified)
        self.moved_to = answer.moved_to
        self.rest_seconds = max(self.rest_seconds, answer.rest_seconds)
        return answer

    def collected(
        self,
        pieces: tuple[Piece, ...],
        url: str,
        *,
        is_unchanged: bool = False,
        failures: tuple[SourceFailure, ...] = (),
        is_whole_site: bool = False,
        rest_seconds: float = 0.0,
    ) -> Collected:
        """Put together what *url* gave."""
        return Collected(
            pieces=pieces,
            feed_url=url,
            validators=self.validators,
            is_unchanged=is_unchanged,
            failures=failures,
            moved_to=self.moved_to,
            rest_seconds=max(self.rest_seconds, rest_seconds),
            is_whole_site=is_whole_site,
        )
