"""Sitemaps: what is new in them, and that a list of all pages is no list of pieces."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from collect_parts import ZONE, ask
from collect_site import Reply, Site, running_site

from digest.collect.fetch import Fetcher
from digest.collect.sitemap import is_sitemap, read_sitemap
from digest.errors import ParseError, SourceError
from digest.model import Precision, Source, SourceKind

URL = "https://e.example/sitemap.xml"
NOW = datetime(2026, 11, 20, 11, tzinfo=UTC)
OPEN = (
    '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">'
)


@pytest.fixture
def site() -> Iterator[Site]:
    """Run a site."""
    with running_site() as running:
        yield running


@pytest.fixture
def fetcher(site: Site) -> Iterator[Fetcher]:
    """Give a fetcher that may ask the site."""
    with Fetcher(user_agent="test", allow=(site.origin,), timeout_seconds=5) as ready:
        yield ready


def urlset(*entries: str) -> bytes:
    """Write a sitemap."""
    return f"{OPEN}{''.join(entries)}</urlset>".encode()


def url(address: str, lastmod: datetime | str = "", more: str = "") -> str:
    """Write one entry."""
    changed = lastmod.isoformat() if isinstance(lastmod, datetime) else lastmod
    return f"<url><loc>{address}</loc>{f'<lastmod>{changed}</lastmod>' if changed else ''}{more}</url>"


def news(title: str, when: str) -> str:
    """Write the news of an entry."""
    return (
        "<news:news><news:publication><news:name>N</news:name><news:language>de</news:language></news:publication>"
        f"<news:publication_date>{when}</news:publication_date><news:title>{title}</news:title></news:news>"
    )


def test_a_news_sitemap_says_title_date_language_and_picture() -> None:
    """And who made the picture, where its caption says so."""
    picture = (
        "<image:image><image:loc>https://e.example/a.jpg</image:loc><image:title>A quay</image:title>"
        "<image:caption>A quay at dusk. Photo: Ada Ferrol</image:caption></image:image>"
    )
    content = urlset(url("https://e.example/a", "", news("A &amp;amp; B", "2026-11-19T09:30:00+01:00") + picture))
    (entry,) = read_sitemap(content, url=URL, zone=ZONE).entries
    assert (entry.title, entry.lang, entry.precision) == ("A & B", "de", Precision.INSTANT)
    assert entry.published == datetime(2026, 11, 19, 8, 30, tzinfo=UTC)
    assert entry.image is not None
    assert (entry.image.alt, entry.image.credit) == ("A quay", "Ada Ferrol")


def test_when_a_page_was_changed_is_not_when_it_was_published() -> None:
    """The page itself will say."""
    sitemap = read_sitemap(urlset(url("https://e.example/a", NOW)), url=URL, zone=ZONE)
    (entry,) = sitemap.entries
    assert (entry.published, entry.changed, sitemap.is_news) == (None, NOW, False)


def test_the_newest_come_first_and_the_old_do_not_come() -> None:
    """A site of ten years lists fifty thousand pages; thirty days before the newest are enough."""
    days = (40, 3, 29, 0, 31)
    entries = [url(f"https://e.example/{day}", NOW - timedelta(days=day)) for day in days]
    found = read_sitemap(urlset(*entries, url("https://e.example/undated")), url=URL, zone=ZONE).entries
    assert [entry.url.rpartition("/")[2] for entry in found] == ["0", "3", "29", "undated"]


@pytest.mark.parametrize(
    "content",
    [
        b"https://e.example/a\nhttps://e.example/b\n",
        gzip.compress(urlset(url("https://e.example/a"), url("https://e.example/b"))),
        urlset(url("https://e.example/a"), url("https://e.example/b"))[:-20],  # cut off
        urlset(url("/a"), url("b"), url("mailto:x@e.example"), url("")).replace(b"<url>", b" <url>\n"),
        urlset(url("https://e.example/a"), url("https://e.example/b"))
        .replace(b"urlset", b"s:urlset")
        .replace(b"xmlns=", b"xmlns:s="),
    ],
    ids=["plain", "packed", "cut off", "relative", "prefixed"],
)
def test_every_shape_of_a_sitemap_gives_its_addresses(content: bytes) -> None:
    """As lists of addresses, packed, in any namespace, and for as far as they go."""
    assert is_sitemap(content)
    found = read_sitemap(content, url=URL, zone=ZONE).entries
    assert [entry.url for entry in found] in (["https://e.example/a", "https://e.example/b"], ["https://e.example/a"])


@pytest.mark.parametrize("content", [b"", b"<html><body>Not found</body></html>", b"<rss/>", b"{}", b"\x1f\x8bno gzip"])
def test_what_is_no_sitemap_is_an_error(content: bytes) -> None:
    """Named, and with what to do."""
    with pytest.raises(ParseError, match="sitemap"):
        read_sitemap(content, url=URL, zone=ZONE)


def test_an_index_leads_to_its_newest_sitemaps(site: Site, fetcher: Fetcher) -> None:
    """One that cannot be had is a failure, and ends nothing."""
    children = [("old", NOW - timedelta(days=90)), ("gone", NOW), ("news", NOW - timedelta(days=1))]
    index = "".join(
        f"<sitemap><loc>{site.url}/{name}.xml</loc><lastmod>{when.isoformat()}</lastmod></sitemap>"
        for name, when in children
    )
    namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
    site.replies["/sitemap.xml"] = Reply(f'<sitemapindex xmlns="{namespace}">{index}</sitemapindex>'.encode())
    site.replies["/news.xml"] = Reply(
        urlset(url(f"{site.url}/a", "", news("A", NOW.isoformat()))), headers={"ETag": '"n"'}
    )
    source = Source(url=f"{site.url}/sitemap.xml", kind=SourceKind.SITEMAP)
    collected = ask(source, fetcher)
    assert [(piece.url, piece.title) for piece in collected.pieces] == [(f"{site.url}/a", "A")]
    assert [failure.source for failure in collected.failures] == [f"{site.url}/gone.xml"]
    assert "/old.xml" not in site.paths
    ask(source, fetcher, known=collected.validators)
    assert [headers.get("if-none-match") for path, headers in site.requests if path == "/news.xml"] == [None, '"n"']


def test_an_index_of_nothing_that_can_be_had_is_an_error(site: Site, fetcher: Fetcher) -> None:
    """Silence would look like a week without pieces."""
    site.replies["/sitemap.xml"] = Reply(
        f"<sitemapindex><sitemap><loc>{site.url}/x.xml</loc></sitemap></sitemapindex>".encode()
    )
    with pytest.raises(SourceError, match="none of its sitemaps"):
        ask(Source(url=f"{site.url}/sitemap.xml", kind=SourceKind.SITEMAP), fetcher)


def test_a_home_page_without_a_feed_leads_to_the_news_sitemap(site: Site, fetcher: Fetcher) -> None:
    """The one that robots.txt names goes first; the second round asks it alone."""
    site.replies["/"] = Reply(b"<html><body><p>Hello</p></body></html>", headers={"Content-Type": "text/html"})
    site.replies["/robots.txt"] = Reply(f"User-agent: *\nSitemap: {site.url}/maps/news.xml\n".encode())
    site.replies["/maps/news.xml"] = Reply(urlset(url(f"{site.url}/a", "", news("A", NOW.isoformat()))))
    collected = ask(Source(url=f"{site.url}/"), fetcher)
    assert (collected.feed_url, [piece.title for piece in collected.pieces]) == (f"{site.url}/maps/news.xml", ["A"])
    site.requests.clear()
    assert ask(Source(url=f"{site.url}/"), fetcher, feed_url=collected.feed_url).pieces
    assert site.paths == ["/maps/news.xml"]
