"""Whose turn it is: one request at a time to a host, a pause between two, and hosts that asked to be left alone.

Decides when a host may be asked next. Serves several threads; different hosts do not wait for one another. Measures
by the monotonic clock; what outlives the process is handed over in seconds.
"""

from __future__ import annotations

__all__ = ["HostTurns", "NoTurn"]

import math
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from digest.errors import FetchError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LONGEST_REST = 86_400.0
"""Seconds; no Retry-After closes a host for longer."""
LONGEST_GAP = 30.0
"""Seconds; no robots.txt makes us wait for longer between two requests."""


class NoTurn(FetchError):  # noqa: N818 - the name says what happened
    """The host's turn does not come in time; nothing was asked."""


@dataclass(slots=True)
class _Host:
    """What is known of one host; whoever holds the lock is asking it."""

    turn: threading.Lock = field(default_factory=threading.Lock)
    ended_at: float = -math.inf
    """When the last request ended."""
    open_at: float = 0.0
    gap: float = 0.0


class HostTurns:
    """The turns of every host. *gap_seconds* lie between the end of one request and the start of the next."""

    def __init__(self, *, gap_seconds: float = 0.0, closed_hosts: Mapping[str, float] | None = None) -> None:
        """Begin with *closed_hosts*, which want to be left alone for so many more seconds."""
        self._gap = gap_seconds
        self._hosts: dict[str, _Host] = {}
        self._guard = threading.Lock()
        for host, seconds in (closed_hosts or {}).items():
            self.close(host, seconds)

    @contextmanager
    def turn(self, host: str, *, patience: float = math.inf) -> Iterator[float]:
        """Wait until *host* may be asked, and keep others from it for the length of the block; give the seconds waited.

        The gap is taken when the turn comes, since robots.txt may have widened it in the turn before. Raises NoTurn
        where it does not come within *patience* seconds.
        """
        entry = self._entry(host)
        came_at = time.monotonic()
        with _held(entry.turn, host, patience):
            wait = entry.ended_at + max(self._gap, entry.gap) - time.monotonic()
            if time.monotonic() + wait - came_at > patience:
                raise _no_turn(host)
            if wait > 0:
                time.sleep(wait)
            try:
                yield time.monotonic() - came_at
            finally:
                entry.ended_at = time.monotonic()

    def closed_for(self, host: str) -> float:
        """Give the seconds for which *host* is still to be left alone; 0 where it may be asked."""
        return max(0.0, self._entry(host).open_at - time.monotonic())

    def close(self, host: str, seconds: float) -> None:
        """Leave *host* alone for *seconds*, at most a day."""
        self._entry(host).open_at = time.monotonic() + min(max(seconds, 0.0), LONGEST_REST)

    def widen(self, host: str, seconds: float) -> None:
        """Keep at least *seconds*, at most 30, between two requests to *host*: its robots.txt asks for it."""
        entry = self._entry(host)
        entry.gap = max(entry.gap, min(seconds, LONGEST_GAP))

    def closed(self) -> Mapping[str, float]:
        """Give every host that is to be left alone, with the seconds that are left."""
        with self._guard:
            hosts = tuple(self._hosts)
        return {host: left for host in hosts if (left := self.closed_for(host)) > 0}

    def _entry(self, host: str) -> _Host:
        with self._guard:
            return self._hosts.setdefault(host, _Host())


@contextmanager
def _held(lock: threading.Lock, host: str, patience: float) -> Iterator[None]:
    if not lock.acquire(timeout=min(patience, threading.TIMEOUT_MAX)):
        raise _no_turn(host)
    try:
        yield
    finally:
        lock.release()


def _no_turn(host: str) -> NoTurn:
    return NoTurn("other requests to this host took all the time; try again later", resource=host)
