"""Asks a site's robots.txt (RFC 9309) whether a page may be fetched by a program.

Decides by protego, which reads wildcards and the longest match as the standard says. A site without the file allows
everything; one whose file cannot be had for now (5xx, no connection, "too many requests") allows nothing for now.
Feeds and sitemaps are made for programs and are not asked about. Each origin's file is fetched once in the life of a
fetcher.
"""

from __future__ import annotations

__all__ = ["MAX_ROBOTS_BYTES", "TOKEN", "RobotsRules"]

import re
import threading
from http import HTTPStatus
from typing import TYPE_CHECKING

from digest.collect.addresses import host_of
from digest.errors import FetchError, ForbiddenAddress, RobotsRefused

if TYPE_CHECKING:
    from collections.abc import Callable

    from httpx import URL
    from protego import Protego

    from digest.collect.fetch import Answer

TOKEN = "digest"  # noqa: S105 - a name, no secret
"""The product token by which robots.txt calls this program."""
MAX_ROBOTS_BYTES = 512_000
"""RFC 9309 §2.5: at least 500 KiB are read; what follows counts for nothing."""

# The forms that protego takes for a User-agent line. The token ends where its letters do: `digest/1.0` means digest.
_AGENT = re.compile(r"\s*user(?:-|\s*)agent\s*(?::|\s)\s*(\*|[A-Za-z_-]*)", re.IGNORECASE)
_SOMEBODY_ELSE = "x"


class RobotsRules:
    """The rules of every origin that was asked for a page; for several threads."""

    def __init__(self, fetch: Callable[[str], Answer]) -> None:
        """Prepare to get files by *fetch*, which raises FetchError."""
        self._fetch = fetch
        self._known: dict[str, Protego | FetchError] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._guard = threading.Lock()

    def require(self, url: URL, *, resource: str) -> float:
        """Give the seconds that the site of *url* asks for between two requests, 0 where it does not.

        Raises RobotsRefused where *url* is closed to programs, and FetchError where its site cannot be asked.
        """
        rules = self._rules(url)
        if isinstance(rules, FetchError):
            raise _for_now(rules, resource)
        if not rules.can_fetch(str(url), TOKEN):
            where = "" if str(url) == resource else f" to {url}, where it leads,"
            raise RobotsRefused(
                f"robots.txt of {host_of(url)} closes the way{where} to programs; ask the site to allow "
                f'"User-agent: {TOKEN}", or use a feed with whole texts',
                resource=resource,
            )
        return float(rules.crawl_delay(TOKEN) or 0.0)

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
            # RFC 9309 §2.3.1.3: no such file. A chain of redirects without end comes to the same (§2.3.1.2).
            is_absent = HTTPStatus.OK <= error.status < HTTPStatus.INTERNAL_SERVER_ERROR
            is_busy = error.status == HTTPStatus.TOO_MANY_REQUESTS
            return Protego.parse("") if is_absent and not is_busy else error
        return Protego.parse(_for_us(content))


def _for_now(error: FetchError, resource: str) -> FetchError:
    """Say that the pages are left alone because robots.txt cannot be had (RFC 9309 §2.3.1.4)."""
    if isinstance(error, ForbiddenAddress):
        return ForbiddenAddress(error.message, resource=resource)
    return FetchError(
        f"its robots.txt cannot be had ({error.message}), so its pages are left alone for now; the next run asks again",
        resource=resource,
        status=error.status,
        retry_after=error.retry_after,
    )


def _for_us(content: bytes) -> str:
    """Decode the file, and give every group that is not meant for this program, or for all, one and the same name.

    protego copies each rule for each name before it: a file of a thousand names and a thousand rules would become a
    million. It also takes the byte order mark for a part of the first line, and `dig` for a beginning of `digest`.
    """
    text = content.decode("utf-8-sig", "replace")
    lines = text.splitlines()
    if len(content) >= MAX_ROBOTS_BYTES:
        del lines[-1:]  # cut off in the middle
    return "\n".join(map(_renamed, lines))


def _renamed(line: str) -> str:
    found = _AGENT.match(line)
    if not found:
        return line
    name = found[1].lower()
    return f"User-agent: {name if name in {'*', TOKEN} else _SOMEBODY_ELSE}"
