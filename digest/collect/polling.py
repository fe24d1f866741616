"""Says when a source is asked again, when entries were lost between two visits, and when a failure is worth telling.

Pure: instants and figures in, instants and answers out. Two thirds of the feeds of news organisations hold less than
seven days, some less than six hours: a feed is asked often enough to be seen several times before an entry falls out.
"""

from __future__ import annotations

__all__ = ["ALARM_AFTER", "ask_again_after_failure", "ask_again_at", "poll_interval", "span_of"]

import hashlib
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

SHORTEST, LONGEST = timedelta(minutes=15), timedelta(hours=6)
UNKNOWN = timedelta(hours=1)
"""Between two visits to a source whose entries have no dates."""
VISITS_PER_SPAN = 6
JITTER = 0.1
"""Sources that were added together drift apart by up to this share of their interval."""
ALARM_AFTER = 3
"""Failures in a row after which the operator hears of it."""
_LONGEST_RETRY = timedelta(hours=24)
_ENOUGH_GAPS = 4


def span_of(dates: Iterable[datetime]) -> timedelta:
    """Give the time that a feed's entries cover, without its widest gap: one pinned entry of last year is no span."""
    ordered = sorted(dates)
    gaps = sorted(later - earlier for earlier, later in pairwise(ordered))
    if len(gaps) >= _ENOUGH_GAPS:
        gaps = gaps[:-1]
    return sum(gaps, timedelta(0))


def poll_interval(span: timedelta, *, rest_seconds: float = 0.0) -> timedelta:
    """Give the time between two visits: a sixth of what the feed covers, from 15 minutes to 6 hours.

    *rest_seconds* is what the server or the feed asks for (max-age, ttl); it counts up to 6 hours.

    >>> poll_interval(timedelta(hours=12))
    datetime.timedelta(seconds=7200)
    """
    wanted = min(max(span / VISITS_PER_SPAN, SHORTEST), LONGEST) if span else UNKNOWN
    return min(max(wanted, timedelta(seconds=rest_seconds)), LONGEST)


def ask_again_at(now: datetime, interval: timedelta, *, url: str) -> datetime:
    """Give the instant of the next visit to *url*, up to a tenth of *interval* early; the same for the same input."""
    drawn = hashlib.sha256(f"{url} {now.isoformat()}".encode()).digest()
    return now + interval * (1 - JITTER * drawn[0] / 255)


def ask_again_after_failure(now: datetime, failures: int, *, retry_after: float | None = None) -> datetime:
    """Give the instant of the next try after so many *failures* in a row: 15 minutes, doubled each time, up to 6 hours.

    Never before the end of *retry_after*, seconds, which counts up to a day.
    """
    wait: timedelta = min(SHORTEST * 2 ** min(max(failures - 1, 0), 10), LONGEST)
    asked = min(timedelta(seconds=retry_after or 0), _LONGEST_RETRY)
    return now + max(wait, asked)
