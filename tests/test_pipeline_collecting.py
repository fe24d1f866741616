"""A week of collecting: what moves, fails, falls out, is withdrawn or comes late, and who is told."""

from __future__ import annotations

import email
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import policy
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from collect_site import Reply, Site, running_site

from digest.config import load_config
from digest.config.starter import start_publication
from digest.model import EditionState, PageState, Rule
from digest.pipeline import Workspace, collect, open_workspace, run
from digest.pipeline.composing import decide
from digest.pipeline.health import health

AT = datetime(2026, 11, 20, 11, tzinfo=UTC)
"""Friday 06:00 in New York."""
SLOT = "2026-11-20T06:00"
WORDS = "The ferry left the quay at {n} past six with {n} people and a crate of seed oysters number {n} on deck. "
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def site() -> Iterator[Site]:
    """Run a site."""
    with running_site() as running:
        yield running


def entry(site: Site, number: int, when: datetime, guid: str = "") -> str:
    """Write one entry of the feed."""
    return (
        f"<item><title>Piece number {number}</title><link>{site.url}/news/{number}</link><guid>{guid or number}</guid>"
        f"<pubDate>{format_datetime(when)}</pubDate></item>"
    )


def show(site: Site, *entries: str, headers: dict[str, str] | None = None) -> None:
    """Let the feed list *entries*."""
    text = f'<rss version="2.0"><channel><title>Site</title>{"".join(entries)}</channel></rss>'
    site.replies["/feed.xml"] = Reply(text.encode(), headers={"Content-Type": "application/rss+xml", **(headers or {})})


def publish(site: Site, number: int, when: datetime, text: str = "") -> str:
    """Put a page on the site and give its entry."""
    words = text or WORDS.format(n=number) * 6
    page = (
        f'<!doctype html><html lang="en"><head><title>Piece number {number}</title>'
        f'<meta property="article:published_time" content="{when.isoformat()}"></head>'
        f"<body><article><h1>Piece number {number}</h1><p>{words}</p><p>{words}</p></article></body></html>"
    )
    site.replies[f"/news/{number}"] = Reply(page.encode(), headers={"Content-Type": "text/html; charset=utf-8"})
    return entry(site, number, when)


@contextmanager
def opened(folder: Path, site: Site, machine: str = "", **environment: str) -> Iterator[Workspace]:
    """Open a publication whose source is the site's feed."""
    if not (folder / "config").exists():
        start_publication(folder, title="Weekly", sources=[f"{site.url}/feed.xml"], zone="America/New_York")
        path = folder / "config" / "digest.toml"
        path.write_text(machine + path.read_text().replace("[fetch]", "[fetch]\ngap_seconds = 0"))
    config = load_config(folder / "config", environment={"DIGEST_SECRET_KEY": "for tests", **environment})
    with open_workspace(config) as workspace:
        yield workspace


def rules(workspace: Workspace) -> dict[str, Rule | None]:
    """Give the rule that decided for each piece, by its last figure."""
    return {each.title.rpartition(" ")[2]: each.rule for each in decide(workspace, SLOT)}


def memory(workspace: Workspace) -> Any:
    """Give what is remembered of the only source."""
    return health(workspace)[0].memory


# ---- polls ----------------------------------------------------------------------------------------------------


def test_a_second_round_moves_no_body(tmp_path: Path, site: Site) -> None:
    """And a round of what is due asks nobody before the time."""
    show(site, publish(site, 1, AT - DAY), headers={"ETag": '"1"'})
    first = site.replies["/feed.xml"]
    site.replies["/feed.xml"] = lambda headers: (
        Reply(status=304, headers={"ETag": '"1"'}) if headers.get("if-none-match") == '"1"' else first  # type: ignore[return-value]
    )
    with opened(tmp_path, site) as workspace:
        assert collect(workspace, now=AT - 20 * HOUR).results[0].new == 1
        asked = len(site.requests)
        (result,) = collect(workspace, now=AT - 19 * HOUR).results
        assert (result.is_unchanged, result.new, result.known) == (True, 0, 0)
        assert len(site.requests) == asked + 1
        assert collect(workspace, now=AT - 19 * HOUR, is_only_due=True).results == ()
        assert len(site.requests) == asked + 1
        assert collect(workspace, now=AT - 12 * HOUR, is_only_due=True).results[0].is_unchanged


def test_a_feed_of_a_few_hours_is_asked_every_quarter_of_an_hour(tmp_path: Path, site: Site) -> None:
    """What it covers decides, not a fixed hour; max-age may ask for more rest."""
    entries = [publish(site, number, AT - DAY - number * timedelta(minutes=10)) for number in range(8)]
    show(site, *entries)
    with opened(tmp_path, site) as workspace:
        collect(workspace, now=AT - DAY)
        assert timedelta(minutes=13) < memory(workspace).next_poll - (AT - DAY) <= timedelta(minutes=15)
        show(site, *entries, headers={"Cache-Control": "max-age=7200"})
        collect(workspace, now=AT - 20 * HOUR)
        assert timedelta(minutes=107) < memory(workspace).next_poll - (AT - 20 * HOUR) <= 2 * HOUR


