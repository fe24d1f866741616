"""Every attack ends within ten seconds and 512 MB, leaks nothing, and stops nobody else."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from attacks import FEEDS, PAGES, SITEMAPS
from collect_site import Reply, running_site

from digest.collect.feeds import parse_feed
from digest.collect.pages import read_page
from digest.collect.sandbox import Sandbox
from digest.collect.saved_page import read_saved_page
from digest.collect.sitemap import read_sitemap
from digest.config import load_config
from digest.config.starter import start_publication
from digest.errors import DigestError
from digest.pipeline import collect, open_workspace

URL = "https://e.example/x"
ZONE = ZoneInfo("UTC")
SECONDS = 30
"""Ten and the load of a machine that runs other tests; the kernel's own limit on CPU is what holds."""
MEGABYTES = 512


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """Share one, as a run does."""
    with Sandbox() as shared:
        yield shared


def attacked(sandbox: Sandbox, read: Callable[..., object], content: bytes) -> object:
    """Read *content*, insist on the limits, and give the result or the error."""
    started = time.monotonic()
    result: object
    try:
        result = sandbox.run(read, content, url=URL, zone=ZONE)
    except DigestError as error:
        result = error
    assert not isinstance(result, DigestError) or result.resource == URL
    assert time.monotonic() - started < SECONDS
    assert 0 < sandbox.peak_bytes < MEGABYTES * 1_000_000
    return result


@pytest.mark.parametrize("name", FEEDS)
def test_no_feed_stalls_the_run(sandbox: Sandbox, name: str) -> None:
    """Libraries need minutes or gigabytes for most of these."""
    result = attacked(sandbox, parse_feed, FEEDS[name]())
    assert Path("/etc/passwd").read_text().split("\n", 1)[0] not in repr(result)


@pytest.mark.parametrize("name", PAGES)
def test_no_page_stalls_the_run(sandbox: Sandbox, name: str) -> None:
    """As above."""
    attacked(sandbox, read_page, PAGES[name]())


@pytest.mark.parametrize("name", SITEMAPS)
def test_no_sitemap_stalls_the_run(sandbox: Sandbox, name: str) -> None:
    """As above."""
    attacked(sandbox, read_sitemap, SITEMAPS[name]())


@pytest.mark.parametrize("name", PAGES)
def test_no_saved_page_stalls_the_import(sandbox: Sandbox, name: str) -> None:
    """Somebody may have sent the file."""
    said = "saved.html"
    try:
        sandbox.run(read_saved_page, PAGES[name](), name="saved.html")
    except DigestError as error:
        said = str(error)
    assert "saved.html" in said
    assert sandbox.peak_bytes < MEGABYTES * 1_000_000


def test_a_run_over_all_of_them_goes_on(tmp_path: Path) -> None:
    """What could not be read is named in the report; the one good feed is collected."""
    good = b"<rss><channel><item><title>A good piece</title><link>https://e.example/good</link></item></channel></rss>"
    with running_site() as site:
        names = list(FEEDS)
        for number, name in enumerate(names):
            site.replies[f"/{number}.xml"] = Reply(FEEDS[name](), headers={"Content-Type": "text/xml"})
        site.replies["/good.xml"] = Reply(good, headers={"Content-Type": "text/xml"})
        urls = [f"{site.url}/{number}.xml" for number in range(len(names))]
        start_publication(tmp_path, title="Weekly", sources=[*urls, f"{site.url}/good.xml"], zone="UTC")
        machine = tmp_path / "config" / "digest.toml"
        machine.write_text(machine.read_text().replace("[fetch]", "[fetch]\ngap_seconds = 0"))
        with open_workspace(load_config(tmp_path / "config", environment={})) as workspace:
            from datetime import UTC, datetime

            report = collect(workspace, now=datetime(2026, 11, 20, tzinfo=UTC))
            titles = {known.piece.title for known in workspace.store.pieces.known("weekly")}
    told = {failure.source for failure in report.failures} | {result.source for result in report.results}
    assert {*urls, f"{site.url}/good.xml"} <= told
    assert "A good piece" in titles
