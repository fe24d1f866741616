"""Collecting: feeds and pages a second beside other readers, a hundred sources cold and warm, ten to a thousand.

Feeds and pages are those of the folder in DIGEST_TEST_DATA where it is set (feeds-dev and pages-dev, unpacked or as
archives), else made up. Peers run in the same process on the same bytes, in turn: feedparser and trafilatura from our
own environment, newspaper4k from the package index in an environment of its own. Sources are served on loopback, each
under a host of its own by `routes`, and collected by the command as an operator runs it.

    ./run bench collect [sizes] [rounds] [feeds] [pages]
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tarfile
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parent.parent
WORK = ROOT / "var" / "bench" / "collect"
ZONE = ZoneInfo("UTC")
NOW = datetime(2026, 11, 20, 11, tzinfo=UTC)
PROSE = "The ferry left the quay at {n} past six with {n} people and a crate of seed oysters number {n} on deck. "


# ---- material -------------------------------------------------------------------------------------------------


def material(name: str) -> list[bytes]:
    """Give the files of *name* (`feeds` or `pages`) that there are, else some that are made up."""
    folder = os.environ.get("DIGEST_TEST_DATA", "")
    archive = Path(folder) / f"{name}-dev.tar.xz"
    if not folder or not archive.exists():
        return (
            [feed_of(f"http://a{n}.example", 20, n).encode() for n in range(60)]
            if name == "feeds"
            else [page_of(n).encode() for n in range(60)]
        )
    with tarfile.open(archive) as packed:
        members = (member for member in packed if member.isfile() and not member.name.endswith(".jsonl"))
        return [file.read() for member in members if (file := packed.extractfile(member)) is not None]


def feed_of(origin: str, entries: int, number: int) -> str:
    """Write a feed whose first two entries are of this week."""
    items = "".join(
        f"<item><title>Piece {number} {n}</title><link>{origin}/{number}/{n}</link><guid>{number}-{n}</guid>"
        f"<pubDate>{format_datetime(NOW - timedelta(hours=20 * n + 5, days=60 * (n > 1)))}</pubDate>"
        f"<description>{PROSE.format(n=n) * 3}</description></item>"
        for n in range(entries)
    )
    return f'<rss version="2.0"><channel><title>Site {number}</title><link>{origin}</link>{items}</channel></rss>'


def page_of(number: int) -> str:
    """Write an article page with furniture around it."""
    body = "".join(f"<p>{PROSE.format(n=number + n) * 3}</p>" for n in range(8))
    links = "".join(f'<li><a href="/other/{n}">Another headline of the house, {n}</a></li>' for n in range(30))
    return (
        f'<!doctype html><html lang="en"><head><title>Piece {number} | Site</title>'
        f'<meta property="article:published_time" content="{(NOW - timedelta(hours=9)).isoformat()}"></head>'
        f"<body><nav><ul>{links}</ul></nav><article><h1>Piece {number}</h1>{body}</article>"
        f"<footer>{links}</footer></body></html>"
    )


# ---- one file after the other ---------------------------------------------------------------------------------


def timed(work: Callable[[bytes], object], files: list[bytes]) -> list[float]:
    """Give the CPU milliseconds of each file; one that cannot be read costs what it costs."""
    spent = []
    for content in files:
        before = time.process_time()
        with suppress(Exception):  # peers raise anything
            work(content)
        spent.append(1000 * (time.process_time() - before))
    return spent


def row(name: str, spent: list[float], ours: float, note: str = "") -> None:
    """Print figures and the ratio to ours, by the mean."""
    mean, ordered = statistics.fmean(spent), sorted(spent)
    late = ordered[int(0.95 * (len(ordered) - 1))]
    middle = statistics.median(spent)
    print(f"{name:<34}{1000 / mean:>9.1f}{mean:>9.2f}{middle:>9.2f}{late:>9.2f}{mean / ours:>8.2f}  {note}")


def heading(title: str, count: int) -> None:
    """Print what is measured."""
    print(f"\n{title}, {count} files, CPU milliseconds\n")
    print(f"{'':<34}{'a second':>9}{'mean':>9}{'median':>9}{'p95':>9}{'ratio':>8}")


def bench_feeds() -> None:
    """Read feeds, from bytes to pieces, beside feedparser as it comes and with its slow parts off."""
    import feedparser

    from digest.collect.feeds import parse_feed
    from digest.collect.sandbox import Sandbox

    files = material("feeds")
    heading("Feeds", len(files))
    parse = lambda content: parse_feed(content, url="https://a.example/feed", zone=ZONE, has_content=False)  # noqa: E731
    whole = lambda content: parse_feed(content, url="https://a.example/feed", zone=ZONE)  # noqa: E731
    timed(parse, files[:5])
    ours = timed(parse, files)
    row("digest", ours, statistics.fmean(ours))
    row("  with their HTML, cleaned", timed(whole, files), statistics.fmean(ours))
    with Sandbox() as sandbox:
        sandbox.run(parse_feed, files[0], url="", zone=ZONE)
        started = time.perf_counter()
        for content in files:
            _try(lambda c=content: sandbox.run(parse_feed, c, url="", zone=ZONE, has_content=False))
        mean = 1000 * (time.perf_counter() - started) / len(files)
    print(f"{'  the same in its sandbox':<34}{1000 / mean:>9.1f}{mean:>9.2f}  (wall-clock)")
    row("feedparser", timed(feedparser.parse, files), statistics.fmean(ours))
    lean = lambda content: feedparser.parse(content, sanitize_html=False, resolve_relative_uris=False)  # noqa: E731
    row("feedparser, no sanitising", timed(lean, files), statistics.fmean(ours))


def _try(work: Callable[[], object]) -> None:
    with suppress(Exception):  # as in `timed`
        work()


def bench_pages() -> None:
    """Read pages, metadata and text, beside trafilatura and newspaper4k."""
    import trafilatura

    from digest.collect.pages import read_page

    files = material("pages")
    heading("Pages", len(files))
    read = lambda content: read_page(content, url="https://a.example/a", zone=ZONE)  # noqa: E731
    timed(read, files[:5])
    ours = timed(read, files)
    row("digest", ours, statistics.fmean(ours))
    precise = lambda content: trafilatura.bare_extraction(  # noqa: E731
        content, favor_precision=True, with_metadata=True, url="https://a.example/a"
    )
    row("trafilatura, precision, metadata", timed(precise, files), statistics.fmean(ours))
    fast = lambda content: trafilatura.bare_extraction(content, fast=True, with_metadata=True)  # noqa: E731
    row("trafilatura, fast, metadata", timed(fast, files), statistics.fmean(ours))
    spent = newspaper(files)
    row("newspaper4k 0.9.6", spent, statistics.fmean(ours)) if spent else print("newspaper4k: could not be installed")


def newspaper(files: list[bytes]) -> list[float]:
    """Let newspaper4k read *files* in an environment of its own; empty where it cannot be had."""
    home = WORK / "newspaper"
    python = home / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", home], check=True)
        command = [home / "bin" / "pip", "install", "-q", "newspaper4k==0.9.6"]
        done = subprocess.run(command, check=False, stderr=subprocess.DEVNULL)
        if done.returncode:
            return []
    folder = WORK / "pages"
    folder.mkdir(parents=True, exist_ok=True)
    for number, content in enumerate(files):
        (folder / f"{number:04}.html").write_bytes(content)
    code = (
        "import json, sys, time, pathlib, newspaper\n"
        "spent = []\n"
        "for path in sorted(pathlib.Path(sys.argv[1]).glob('*.html')):\n"
        "    text = path.read_bytes().decode('utf-8', 'replace'); before = time.process_time()\n"
        "    try:\n"
        "        a = newspaper.Article('https://a.example/a', fetch_images=False)\n"
        "        a.download(input_html=text); a.parse()\n"
        "    except Exception: pass\n"
        "    spent.append(1000 * (time.process_time() - before))\n"
        "print(json.dumps(spent))\n"
    )
    done = subprocess.run([python, "-c", code, folder], capture_output=True, text=True, check=False)
    return json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else []


# ---- many sources ---------------------------------------------------------------------------------------------


@dataclass
class Counted:
    """What the server has given out."""

    requests: int = 0
    not_modified: int = 0
    body_bytes: int = 0


def serving(counted: Counted) -> ThreadingHTTPServer:
    """Serve any number of sites: the host's number is the site's."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host = self.headers.get("Host", "site0.example")
            number = int("".join(filter(str.isdigit, host)) or 0)
            if self.path == "/feed.xml":
                content, kind = feed_of(f"http://{host}", 20, number).encode(), "application/rss+xml"
            elif self.path == "/robots.txt":
                content, kind = b"User-agent: *\nAllow: /\n", "text/plain"
            else:
                content, kind = page_of(number).encode(), "text/html"
            etag = f'"{number}"'
            counted.requests += 1
            time.sleep(LATENCY)
            if self.headers.get("If-None-Match") == etag:
                counted.not_modified += 1
                self.send_response(304)
                self.end_headers()
                return
            counted.body_bytes += len(content)
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("ETag", etag)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: object) -> None:
            """Keep the output clean."""

    class Server(ThreadingHTTPServer):
        request_queue_size = 128
        daemon_threads = True

    server = Server(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    return server


LATENCY = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one collection took."""

    seconds: float
    cpu: float
    peak_mb: float
    requests: int
    not_modified: int
    body_bytes: int


def publication(count: int, port: int) -> Path:
    """Write a publication with *count* sources, each under a host of its own."""
    import shutil

    home = WORK / f"sources-{count}"
    shutil.rmtree(home, ignore_errors=True)
    command = [sys.executable, "-m", "digest", "init", str(home), "--title", "Many", "--timezone", "UTC"]
    command += [part for n in range(count) for part in ("--source", f"http://site{n}.example/feed.xml")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run(command, env=environment, check=True, capture_output=True)
    machine = home / "config" / "digest.toml"
    routes = "".join(f'"site{n}.example" = "http://127.0.0.1:{port}"\n' for n in range(count))
    text = machine.read_text().replace("[fetch]", "[fetch]\ngap_seconds = 0")
    machine.write_text(f"{text}\n[fetch.routes]\n{routes}")
    return home


def collected(home: Path, at: str, counted: Counted) -> Outcome:
    """Run `digest collect` once and measure it as the kernel counts it, with its reading processes."""
    before = (counted.requests, counted.not_modified, counted.body_bytes)
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "digest", "collect", "--at", at],
        cwd=home,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, _, usage = os.wait4(process.pid, 0)
    return Outcome(
        seconds=time.perf_counter() - started,
        cpu=usage.ru_utime + usage.ru_stime,
        peak_mb=usage.ru_maxrss / 1024,
        requests=counted.requests - before[0],
        not_modified=counted.not_modified - before[1],
        body_bytes=counted.body_bytes - before[2],
    )


def bench_rounds(counts: tuple[int, ...] = (100,)) -> None:
    """Collect so many sources cold, then warm."""
    print(f"\nSources on loopback, {1000 * LATENCY:.0f} ms away, two new pages each\n")
    print(f"{'':<22}{'seconds':>9}{'CPU s':>8}{'CPU ms each':>13}{'MB':>7}{'requests':>10}{'304':>7}{'body bytes':>12}")
    for count in counts:
        counted = Counted()
        server = serving(counted)
        home = publication(count, server.server_port)
        for name, at in (("cold", "2026-11-20T12:00"), ("warm", "2026-11-20T18:00")):
            outcome = collected(home, at, counted)
            print(
                f"{count:>6} sources, {name:<7}{outcome.seconds:>9.1f}{outcome.cpu:>8.1f}"
                f"{1000 * outcome.cpu / count:>13.1f}{outcome.peak_mb:>7.0f}{outcome.requests:>10}"
                f"{outcome.not_modified:>7}{outcome.body_bytes:>12,}"
            )
        server.shutdown()


def main() -> None:
    """Run the parts that the command line names, or all of them."""
    # The sources first: the kernel counts what this process held when it started another as that one's memory.
    parts: dict[str, Callable[[], None]] = {
        "sizes": lambda: bench_rounds((10, 100, 1000)),
        "rounds": bench_rounds,
        "feeds": bench_feeds,
        "pages": bench_pages,
    }
    WORK.mkdir(parents=True, exist_ok=True)
    for name in sys.argv[1:] or list(parts):
        parts[name]()


if __name__ == "__main__":
    main()
