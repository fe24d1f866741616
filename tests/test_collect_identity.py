"""By what a piece is known again."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.collect.identity import content_key, is_same_site, piece_keys, shared_addresses, url_key
from digest.model import Piece

LONG = "word " * 90


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/2024/a-piece",
        "http://example.org/2024/a-piece/",
        "https://www.example.org/2024/a-piece",
        "https://m.example.org/2024/a-piece",
        "https://amp.example.org/2024/a-piece/",
        "HTTPS://Example.ORG:443/2024/a-piece#comments",
        "http://example.org:80//2024/a-piece",
        "https://example.org/2024/a-piece/amp/",
        "https://example.org/2024/a-piece.amp.html",
        "https://example.org/amp/2024/a-piece",
        "https://example.org/2024/a-piece?amp=1",
        "https://example.org/2024/a-piece?utm_source=rss&utm_medium=feed",
        "https://example.org/2024/a-piece?fbclid=x&gclid=y&mc_cid=z&ref=rss",
        "https://example.org/2024/a%2Dpiece",
        " https://example.org/2024/a-piece\n",
        "https://example.org/2024/a-piece?amp",
        "https://example.org/2024/a-piece/amp.html",
        "https://example.org/2024/a-piece/index.html",
        "https://example.org/2024/a-piece/index.php?PHPSESSID=0123456789abcdef0123",
        "https://example.org/2024/a-piece;jsessionid=0A1B2C?utm_source=x",
        "https://example.org/2024/a-piece?sid=0123456789abcdef0123456789abcdef",
        "https://www.m.example.org./2024/a-piece/",
        "https://example-org.cdn.ampproject.org/c/s/www.example.org/2024/a-piece/amp?amp_js_v=1&utm_source=x",
        "https://cdn.ampproject.org/v/s/example.org/2024/a-piece.amp.html",
        "https://www.google.com/amp/s/www.example.org/2024/a-piece/amp/",
        "https://www.google.co.uk/amp/example.org/2024/a-piece",
        "https://www.google.com/amp/s/example-org.cdn.ampproject.org/c/s/example.org/2024/a-piece",
        "https://example.org/2024/a-piece?utm_source=rss&amp;utm_medium=feed&#038;fbclid=x",
        "https://example.org/2024/a-piece?at_medium=RSS&at_campaign=rss&traffic_source=rss",
        "https://example.org/2024/a-piece#publisher=newsstand",
    ],
)
def test_spellings_of_one_address_have_one_key(url: str) -> None:
    """The same piece twice is the first complaint of every feed reader's users."""
    assert url_key(url) == "https://example.org/2024/a-piece"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/?p=12", "https://example.org/?p=13"),
        ("https://example.org/a?gid=4", "https://example.org/a?gid=5"),
        ("https://example.org/a?source=12", "https://example.org/a"),
        ("https://example.org/a", "https://example.org/A"),
        ("https://example.org/a", "https://blog.example.org/a"),
        ("https://example.org:8080/a", "https://example.org/a"),
        ("https://m.org/a", "https://org/a"),
        ("https://example.org/lamp", "https://example.org/l"),
        ("https://example.org/", "https://example.org/?p=12"),
        ("https://example.org/story.php?sid=12", "https://example.org/story.php?sid=13"),
        ("https://example.org/a%2Fb", "https://example.org/a%3Fb"),
        ("https://example.org/a%FF", "https://example.org/a%FE"),
        ("https://example.org/a?t=%FF", "https://example.org/a?t=%FE"),
        ("https://example.org/#!/a", "https://example.org/#!/b"),
        ("https://example.org/#/a", "https://example.org/"),
        ("https://example.org/amp/s/example.net/a", "https://example.net/a"),
        ("https://www.google.com/amp/s/help", "https://help"),
        ("https://example.org/2024/index", "https://example.org/2024"),
    ],
)
def test_different_pages_have_different_keys(one: str, other: str) -> None:
    """Two pieces made one would lose one of them."""
    assert url_key(one) != url_key(other)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://example.org/a?b=2&a=1", "https://example.org/a?a=1&b=2"),
        ("https://exämple.org/ä", "https://xn--exmple-cua.org/%C3%A4"),
        ("http://[::1]:80/x", "https://[::1]/x"),
        ("https://en.m.example.org/a", "https://en.example.org/a"),
        ("https://example.org/#!a/b%20c", "https://example.org#!a/b%20c"),
        ("https://example.org/?p=12&utm_source=x", "https://example.org?p=12"),
        ("https://example.org/\ud800", "https://example.org/%5Cud800"),
        ("https://example.org/" + "a" * 9000, "https://example.org/" + "a" * 9000),
        ("file:///home/x.md", "file:///home/x.md"),
        ("urn:uuid:1", "urn:uuid:1"),
        ("http://a:b/", "http://a:b/"),
        ("http://exa\u0300\u200b\ufffdmple.org/a", "https://exa\u0300\u200b\ufffdmple.org/a"),
        ("", ""),
    ],
)
def test_keys_of_odd_addresses(url: str, key: str) -> None:
    """What is no web address stays as it is."""
    assert url_key(url) == key


