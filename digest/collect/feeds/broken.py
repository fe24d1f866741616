"""Reads feeds that are beyond repair with feedparser, which takes nearly anything.

Bounded: feedparser takes minutes for some megabytes of junk, so a text with too much of it is refused.
"""

from __future__ import annotations

__all__ = ["read_broken"]

import re
import warnings
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from digest.collect.feeds.media import is_picture
from digest.collect.feeds.newest import newest
from digest.collect.feeds.raw import Category, Medium, Prose, RawEntry, RawFeed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

MAX_BYTES = 4_000_000
MAX_MARKS = 100_000
"""Tags and entities; feedparser needs up to 0.1 ms for each, and real feeds have up to 40,000."""

# feedparser takes the caption of a picture for the summary or the content, whichever comes first.
_CAPTION = re.compile(rb"<media:(?:description|text)\b[^<>]*>(?s:.{0,4000}?)</media:(?:description|text)\s*>")
_SURROGATES = re.compile("[\ud800-\udfff]")

Entry = dict[str, Any]


def read_broken(content: bytes, *, url: str) -> RawFeed:
    """Read what can be read of the feed found at *url*; raises ValueError for what is too much."""
    import feedparser

    if len(content) > MAX_BYTES or content.count(b"<") + content.count(b"&") > MAX_MARKS:
        raise ValueError("not well-formed, and too large to be read leniently")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # feedparser's own, for its old key names
        parsed = feedparser.parse(
            _CAPTION.sub(b"", content),
            sanitize_html=False,
            resolve_relative_uris=False,
            response_headers={"content-location": url},
        )
        feed = parsed.get("feed", {})
        return RawFeed(
            title=_string(feed.get("title")),
            link=urljoin(url, _string(feed.get("link"))) if feed.get("link") else "",
            lang=_string(feed.get("language")),
            entries=tuple(_entry(entry, url) for entry in newest(parsed.get("entries", ()), _dates)),
        )


def _dates(entry: Entry) -> tuple[str, ...]:
    return _strings(entry, ("published", "created", "updated"))


def _entry(entry: Entry, url: str) -> RawEntry:
    link = _string(entry.get("feedburner_origlink")) or _string(entry.get("link"))
    people = [_string(person.get("name")) for person in entry.get("authors", ()) if person]
    return RawEntry(
        id=_string(entry.get("id")),
        link=urljoin(url, link) if link else "",
        title=_string(entry.get("title")),
        authors=tuple(filter(None, people)) or _strings(entry, ("author",)),
        published=_strings(entry, ("published", "created")),
        updated=_strings(entry, ("updated",)),
        prose=tuple(_prose(entry)),
        categories=tuple(
            Category(name=_string(tag.get("label") or tag.get("term")), scheme=_string(tag.get("scheme")))
            for tag in entry.get("tags", ())
        ),
        media=tuple(_media(entry)),
        lang=_string(entry.get("language")),
    )


def _prose(entry: Entry) -> Iterator[Prose]:
    for content in entry.get("content", ()):
        if content.get("value"):
            yield Prose(html=_string(content["value"]), is_summary=False)
    summary = _string(entry.get("summary"))
    if summary:
        yield Prose(html=summary, is_summary=True)


def _media(entry: Entry) -> Iterator[Medium]:
    credit = ", ".join(_string(name.get("content")) for name in entry.get("media_credit", ()))
    for medium in entry.get("media_content", ()):
        url = _string(medium.get("url"))
        if url and is_picture(_string(medium.get("type") or medium.get("medium")), url):
            yield Medium(url=url, credit=credit)
    for enclosure in entry.get("enclosures", ()):
        url = _string(enclosure.get("href"))
        if url and is_picture(_string(enclosure.get("type")), url):
            yield Medium(url=url, credit=credit)
    for thumbnail in entry.get("media_thumbnail", ()):
        if thumbnail.get("url"):
            yield Medium(url=_string(thumbnail["url"]), credit=credit, is_thumbnail=True)


def _strings(entry: Mapping[str, Any], keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(value for key in keys if (value := _string(entry.get(key))))


def _string(value: object) -> str:
    return _SURROGATES.sub("\ufffd", value).strip() if isinstance(value, str) else ""
