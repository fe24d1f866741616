"""The sample site and the folder served as a site: real servers on loopback."""

from __future__ import annotations

import gzip
import http.client
import json
import re
import shutil
import socket
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from lxml import etree, html

from digest.collect.feeds import parse_feed
from digest.collect.fetch import Fetcher
from digest.config import shipped
from digest.demo.folder_site import FolderSite
from digest.demo.loopback import Loopback, Resource
from digest.demo.site import SampleSite
from digest.errors import FetchError, Refused, SourceError

WEEK = shipped("config") / "sample-week"
ZONE = ZoneInfo("America/New_York")
NS = {
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": "http://search.yahoo.com/mrss/",
}


class Reply:
    """An answer read to its end."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    @property
    def page(self) -> html.HtmlElement:
        """The body as HTML."""
        return html.document_fromstring(self.body.decode())


def ask(url: str, path: str, method: str = "GET", **headers: str) -> Reply:
    """Send one request on a connection of its own."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
    try:
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        return Reply(connection.getresponse())
    finally:
        connection.close()


@pytest.fixture(scope="module")
def site() -> Iterator[SampleSite]:
    """Serve the shipped sample week."""
    with SampleSite(WEEK) as running:
        yield running


# ---- the sample site ------------------------------------------------------------------------------------------


def test_the_home_page_declares_the_feed_and_links_every_piece(site: SampleSite) -> None:
    """A source may be given as the site's address; the feed is found through the page."""
    page = ask(site.url, "/").page
    assert page.xpath("//link[@rel='alternate'][@type='application/rss+xml']/@href") == [f"{site.url}/feeds/feed.rss"]
    links = set(page.xpath("//article//h2/a/@href"))
    assert len(links) == 14
    assert page.xpath("//nav/a/text()") == ["Reporting", "Field Notes", "Ideas", "Books"]


def test_every_link_of_the_home_page_and_of_one_piece_leads_somewhere(site: SampleSite) -> None:
    """Whoever opens the demo clicks on things."""
    for path in ("/", "/reporting/the-last-night-of-crane-no-7/"):
        page = ask(site.url, path).page
        for link in set(page.xpath("//a/@href | //img/@src | //link[@rel='alternate' or @rel='canonical']/@href")):
            if link.startswith("#"):
                assert link == "#" or page.xpath("//*[@id=$id]", id=link[1:]), link
            else:
                assert link.startswith(site.url)
                assert ask(site.url, link.removeprefix(site.url)).status == 200, link


def test_the_feed_is_thin_and_carries_the_traps_of_real_feeds(site: SampleSite) -> None:
    """Three pieces whole, the rest by a teaser or a lead cut short; captions and credits in media:content."""
    reply = ask(site.url, "/feeds/feed.rss")
    assert reply.headers.get_content_type() == "application/rss+xml"
    items = etree.fromstring(reply.body).findall("channel/item")
    assert len(items) == 14
    assert len([item for item in items if item.find("content:encoded", NS) is not None]) == 3
    cut = [item for item in items if (item.findtext("description") or "").endswith("…")]
    assert len(cut) == 6
    newest = items[0]
    assert newest.findtext("title") == "The Last Night of Crane No. 7"
    assert newest.findtext("pubDate") == "Fri, 20 Nov 2026 05:41:00 -0500"
    assert newest.findtext("guid") == "https://slowharbour.example/reporting/the-last-night-of-crane-no-7"
    assert newest.findtext("link") == f"{site.url}/reporting/the-last-night-of-crane-no-7/"
    assert [creator.text for creator in newest.findall("dc:creator", NS)] == ["Marisol Peñalver", "Wendell Okoro-Pike"]
    assert newest.findtext("media:content/media:credit", namespaces=NS) == "Drawing: Jonas Weir-Abara"
    assert "crane" in (newest.findtext("media:content/media:description", namespaces=NS) or "")


