"""What fell out of a feed is found again, and nothing comes in that the feed would never have listed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from collect_parts import asker
from collect_site import Reply, Site, running_site

from digest.collect.backfill import backfill
from digest.collect.discover import find_feed, is_site_feed
from digest.collect.fetch import Fetcher
from digest.collect.identity import url_key
from digest.model import Source

NOW = datetime(2026, 11, 20, 11, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def site() -> Iterator[Site]:
    """Run a site."""
    with running_site() as running:
        yield running


def feed(site: Site, numbers: range, following: str = "") -> Reply:
    """Give a feed of some pieces, the first one the newest, and where it goes on."""
    link = f'<link rel="next" href="{following}"/>' if following else ""
    entries = "".join(
        f"<entry><id>{n}</id><title>Piece {n}</title><link href='{site.url}/n/{n}'/>"
        f"<published>{(NOW - n * DAY).isoformat()}</published></entry>"
        for n in numbers
    )
    return Reply(f'<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title>{link}{entries}</feed>'.encode())


def found(site: Site, path: str, *, known: range = range(0), days: int = 14) -> list[str]:
    """Look for what the feed at *path* no longer lists, and give the titles."""
    urls = {url_key(f"{site.url}/n/{number}") for number in known}
    with Fetcher(user_agent="test", allow=(site.origin,), timeout_seconds=5) as fetcher:
        collected = backfill(
            asker(Source(url=f"{site.url}{path}"), fetcher),
            feed_url=f"{site.url}{path}",
            since=NOW - days * DAY,
            until=NOW,
            is_known=lambda url: url_key(url) in urls,
        )
    return [piece.title for piece in collected.pieces]


def test_a_feed_that_goes_on_is_followed(site: Site) -> None:
    """RFC 5005; only what is not known and lies in the time that is looked at."""
    site.replies["/essays.atom"] = feed(site, range(3), "/essays.atom?page=2")
    site.replies["/essays.atom?page=2"] = feed(site, range(3, 6), "/essays.atom?page=3")
    site.replies["/essays.atom?page=3"] = feed(site, range(6, 9))
    assert found(site, "/essays.atom", known=range(4), days=7) == ["Piece 4", "Piece 5", "Piece 6", "Piece 7"]


def test_a_site_that_does_not_know_pages_is_not_asked_for_ever(site: Site) -> None:
    """It gives the same feed for each."""
    for query in ("", "?paged=2", "?paged=3"):
        site.replies[f"/essays.atom{query}"] = feed(site, range(3))
    assert found(site, "/essays.atom", known=range(3)) == []
    assert site.paths == ["/essays.atom", "/essays.atom?paged=2"]


def test_a_sections_feed_brings_in_no_other_section(site: Site) -> None:
    """The site's sitemap lists everything; the feed of one section is continued by itself alone."""
    site.replies["/essays.atom"] = feed(site, range(1))
    entry = f"<url><loc>{site.url}/sports/x</loc><lastmod>{NOW.isoformat()}</lastmod></url>"
    site.replies["/sitemap.xml"] = Reply(f"<urlset>{entry}</urlset>".encode())
    assert found(site, "/essays.atom", known=range(1)) == []
    assert "/sitemap.xml" not in site.paths


def test_the_whole_sites_feed_is_completed_from_the_news_sitemap(site: Site) -> None:
    """The one that robots.txt names; a plain sitemap beside it lists the same and more."""
    site.replies["/feed/"] = feed(site, range(1))
    site.replies["/robots.txt"] = Reply(f"Sitemap: {site.url}/all.xml\nSitemap: {site.url}/news.xml\n".encode())
    news = "".join(
        f"<url><loc>{site.url}/n/{n}</loc><news><publication_date>{(NOW - n * DAY).isoformat()}</publication_date>"
        f"<title>Piece {n}</title></news></url>"
        for n in range(20)
    )
    site.replies["/news.xml"] = Reply(f"<urlset>{news}</urlset>".encode())
    assert found(site, "/feed/", known=range(2), days=4) == ["Piece 2", "Piece 3", "Piece 4"]
    assert "/all.xml" not in site.paths


def test_nothing_to_be_had_is_nothing_and_no_error(site: Site) -> None:
    """Looking elsewhere is an attempt."""
    assert found(site, "/feed/") == []


@pytest.mark.parametrize("path", ["feeds/feed.rss", "feed/", "?feed=rss2", "rss.xml", "index.xml"])
def test_a_whole_sites_feed_is_told_by_its_address(path: str) -> None:
    """As publishing systems have them."""
    assert is_site_feed(f"https://e.example/{path}")


@pytest.mark.parametrize("path", ["feeds/analysis.rss", "category/essays/feed/", "feed.xml?section=a", ""])
def test_a_sections_feed_is_none_of_the_whole_site(path: str) -> None:
    """Nothing of other sections may come in by its name."""
    assert not is_site_feed(f"https://e.example/{path}")


def test_a_rebelmouse_home_page_leads_to_the_feed_of_the_whole_site() -> None:
    """It declares that of one section; a section's own page leads to its own."""
    page = b'<link rel="alternate" type="application/rss+xml" href="/feeds/analysis.rss"><p>Home</p>'
    home = find_feed(page, url="https://e.example/")
    assert home[:2] == ("https://e.example/feeds/feed.rss", "https://e.example/feeds/analysis.rss")
    section = find_feed(b"<p>Analysis</p>", url="https://e.example/analysis/")
    assert section[0] == "https://e.example/feeds/analysis.rss"
    declared = find_feed(page, url="https://e.example/analysis/")
    assert declared[0] == "https://e.example/feeds/analysis.rss"


def test_the_canonical_host_of_a_page_is_looked_at_too() -> None:
    """The phone's edition of a site has no feed of its own."""
    page = b'<link rel="canonical" href="https://www.e.example/"><p>Home</p>'
    assert "https://www.e.example/feeds/feed.rss" in find_feed(page, url="https://m.e.example/")
