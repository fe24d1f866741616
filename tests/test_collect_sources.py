"""A source stays what it was: one bad answer must not lead elsewhere."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from collect_parts import ask
from collect_site import Reply, running_site

from digest.collect.fetch import Fetcher
from digest.errors import SourceError
from digest.model import Source

ZONE = ZoneInfo("UTC")


def feed(title: str) -> Reply:
    """Give a feed with one piece."""
    item = f"<item><title>{title}</title><link>https://a.example/{title}</link></item>"
    return Reply(f'<rss version="2.0"><channel><title>T</title>{item}</channel></rss>'.encode())


def test_a_feed_that_once_answers_with_a_page_is_down_and_not_replaced() -> None:
    """A bot wall on `/essays/feed.xml` must not bring in the whole site's feed for good."""
    with running_site() as site, Fetcher(user_agent="digest-tests", allow=(site.origin,)) as fetcher:
        source = Source(url=f"{site.url}/essays/feed.xml")
        site.replies["/feed.xml"] = feed("whole")
        site.replies["/essays/feed.xml"] = feed("essay")
        first = ask(source, fetcher, zone=ZONE)
        assert [piece.title for piece in first.pieces] == ["essay"]
        site.replies["/essays/feed.xml"] = Reply(b"<html><title>Just a moment</title></html>")
        with pytest.raises(SourceError):
            ask(source, fetcher, zone=ZONE, feed_url=first.feed_url)
        assert "/feed.xml" not in site.paths