def test_the_program_reads_the_feed_as_it_is_meant(site: SampleSite) -> None:
    """Newest first, with its section, instant and guid; no caption is taken for a text."""
    feed = parse_feed(ask(site.url, "/feeds/feed.rss").body, url=f"{site.url}/feeds/feed.rss", zone=ZONE)
    assert feed.title == "The Slow Harbour"
    assert len({piece.id for piece in feed.pieces}) == len(feed.pieces) == 14
    assert feed.pieces == tuple(sorted(feed.pieces, key=lambda p: p.published or 0, reverse=True))  # type: ignore[arg-type,return-value]
    alts = {piece.image.alt for piece in feed.pieces if piece.image}
    assert not any(alt and alt in f"{piece.teaser} {piece.text}" for alt in alts for piece in feed.pieces)


def test_a_page_says_who_wrote_it_when_and_who_drew(site: SampleSite) -> None:
    """JSON-LD, og: tags and the visible words agree."""
    page = ask(site.url, "/reporting/we-were-told-it-was-temporary/").page
    (script,) = page.xpath("//script[@type='application/ld+json']")
    said = json.loads(script.text_content())
    assert said["@type"] == "NewsArticle"
    assert said["headline"] == "“We Were Told It Was Temporary”"
    assert said["datePublished"] == "2026-11-16T06:15:00-05:00"
    assert [author["name"] for author in said["author"]] == ["Léonie Krug", "Sam Achterberg"]
    assert said["articleSection"] == "Reporting"
    assert said["image"]["creditText"] == "Drawing: Odile Reyes-Fontane"
    address = f"{site.url}/reporting/we-were-told-it-was-temporary/"
    assert page.xpath("//link[@rel='canonical']/@href") == [address]
    assert page.xpath("//meta[@property='og:url']/@content") == [address]
    assert page.xpath("//figcaption/text()") == ["Top image credit: Drawing: Odile Reyes-Fontane"]
    assert page.xpath("string(//article/p[@class='byline'])").strip() == "By Léonie Krug and Sam Achterberg"


def test_a_page_wears_the_furniture_of_a_real_site(site: SampleSite) -> None:
    """What the collector has to leave out: an appeal inside the text, other pieces, boxes and notices."""
    page = ask(site.url, "/ideas/leave-the-gap-in-the-wall/").page
    blocks = [block.tag for block in page.xpath("//article/div[@class='text']/*")]
    assert blocks.index("aside") == 3
    words = page.text_content()
    for furniture in (
        "We use cookies",
        "Share",
        "year-end contribution",
        "Subscribe now",
        "Sign in to leave a comment",
    ):
        assert furniture in words
    assert len(page.xpath("//section[@class='related']//h3")) == 3
    assert page.xpath("//section[@class='related']//a[text()='keep reading']")
    assert page.xpath("//section[@class='related']//a[text()='Show less']")


def test_the_piece_without_a_picture_has_no_empty_frame(site: SampleSite) -> None:
    """No figure, no og:image, no image in JSON-LD."""
    page = ask(site.url, "/field-notes/what-the-foghorn-said/").page
    assert not page.xpath("//figure | //meta[@property='og:image']")
    assert "image" not in json.loads(page.xpath("string(//script[@type='application/ld+json'])"))


def test_a_picture_comes_as_it_is(site: SampleSite) -> None:
    """Bytes and type, never packed again."""
    reply = ask(site.url, "/pictures/slack-water.jpg", Accept_Encoding="gzip")
    assert reply.headers["Content-Type"] == "image/jpeg"
    assert reply.headers["Content-Encoding"] is None
    assert reply.body == (WEEK / "pictures" / "slack-water.jpg").read_bytes()


@pytest.mark.parametrize("path", ["/nothing", "/pictures/../01-the-mud-budget.md", "/pictures/%2e%2e/x", "/404"])
def test_what_is_not_there_is_404(site: SampleSite, path: str) -> None:
    """With a page for people; no path leads out of the site."""
    reply = ask(site.url, path)
    assert reply.status == 404
    assert "Nothing is moored here" in reply.page.text_content()
    assert reply.headers["ETag"] is None