# ---- what fell out --------------------------------------------------------------------------------------------


def test_what_fell_out_between_two_visits_is_found_in_the_older_pages(tmp_path: Path, site: Site) -> None:
    """The report says that there was a gap; the pieces are in the edition."""
    entries = [publish(site, number, AT - timedelta(hours=60 - number)) for number in range(12)]
    show(site, *entries[:3])
    with opened(tmp_path, site) as workspace:
        collect(workspace, now=AT - 57 * HOUR)
        show(site, *entries[9:])
        older = "".join(entries[2:9])
        site.replies["/feed.xml?paged=2"] = Reply(f"<rss><channel>{older}</channel></rss>".encode())
        (result,) = collect(workspace, now=AT - 40 * HOUR).results
        assert (result.has_gap, result.recovered) == (True, 6)
        assert (memory(workspace).gaps, memory(workspace).last_gap) == (1, AT - 40 * HOUR)
        report = run(workspace, at=AT)
        assert len(report.edition.cards) == 12
        (result,) = collect(workspace, now=AT + HOUR).results
        assert not result.has_gap


def test_a_gap_is_filled_from_the_news_sitemap(tmp_path: Path, site: Site) -> None:
    """Only with pages that say when they were published: a sitemap lists the house rules too."""
    entries = [publish(site, number, AT - timedelta(hours=60 - number)) for number in range(6)]
    show(site, *entries[:2])
    site.replies["/about"] = Reply(b"<html><title>About us</title><body><h1>About us</h1><p>We are.</p></body></html>")
    pages = [f"/news/{number}" for number in range(6)] + ["/about"]
    lastmod = (AT - 57 * HOUR).isoformat()
    urls = "".join(f"<url><loc>{site.url}{page}</loc><lastmod>{lastmod}</lastmod></url>" for page in pages)
    site.replies["/sitemap.xml"] = Reply(
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()
    )
    with opened(tmp_path, site) as workspace:
        collect(workspace, now=AT - 58 * HOUR)
        show(site, entries[5])
        (result,) = collect(workspace, now=AT - 50 * HOUR).results
        assert (result.has_gap, result.recovered) == (True, 3)
        assert rules(workspace) == dict.fromkeys("012345", Rule.IN_WINDOW) | {"us": Rule.UNDATED}


def test_a_whole_sites_sitemap_is_looked_through_once_a_day(tmp_path: Path, site: Site) -> None:
    """A piece that is dated back never surfaces in a feed in the order of dates."""
    show(site, publish(site, 1, AT - 3 * DAY))
    back = AT - 8 * DAY
    publish(site, 2, back)
    news = (
        f"<url><loc>{site.url}/news/2</loc><n:news><n:publication_date>{(AT - 2 * DAY).isoformat()}"
        "</n:publication_date><n:title>Piece number 2</n:title></n:news></url>"
    )
    site.replies["/news-sitemap.xml"] = Reply(
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">{news}</urlset>'.encode()
    )
    with opened(tmp_path, site) as workspace:
        assert collect(workspace, now=AT - 3 * DAY).results[0].recovered == 0
        assert collect(workspace, now=AT - 2.5 * DAY).results[0].recovered == 0
        assert "/news-sitemap.xml" not in site.paths
        assert collect(workspace, now=AT - 1.9 * DAY).results[0].recovered == 1
        assert collect(workspace, now=AT - 1.5 * DAY).results[0].recovered == 0
        assert site.paths.count("/news-sitemap.xml") == 1


# ---- pages ----------------------------------------------------------------------------------------------------


def test_a_page_that_was_down_is_asked_for_again(tmp_path: Path, site: Site) -> None:
    """Though the feed has nothing new to say of it."""
    show(site, publish(site, 1, AT - DAY))
    page = site.replies.pop("/news/1")
    site.replies["/news/1"] = Reply(status=503)
    with opened(tmp_path, site) as workspace:
        report = collect(workspace, now=AT - 20 * HOUR)
        assert [failure.is_page for failure in report.failures] == [True]
        assert not report.has_lost_source
        assert not workspace.store.pieces.known("weekly")[0].piece.text
        site.replies["/news/1"] = page
        collect(workspace, now=AT - 19 * HOUR)
        (known,) = workspace.store.pieces.known("weekly")
        assert (known.page, "seed oysters" in known.piece.text) == (PageState.READ, True)


