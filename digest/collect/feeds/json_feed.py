"""Reads JSON Feed 1 and 1.1 (jsonfeed.org). What has a wrong type is left out; the rest of the entry is kept."""

from __future__ import annotations

__all__ = ["read_json"]

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from digest.collect.feeds.elements import escaped
from digest.collect.feeds.media import is_picture
from digest.collect.feeds.newest import newest
from digest.collect.feeds.raw import Category, Medium, Prose, RawEntry, RawFeed
from digest.collect.markup import mended_json

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]


def read_json(text: str, *, url: str) -> RawFeed:
    """Read the feed found at *url*; raises ValueError for what is no JSON Feed."""
    try:
        feed = json.loads(mended_json(text))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise ValueError("no JSON Feed: there is no list of items in it")  # noqa: TRY004 - the answer's fault, not ours
    authors = _authors(feed)
    items = [item for item in feed["items"] if isinstance(item, dict)]
    return RawFeed(
        title=_text(feed, "title"),
        address=_text(feed, "feed_url"),
        link=_address(feed, "home_page_url", base=url),
        next_url=_text(feed, "next_url"),
        lang=_text(feed, "language"),
        entries=tuple(_entry(item, url, authors) for item in newest(items, _dates)),
    )


def _dates(item: Json) -> tuple[str, ...]:
    return (*_texts(item, "date_published"), *_texts(item, "date_modified"))


def _entry(item: Json, url: str, feed_authors: tuple[str, ...]) -> RawEntry:
    identifier = item.get("id")
    tags = item.get("tags")
    return RawEntry(
        id=str(identifier).strip() if isinstance(identifier, (str, int)) else "",
        link=_address(item, "url", base=url) or _address(item, "external_url", base=url),
        title=_text(item, "title"),
        authors=_authors(item) or feed_authors,
        published=_texts(item, "date_published"),
        updated=_texts(item, "date_modified"),
        prose=tuple(_prose(item)),
        categories=tuple(Category(name=tag) for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else (),
        media=tuple(_media(item, url)),
        lang=_text(item, "language"),
    )


def _prose(item: Json) -> Iterator[Prose]:
    html, text, summary = (_text(item, key) for key in ("content_html", "content_text", "summary"))
    if html or text:
        yield Prose(html=html or escaped(text), is_summary=False)
    if summary:
        yield Prose(html=escaped(summary), is_summary=True)


def _media(item: Json, url: str) -> Iterator[Medium]:
    for key in ("image", "banner_image"):
        address = _address(item, key, base=url)
        if address:
            yield Medium(url=address)
    attachments = item.get("attachments")
    for attachment in attachments if isinstance(attachments, list) else ():
        if isinstance(attachment, dict) and is_picture(_text(attachment, "mime_type"), _text(attachment, "url")):
            yield Medium(url=_address(attachment, "url", base=url), title=_text(attachment, "title"))


def _authors(parent: Json) -> tuple[str, ...]:
    """Read `authors` (1.1), or `author` (1)."""
    people = parent.get("authors")
    if not isinstance(people, list):
        people = [parent.get("author")]
    return tuple(name for person in people if isinstance(person, dict) and (name := _text(person, "name")))


def _address(parent: Json, key: str, *, base: str) -> str:
    value = _text(parent, key)
    return urljoin(base, value) if value else ""


def _texts(parent: Json, key: str) -> tuple[str, ...]:
    value = parent.get(key)
    return (str(value),) if isinstance(value, (str, int, float)) and value else ()


def _text(parent: Json, key: str) -> str:
    value = parent.get(key)
    return value.strip() if isinstance(value, str) else ""
