"""A year of a publication whose feed holds 25 entries: how many pieces are missed, and how many come twice.

Four ways to make a weekly edition are played on the same world: a script that takes what the feed dates in the last
seven days; one that remembers guids; an hourly poll with both; and digest itself, polled at the intervals that it
chooses, by the same code that `digest serve` runs. Printed are pieces missed and editions' repeats.

    ./run bench simulated_year [--weeks N] [--seeds N] [--entries N]
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from simulated_world import START, World, serve

from digest.config import load_config
from digest.config.starter import start_publication
from digest.pipeline import collect, open_workspace
from digest.pipeline.running import catch_up

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WEEK = timedelta(weeks=1)
SETTLE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What came of a way to make editions."""

    missed: float
    """Share of the pieces of all finished weeks that were in no edition."""
    repeats: int
    polls: int = 0


def cut_offs(world: World) -> Iterator[datetime]:
    """Give the cut-offs of the year after the first: Fridays at six in New York, across its clock changes."""
    from zoneinfo import ZoneInfo

    zone = ZoneInfo("America/New_York")
    for week in range(1, world.weeks + 1):
        wall = (START + week * WEEK).astimezone(zone).replace(hour=6, minute=0)
        yield wall.astimezone(START.tzinfo)


def score(world: World, printed: Counter[int], polls: int = 0) -> Score:
    """Compare what was printed with what was published early enough for the last edition but one."""
    last = list(cut_offs(world))[-2]
    due = [story.number for story in world.stories if max(story.shown_at, story.dated) < last]
    missed = sum(number not in printed for number in due)
    return Score(missed=missed / len(due), repeats=sum(n - 1 for n in printed.values()), polls=polls)


def weekly(world: World, keeps: Callable[[World, set[str], object, datetime], bool]) -> Score:
    """Ask once a week, at the cut-off, and print what *keeps* lets through."""
    printed: Counter[int] = Counter()
    seen: set[str] = set()
    for end in cut_offs(world):
        world.now = end
        if world.is_down:
            continue
        for story in world.listed():
            if keeps(world, seen, story, end):
                printed[story.number] += 1
            seen.add(story.guid_at(end))
    return score(world, printed, polls=world.weeks)


def by_date(world: World, _seen: set[str], story: object, end: datetime) -> bool:
    """Take what is dated in the seven days before the edition: what most scripts do."""
    return end - WEEK <= story.date_at(world.now) < end


def by_guid(world: World, seen: set[str], story: object, _end: datetime) -> bool:
    """Take every guid that is new: what mail gateways for feeds do."""
    return story.guid_at(world.now) not in seen


def hourly(world: World) -> Score:
    """Ask every hour, collect by guid what is dated in the window, and print at the cut-off."""
    printed: Counter[int] = Counter()
    seen: set[str] = set()
    for end in cut_offs(world):
        kept: list[int] = []
        for hour in range(168):
            world.now = end - WEEK + timedelta(hours=hour + 1)
            if world.is_down:
                continue
            for story in world.listed():
                guid, dated = story.guid_at(world.now), story.date_at(world.now)
                if guid not in seen and end - WEEK <= dated < end:
                    seen.add(guid)
                    kept.append(story.number)
        printed.update(kept)
    return score(world, printed, polls=168 * world.weeks)


def ours(world: World) -> Score:  # noqa: PLR0915 - one year, told in order
    """Let digest collect at its own intervals and make its editions, on the world's clock."""
    printed: Counter[int] = Counter()
    polls = 0
    with serve(world) as origin, tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        start_publication(home, title="World", sources=[f"{origin}/feed.xml"], zone="America/New_York")
        machine = home / "config" / "digest.toml"
        machine.write_text(machine.read_text().replace("[fetch]", "[fetch]\ngap_seconds = 0"))
        rules = home / "config" / "publications" / "world.toml"
        rules.write_text(rules.read_text().replace("max_pieces = 20 ", "max_pieces = 200 "))
        with open_workspace(load_config(home / "config", environment={})) as workspace:
            slug = workspace.publication.slug
            url = workspace.publication.sources[0].url
            world.now = START
            catch_up(workspace, now=world.now)
            for end in cut_offs(world):
                while world.now < end:
                    if not _is_away(world):
                        collect(workspace, now=world.now, is_only_due=True)
                        polls += 1
                    due = workspace.store.sources.memory(slug, url).next_poll or world.now
                    world.now = min(max(due, world.now + timedelta(minutes=5)), end)
                if not _is_away(world):
                    collect(workspace, now=end)
                    polls += 1
                world.now = end + SETTLE
                while _is_away(world):
                    world.now += timedelta(minutes=30)
                report = catch_up(workspace, now=world.now)
                polls += 1
                if report is not None:
                    printed.update(int(card.piece.url.rpartition("/")[2]) for card in report.edition.cards)
    return score(world, printed, polls)


def _is_away(world: World) -> bool:
    """Whether our own machine is down, every other time that the site cannot be reached."""
    return world.is_down


def main() -> None:
    """Play the worlds and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weeks", type=int, default=52)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--entries", type=int, default=25)
    options = parser.parse_args()
    ways: dict[str, tuple[Callable[[World], Score], bool]] = {
        "once a week, dated in the last 7 days": (lambda world: weekly(world, by_date), False),
        "once a week, new guids": (lambda world: weekly(world, by_guid), False),
        "every hour, dated in the window, new guids": (hourly, False),
        "digest": (ours, False),
        "digest, the site has a news sitemap": (ours, True),
    }
    print(f"{options.weeks} weeks, a feed of {options.entries} entries, mean of {options.seeds} world(s)\n")
    print(f"{'':<45}{'missed':>9}{'repeats':>9}{'polls':>9}")
    for name, (way, has_sitemap) in ways.items():
        scores = [
            way(World(seed=seed, entries=options.entries, weeks=options.weeks, has_sitemap=has_sitemap))
            for seed in range(1, options.seeds + 1)
        ]
        mean = [
            sum(values) / len(scores) for values in zip(*((s.missed, s.repeats, s.polls) for s in scores), strict=True)
        ]
        print(f"{name:<45}{mean[0]:>8.2%}{mean[1]:>9.1f}{mean[2]:>9.0f}")


if __name__ == "__main__":
    main()