def test_robots_may_come_and_addresses_forgive(site: SampleSite) -> None:
    """A missing last slash and a campaign's query lead to the same page."""
    assert b"User-agent: *" in ask(site.url, "/robots.txt").body
    exact = ask(site.url, "/books/two-hundred-and-eleven-steps/").body
    assert ask(site.url, "/books/two-hundred-and-eleven-steps").body == exact
    assert ask(site.url, "/books/two-hundred-and-eleven-steps/?utm_source=x").body == exact


def test_a_folder_without_pieces_cannot_be_a_site(tmp_path: Path) -> None:
    """The error names the folder, or the file and line."""
    with pytest.raises(SourceError, match="no piece in it"):
        SampleSite(tmp_path).__enter__()
    (tmp_path / "a.md").write_text("---\ntitle: A\nurl: https://a.example/x/a\n---\n\nText.\n", "utf-8")
    with pytest.raises(SourceError, match="a date, a section and a text"):
        SampleSite(tmp_path).__enter__()
    head = "---\ntitle: A\nsection: X\ndate: 2026-11-19T09:00\nurl: https://a.example/x/a\nimage: {}\n---\n\nText.\n"
    (tmp_path / "a.md").write_text(head.format("gone.jpg"), "utf-8")
    with pytest.raises(SourceError, match="picture cannot be read"):
        SampleSite(tmp_path).__enter__()
    (tmp_path / "a.md").write_text("---\ntitle A\n---\n", "utf-8")
    with pytest.raises(SourceError, match=r"a\.md:2"):
        SampleSite(tmp_path).__enter__()


def test_a_site_can_be_written_by_anybody(tmp_path: Path) -> None:
    """Nothing in the server knows the shipped pieces; markup in a headline stays text."""
    head = "title: A < B & “C”\nsection: Long Reads\ndate: 2026-11-19T12:05\nurl: https://a.example/x/a"
    text = f"---\n{head}\n---\n\nOne *two*.\n"
    (tmp_path / "a.md").write_text(text, "utf-8")
    with SampleSite(tmp_path) as site:
        page = ask(site.url, "/x/a/").page
        assert page.xpath("string(//h1)") == "A < B & “C”"
        assert "12:05 p.m." in page.text_content()
        assert ask(site.url, "/long-reads/").status == 200
        feed = etree.fromstring(ask(site.url, "/feeds/feed.rss").body)
        assert feed.findtext("channel/item/title") == "A < B & “C”"


# ---- the server below -----------------------------------------------------------------------------------------


def test_validators_spare_the_second_transfer(site: SampleSite) -> None:
    """RFC 9110 §13: by tag, weak or listed or `*`; by date; the tag outranks the date."""
    first = ask(site.url, "/feeds/feed.rss")
    tag, date = first.headers["ETag"], first.headers["Last-Modified"]
    for headers in (
        {"If_None_Match": tag},
        {"If_None_Match": f'"other", {tag.removeprefix("W/")}'},
        {"If_None_Match": "*"},
        {"If_Modified_Since": date},
    ):
        again = ask(site.url, "/feeds/feed.rss", **headers)
        assert (again.status, again.body) == (304, b"")
        assert again.headers["ETag"] == tag
    for headers in (
        {"If_None_Match": '"other"', "If_Modified_Since": date},
        {"If_Modified_Since": "Thu, 01 Jan 2015 00:00:00 GMT"},
        {"If_Modified_Since": "yesterday"},
    ):
        assert ask(site.url, "/feeds/feed.rss", **headers).body == first.body


