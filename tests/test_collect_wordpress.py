"""WordPress's REST API: what its fields mean, and where it is."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from collect_parts import ZONE, ask
from collect_site import Reply, running_site
from hypothesis import given
from hypothesis import strategies as st

from digest.collect.fetch import Fetcher
from digest.collect.wordpress import is_posts, read_posts
from digest.errors import ParseError, SourceError
from digest.model import Source, SourceKind

URL = "https://e.example/wp-json/wp/v2/posts"


def post(**changes: Any) -> dict[str, Any]:
    """Write a post as the API gives it."""
    return {
        "id": 7,
        "date": "2026-11-19T10:30:00",
        "date_gmt": "2026-11-19T09:30:00",
        "modified_gmt": "2026-11-19T12:00:00",
        "guid": {"rendered": "https://e.example/?p=7"},
        "link": "https://e.example/essays/harbour/",
        "title": {"rendered": "The harbour &#8211; and the sea"},
        "excerpt": {"rendered": "<p>A teaser of the house itself.</p>"},
        "content": {
            "rendered": "<p>The first paragraph.</p><figure><figcaption>No.</figcaption></figure><p>The second.</p>"
        },
        "_embedded": {
            "author": [{"name": "Ada Ferrol"}],
            "wp:term": [
                [{"taxonomy": "category", "name": "Uncategorized"}, {"taxonomy": "category", "name": "Essays"}],
                [{"taxonomy": "post_tag", "name": "sea"}],
            ],
            "wp:featuredmedia": [
                {
                    "source_url": "https://e.example/a.jpg",
                    "alt_text": "A quay",
                    "caption": {"rendered": "<p>A quay at dusk. Photo: J. R. Oduya</p>"},
                }
            ],
        },
    } | changes


def read(*posts: object) -> Any:
    """Read an answer of the API."""
    return read_posts(json.dumps(posts).encode(), url=URL, zone=ZONE, source="s")


def test_a_post_is_a_whole_piece() -> None:
    """With section, author, picture and credit, and the instant that it was published."""
    (piece,) = read(post())
    assert (piece.id, piece.url) == ("https://e.example/?p=7", "https://e.example/essays/harbour/")
    assert (piece.title, piece.section, piece.authors) == ("The harbour – and the sea", "Essays", ("Ada Ferrol",))
    assert piece.published == datetime(2026, 11, 19, 9, 30, tzinfo=UTC)
    assert piece.updated == datetime(2026, 11, 19, 12, tzinfo=UTC)
    assert (piece.teaser, piece.text) == ("A teaser of the house itself.", "The first paragraph.\n\nThe second.")
    assert (piece.image.alt, piece.image.credit, piece.is_whole) == ("A quay", "J. R. Oduya", True)


def test_an_excerpt_that_was_cut_off_is_no_teaser() -> None:
    """WordPress makes one from the first 55 words where nobody wrote one."""
    (piece,) = read(post(excerpt={"rendered": "<p>The first paragraph of it [&hellip;]</p>"}))
    assert piece.teaser == ""


def test_a_bad_post_does_not_cost_the_good_ones() -> None:
    """Plugins change what they like."""
    pieces = read(post(), {}, None, "x", post(link=None), post(title=5), post(_embedded=[], content=None, guid="g"))
    assert [piece.id for piece in pieces] == ["https://e.example/?p=7", "g"]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(list(post())), inner),
    )
)
def test_any_json_gives_pieces_or_an_error(value: Any) -> None:
    """Never anything else."""
    content = json.dumps([value, value]).encode()
    assert isinstance(read_posts(content, url=URL, zone=ZONE, source="s"), tuple)
    assert is_posts(json.dumps([post()]).encode())


@pytest.mark.parametrize(
    "content", [b"", b"<html>", b'{"code":"rest_forbidden","message":"No."}', b"7", b"[" * 100_000]
)
def test_a_refusal_is_named(content: bytes) -> None:
    """Some hosts close the API."""
    with pytest.raises(ParseError, match="WordPress REST API"):
        read_posts(content, url=URL, zone=ZONE, source="s")


def test_the_api_is_found_from_the_site() -> None:
    """Under /wp-json, or by rest_route where addresses are plain; what was found is asked again."""
    content = Reply(json.dumps([post()]).encode(), headers={"ETag": '"1"', "Content-Type": "application/json"})
    with running_site() as site, Fetcher(user_agent="test", allow=(site.origin,)) as fetcher:
        source = Source(url=f"{site.url}/", kind=SourceKind.WORDPRESS)
        with pytest.raises(SourceError, match="REST API cannot be had"):
            ask(source, fetcher)
        plain = next(path for path in site.paths if "rest_route" in path)
        site.replies[plain] = content
        collected = ask(source, fetcher)
        assert (len(collected.pieces), collected.feed_url) == (1, f"{site.url}{plain}")
        site.requests.clear()
        ask(source, fetcher, feed_url=collected.feed_url, known=collected.validators)
        assert site.requests[0][1]["if-none-match"] == '"1"'
        assert len(site.requests) == 1


def test_a_home_page_that_declares_the_api_is_collected_by_it() -> None:
    """Where its feed is turned off."""
    with running_site() as site, Fetcher(user_agent="test", allow=(site.origin,)) as fetcher:
        link = f'<link rel="https://api.w.org/" href="{site.url}/wp-json/">'
        page = f"<html><head>{link}</head><body><p>Hello</p></body></html>"
        site.replies["/"] = Reply(page.encode(), headers={"Content-Type": "text/html"})
        with pytest.raises(SourceError):
            ask(Source(url=site.url), fetcher)
        api = next(path for path in site.paths if path.startswith("/wp-json/wp/v2/posts"))
        site.replies[api] = Reply(json.dumps([post()]).encode())
        assert [piece.title for piece in ask(Source(url=site.url), fetcher).pieces] == ["The harbour – and the sea"]
