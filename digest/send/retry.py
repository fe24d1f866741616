"""Decides what a server's reply means for one recipient: done, try again at a time, or never. Knows no connection.

>>> from datetime import UTC, datetime
>>> decide(450, "4.2.0 greylisted", 1, datetime(2026, 11, 20, 11, 0, tzinfo=UTC)).next_at.isoformat()
'2026-11-20T11:01:00+00:00'
"""

from __future__ import annotations

__all__ = ["Deferred", "Failed", "Submitted", "Unknown", "Verdict", "decide"]

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from digest.send import DROPPED

GIVE_UP = timedelta(days=3)
"""A weekly digest is stale by then; RFC 5321 §4.5.4.1 asks for 4 to 5 days of mail in general."""
MAX_DROPS = 3
"""A server that takes a message and hangs up so often is not offered it again: each time may have been a copy."""
_DELAYS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60))

_STATUS = re.compile(r"^\s*([245])\.\d{1,3}\.\d{1,3}\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """The server took the message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferred:
    """The recipient is offered again at *next_at*."""

    next_at: datetime
    is_ambiguous: bool = False
    """The server may have the message; the next one may be a second copy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """The recipient is not offered again."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """The server may have the message, and it is not offered again."""

    why: str


Verdict = Submitted | Deferred | Failed | Unknown


def decide(code: int, reply: str, attempt: int, now: datetime, *, first: datetime | None = None) -> Verdict:
    """Say what *code* and *reply* to the *attempt*-th offer (from 1) mean; *first* is when the first one was made.

    2yz is final, 5yz too unless its enhanced status (RFC 3463 §2) says that it is persistent but transient; all else is
    tried again after 1, 5, 15, 30, 60, 60, … minutes until three days are over.
    """
    if 200 <= code < 300:  # noqa: PLR2004 - RFC 5321 §4.2.1: 2yz is a positive completion reply
        return Submitted()
    if code == DROPPED and attempt >= MAX_DROPS:
        return Unknown(why=f"the server hung up after the message, {attempt} times")
    status = _STATUS.match(reply)
    if code >= 500 and not (status and status[1] == "4"):  # noqa: PLR2004 - RFC 5321 §4.2.1: 5yz is permanent
        return Failed(why=f"{code} {reply}".strip())
    next_at = now + _delay(attempt)
    if next_at > (first or now - sum(map(_delay, range(1, attempt)), timedelta())) + GIVE_UP:
        why = f"no success in {GIVE_UP.days} days: {code} {reply}".strip()
        return Unknown(why=why) if code == DROPPED else Failed(why=why)
    return Deferred(next_at=next_at, is_ambiguous=code == DROPPED)


def _delay(attempt: int) -> timedelta:
    return _DELAYS[min(max(attempt, 1), len(_DELAYS)) - 1]