@pytest.mark.parametrize(
    ("accepted", "is_packed"),
    [("gzip", True), ("br, gzip;q=0.8", True), ("deflate", False), ("gzip;q=0", False), ("gzip; q=0.0, br", False)],
)
def test_gzip_only_where_it_is_asked_for(site: SampleSite, accepted: str, is_packed: bool) -> None:  # noqa: FBT001 - a column of the table
    """A weight of nought means never (RFC 9110 §12.5.3)."""
    reply = ask(site.url, "/", Accept_Encoding=accepted)
    assert (reply.headers["Content-Encoding"] == "gzip") == is_packed
    assert reply.headers["Vary"] == "Accept-Encoding"
    body = gzip.decompress(reply.body) if is_packed else reply.body
    assert body.startswith(b"<!doctype html>")


def test_head_tells_the_length_and_sends_nothing(site: SampleSite) -> None:
    """Same headers as GET, no body."""
    head, get = ask(site.url, "/", "HEAD"), ask(site.url, "/")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["Content-Length"] == str(len(get.body))


def test_one_connection_serves_many_requests(site: SampleSite) -> None:
    """HTTP/1.1 keep-alive, also across 304 and 404."""
    connection = http.client.HTTPConnection(urlsplit(site.url).netloc, timeout=10)
    connection.request("GET", "/")
    tag = Reply(connection.getresponse()).headers["ETag"]
    opened = connection.sock
    for path, headers, status in (("/", {"If-None-Match": tag}, 304), ("/no", {}, 404), ("/robots.txt", {}, 200)):
        connection.request("GET", path, headers=headers)
        assert Reply(connection.getresponse()).status == status
    assert connection.sock is opened
    connection.close()


def test_it_stops_at_once_with_clients_connected_and_leaves_nothing() -> None:
    """No thread, no port, no warning of an unclosed socket."""
    # One by one: threads of earlier tests may end meanwhile.
    before = set(threading.enumerate())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with SampleSite(WEEK) as running:
            address = urlsplit(running.url)
            idle = http.client.HTTPConnection(address.netloc, timeout=10)
            idle.request("GET", "/robots.txt")
            Reply(idle.getresponse())
            rude = socket.create_connection((address.hostname, address.port), timeout=10)
            rude.sendall(b"GET / HT")
        idle.close()
        rude.close()
    assert set(threading.enumerate()) <= before
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((address.hostname, address.port), timeout=2)


def test_a_client_that_hangs_up_disturbs_nobody(capfd: pytest.CaptureFixture[str]) -> None:
    """It is no fault of ours, so nothing is printed; a fault of ours is."""

    def answer(host: str, path: str) -> Resource:
        if path == "/fault":
            raise RuntimeError(host)
        return Resource(b"x" * 8_000_000, "text/plain")

    with Loopback().serve(answer) as server:
        address = urlsplit(server.url)
        gone = socket.create_connection((address.hostname, address.port), timeout=10)
        gone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        gone.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        gone.recv(100)
        gone.close()
        assert len(ask(server.url, "/").body) == 8_000_000
        assert capfd.readouterr().err == ""
        with pytest.raises(http.client.RemoteDisconnected):
            ask(server.url, "/fault")
    assert "RuntimeError" in capfd.readouterr().err


def test_a_port_that_is_taken_is_refused_in_one_line(site: SampleSite) -> None:
    """The user reads what to do."""
    with pytest.raises(Refused, match="choose another port"):
        SampleSite(WEEK, port=urlsplit(site.url).port or 0).__enter__()


# ---- a folder served as the site that it was ------------------------------------------------------------------

PAGE = (
    "<!doctype html><html><head><meta charset=utf-8><title>{title}</title>{head}</head>"
    "<body><h1>{title}</h1></body></html>"
)


def folder(tmp_path: Path, links: dict[str, str], pages: dict[str, str], channel: str = "") -> Path:
    """Make a saved week: *links* from title to address, *pages* from file name to HTML."""
    items = "".join(f"<item><title>{title}</title><link>{link}</link></item>" for title, link in links.items())
    feed = f'<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>T</title>{channel}{items}</channel></rss>'
    (tmp_path / "pages").mkdir()
    (tmp_path / "feed.xml").write_text(feed, "utf-8")
    for name, text in pages.items():
        (tmp_path / "pages" / name).write_text(text, "utf-8")
    return tmp_path


