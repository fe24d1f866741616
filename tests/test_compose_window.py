"""Slots and windows: what a week is, across clock changes."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.compose import first_window, latest_slot, next_slots, next_window, slot_instant
from digest.model import Cadence

ZONES = sorted(zone for zone in available_timezones() if "/" in zone)
NEW_YORK = ZoneInfo("America/New_York")
BERLIN = ZoneInfo("Europe/Berlin")

moments = st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2037, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants naive bounds
cadences = st.builds(
    lambda weekdays, hour, minute, zone: Cadence(weekdays=tuple(sorted(weekdays)), time=time(hour, minute), zone=zone),
    st.sets(st.integers(0, 6), min_size=1),
    st.integers(0, 23),
    st.integers(0, 59),
    st.sampled_from(ZONES),
)


def friday(zone: str = "America/New_York", at: time = time(6)) -> Cadence:
    """Give a weekly cadence."""
    return Cadence(weekdays=(4,), time=at, zone=zone)


def test_a_slot_is_wall_clock_time_in_the_publications_zone() -> None:
    """06:00 in New York is another instant in winter than in summer."""
    assert slot_instant("2026-11-20T06:00", NEW_YORK) == datetime(2026, 11, 20, 11, tzinfo=UTC)
    assert slot_instant("2026-07-10T06:00", NEW_YORK) == datetime(2026, 7, 10, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("slot", "zone", "instant"),
    [
        ("2026-03-29T02:30", "Europe/Berlin", "2026-03-29T01:00:00+00:00"),
        ("2026-03-08T02:00", "America/New_York", "2026-03-08T07:00:00+00:00"),
        ("2026-10-04T02:15", "Australia/Lord_Howe", "2026-10-03T15:30:00+00:00"),
        ("2011-12-30T12:00", "Pacific/Apia", "2011-12-30T10:00:00+00:00"),
    ],
)
def test_a_time_that_the_clocks_skip_becomes_the_first_valid_instant(slot: str, zone: str, instant: str) -> None:
    """A digest due in the gap goes out as soon as there is a clock time again, even after a whole skipped day."""
    assert slot_instant(slot, ZoneInfo(zone)).isoformat() == instant


def test_a_repeated_hour_is_one_slot_and_its_first_pass_is_meant() -> None:
    """01:30 on 1 November comes twice in New York; APScheduler fires twice, the slot is one."""
    first = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    cadence = friday(at=time(1, 30))
    sunday = Cadence(weekdays=(6,), time=cadence.time, zone=cadence.zone)
    assert slot_instant("2026-11-01T01:30", NEW_YORK) == first
    assert latest_slot(sunday, first) == latest_slot(sunday, first + timedelta(hours=1)) == "2026-11-01T01:30"


def test_the_weeks_of_2026_have_167_168_and_169_hours() -> None:
    """A window is a calendar week, so two windows of the year differ by an hour."""
    slots = next_slots(friday(), datetime(2026, 1, 1, tzinfo=UTC), 53)
    instants = [slot_instant(slot, NEW_YORK) for slot in slots]
    hours = [(b - a) / timedelta(hours=1) for a, b in pairwise(instants)]
    assert (hours.count(167), hours.count(168), hours.count(169)) == (1, 50, 1)


def test_the_first_window_is_seven_calendar_days() -> None:
    """Also in the week of a clock change."""
    window = first_window("2026-10-30T06:00", BERLIN)
    assert window.end - window.start == timedelta(days=7, hours=1)
    assert window.start in window
    assert window.end not in window


@given(cadences, moments)
@settings(max_examples=150)
def test_the_latest_and_the_next_slot_enclose_now(cadence: Cadence, now: datetime) -> None:
    """No moment is without a due slot, and the next one is later than now."""
    zone = cadence.tzinfo
    ahead = next_slots(cadence, now, 3)
    assert slot_instant(latest_slot(cadence, now), zone) <= now < slot_instant(ahead[0], zone)
    assert list(ahead) == sorted(set(ahead))


@given(cadences, moments)
@settings(max_examples=100)
def test_slots_tile_time(cadence: Cadence, now: datetime) -> None:
    """The slot after the latest is the next one: no slot is skipped or invented between them."""
    zone = cadence.tzinfo
    latest = slot_instant(latest_slot(cadence, now), zone)
    assert next_slots(cadence, latest, 1) == next_slots(cadence, now, 1)


@given(st.lists(cadences, min_size=1, max_size=4), moments, st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_windows_tile_time_whatever_becomes_of_the_cadence(
    changes: list[Cadence], now: datetime, places: list[float]
) -> None:
    """Another day, time or zone from one week to the next: no instant is in no window, and none in two."""
    first = next_slots(changes[0], now, 1)[0]
    windows = [first_window(first, changes[0].tzinfo)]
    for cadence in changes:
        for _ in range(3):
            slot = next_slots(cadence, windows[-1].end, 1)[0]
            windows.append(next_window(windows[-1], slot, cadence.tzinfo))
    start, end = windows[0].start, windows[-1].end
    for place in places:
        instant = start + place * (end - start)
        assert sum(instant in window for window in windows) == (instant < end)


def test_what_is_no_slot_is_refused() -> None:
    """A typing error must not become some date."""
    with pytest.raises(ValueError, match="does not match"):
        slot_instant("next friday", NEW_YORK)
