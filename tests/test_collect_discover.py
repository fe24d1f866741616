"""From a page to its feed, and from a source to its pieces, over a real server."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from collect_parts import SANDBOX, ask
from collect_site import Reply, Site, running_site

import digest.collect
from digest.collect import complete_piece
from digest.collect.discover import WELL_KNOWN, find_feed
from digest.collect.fetch import Fetcher
from digest.collect.validators import Validator
from digest.errors import FetchError, ForbiddenAddress, ParseError
from digest.model import Piece, Precision, Source, SourceKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ZONE = ZoneInfo("Europe/Oslo")
RSS = (
    '<rss version="2.0"><channel><title>W</title><item><title>T</title><guid isPermaLink="false">7</guid>'
    "<link>{}/a</link><pubDate>Tue, 02 Jul 2024</pubDate></item></channel></rss>"
)
EMPTY = b"<rss><channel><title>W</title></channel></rss>"


@pytest.fixture
def site() -> Iterator[Site]:
    """Run a site on loopback."""
    with running_site() as running:
        yield running


@pytest.fixture
def fetcher(site: Site) -> Iterator[Fetcher]:
    """Give a fetcher that may ask the site."""
    with Fetcher(user_agent="test", allow=(site.origin,), timeout_seconds=5) as ready:
        yield ready


def html(text: str) -> Reply:
    """Answer with a page."""
    return Reply(text.encode(), headers={"Content-Type": "text/html; charset=utf-8"})


def rss(site: Site) -> Reply:
    """Answer with a feed of one piece."""
    return Reply(RSS.format(site.url).encode(), headers={"Content-Type": "application/rss+xml", "ETag": '"1"'})


# ---- what is proposed -----------------------------------------------------------------------------------------


def test_declared_feeds_come_first_and_comments_last() -> None:
    """A page declares them in its head; WordPress declares that of the comments too."""
    page = b"""<html><head><base href="https://example.org/base/">
        <link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/">
        <link rel="alternate stylesheet" type="text/css" href="/x.css">
        <link rel="alternate" hreflang="de" href="/de/">
        <link rel="ALTERNATE" type="Application/Atom+XML; charset=utf-8" href="atom.php">
        <link rel="alternate" type="application/feed+json" href="https://example.org/f.json">
        <link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/1">
        <link rel="feed" href="/f2"></head>
        <body><a href="/podcast/rss">P</a><a href="/our/rss">R</a><a href="https://other.org/feed">O</a></body></html>"""
    found = find_feed(page, url="https://example.org/")
    assert found[:5] == (
        "https://example.org/base/atom.php",
        "https://example.org/f.json",
        "https://example.org/f2",
        "https://example.org/comments/feed/",
        "https://example.org/our/rss",
    )
    assert "https://example.org/feeds/feed.rss" in found
    assert not any("other.org" in address or "wp-json" in address for address in found)


@pytest.mark.parametrize("page", [b"", b"\x00", b"<", b"no page at all"])
def test_without_a_page_the_well_known_paths_are_left(page: bytes) -> None:
    """RebelMouse's is among them, which no other reader tries."""
    found = find_feed(page, url="https://example.org/blog/index.html?x=1")
    assert found[0] == "https://example.org/blog/feeds/feed.rss"
    assert f"https://example.org/{WELL_KNOWN[0]}" in found
    assert "https://example.org/index.xml" in found
    assert len(found) == len(set(found)) <= 24


# ---- sources --------------------------------------------------------------------------------------------------


def test_a_feed_is_read_where_it_is(site: Site, fetcher: Fetcher) -> None:
    """With what is to be remembered for the next poll."""
    site.replies["/feed"] = rss(site)
    source = Source(url=f"{site.url}/feed")
    collected = ask(source, fetcher, zone=ZONE)
    assert [(piece.id, piece.source) for piece in collected.pieces] == [("7", source.url)]
    assert (collected.feed_url, collected.is_unchanged) == (source.url, False)
    assert collected.validators == {source.url: Validator(etag='"1"')}


def test_an_unchanged_feed_gives_no_pieces_and_keeps_its_validators(site: Site, fetcher: Fetcher) -> None:
    """The next poll asks with them again."""
    site.replies["/feed"] = Reply(status=304)
    source = Source(url=f"{site.url}/feed", kind=SourceKind.FEED)
    known = {source.url: Validator(etag='"1"', last_modified="x")}
    collected = ask(source, fetcher, known=known, zone=ZONE)
    assert collected.is_unchanged
    assert (collected.pieces, collected.validators) == ((), known)


def test_a_page_leads_to_its_feed(site: Site, fetcher: Fetcher) -> None:
    """The first candidate that has pieces is taken and remembered."""
    site.replies["/"] = html('<link rel="alternate" type="application/rss+xml" href="/gone"><p>Hello</p>')
    site.replies["/feed/"] = Reply(EMPTY)
    site.replies["/feed.xml"] = rss(site)
    collected = ask(Source(url=site.url), fetcher, zone=ZONE)
    assert collected.feed_url == f"{site.url}/feed.xml"
    assert len(collected.pieces) == 1
    assert site.paths[:3] == ["/", "/gone", "/feeds/feed.rss"]


def test_the_remembered_feed_is_asked_without_the_page(site: Site, fetcher: Fetcher) -> None:
    """Finding it costs a dozen requests, knowing it one."""
    site.replies["/feed.xml"] = rss(site)
    known = {f"{site.url}/feed.xml": Validator(etag='"0"')}
    ask(Source(url=site.url), fetcher, zone=ZONE, feed_url=f"{site.url}/feed.xml", known=known)
    assert site.paths == ["/feed.xml"]
    assert site.requests[0][1]["if-none-match"] == '"0"'


