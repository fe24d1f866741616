"""Asks a site's robots.txt (RFC 9309) whether a page may be fetched by a program.

Decides by protego, which reads wildcards and the longest match as the standard says. A site without the file allows
everything; one whose file cannot be had for now allows nothing for now. Feeds and sitemaps are made for programs and
are not asked about. Each origin's file is fetched once in the life of a fetcher.
"""

from __future__ import annotations

__all__ = ["MAX_ROBOTS_BYTES", "TOKEN", "RobotsRules"]

import threading
from http import HTTPStatus
from typing import TYPE_CHECKING

from digest.errors import FetchError, RobotsRefused

if TYPE_CHECKING:
    from collections.abc import Callable

    from httpx import URL
    from protego import Protego

    from digest.collect.fetch import Answer

TOKEN = "digest"  # noqa: S105 - a name, no secret
"""The product token by which robots.txt calls this program."""
MAX_ROBOTS_BYTES = 512_000
"""RFC 9309 §2.5 asks for 500 KiB at least; a longer file is treated as one that cannot be had."""


class RobotsRules:
    """The rules of every origin that was asked for a page."""

    def __init__(self, fetch: Callable[[str], Answer]) -> None:
        """Prepare to get files by *fetch*, which raises FetchError."""
        self._fetch = fetch
        self._known: dict[str, Protego | FetchError] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._guard = threading.Lock()

    def require(self, url: URL, *, resource: str) -> None:
        """Raise RobotsRefused where *url* is closed to programs, and FetchError where its site cannot be asked."""
        rules = self._rules(url)
        if isinstance(rules, FetchError):
            raise FetchError(
                f"its robots.txt cannot be had ({rules.message}), so its pages are left alone for now; "
                "the next run asks again",
                resource=resource,
                status=rules.status,
                retry_after=rules.retry_after,
            )
        if not rules.can_fetch(str(url), TOKEN):
            raise RobotsRefused(
                f"robots.txt of {url.host} asks programs to leave it alone; ask the site to allow "
                f'"User-agent: {TOKEN}", or use a feed with whole texts',
                resource=resource,
            )

    def crawl_delay(self, url: URL) -> float:
        """Give the seconds that the site asks for between two requests; 0 where it does not."""
        rules = self._rules(url)
        delay = None if isinstance(rules, FetchError) else rules.crawl_delay(TOKEN)
        return float(delay or 0.0)

    def _rules(self, url: URL) -> Protego | FetchError:
        origin = str(url.copy_with(raw_path=b"/"))
        with self._guard:
            lock = self._locks.setdefault(origin, threading.Lock())
        with lock:
            if origin not in self._known:
                self._known[origin] = self._read(f"{origin}robots.txt")
            return self._known[origin]

    def _read(self, address: str) -> Protego | FetchError:
        from protego import Protego

        try:
            content = self._fetch(address).content
        except FetchError as error:
            is_absent = HTTPStatus.BAD_REQUEST <= error.status < HTTPStatus.INTERNAL_SERVER_ERROR
            is_busy = error.status == HTTPStatus.TOO_MANY_REQUESTS
            return Protego.parse("") if is_absent and not is_busy else error
        # protego takes a byte order mark for part of the first line.
        return Protego.parse(content.decode("utf-8-sig", "replace"))
