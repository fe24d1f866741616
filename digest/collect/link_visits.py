"""Follows the addresses of a page as its readers will: each once, politely, several hosts at a time, within a time.

Decides in which order and how long. robots.txt is not asked: looking whether a link works is a reader's click, made
before the reader. What an answer means is decided in `digest.collect.link_answers`.
"""

from __future__ import annotations

__all__ = ["Limits", "visit_links"]

import threading
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urlsplit

from digest.collect.link_answers import is_final, of_answer, of_failure, unvisited
from digest.errors import FetchError
from digest.model import LinkState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from digest.collect.fetch import Fetcher
    from digest.model import LinkVisit

HOSTS_AT_ONCE = 8
DEAF = 2
"""Addresses without an answer, one after the other, after which a host's further ones are taken to have none."""
HEAD_SHARE = 2 / 3
"""Of a link's time; some servers never answer a HEAD, and a GET must find some of it left."""
NO_TIME = "the time for all addresses was over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long it may take."""

    link_seconds: float = 15.0
    """For one address, redirects and a second request included, waiting for the host's turn not."""
    all_seconds: float = 120.0
    """For all of them, whatever they wait for."""


def visit_links(
    addresses: Iterable[str],
    fetcher: Fetcher,
    *,
    limits: Limits | None = None,
    told: Callable[[LinkVisit], None] | None = None,
) -> tuple[LinkVisit, ...]:
    """Visit each of *addresses* once, fragments taken off, and give what became of each, in their order.

    Addresses of one host are visited one after the other. *told* hears of each visit as it ends, from one thread at a
    time. What there was no time for is given as not visited.
    """
    urls = tuple(dict.fromkeys(urldefrag(address).url for address in addresses))
    tour = _Tour(fetcher, limits or Limits(), told)
    hosts: dict[str, deque[str]] = {}
    for url in urls:
        hosts.setdefault(_host(url), deque()).append(url)
    with ThreadPoolExecutor(HOSTS_AT_ONCE, thread_name_prefix="link") as pool:
        try:
            # The hosts with most addresses first: they take longest.
            for visited in [pool.submit(tour.go, hosts[host]) for host in sorted(hosts, key=lambda h: -len(hosts[h]))]:
                visited.result()
        except BaseException:
            tour.stop()
            raise
    return tuple(tour.visits[url] for url in urls)


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


class _Tour:
    """Visits to many addresses, made by several threads."""

    def __init__(self, fetcher: Fetcher, limits: Limits, told: Callable[[LinkVisit], None] | None) -> None:
        self.visits: dict[str, LinkVisit] = {}
        self._fetcher = fetcher
        self._seconds = limits.link_seconds
        self._end = time.monotonic() + limits.all_seconds
        self._told = told
        self._telling = threading.Lock()

    def stop(self) -> None:
        """Visit nothing more."""
        self._end = 0.0

    def go(self, urls: Iterable[str]) -> None:
        """Visit *urls*, all of one host; one that does not answer is not waited for again and again."""
        deaf, visit = 0, None
        for url in urls:
            visit = replace(visit, url=url) if visit and deaf >= DEAF else self._visit(url)
            is_answered = visit.status or visit.state not in {LinkState.GONE, LinkState.UNREACHABLE}
            deaf = 0 if is_answered else deaf + 1
            with self._telling:
                self.visits[url] = visit
                if self._told:
                    self._told(visit)

    def _left(self) -> float:
        return self._end - time.monotonic()

    def _visit(self, url: str) -> LinkVisit:
        if self._left() <= 0:
            return unvisited(url, NO_TIME)
        begun = time.monotonic()
        visit, is_settled = self._ask(url, "HEAD", self._seconds * HEAD_SHARE)
        if not is_settled and self._left() > 0:
            rest = max(self._seconds - (time.monotonic() - begun), self._seconds * (1 - HEAD_SHARE))
            again, _ = self._ask(url, "GET", rest)
            # A host that has asked for rest by the first answer is not asked a second time: the answer stands.
            visit = visit if again.state is LinkState.NOT_LET_IN and not again.final_url else again
        # What broke off because all time was over says nothing of the address.
        return unvisited(url, NO_TIME) if not visit.final_url and self._left() <= 0 else visit

    def _ask(self, url: str, method: str, seconds: float) -> tuple[LinkVisit, bool]:
        """Ask once; say what it means, and whether asking again by GET could change it."""
        try:
            answer = self._fetcher.glance(url, method=method, seconds=seconds, patience=max(self._left(), 0.0))
        except FetchError as error:
            return of_failure(url, error, seconds=self._seconds), is_final(error)
        return of_answer(url, answer), is_final(answer)
