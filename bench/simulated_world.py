"""A publication's site in a time of its own: what its feed, its pages and its sitemap say at any instant of a year.

The rates are those that real sites show: feeds lag behind by up to twelve minutes, some pieces are announced ahead or
turn up late, guids change when a site is moved about, dates are bumped when a piece is touched, and there is always a
crowd in the last quarter of an hour before the cut-off.
"""

from __future__ import annotations

__all__ = ["END_OF_YEAR", "START", "Story", "World", "serve"]

import random
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

START = datetime(2026, 1, 2, 11, tzinfo=UTC)
"""A Friday, 06:00 in New York."""
END_OF_YEAR = START + timedelta(weeks=52)
WORDS = (
    "harbour",
    "ferry",
    "channel",
    "crane",
    "quay",
    "tide",
    "pilot",
    "chart",
    "river",
    "weir",
    "bridge",
    "lantern",
    "rope",
    "cargo",
    "signal",
    "island",
    "survey",
    "ledger",
    "council",
    "engine",
    "winter",
    "market",
    "garden",
    "school",
    "archive",
    "letter",
    "station",
    "window",
    "painter",
    "baker",
    "surgeon",
    "judge",
    "printer",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One piece of the world, with everything that happens to it."""

    number: int
    shown_at: datetime
    """When the feed has it."""
    dated: datetime
    bumped_at: datetime | None = None
    """When its date was moved on, to this same instant."""
    new_guid_at: datetime | None = None

    def date_at(self, now: datetime) -> datetime:
        """Give the date that the feed prints at *now*."""
        return self.bumped_at if self.bumped_at and self.bumped_at <= now else self.dated

    def guid_at(self, now: datetime) -> str:
        """Give the guid that the feed prints at *now*."""
        is_new = self.new_guid_at is not None and self.new_guid_at <= now
        return f"{'urn:moved' if is_new else 'urn:story'}:{self.number}"

    @property
    def title(self) -> str:
        """Name it so that no two are alike."""
        draw = random.Random(self.number)
        return f"{' '.join(draw.sample(WORDS, 4)).capitalize()}, no. {self.number}"

    @property
    def text(self) -> str:
        """Write some hundred words that no other story has in this order."""
        draw = random.Random(self.number)
        sentences = [f"The {' '.join(draw.choices(WORDS, k=11))} {number}." for number in range(14)]
        return "\n\n".join(" ".join(sentences[at : at + 3]) for at in range(0, len(sentences), 3))


@dataclass
class World:
    """The site, with a clock that the experiment turns."""

    seed: int = 1
    entries: int = 25
    has_sitemap: bool = False
    weeks: int = 52
    now: datetime = START
    stories: list[Story] = field(default_factory=list)
    outages: list[tuple[datetime, datetime]] = field(default_factory=list)
    bodies: int = 0
    """Answers with a body that the feed gave."""

    def __post_init__(self) -> None:
        draw = random.Random(self.seed)
        end = START + timedelta(weeks=self.weeks)
        count = 33 * self.weeks
        instants = sorted(
            START + timedelta(seconds=draw.uniform(0, (end - START).total_seconds())) for _ in range(count)
        )
        for week in range(1, self.weeks + 1, 3):  # about twenty in the last quarter of an hour, over a year
            instants.append(START + timedelta(weeks=week) - timedelta(seconds=draw.uniform(30, 900)))
        instants.append(START + timedelta(weeks=2) - timedelta(minutes=1))
        self.stories = [self._story(draw, number, at) for number, at in enumerate(sorted(instants))]
        for third in (0.2, 0.5, 0.8):
            begin = START + third * (end - START)
            self.outages.append((begin, begin + timedelta(hours=30)))

    @staticmethod
    def _story(draw: random.Random, number: int, at: datetime) -> Story:
        lag, dated = timedelta(minutes=draw.uniform(0, 12)), at
        kind = draw.random()
        if kind < 0.03:  # announced ahead
            dated = at + timedelta(hours=draw.uniform(1, 48))
        elif kind < 0.035:  # turns up late
            dated = at - timedelta(days=draw.uniform(3, 10))
        later = timedelta(hours=draw.uniform(1, 60))
        return Story(
            number=number,
            shown_at=at + lag,
            dated=dated,
            bumped_at=at + later if draw.random() < 0.05 else None,
            new_guid_at=at + later if draw.random() < 0.02 else None,
        )

    @property
    def is_down(self) -> bool:
        """Whether nobody can be reached just now: the site, or our own machine."""
        return any(begin <= self.now < end for begin, end in self.outages)

    def listed(self) -> list[Story]:
        """Give what the feed lists now: the newest by their printed dates."""
        shown = [story for story in self.stories if story.shown_at <= self.now]
        return sorted(shown, key=lambda story: story.date_at(self.now), reverse=True)[: self.entries]

    def feed(self, origin: str) -> str:
        """Write the feed as it is now."""
        items = "".join(
            f"<item><title>{story.title}</title><link>{origin}/news/{story.number}</link>"
            f'<guid isPermaLink="false">{story.guid_at(self.now)}</guid>'
            f"<pubDate>{format_datetime(story.date_at(self.now))}</pubDate></item>"
            for story in self.listed()
        )
        return f'<rss version="2.0"><channel><title>The World</title><link>{origin}</link>{items}</channel></rss>'

    def sitemap(self, origin: str) -> str:
        """Write a news sitemap: what was shown in the last fourteen days, whatever its date."""
        shown = [s for s in self.stories if s.shown_at <= self.now < s.shown_at + timedelta(days=14)]
        news = "".join(
            f"<url><loc>{origin}/news/{s.number}</loc><news:news><news:publication><news:name>The World</news:name>"
            f"<news:language>en</news:language></news:publication><news:publication_date>{s.dated.isoformat()}"
            f"</news:publication_date><news:title>{s.title}</news:title></news:news></url>"
            for s in shown
        )
        return (
            '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
            f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{news}</urlset>'
        )

    def page(self, number: int) -> str | None:
        """Write the page of a story; None before its date, and before the feed has it."""
        story = self.stories[number] if number < len(self.stories) else None
        if story is None or self.now < min(story.shown_at, story.dated):
            return None
        if story.dated > self.now:
            return None  # announced, not there yet
        body = "".join(f"<p>{part}</p>" for part in story.text.split("\n\n"))
        return (
            f'<!doctype html><html lang="en"><head><title>{story.title}</title>'
            f'<meta property="article:published_time" content="{story.dated.isoformat()}"></head>'
            f"<body><article><h1>{story.title}</h1>{body}</article></body></html>"
        )


@contextmanager
def serve(world: World) -> Iterator[str]:
    """Serve *world* on loopback for the length of the block; gives its origin."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, kind, text = self._answer()
            content = text.encode()
            etag = f'"{sha256(content).hexdigest()[:16]}"'
            if status == 200 and self.headers.get("If-None-Match") == etag:
                self.send_response(304)
                self.send_header("ETag", etag)
                self.end_headers()
                return
            world.bodies += self.path == "/feed.xml"
            self.send_response(status)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("ETag", etag)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def _answer(self) -> tuple[int, str, str]:
            if world.is_down:
                return 503, "text/plain", "down"
            if self.path == "/feed.xml":
                return 200, "application/rss+xml", world.feed(origin)
            if self.path == "/news-sitemap.xml" and world.has_sitemap:
                return 200, "application/xml", world.sitemap(origin)
            number = self.path.removeprefix("/news/")
            page = world.page(int(number)) if number.isdecimal() else None
            return (200, "text/html", page) if page else (404, "text/plain", "not here")

        def log_message(self, *args: object) -> None:
            """Keep the output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    origin = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield origin
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
