"""The schedule wakes the pipeline when a slot is due, and at once for what was missed."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, time, timedelta

import pytest

from digest.compose import next_slots, slot_instant
from digest.model import Audience, Cadence, Publication
from digest.schedule import start_schedule, stop_schedule


def publication(
    time_of_day: time = time(6), zone: str = "America/New_York", weekdays: tuple[int, ...] = (4,)
) -> Publication:
    """Give a publication with a cadence."""
    cadence = Cadence(weekdays=weekdays, time=time_of_day, zone=zone)
    return Publication(slug="weekly", title="Weekly", cadence=cadence, audience=Audience(file=""))


def test_what_was_missed_is_made_up_for_at_the_start() -> None:
    """A machine that was down over the slot runs it when it comes up, without waiting for the next."""
    woken = threading.Event()
    heard: list[Publication] = []

    def run(each: Publication) -> None:
        heard.append(each)
        woken.set()

    scheduler = start_schedule(
        [publication()], run=run, poll=lambda _: None, resume=lambda _: None, cut_off=lambda _: None
    )
    try:
        assert woken.wait(10)
        assert [each.slug for each in heard] == ["weekly"]
    finally:
        stop_schedule(scheduler)


@pytest.mark.parametrize(
    ("weekdays", "zone", "at"),
    [
        ((4,), "America/New_York", time(6)),
        ((6,), "Europe/Berlin", time(2, 30)),
        ((6,), "America/New_York", time(1, 30)),
        ((0, 3), "Asia/Kolkata", time(23, 59)),
    ],
)
def test_a_wake_comes_with_every_slot(weekdays: tuple[int, ...], zone: str, at: time) -> None:
    """Also in the worst hours of a clock change, and on the weekday that is meant: APScheduler's 0 is Monday."""
    scheduler = start_schedule(
        [publication(at, zone, weekdays)],
        run=lambda _: None,
        poll=lambda _: None,
        resume=lambda _: None,
        cut_off=lambda _: None,
    )
    try:
        trigger = next(job.trigger for job in scheduler.get_jobs() if job.name == "cut off weekly")
    finally:
        stop_schedule(scheduler)
    cadence = publication(at, zone, weekdays).cadence
    now = datetime(2026, 1, 1, tzinfo=UTC)
    slots = next_slots(cadence, now, 60)
    fires = []
    while len(fires) < len(slots) + 1:
        fires.append(trigger.get_next_fire_time(None, now).astimezone(UTC))
        now = fires[-1] + timedelta(seconds=1)
    for due in (slot_instant(slot, cadence.tzinfo) for slot in slots):
        # In a gap APScheduler fires at the skipped time as it would read after the change, up to an hour late; in a
        # repeated hour it fires twice. Neither loses or doubles an edition, because the slot is the key.
        assert any(timedelta(0) <= fire - due <= timedelta(hours=1) for fire in fires)


def test_a_late_wake_is_not_dropped() -> None:
    """APScheduler's default drops what is more than a second late; ours never does, and runs a heap of them once."""
    scheduler = start_schedule(
        [publication()], run=lambda _: None, poll=lambda _: None, resume=lambda _: None, cut_off=lambda _: None
    )
    try:
        for job in scheduler.get_jobs():
            assert job.misfire_grace_time is None
            assert job.coalesce
    finally:
        stop_schedule(scheduler)