def test_robots_txt_is_obeyed_and_told(tmp_path: Path, site: Site) -> None:
    """The piece stays as the feed gives it; the page is not asked for, now or later."""
    show(site, publish(site, 1, AT - DAY))
    site.replies["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /news/")
    with opened(tmp_path, site) as workspace:
        for hours in (20, 19):
            collect(workspace, now=AT - hours * HOUR)
        assert "/news/1" not in site.paths
        assert memory(workspace).robots_refusals == 1
        assert rules(workspace) == {"1": Rule.IN_WINDOW}


def test_a_withdrawn_piece_stays_out(tmp_path: Path, site: Site) -> None:
    """Its page was there on Thursday and is gone on Friday; a page that never was there says nothing."""
    show(site, publish(site, 1, AT - DAY), publish(site, 2, AT - 2 * DAY), entry(site, 3, AT - 3 * DAY))
    with opened(tmp_path, site) as workspace:
        collect(workspace, now=AT - 20 * HOUR)
        site.replies["/news/1"] = Reply(status=410)
        report = run(workspace, at=AT)
        assert {card.piece.url.rpartition("/")[2] for card in report.edition.cards} == {"2", "3"}
        assert any("withdrawn" in note for note in report.notes)
        assert rules(workspace) == {"1": Rule.WITHDRAWN, "2": Rule.IN_WINDOW, "3": Rule.IN_WINDOW}


def test_the_newest_words_are_printed(tmp_path: Path, site: Site) -> None:
    """A piece that was corrected after it was collected goes out corrected."""
    show(site, publish(site, 1, AT - DAY))
    with opened(tmp_path, site) as workspace:
        collect(workspace, now=AT - 20 * HOUR)
        publish(site, 1, AT - DAY, text="The correction says that nobody was on board of the ferry that morning. " * 6)
        report = run(workspace, at=AT)
        assert report.edition.lead is not None
        assert "correction" in report.edition.lead.piece.text
        assert "oysters" not in report.edition.lead.piece.text


def test_a_piece_of_next_week_waits_unless_its_page_is_there(tmp_path: Path, site: Site) -> None:
    """A date two days ahead is a plan; with a page that can be read it is a mistake."""
    ahead = AT + 2 * DAY
    show(site, publish(site, 1, ahead), entry(site, 2, ahead), publish(site, 3, AT - DAY))
    with opened(tmp_path, site) as workspace:
        collect(workspace, now=AT - 20 * HOUR)
        assert rules(workspace) == {"1": Rule.IN_WINDOW, "2": Rule.SCHEDULED, "3": Rule.IN_WINDOW}
        assert any("lies ahead" in note for note in run(workspace, at=AT).notes)


# ---- sources that fail ----------------------------------------------------------------------------------------


def test_the_operator_hears_once_of_a_failing_source_and_once_that_it_works(tmp_path: Path, site: Site) -> None:
    """Not at the first failure, which every site has, and not at every one."""
    site.replies["/feed.xml"] = Reply(status=503)
    with opened(tmp_path, site, machine='operator = "op@example.org"\n') as workspace:
        told = [len(collect(workspace, now=AT - DAY + hour * HOUR).alarms) for hour in range(5)]
        assert told == [0, 0, 1, 0, 0]
        assert health(workspace)[0].state == "alarm"
        show(site, publish(site, 1, AT - DAY))
        told = [len(collect(workspace, now=AT - DAY + hour * HOUR).alarms) for hour in (5, 6)]
        assert told == [1, 0]
        assert health(workspace)[0].state == "ok"
    messages = sorted((tmp_path / "var" / "outbox").glob("*.eml"))
    texts = [email.message_from_bytes(m.read_bytes(), policy=policy.default) for m in messages]
    assert [message["To"] for message in texts] == ["op@example.org"] * 2
    assert "has failed 3 times running" in texts[0].get_content()
    assert "503" in texts[0].get_content()
    assert "works again" in texts[1].get_content()


def test_a_notice_that_cannot_leave_is_tried_again(tmp_path: Path, site: Site) -> None:
    """Told is only who was reached."""
    site.replies["/feed.xml"] = Reply(status=503)
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "outbox").write_text("a file where the folder should be")
    with opened(tmp_path, site, machine='operator = "op@example.org"\n') as workspace:
        for hour in range(4):
            report = collect(workspace, now=AT - DAY + hour * HOUR)
        assert report.alarms == ()
        assert "operator could not be told" in report.failures[-1].error
        (tmp_path / "var" / "outbox").unlink()
        assert len(collect(workspace, now=AT - DAY + 4 * HOUR).alarms) == 1