HOSTS = [
    "example.org",
    "www.example.org",
    "m.www.example.org",
    "en.m.m.example.org",
    "ｗｗｗ.exämple.org。",
    "cdn.ampproject.org",
]
PARTS = [
    "/amp",
    "/c/s/example.net",
    "/index.html",
    "//",
    "/",
    ".amp",
    ";jsessionid=",
    "&amp;",
    "#!",
    "#",
    "?",
    "a",
    "%ff",
    "%2F",
]


def addresses() -> st.SearchStrategy[str]:
    """Give anything at all, and addresses made of the parts that keys take away."""
    odd = st.characters(categories=("Cs", "Ll", "Po", "Zs", "Cc"))
    tail = st.lists(st.sampled_from(PARTS) | st.text(odd, max_size=3), max_size=8).map("".join)
    made = st.builds("{}://{}{}".format, st.sampled_from(["http", "HTTPS"]), st.sampled_from(HOSTS), tail)
    return st.text(max_size=80) | st.text(odd, max_size=20) | made


@settings(max_examples=1000)
@given(addresses())
def test_a_key_is_its_own_key(url: str) -> None:
    """Keys are stored and compared again later."""
    key = url_key(url)
    assert url_key(key) == key


SLUGS = st.from_regex(r"[b-z0-9]{3,12}(-[a-z0-9]{1,8}){0,3}", fullmatch=True)
TRACKED = [
    "{}?utm_source=rss&utm_medium=x",
    "{}?fbclid=a1",
    "{}/?ref=rss&gclid=3",
    "{}#top",
    "{}/amp/?mc_eid=8",
    "{}/index.html#comments",
]


@given(SLUGS, SLUGS, st.sampled_from(TRACKED), st.sampled_from(TRACKED))
def test_tracked_variants_have_one_key_and_other_pieces_another(one: str, other: str, by: str, also_by: str) -> None:
    """Whatever leads to a piece, it is that piece; whatever leads to another one, it is not."""
    keys = [
        url_key(way.format(f"https://{host}/2026/{slug}"))
        for host, slug, way in (("example.org", one, by), ("www.example.org", one, also_by), ("example.org", other, by))
    ]
    assert keys[0] == keys[1]
    assert (keys[0] == keys[2]) is (one == other)


@given(st.integers(1), st.integers(1))
def test_numbers_in_the_query_tell_pieces_apart(one: int, other: int) -> None:
    """WordPress without fine addresses: `?p=123` is all there is."""
    keys = [url_key(f"http://example.org/?utm_source=x&p={number}&utm_medium=y") for number in (one, other)]
    assert (keys[0] == keys[1]) is (one == other)


