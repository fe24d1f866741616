"""Every attack ends within ten seconds and 512 MB, leaks nothing, and stops nobody else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from attack_site import GOOD_FEED, TRANSPORT, attack
from attacks import FEEDS, PAGES, POSTS, SITEMAPS, TEXTS
from collect_site import Reply, running_site

from digest.collect.discover import find_places
from digest.collect.feeds import Feed, parse_feed
from digest.collect.fetch import Fetcher
from digest.collect.list_page import read_list
from digest.collect.pages import read_page
from digest.collect.sandbox import Sandbox
from digest.collect.saved_page import read_saved_page
from digest.collect.sitemap import read_sitemap
from digest.collect.wordpress import read_posts
from digest.config.starter import start_publication
from digest.errors import DigestError, FetchError

URL = "https://e.example/x"
ZONE = ZoneInfo("UTC")
SECONDS = 30
"""Ten and the load of a machine that runs other tests; the kernel's own limit on CPU is what holds."""
MEMORY = 512_000_000
GOOD_PAGE = (
    b"<!doctype html><html><head><title>A good page</title></head><body><article><h1>A good page</h1><p>"
    + b"It is read whatever the others do. " * 20
    + b"</p></article></body></html>"
)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """Share one, as a run does."""
    with Sandbox() as shared:
        yield shared


def attacked(sandbox: Sandbox, read: Callable[..., object], content: bytes, **more: object) -> object:
    """Read *content*, insist on the limits, and give the result or the error."""
    started = time.monotonic()
    result: object
    try:
        result = sandbox.run(read, content, **more)
    except DigestError as error:
        result = error
    assert time.monotonic() - started < SECONDS
    assert sandbox.peak_bytes < MEMORY
    assert not isinstance(result, DigestError) or result.resource == (more.get("url") or more.get("name"))
    # Halves of characters can neither be printed nor kept, and so end a run later on.
    assert _first_user() not in repr(result)
    assert "\\ud" not in repr(result)
    return result


def _first_user() -> str:
    return Path("/etc/passwd").read_text().split("\n", 1)[0]


@pytest.mark.parametrize("name", FEEDS)
def test_no_feed_stalls_the_run(sandbox: Sandbox, name: str) -> None:
    """Libraries need minutes or gigabytes for most of these."""
    attacked(sandbox, parse_feed, FEEDS[name](), url=URL, zone=ZONE)


@pytest.mark.parametrize(
    "name", ["a number of five million digits", "references to what is no character", "nine million ampersands"]
)
def test_a_title_that_nobody_can_read_costs_no_other_piece(sandbox: Sandbox, name: str) -> None:
    """It may be a commenter's."""
    feed = attacked(sandbox, parse_feed, FEEDS[name](), url=URL, zone=ZONE)
    assert isinstance(feed, Feed)
    assert "A piece" in [piece.title for piece in feed.pieces]


@pytest.mark.parametrize("name", PAGES)
def test_no_page_stalls_the_run(sandbox: Sandbox, name: str) -> None:
    """As above; a page is also looked through for feeds and for lists of links."""
    content = PAGES[name]()
    attacked(sandbox, read_page, content, url=URL, zone=ZONE)
    attacked(sandbox, find_places, content, url=URL)
    attacked(sandbox, read_list, content, url=URL)


@pytest.mark.parametrize("name", SITEMAPS)
def test_no_sitemap_stalls_the_run(sandbox: Sandbox, name: str) -> None:
    """As above."""
    attacked(sandbox, read_sitemap, SITEMAPS[name](), url=URL, zone=ZONE)


@pytest.mark.parametrize("name", POSTS)
def test_no_answer_of_wordpress_stalls_the_run(sandbox: Sandbox, name: str) -> None:
    """As above."""
    attacked(sandbox, read_posts, POSTS[name](), url=URL, zone=ZONE, source=URL)


@pytest.mark.parametrize("name", [*list(PAGES)[::3], *TEXTS])
def test_no_saved_page_stalls_the_import(sandbox: Sandbox, name: str) -> None:
    """Somebody may have sent the file."""
    content = (PAGES.get(name) or TEXTS[name])()
    attacked(sandbox, read_saved_page, content, name="saved.html")


