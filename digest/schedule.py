"""Wakes the pipeline; the only module that imports APScheduler.

It decides nothing: the database says what is due. A job that fires twice in a repeated hour, late after an outage, or
in two processes at once makes one edition all the same, because the slot is a unique key. The job store is the
default, in memory: a persistent one would drop jobs that a new version renames, and adds nothing to the slot key.
"""

from __future__ import annotations

__all__ = ["start_schedule", "stop_schedule"]

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from apscheduler.schedulers.background import BackgroundScheduler

    from digest.model import Publication

# Names, because APScheduler numbers Monday 0 where cron numbers Sunday 0.
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
POLL_MINUTES = 5
"""How often sources are looked through for those whose time has come; each has an interval of its own."""
RESUME_MINUTES = 5


def start_schedule(
    publications: Iterable[Publication],
    *,
    run: Callable[[Publication], None],
    cut_off: Callable[[Publication], None],
    poll: Callable[[Publication], None],
    resume: Callable[[Publication], None],
) -> BackgroundScheduler:
    """Start a scheduler in a thread of its own and return it; `stop_schedule` ends it.

    *cut_off* is called at every slot, and *run* when the time to settle after it is over, and once now, for what was
    missed; *poll* now and every five minutes, for the sources that are due; *resume* every five minutes, for whoever or
    whatever waits for another try.
    """
    from apscheduler.executors.pool import ThreadPoolExecutor
    from apscheduler.schedulers.background import BackgroundScheduler
    from apscheduler.triggers.cron import CronTrigger

    # One worker: the jobs of a publication must not overtake one another, and SQLite has one writer anyway.
    # misfire_grace_time None: APScheduler's default drops a job that is more than a second late.
    scheduler = BackgroundScheduler(
        executors={"default": ThreadPoolExecutor(1)},
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        timezone="UTC",
    )

    def at_slot(publication: Publication) -> None:
        cut_off(publication)
        later = datetime.now(UTC) + publication.cadence.settle  # noqa: TID251 - a wake-up, not a decision
        scheduler.add_job(run, "date", run_date=later, args=[publication], name=f"run {publication.slug}")

    for publication in publications:
        cadence = publication.cadence
        trigger = CronTrigger(
            day_of_week=",".join(WEEKDAYS[day] for day in cadence.weekdays),
            hour=cadence.time.hour,
            minute=cadence.time.minute,
            timezone=cadence.tzinfo,
        )
        scheduler.add_job(run, args=[publication], name=f"catch up {publication.slug}")
        scheduler.add_job(poll, args=[publication], name=f"first poll {publication.slug}")
        scheduler.add_job(at_slot, trigger, args=[publication], name=f"cut off {publication.slug}")
        scheduler.add_job(poll, "interval", minutes=POLL_MINUTES, jitter=60, args=[publication])
        scheduler.add_job(resume, "interval", minutes=RESUME_MINUTES, args=[publication])
    scheduler.start()
    return scheduler


def stop_schedule(scheduler: BackgroundScheduler) -> None:
    """End *scheduler* when the job at work is done; no other begins."""
    # Its own shutdown closes the workers while its thread may be handing them a job, which then fails. Removing the
    # jobs waits for that thread, and leaves it nothing to hand over.
    scheduler.remove_all_jobs()
    scheduler.shutdown(wait=True)