def test_a_feed_that_has_moved_is_found_again(site: Site, fetcher: Fetcher) -> None:
    """The old feed's validators are not shown to the new one."""
    site.replies["/"] = html('<link rel="alternate" type="application/rss+xml" href="/new.xml">')
    site.replies["/new.xml"] = rss(site)
    known = {f"{site.url}/old": Validator(etag='"0"')}
    collected = ask(Source(url=f"{site.url}/"), fetcher, zone=ZONE, feed_url=f"{site.url}/old", known=known)
    assert collected.feed_url == f"{site.url}/new.xml"
    assert "if-none-match" not in site.requests[1][1]


def test_an_empty_feed_is_taken_where_there_is_no_other(site: Site, fetcher: Fetcher) -> None:
    """A publication that has only begun."""
    site.replies["/"] = html("<p>Hello</p>")
    site.replies["/rss.xml"] = Reply(EMPTY)
    collected = ask(Source(url=site.url), fetcher, zone=ZONE)
    assert (collected.feed_url, collected.pieces) == (f"{site.url}/rss.xml", ())


def test_a_source_that_leads_nowhere_is_an_error(site: Site, fetcher: Fetcher) -> None:
    """And one that is meant to be a feed is not searched for one."""
    site.replies["/"] = html("<p>Hello</p>")
    with pytest.raises(ParseError, match="neither a feed"):
        ask(Source(url=site.url), fetcher, zone=ZONE)
    asked = len(site.requests)
    with pytest.raises(ParseError, match="not a feed"):
        ask(Source(url=site.url, kind=SourceKind.FEED), fetcher, zone=ZONE)
    assert len(site.requests) == asked + 1
    with pytest.raises(FetchError):
        ask(Source(url=f"{site.url}/missing"), fetcher, zone=ZONE)


def test_a_remembered_feed_on_a_private_address_is_no_reason_to_search(fetcher: Fetcher) -> None:
    """It is reported as what it is."""
    with pytest.raises(ForbiddenAddress):
        ask(Source(url="http://127.0.0.1:8000/"), fetcher, zone=ZONE, feed_url="http://127.0.0.1:8080/f")


def test_the_charset_of_the_transport_is_used(site: Site, fetcher: Fetcher) -> None:
    """RSS without a declaration and not in UTF-8."""
    content = "<rss><channel><item><title>Żółw</title></item></channel></rss>".encode("iso-8859-2")
    site.replies["/feed"] = Reply(content, headers={"Content-Type": "text/xml; charset=ISO-8859-2"})
    assert ask(Source(url=f"{site.url}/feed"), fetcher, zone=ZONE).pieces[0].title == "Żółw"


def test_a_folder_is_a_source(tmp_path: Path, fetcher: Fetcher) -> None:
    """Its failures are values beside its pieces."""
    (tmp_path / "a.md").write_text("---\ntitle: A\nurl: https://e.org/a\n---\nText.", encoding="utf-8")
    (tmp_path / "b.md").write_text("---\ntitle: B\n---\n", encoding="utf-8")
    collected = ask(Source(url=str(tmp_path), kind=SourceKind.FOLDER), fetcher, zone=ZONE)
    assert [piece.title for piece in collected.pieces] == ["A"]
    assert len(collected.failures) == 1


# ---- pages ----------------------------------------------------------------------------------------------------

BODY = "<p>" + "A sentence that the page alone has, long enough to count. " * 12 + "</p>"


def test_a_piece_is_completed_by_its_page(site: Site, fetcher: Fetcher) -> None:
    """The day of the feed becomes the instant of the page; the feed's title and guid stay."""
    site.replies["/feed"] = rss(site)
    site.replies["/a"] = html(
        '<html lang="en"><head><title>Other</title><meta property="article:published_time" '
        f'content="2024-07-02T09:30:00+02:00"></head><body><article><h1>Other</h1>{BODY}</article></body></html>'
    )
    (piece,) = ask(Source(url=f"{site.url}/feed"), fetcher, zone=ZONE).pieces
    assert piece.precision is Precision.DAY
    complete = complete_piece(piece, fetcher, SANDBOX, zone=ZONE)
    assert (complete.id, complete.title, complete.precision) == ("7", "T", Precision.INSTANT)
    assert complete.published is not None
    assert (complete.published.hour, complete.published.minute) == (7, 30)
    assert "the page alone has" in complete.text


def test_what_is_no_page_leaves_the_piece_as_it_is(site: Site, fetcher: Fetcher) -> None:
    """A feed may link to a PDF or to nothing."""
    site.replies["/a.pdf"] = Reply(b"%PDF", headers={"Content-Type": "application/pdf"})
    for url in (f"{site.url}/a.pdf", ""):
        piece = Piece(id="1", url=url, title="T")
        assert complete_piece(piece, fetcher, SANDBOX, zone=ZONE) == piece


def test_the_package_gives_its_use_cases_and_nothing_else() -> None:
    """They are loaded when asked for, so that `digest --help` answers at once."""
    assert set(digest.collect.__all__) == {"Asker", "Collected", "collect_source", "complete_piece"}
    with pytest.raises(AttributeError, match="nothing_here"):
        _ = digest.collect.nothing_here