@pytest.mark.parametrize("name", TRANSPORT)
def test_no_server_holds_the_run(name: str) -> None:
    """Each answer is there in time, and no larger than allowed, or there is an error that names the address."""
    with running_site() as site, Fetcher(user_agent="tests", allow=("127.0.0.0/8",), timeout_seconds=2) as fetcher:
        (url,) = attack(site, "attack", {name: TRANSPORT[name]}).values()
        started = time.monotonic()
        try:
            assert len(fetcher.get(url).content) < 10_000_000
        except FetchError as error:
            # A redirect that is refused is named by where it leads to.
            names = (url, "file:/etc/passwd", url.replace("attack/0", "aaaaaa"))
            assert error.resource.startswith(names)  # noqa: PT017 - an answer is as good
            assert len(str(error)) < 1_000  # noqa: PT017
        assert time.monotonic() - started < SECONDS


def digest(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command, its own process and its readers within the limits of memory."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    code = (
        "import resource, subprocess, sys\n"
        "done = subprocess.run([sys.executable, '-m', 'digest', *sys.argv[1:]])\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024, file=sys.stderr)\n"
        "sys.exit(done.returncode)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    # The most that the command, or one of the processes that it waited for, has held.
    assert 0 < int(done.stderr.split()[-1]) < MEMORY, done.stderr
    return done


@pytest.mark.parametrize(
    ("command", "attacks", "good", "title"),
    [
        (
            "feed",
            ["200,000 attributes", "three million elements begun", "JSON with halves of characters"],
            GOOD_FEED,
            "Good",
        ),
        (
            "extract",
            ["180,000 headlines", "760,000 attributes on 1,900 elements", "a million sentences"],
            GOOD_PAGE,
            "A good page",
        ),
    ],
)
def test_a_command_names_the_file_that_it_cannot_read_and_reads_the_others(
    tmp_path: Path, command: str, attacks: list[str], good: bytes, title: str
) -> None:
    """One line for each, in their order."""
    files = [tmp_path / f"{number}.html" for number in range(len(attacks) + 1)]
    for file, name in zip(files, attacks, strict=False):
        file.write_bytes((FEEDS if command == "feed" else PAGES)[name]())
    files[-1].write_bytes(good)
    done = digest(command, "--jsonl", *map(str, files))
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, [row["file"] for row in rows]) == (0, [str(file) for file in files]), done.stderr
    assert all(row["file"] in row["error"] for row in rows if "error" in row)
    assert any("error" in row for row in rows)
    assert rows[-1]["title"] == title


def test_a_run_over_all_of_them_goes_on(tmp_path: Path) -> None:
    """Each is named in the report or read, as a source and as a piece's page; the good ones are collected."""
    with running_site() as site:
        xml, page = {"Content-Type": "text/xml"}, {"Content-Type": "text/html"}
        # One in six, since each has been tried alone.
        feeds = attack(site, "feed", {n: lambda n=n: Reply(FEEDS[n](), headers=xml) for n in list(FEEDS)[::6]})
        names = ["180,000 headlines", *list(PAGES)[::8]]
        pages = attack(site, "page", {n: lambda n=n: Reply(PAGES[n](), headers=page) for n in names})
        wires = attack(site, "wire", {n: TRANSPORT[n] for n in list(TRANSPORT)[::2]})
        links = [*pages.values(), *wires.values(), f"{site.url}/good.html"]
        site.replies["/good.html"] = Reply(GOOD_PAGE, headers=page)
        site.replies["/good.xml"] = Reply(_feed_of(links), headers=xml)
        urls = [*feeds.values(), *wires.values(), f"{site.url}/good.xml"]
        start_publication(tmp_path, title="Weekly", sources=urls, zone="UTC")
        machine = tmp_path / "config" / "digest.toml"
        fetch = "[fetch]\ngap_seconds = 0\ntimeout_seconds = 2"
        kept = [line for line in machine.read_text().splitlines() if not line.startswith(("gap_s", "timeout_s"))]
        machine.write_text("\n".join(kept).replace("[fetch]", fetch))
        config = str(tmp_path / "config")
        done = digest("collect", "--json", "--config", config)
        titles = digest("pieces", "--json", "--config", config).stdout
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    told = {row["source"] for row in (*report["sources"], *report["source_errors"])}
    assert set(urls) <= told
    failed = {row["source"] for row in report["source_errors"]}
    assert {pages["180,000 headlines"], wires["a body without end"], wires["headers byte by byte"]} <= failed
    good = next(row for row in map(json.loads, titles.splitlines()) if row["title"] == "A good piece")
    assert good["page"] == "read"


def _feed_of(links: list[str]) -> bytes:
    items = "".join(f"<item><title>To {link}</title><link>{link}</link></item>" for link in links[:-1])
    last = f"<item><title>A good piece</title><link>{links[-1]}</link></item>"
    return f"<rss><channel><title>Good</title>{items}{last}</channel></rss>".encode()
