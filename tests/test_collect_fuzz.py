"""Whatever bytes there are, a reader gives a result or an error with a name, and never anything else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from collect_parts import ZONE
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.collect.dates import parse_date
from digest.collect.feeds import Feed, parse_feed
from digest.collect.list_page import read_list
from digest.collect.opml import read_opml
from digest.collect.pages import Page, read_page
from digest.collect.saved_page import SavedPage, read_saved_page
from digest.collect.sitemap import read_sitemap
from digest.errors import ParseError
from digest.model import Precision

FEED = (
    b'<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel>'
    b"<title>A &amp; B</title><ttl>60</ttl><item><title>One &lt;i&gt;two&lt;/i&gt;</title><guid>1</guid>"
    b"<link>https://e.example/a</link><pubDate>Tue, 02 Jul 2024 09:30:00 BST</pubDate><media:content url='a.jpg'>"
    b"<media:description>A caption</media:description></media:content><description><![CDATA[<p>Some "
    b"text.</p>]]></description></item></channel></rss>"
)
PAGE = (
    b'<!doctype html><html lang="en"><head><title>A town votes | Site</title>'
    b'<meta property="og:title" content="A town">'
    b'<script type="application/ld+json">{"@type":"NewsArticle","headline":"A town votes","author":[{"name":"Ada"}],'
    b'"datePublished":"2024-07-02T09:30:00Z"}</script></head><body><article><h1>A town votes</h1>'
    b'<figure><img src="a.jpg">'
    b"<figcaption>A quay (AP)</figcaption></figure><p>"
    + b"Some words of a piece. " * 30
    + b"</p></article></body></html>"
)
TEXT = (
    b"A town votes\n\nBy Ada Ferrol\n\n"
    + b"Some words of a piece. " * 20
    + b"\n\nkeep readingShow less\nAnother\n\nNews\n"
)


def mutated(seed: bytes) -> st.SearchStrategy[bytes]:
    """Draw *seed* with parts cut, doubled, swapped for junk, or in another encoding."""
    place = st.integers(0, len(seed))

    def mutate(parts: list[tuple[int, int, bytes]]) -> bytes:
        content = seed
        for start, length, junk in parts:
            content = content[:start] + junk + content[start + length :]
        return content

    change = st.tuples(
        place, st.integers(0, 60), st.binary(max_size=12) | st.sampled_from([b"<", b"]]>", b"&", b"\x00", b'"'])
    )
    changed = st.lists(change, min_size=1, max_size=5).map(mutate)
    encodings = st.sampled_from(["utf-16", "utf-32", "utf-16-le", "cp1252", "utf-7"])
    return changed | encodings.map(lambda name: seed.decode().encode(name, "replace")) | st.binary(max_size=200)


MANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@settings(max_examples=500)
@given(
    st.text(max_size=60)
    | st.from_regex(r"[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d(:\d\d)? [A-Z+-]{1,5}\d{0,4}")
)
def test_any_text_is_a_date_or_none(raw: str) -> None:
    """And what was read reads again to the same instant."""
    found = parse_date(raw, zone=ZONE)
    if found is not None:
        again = parse_date(found.instant.isoformat(), zone=ZONE)
        assert again is not None
        assert (again.instant, again.precision) == (found.instant, Precision.INSTANT)


def outcome(read: Callable[[], object]) -> object:
    """Give what *read* gives, or the error that names what is wrong."""
    try:
        return read()
    except ParseError as error:
        return error


@MANY
@given(mutated(FEED))
def test_any_feed_gives_sound_pieces_or_an_error(content: bytes) -> None:
    """Unique ids, one-line titles, addresses that are ones, dates with a zone, and no caption as a text."""
    feed = outcome(lambda: parse_feed(content, url="https://e.example/feed", zone=ZONE))
    if not isinstance(feed, Feed):
        assert str(feed)
        return
    assert len({piece.id for piece in feed.pieces}) == len(feed.pieces)
    for piece in feed.pieces:
        assert piece.title.isprintable() or not piece.title
        assert not piece.url or piece.url.startswith(("http://", "https://"))
        assert piece.published is None or piece.published.tzinfo is not None
        is_marked = b"<media:description>A caption</media:description>" in content
        assert not is_marked or "A caption" not in piece.text + piece.teaser


@MANY
@given(mutated(PAGE))
def test_any_page_is_read_or_named(content: bytes) -> None:
    """No other error comes out."""
    page = outcome(lambda: read_page(content, url="https://e.example/a", zone=ZONE))
    if isinstance(page, ParseError):
        assert page.resource == "https://e.example/a"
    else:
        assert isinstance(page, Page)
        assert "\n" not in page.title


@MANY
@given(mutated(TEXT) | mutated(PAGE))
def test_every_line_of_a_saved_page_ends_somewhere(content: bytes) -> None:
    """As text or as HTML."""
    page = outcome(lambda: read_saved_page(content, name="saved.txt"))
    if isinstance(page, ParseError):
        assert "saved.txt" in str(page)
    else:
        assert isinstance(page, SavedPage)
        assert page.main.title or page.main.text or page.left_out


@MANY
@given(mutated(b"<urlset><url><loc>https://e.example/a</loc><lastmod>2024-07-02</lastmod></url></urlset>"))
def test_any_sitemap_or_list_is_read_or_named(content: bytes) -> None:
    """As above."""
    assert outcome(lambda: read_sitemap(content, url="https://e.example/s", zone=ZONE))
    assert outcome(lambda: read_list(content, url="https://e.example/s"))
    assert outcome(lambda: read_opml(content, name="s"))


def test_a_caption_is_never_a_text() -> None:
    """The seed of the fuzzing itself is read as it should be."""
    (piece,) = parse_feed(FEED, url="https://e.example/feed", zone=ZONE).pieces
    assert (piece.teaser, piece.title) == ("Some text.", "One two")
    assert piece.published is not None
    assert piece.published.hour == 8
    with pytest.raises(ParseError):
        parse_feed(b"nothing", url="", zone=ZONE)