def test_a_long_address_takes_no_time() -> None:
    """An address that repeats what is taken away must not be taken apart again and again."""
    started = time.process_time()
    for part in ("/amp", "/index.html", ".amp", "/", ";sid=", "www.google.com/amp/s/", "&amp;", "www."):
        url_key("https://www.google.com/amp/s/" + part * 100_000)
        url_key("https://www.google.com/amp/s/" + part * (8000 // len(part)) + "x")
    assert time.process_time() - started < 10


def test_the_content_key_sees_words_only() -> None:
    """A piece published again with other quotes and spaces is the same piece."""
    assert content_key("A “title”", "Some  text.\n\nMore") == content_key("a 'Title'", "some text – more")
    assert content_key("A title", "Some text") != content_key("A title", "Some other text")


def test_a_piece_has_keys_of_three_kinds() -> None:
    """Guid within its source, each address, and the words of a text that is long enough."""
    piece = Piece(id="7", url="https://e.org/a", canonical_url="https://www.e.org/b/", title="T", source="s", text=LONG)
    guid, canonical, url, content = piece_keys(piece)
    assert (guid, canonical, url) == ("guid:s 7", "url:https://e.org/b", "url:https://e.org/a")
    assert content == f"content:{content_key('T', LONG)}"


def test_short_texts_and_missing_addresses_give_no_keys() -> None:
    """A standing notice is the same text each time and another piece."""
    piece = Piece(id="7", url="", title="T", text="word " * 79)
    assert piece_keys(piece) == ("guid: 7",)
    same = Piece(id="7", url="https://e.org/a", canonical_url="http://e.org/a/", title="T")
    assert piece_keys(same) == ("guid: 7", "url:https://e.org/a")


def test_notes_on_one_page_are_pieces_of_their_own() -> None:
    """A log of changes is one page; each entry has its anchor there, and the page's canonical address is no entry's."""
    notes = [
        Piece(
            id=f"n{number}",
            url=f"https://e.org/log#v{number}",
            canonical_url="https://e.org/log",
            title="T",
            source="s",
        )
        for number in (1, 2)
    ]
    assert piece_keys(notes[0]) == ("guid:s n1", "url:https://e.org/log#v1")
    assert set(piece_keys(notes[0])).isdisjoint(piece_keys(notes[1]))


@pytest.mark.parametrize("fragment", ["", "#top", "#comments", "#more-123", "#xtor=RSS-1", "#"])
def test_a_fragment_that_leads_into_a_piece_names_no_other(fragment: str) -> None:
    """It says where the reader came from, or where on the page to begin."""
    assert piece_keys(Piece(id="1", url=f"https://e.org/a{fragment}", title="T")) == ("guid: 1", "url:https://e.org/a")


def test_a_home_page_is_no_pieces_address() -> None:
    """Entries that all lead to the site's door are not one entry."""
    assert piece_keys(Piece(id="1", url="https://www.e.org/", title="T")) == ("guid: 1",)
    assert piece_keys(Piece(id="1", url="https://www.e.org/?p=1", title="T")) == ("guid: 1", "url:https://e.org?p=1")


def test_an_address_that_several_pieces_share_tells_nothing() -> None:
    """Unless only the guid, or only the headline, differs: then it is the same piece again."""
    pieces = [
        Piece(id="1", url="https://e.org/all", title="One"),
        Piece(id="2", url="http://e.org/all/", title="Two"),
        Piece(id="3", url="https://e.org/a", title="A piece"),
        Piece(id="4", url="https://e.org/a?utm_source=x", title="A Piece!"),
        Piece(id="5", url="https://e.org/b", title="Before"),
        Piece(id="5", url="https://e.org/b", title="After"),
    ]
    shared = shared_addresses(pieces)
    assert shared == {"https://e.org/all"}
    assert piece_keys(pieces[0], shared=shared) == ("guid: 1",)
    assert piece_keys(pieces[2], shared=shared) == ("guid: 3", "url:https://e.org/a")


def test_another_headline_is_another_content_key() -> None:
    """A standing notice comes in the same words each week; keys merge for good, and would lose the second week."""
    weeks = [Piece(id=str(n), url=f"https://e.org/{n}", title=f"Week {n}", text=LONG, source="s") for n in (1, 2)]
    assert set(piece_keys(weeks[0])).isdisjoint(piece_keys(weeks[1]))


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("https://www.example.org/a", "http://news.example.org/b", True),
        ("https://news.bbc.co.uk/", "https://bbc.co.uk/", True),
        ("https://a.co.uk/", "https://b.co.uk/", False),
        ("https://a.github.io/", "https://b.github.io/", False),
        ("https://a.github.io/x", "https://a.github.io/y", True),
        ("https://example.org/", "https://example.com/", False),
        ("https://a.blogspot.co.uk/", "https://b.blogspot.co.uk/", False),
        ("https://a.blogspot.com/", "https://a.blogspot.com/x", True),
        ("https://www.a.go.jp/", "https://b.go.jp/", False),
        ("http://127.0.0.1:80/", "http://127.0.0.1:90/", True),
        ("http://127.0.0.1/", "http://126.0.0.1/", False),
        ("", "", False),
        ("http://[bad/", "http://[bad/", False),
    ],
)
def test_sites_are_told_apart_by_their_registrable_domain(one: str, other: str, *, is_same: bool) -> None:
    """A canonical link to a stranger's domain is not believed."""
    assert is_same_site(one, other) is is_same