def page(title: str, head: str = "") -> str:
    """Write a saved page."""
    return PAGE.format(title=title, head=head)


def test_each_page_stands_under_its_own_address(tmp_path: Path) -> None:
    """By canonical link, og:url, JSON-LD (also in a graph), file name and headline, in this order."""
    links = {
        "Canonical": "https://news.example/2026/11/canonical/",
        "Open Graph": "https://news.example/2026/11/og",
        "Linked": "https://www.other.example/linked?id=7",
        "Graph": "https://news.example/graph",
        "By name": "https://news.example/2026/11/a-page-known-by-its-name/",
        "Ending": "https://news.example/stories/the-ending-is-enough.html",
        "Through a counter": "https://count.example/~r/abc123",
        "Lost": "https://news.example/lost",
    }
    pages = {
        "1.html": page("A", '<link rel="Canonical" href="https://news.example/2026/11/canonical">'),
        "2.html": page("B", '<meta property="og:url" content="https://news.example/2026/11/og">'),
        "3.html": page(
            "C",
            '<script type="application/ld+json">{oops</script><script type="application/ld+json">[{"mainEntityOfPage":'
            '{"@id":"https://other.example/linked?id=7"}}]</script>',
        ),
        "4.html": page(
            "D",
            '<script type="application/ld+json">{"@graph":[{"mainEntityOfPage":"https://news.example/graph"}]}</script>',
        ),
        "2026-11-a-page-known-by-its-name.html": page("E"),
        "0007_the-ending-is-enough.htm": page("F"),
        "8.html": page("Through a counter", '<link rel="canonical" href="/2026/11/counted">'),
        "9.html": "",
    }
    week = folder(tmp_path, links, pages, "<link>https://news.example/</link>")
    expected = dict(zip(list(links)[:7], ("A", "B", "C", "D", "E", "F", "Through a counter"), strict=True))
    with FolderSite(week) as site, Fetcher(user_agent="test", routes=site.routes) as fetcher:
        assert set(site.routes) == {"news.example", "www.other.example", "other.example", "count.example"}
        assert site.feed_url == "https://news.example/feed.xml"
        assert fetcher.get(site.feed_url).content == (week / "feed.xml").read_bytes()
        for title, text in expected.items():
            answer = fetcher.get(links[title])
            assert answer.url == links[title]
            assert html.document_fromstring(answer.content).findtext("body/h1") == text
        assert b"Through" in fetcher.get("https://news.example/2026/11/counted").content
        for lost in (links["Lost"], "https://other.example/linked", "https://count.example/feed.xml"):
            with pytest.raises(FetchError, match="404"):
                fetcher.get(lost)


def test_campaigns_and_www_lead_to_the_same_page(tmp_path: Path) -> None:
    """A feed hangs `utm_source` on its links; pages name themselves without."""
    links = {"A": "https://www.news.example/a%20b/?utm_source=rss"}
    week = folder(tmp_path, links, {"a.html": page("A", '<link rel="canonical" href="https://news.example/a%20b">')})
    with FolderSite(week) as site, Fetcher(user_agent="test", routes=site.routes) as fetcher:
        assert b"<h1>A</h1>" in fetcher.get(links["A"]).content


