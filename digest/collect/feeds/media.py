"""Finds the pictures that an entry carries beside its text: enclosures, Media RSS, iTunes and homely inventions.

Reads titles, captions and credits from the picture, its group, or the entry, nearest first (Media RSS 1.5.1).
"""

from __future__ import annotations

__all__ = ["is_picture", "media_of", "video_words"]

import re
from typing import TYPE_CHECKING

from digest.collect.feeds.elements import children_of, first_text, text_of, texts_of
from digest.collect.feeds.raw import Medium
from digest.text import shorten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

    from digest.collect.feeds.elements import Children

MAX_MEDIA = 20
LONGEST_WORDS = 1_000
"""Characters of a video's description; further paragraphs are links and thanks."""
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)(?:[?#].*)?$", re.IGNORECASE)


def media_of(children: Children) -> tuple[Medium, ...]:
    """List the pictures of an entry: those in full size first, then thumbnails."""
    unique: dict[str, Medium] = {}
    for medium in (*_media_rss(children, (children,)), *_enclosures(children), *_others(children)):
        if medium.url:
            unique.setdefault(medium.url, medium)
    return tuple(sorted(unique.values(), key=lambda medium: medium.is_thumbnail))[:MAX_MEDIA]


def video_words(children: Children) -> str:
    """Give the first paragraphs of the description of an entry's video; empty where the medium is none."""
    groups = [_media_children(element) for element in children.get("media:group", ())[:MAX_MEDIA]]
    for group in (*groups, children):
        for element in group.get("media:content", ())[:MAX_MEDIA]:
            if _is_video(element):
                words = _nearest((_media_children(element), group, children), "media:description")
                return _beginning(words)
    return ""


def _is_video(element: Element) -> bool:
    medium, kind = (element.get(name, "").strip().lower() for name in ("medium", "type"))
    # YouTube still calls its videos Flash.
    return medium == "video" or kind.startswith(("video/", "application/x-shockwave"))


def _beginning(words: str) -> str:
    kept: list[str] = []
    size = 0
    for part in re.split(r"\n\s*\n", words.replace("\r\n", "\n")):
        size += len(part) + 2
        if size > LONGEST_WORDS:
            break
        kept.append(part)
    return "\n\n".join(kept) or shorten(words, LONGEST_WORDS)


def is_picture(kind: str, url: str) -> bool:
    """Whether a media type such as `image/jpeg`, a medium such as `image`, or else the address, names a picture."""
    kind = kind.strip().lower()
    if kind:
        return kind.startswith("image") and "svg" not in kind
    return bool(_PICTURE.search(url))


def _media_rss(children: Children, around: tuple[Children, ...]) -> Iterator[Medium]:
    for element in children.get("media:content", ())[:MAX_MEDIA]:
        url = element.get("url", "").strip()
        inner = _media_children(element)
        nearest = (inner, *around)
        if is_picture(element.get("type") or element.get("medium") or "", url):
            yield _medium(url, nearest, width=_pixels(element.get("width")))
        yield from _thumbnails(inner, nearest)
    yield from _thumbnails(children, around)
    for element in children.get("media:group", ())[:MAX_MEDIA]:
        inner = _media_children(element)
        yield from _media_rss(inner, (inner, *around))


def _media_children(element: Element) -> Children:
    """Give the children of a Media RSS element under their prefixed names."""
    return {name if ":" in name else f"media:{name}": found for name, found in children_of(element).items()}


def _thumbnails(children: Children, around: tuple[Children, ...]) -> Iterator[Medium]:
    for element in children.get("media:thumbnail", ())[:MAX_MEDIA]:
        url = (element.get("url") or text_of(element)).strip()
        yield _medium(url, around, width=_pixels(element.get("width")), is_thumbnail=True)


def _enclosures(children: Children) -> Iterator[Medium]:
    for element in children.get("enclosure", ())[:MAX_MEDIA]:
        url = element.get("url", "").strip()
        if is_picture(element.get("type", ""), url):
            yield _medium(url, (children,))
    for element in (*children.get("link", ()), *children.get("atom:link", ())):
        url = element.get("href", "").strip()
        if element.get("rel") == "enclosure" and is_picture(element.get("type", ""), url):
            yield _medium(url, (children,))


def _others(children: Children) -> Iterator[Medium]:
    for name in ("image", "itunes:image", "other:image", "thumbnail"):
        for element in children.get(name, ())[:1]:
            inner = children_of(element)
            url = element.get("href") or element.get("url") or first_text(inner, "url", "link") or text_of(element)
            yield _medium(url.strip(), (), is_thumbnail=True)


def _medium(url: str, around: tuple[Children, ...], *, width: int = 0, is_thumbnail: bool = False) -> Medium:
    return Medium(
        url=url,
        title=_nearest(around, "media:title"),
        caption=_nearest(around, "media:description"),
        credit=", ".join(next((names for near in around if (names := texts_of(near, "media:credit"))), ())),
        width=width,
        is_thumbnail=is_thumbnail,
    )


def _nearest(around: tuple[Children, ...], name: str) -> str:
    return next((text for near in around if (text := first_text(near, name))), "")


def _pixels(value: str | None) -> int:
    return int(value) if value and value.isdecimal() and len(value) <= 5 else 0  # noqa: PLR2004 - no picture is wider