def test_a_source_that_is_gone_is_left_alone_for_a_week(tmp_path: Path, site: Site) -> None:
    """410 says for good; some servers say it by mistake."""
    site.replies["/feed.xml"] = Reply(status=410)
    with opened(tmp_path, site) as workspace:
        collect(workspace, now=AT - 10 * DAY)
        report = collect(workspace, now=AT - 9 * DAY)
        assert "gone for good" in report.failures[0].error
        assert site.paths == ["/feed.xml"]
        assert health(workspace)[0].state == "gone"
        show(site, publish(site, 1, AT - DAY))
        assert collect(workspace, now=AT - 2 * DAY).results[0].new == 1
        assert health(workspace)[0].state == "ok"


def test_a_source_that_has_moved_is_asked_at_its_new_address(tmp_path: Path, site: Site) -> None:
    """301 and 308 are for good, 302 is not; the report says once what to change."""
    show(site, publish(site, 1, AT - DAY))
    site.replies["/new.xml"] = site.replies["/feed.xml"]
    site.replies["/feed.xml"] = Reply(status=301, headers={"Location": "/new.xml"})
    with opened(tmp_path, site) as workspace:
        assert collect(workspace, now=AT - 20 * HOUR).results[0].moved_to == f"{site.url}/new.xml"
        collect(workspace, now=AT - 19 * HOUR)
        assert [path for path in site.paths if path.endswith(".xml")] == ["/feed.xml", "/new.xml", "/new.xml"]
        site.replies["/new.xml"] = Reply(status=404)
        show(site, publish(site, 1, AT - DAY))
        assert collect(workspace, now=AT - 18 * HOUR).results[0].known == 1


def test_what_retry_after_asks_for_outlives_the_process(tmp_path: Path, site: Site) -> None:
    """The next run does not ask either."""
    site.replies["/feed.xml"] = Reply(status=429, headers={"Retry-After": "3600"})
    with opened(tmp_path, site) as workspace:
        collect(workspace, now=AT - DAY)
        assert memory(workspace).next_poll >= AT - DAY + HOUR
    with opened(tmp_path, site) as workspace:
        report = collect(workspace, now=AT - DAY)
    assert "left alone" in report.failures[0].error
    assert len(site.requests) == 1


def test_one_bad_source_stops_no_other(tmp_path: Path, site: Site) -> None:
    """And the ledger is the same whoever answers first."""
    show(site, publish(site, 1, AT - DAY))
    with opened(tmp_path, site):
        pass
    path = tmp_path / "config" / "publications" / "weekly.toml"
    more = "".join(f'\n[[sources]]\nurl = "{site.url}/{name}"\n' for name in ("none", "page", "feed.xml?a=1"))
    path.write_text(path.read_text() + more)
    site.replies["/feed.xml?a=1"] = site.replies["/feed.xml"]
    site.replies["/page"] = Reply(status=403)
    with opened(tmp_path, site) as workspace:
        report = collect(workspace, now=AT - 20 * HOUR)
        assert [result.source.rpartition("/")[2] for result in report.results] == ["feed.xml", "feed.xml?a=1"]
        assert [failure.source.rpartition("/")[2] for failure in report.failures] == ["none", "page"]
        (known,) = workspace.store.pieces.known("weekly")
        assert known.piece.source == f"{site.url}/feed.xml"


# ---- the cut-off ----------------------------------------------------------------------------------------------


def test_a_piece_of_the_last_minute_is_in_though_its_feed_is_late(tmp_path: Path, site: Site) -> None:
    """Published at 05:59, in the feed at 06:10: the edition waits for a quarter of an hour."""
    show(site, publish(site, 1, AT - DAY))
    with opened(tmp_path, site) as workspace:
        collect(workspace, now=AT)
        show(site, publish(site, 1, AT - DAY), publish(site, 2, AT - timedelta(minutes=1)), publish(site, 3, AT + HOUR))
        report = run(workspace, at=AT + timedelta(minutes=15))
        assert {card.piece.url.rpartition("/")[2] for card in report.edition.cards} == {"1", "2"}
        assert report.state is EditionState.SUBMITTED


def test_a_run_within_the_time_to_settle_waits_and_asks_again(
    tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever starts it by cron at the cut-off need not think of late feeds."""
    import time_machine

    show(site, publish(site, 1, AT - DAY))
    slept: list[float] = []
    with time_machine.travel(AT + timedelta(minutes=1), tick=False) as clock:

        def sleep(seconds: float) -> None:
            slept.append(seconds)
            show(site, publish(site, 1, AT - DAY), publish(site, 2, AT - timedelta(minutes=1)))
            clock.shift(seconds * 60)

        with opened(tmp_path, site) as workspace:
            monkeypatch.setattr("digest.pipeline.freezing.sleep", sleep)
            report = run(workspace, is_patient=True)
    assert len(report.edition.cards) == 2
    assert site.paths.count("/feed.xml") == 2
    assert sum(slept) == 14