def test_pages_that_cannot_be_told_apart_are_not_guessed(tmp_path: Path) -> None:
    """A wrong page under a right address is worse than none."""
    links = {"Same": "https://news.example/a-long-enough-slug", "Other": "https://news.example/7"}
    pages = {f"{n}-a-long-enough-slug.html": page("Same") for n in range(2)} | {
        "17.html": page("x"),
        "bad.html": page("y", '<link rel="canonical" href="http://[">'),
    }
    with FolderSite(folder(tmp_path, links, pages)) as site, Fetcher(user_agent="test", routes=site.routes) as fetcher:
        for link in links.values():
            with pytest.raises(FetchError, match="404"):
                fetcher.get(link)


ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><link href="https://a.example/feeds/all?x=1&amp;y=2"'
    ' rel="self"/><entry><id>1</id><title>A</title><link href="https://a.example/1"/></entry></feed>'
)
JSON = (
    '{"version":"https://jsonfeed.org/version/1.1","title":"T","feed_url":"https://j.example/feed.json",'
    '"items":[{"id":"1","url":"https://j.example/1","title":"A","content_text":"x"}]}'
)
RSS = (
    "<rss version='2.0'><channel><title>T</title><item><title>A</title><link>http://r.example:8080/1</link>"
    "<link rel='self' href='https://r.example/1/self'/></item></channel></rss>"
)
NAMELESS = "<rss version='2.0'><channel><title>T</title><item><guid>1</guid><title>A</title></item></channel></rss>"


@pytest.mark.parametrize(
    ("name", "text", "address"),
    [
        ("week.atom", ATOM, "https://a.example/feeds/all?x=1&y=2"),
        ("week.json", JSON, "https://j.example/feed.json"),
        ("week.rss", RSS, "http://r.example:8080/week.rss"),
        ("week.xml", NAMELESS, "https://saved-week.example/week.xml"),
    ],
)
def test_the_feed_keeps_its_public_address(tmp_path: Path, name: str, text: str, address: str) -> None:
    """The one it names itself, else beside the site it speaks of; other XML in the folder is passed over."""
    (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "a-sitemap.xml").write_text("<urlset><url><loc>https://a.example/</loc></url></urlset>", "utf-8")
    with FolderSite(tmp_path) as site, Fetcher(user_agent="test", routes=site.routes) as fetcher:
        assert site.feed_url == address
        first = fetcher.get(address)
        assert first.content == text.encode()
        assert fetcher.get(address, etag=first.etag).is_unchanged


def test_a_folder_without_a_feed_says_what_is_expected(tmp_path: Path) -> None:
    """One line, with what was found instead."""
    with pytest.raises(SourceError, match=r"no such file.*pages/\*\.html"):
        FolderSite(tmp_path)
    (tmp_path / "data.json").write_text('{"a": 1}', "utf-8")
    with pytest.raises(SourceError, match=r"data\.json: .*it should hold one feed"):
        FolderSite(tmp_path)


def test_a_saved_week_of_a_real_publication_is_served_whole(tmp_path: Path) -> None:
    """The sample week's own site, saved to a folder and served again, gives the same pages under the same addresses."""
    with SampleSite(WEEK) as site:
        feed = ask(site.url, "/feeds/feed.rss").body.decode()
        pieces = parse_feed(feed.encode(), url=site.url, zone=ZONE).pieces
        (tmp_path / "pages").mkdir()
        for number, piece in enumerate(pieces):
            saved = ask(site.url, urlsplit(piece.url).path).body.decode()
            saved = saved.replace(site.url, "https://slowharbour.example")
            (tmp_path / "pages" / f"{number}.html").write_text(saved, "utf-8")
        (tmp_path / "feed.rss").write_text(feed.replace(site.url, "https://slowharbour.example"), "utf-8")
    shutil.copytree(WEEK / "pictures", tmp_path / "pictures")
    with FolderSite(tmp_path) as served, Fetcher(user_agent="test", routes=served.routes) as fetcher:
        assert served.feed_url == "https://slowharbour.example/feeds/feed.rss"
        assert set(served.routes) == {"slowharbour.example"}
        again = parse_feed(fetcher.get(served.feed_url).content, url=served.feed_url, zone=ZONE).pieces
        assert len(again) == 14
        for piece in again:
            title = html.document_fromstring(fetcher.get(piece.url).content.decode()).xpath("string(//h1)")
            assert re.sub(r"\s+", " ", title) == piece.title
