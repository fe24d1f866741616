"""By what a piece is known again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.collect.identity import content_key, is_same_site, piece_keys, url_key
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


@given(st.text(max_size=80) | st.builds("http://example.org/{}?{}".format, st.text(max_size=20), st.text(max_size=20)))
def test_a_key_is_its_own_key(url: str) -> None:
    """Keys are stored and compared again later."""
    key = url_key(url)
    assert url_key(key) == key


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


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("https://www.example.org/a", "http://news.example.org/b", True),
        ("https://news.bbc.co.uk/", "https://bbc.co.uk/", True),
        ("https://a.co.uk/", "https://b.co.uk/", False),
        ("https://a.github.io/", "https://b.github.io/", False),
        ("https://a.github.io/x", "https://a.github.io/y", True),
        ("https://example.org/", "https://example.com/", False),
        ("http://127.0.0.1:80/", "http://127.0.0.1:90/", True),
        ("http://127.0.0.1/", "http://126.0.0.1/", False),
        ("", "", False),
        ("http://[bad/", "http://[bad/", False),
    ],
)
def test_sites_are_told_apart_by_their_registrable_domain(one: str, other: str, *, is_same: bool) -> None:
    """A canonical link to a stranger's domain is not believed."""
    assert is_same_site(one, other) is is_same
