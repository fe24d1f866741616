"""Keeps of a feed with too many entries the newest ones. Some begin with the oldest: the place says nothing."""

from __future__ import annotations

__all__ = ["newest"]

from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from digest.collect.dates import parse_date
from digest.collect.feeds.raw import MAX_ENTRIES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

T = TypeVar("T")

MAX_DATED = 20_000
"""Entries whose dates are looked at; each takes some 30 µs."""


def newest(items: Sequence[T], dates_of: Callable[[T], Iterable[str]]) -> Sequence[T]:
    """Give the MAX_ENTRIES newest of *items* in their own order; those without a date count as the oldest.

    Of more than MAX_DATED the first and the last ones are looked at.
    """
    if len(items) <= MAX_ENTRIES:
        return items
    half = MAX_DATED // 2
    looked_at = items if len(items) <= MAX_DATED else (*items[:half], *items[-half:])
    ages = [_seconds(dates_of(item)) for item in looked_at]
    places = sorted(range(len(looked_at)), key=lambda place: (-ages[place], place))[:MAX_ENTRIES]
    return [looked_at[place] for place in sorted(places)]


def _seconds(raws: Iterable[str]) -> float:
    zone = ZoneInfo("UTC")
    found = (parsed.instant.timestamp() for raw in raws if (parsed := parse_date(raw, zone=zone)))
    return next(found, 0)
