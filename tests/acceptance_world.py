"""The world of the acceptance tests: the command in a process of its own, a site to collect, a server to send to."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from digest.demo.mailbox import Mailbox

ROOT = Path(__file__).parent.parent
CUT_OFF = datetime(2026, 11, 20, 11, tzinfo=UTC)
"""Friday 06:00 in New York."""

PROSE = (
    "The ferry left the quay at {n} minutes past six with eleven people aboard and a crate of seed oysters on deck. "
    "Marta Lind, who has steered it for nineteen years, said the channel had moved again in the night. "
    "Nobody on the island was surprised, because the channel moves every spring when the river is high.\n\n"
    "The harbour office keeps a chart of every move since 1911, drawn in pencil on the back of old tide tables. "
    "It shows a line that wanders like a hand asleep, and it has been right more often than the survey in number {n}."
)


@dataclass
class Command:
    """Runs `digest` as a user does, in a folder of its own."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    def __call__(self, *arguments: str, code: int = 0, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run with *arguments* and insist on the exit *code*."""
        done = subprocess.run(
            [sys.executable, "-m", "digest", *arguments],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), **self.environment},
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == code, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    def json(self, *arguments: str, code: int = 0) -> Any:
        """Run with `--json` and read the one object on standard output."""
        return json.loads(self(*arguments, "--json", code=code).stdout)


@dataclass
class Site:
    """A small news site on loopback whose feed a test fills."""

    url: str = ""
    items: list[tuple[str, datetime, str]] = field(default_factory=list)
    is_down: bool = False
    requests: list[str] = field(default_factory=list)

    def publish(self, title: str, when: datetime, text: str = "") -> None:
        """Add a piece."""
        self.items.append((title, when, text or PROSE.format(n=len(self.items) + 3)))

    def publish_week(self, count: int = 5) -> None:
        """Add *count* pieces in the week before the cut-off."""
        for number in range(count):
            self.publish(f"Piece number {number + 1}", CUT_OFF - timedelta(hours=20 * number + 5))

    def feed(self) -> str:
        """Write the feed."""
        items = "".join(
            f"<item><title>{escape(title)}</title><link>{self.url}/news/{n}</link><guid>piece-{n}</guid>"
            f"<pubDate>{format_datetime(when)}</pubDate><category>News</category>"
            f"<description>{escape(text.split('.')[0])}.</description></item>"
            for n, (title, when, text) in enumerate(self.items)
        )
        return f'<rss version="2.0"><channel><title>The Site</title><link>{self.url}</link>{items}</channel></rss>'

    def page(self, number: int) -> str:
        """Write one article page."""
        title, when, text = self.items[number]
        body = "".join(f"<p>{escape(part)}</p>" for part in text.split("\n\n"))
        return (
            f'<!doctype html><html lang="en"><head><title>{escape(title)}</title>'
            f'<meta property="article:published_time" content="{when.isoformat()}"></head>'
            f"<body><article><h1>{escape(title)}</h1>{body}</article></body></html>"
        )


@dataclass
class Home:
    """A publication on the test's site, sending to the test's server."""

    command: Command
    site: Site
    mailbox: Mailbox

    @property
    def config(self) -> Path:
        """Give the configuration's folder."""
        return self.command.folder / "config"

    @property
    def database(self) -> Path:
        """Give the database's file."""
        return self.command.folder / "var" / "digest.db"

    def change(self, name: str, old: str, new: str) -> None:
        """Replace a line of a configuration file."""
        path = self.config / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")
