"""Decides how long to wait before the next message, by a token bucket. Sleeping is the caller's, through `Rate.sleep`.

>>> from datetime import UTC, datetime
>>> start = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
>>> bucket, wait = take(Bucket(), Rate(per_second=4.0), start)
>>> take(bucket, Rate(per_second=4.0), start)[1]
0.25
"""

from __future__ import annotations

__all__ = ["Bucket", "Rate", "take"]

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """At most so many messages a second, more than 0; after a pause, up to *burst* at once."""

    per_second: float
    burst: int = 1
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """How many messages may go at once, as it was at an instant; before the first, as many as the burst."""

    tokens: float = 0.0
    at: datetime | None = None


def take(bucket: Bucket, rate: Rate, now: datetime) -> tuple[Bucket, float]:
    """Take one token; returns the bucket after it, and the seconds to wait before the message may go.

    A clock that is set back costs no more than one interval.
    """
    tokens = float(rate.burst)
    if bucket.at is not None:
        passed = max(0.0, (now - bucket.at).total_seconds())
        tokens = min(tokens, bucket.tokens + passed * rate.per_second)
    if tokens >= 1.0:
        return Bucket(tokens=tokens - 1.0, at=now), 0.0
    wait = (1.0 - tokens) / rate.per_second
    return Bucket(tokens=0.0, at=now + timedelta(seconds=wait)), wait
