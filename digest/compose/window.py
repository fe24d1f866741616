"""Slots and windows: which local wall-clock time an edition is for, and which stretch of time it covers.

A slot is written without fold, `2026-11-01T01:30`, so an hour that a clock change repeats is one slot, not two.
Never "now - 7 days", never a timedelta on local time across a clock change.
"""

from __future__ import annotations

__all__ = ["first_window", "latest_slot", "next_slots", "next_window", "slot_instant"]

from datetime import UTC, datetime, timedelta
from itertools import count, islice
from typing import TYPE_CHECKING

from digest.model import Window

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from zoneinfo import ZoneInfo

    from digest.model import Cadence

SLOT_FORMAT = "%Y-%m-%dT%H:%M"
FIRST_WINDOW = timedelta(days=7)


def slot_instant(slot: str, zone: ZoneInfo) -> datetime:
    """Turn *slot* into its instant in UTC.

    Of a repeated hour the first is meant; a time that the clocks skip becomes the first valid instant after the gap
    (RFC 5545 leaves both open). Raises ValueError if *slot* is not `YYYY-MM-DDTHH:MM`.

    >>> from zoneinfo import ZoneInfo
    >>> slot_instant("2026-03-29T02:30", ZoneInfo("Europe/Berlin")).isoformat()
    '2026-03-29T01:00:00+00:00'
    """
    wall = datetime.strptime(slot, SLOT_FORMAT)  # noqa: DTZ007 - a slot is wall-clock time by definition
    instant = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == wall:
        return instant
    return _end_of_gap(wall, zone)


def _end_of_gap(wall: datetime, zone: ZoneInfo) -> datetime:
    """Find the first instant after the clock change that skips *wall*, to the minute."""
    # In a gap, fold=0 reads the wall time with the offset before the change and fold=1 with the one after it, so the
    # two readings enclose the change.
    late = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    early = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    offset_before = early.astimezone(zone).utcoffset()
    while late - early > timedelta(minutes=1):
        middle = (early + (late - early) / 2).replace(second=0, microsecond=0)
        if middle.astimezone(zone).utcoffset() == offset_before:
            early = middle
        else:
            late = middle
    return late


def latest_slot(cadence: Cadence, now: datetime) -> str:
    """Name the latest slot that is due at *now*."""
    today = now.astimezone(cadence.tzinfo).date()
    for back in count(-1):
        slot = _slot_on(cadence, today - timedelta(days=back))
        if slot is not None and slot_instant(slot, cadence.tzinfo) <= now:
            return slot
    raise AssertionError("a cadence has at least one weekday")


def next_slots(cadence: Cadence, now: datetime, number: int) -> tuple[str, ...]:
    """Name the next *number* slots after *now*, earliest first."""
    return tuple(islice(_slots_after(cadence, now), number))


def _slots_after(cadence: Cadence, now: datetime) -> Iterator[str]:
    today = now.astimezone(cadence.tzinfo).date()
    for ahead in count(-1):
        slot = _slot_on(cadence, today + timedelta(days=ahead))
        if slot is not None and slot_instant(slot, cadence.tzinfo) > now:
            yield slot


def _slot_on(cadence: Cadence, day: date) -> str | None:
    if day.weekday() not in cadence.weekdays:
        return None
    return f"{day.isoformat()}T{cadence.time:%H:%M}"


def next_window(previous: Window, slot: str, zone: ZoneInfo) -> Window:
    """Give the window for *slot*: it starts where the window before it ended, as that is stored.

    So a changed cadence, or another zone, leaves no gap and no overlap. Raises ValueError where *slot* does not end
    later.
    """
    end = slot_instant(slot, zone)
    if end <= previous.end:
        raise ValueError(slot)
    return Window(start=previous.end, end=end)


def first_window(slot: str, zone: ZoneInfo) -> Window:
    """Give the window of a publication's first edition: the seven days, by the calendar, before its cut-off."""
    wall = datetime.strptime(slot, SLOT_FORMAT)  # noqa: DTZ007 - as above
    start = (wall - FIRST_WINDOW).strftime(SLOT_FORMAT)
    return Window(start=slot_instant(start, zone), end=slot_instant(slot, zone))
