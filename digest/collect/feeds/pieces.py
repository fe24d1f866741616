"""Turns the raw entries of a feed into pieces.

Decides which text is the piece and which its teaser, which date counts, and what an entry without guid, link or title
is called. A caption is never a text. Does not know the piece's page; `digest.collect.merge` brings that in.
"""

from __future__ import annotations

__all__ = ["language_tag", "to_pieces"]

import hashlib
import html
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from digest.collect.authors import author_names
from digest.collect.dates import parse_date
from digest.collect.feeds.labels import section_of
from digest.collect.feeds.pictures import picture_of
from digest.collect.markup import (
    absolute_url,
    clean_element,
    clean_title,
    is_markup,
    parse_fragment,
    without_unseen,
)
from digest.collect.spoken import element_text
from digest.model import Piece, Precision
from digest.text import collapse, paragraphs, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from lxml.html import HtmlElement

    from digest.collect.dates import ParsedDate
    from digest.collect.feeds.raw import Prose, RawEntry, RawFeed

LONGEST_TEASER = 1_000
"""Characters; a longer description is the piece itself."""
LONGEST_MADE_UP_TITLE = 90
# A teaser about `<p>` may stay as it is: only an element with attributes, with its end, or a line break is markup.
_ESCAPED_TWICE = re.compile(
    r"""&(?:\#\d{2,6}|\#x[\da-f]{2,5}|nbsp|amp|quot|apos|lt|gt|[lr][sd]quo|[mn]dash|hellip);
      | <(?:a|img|p|div|span|font|iframe|table|figure)\s[a-z-]+\s?=[^<>]*> | <br\s?/?>
      | <(p|div|span|a|b|i|em|strong|u|h[1-6]|li|ul|blockquote)>[^<]*</\1\s*>""",
    re.IGNORECASE | re.VERBOSE,
)
# One paragraph without anything in it, as most summaries are.
_PLAIN = re.compile(r"(?:<p>)?([^<&]*)(?:</p>)?\s*")
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?(?:[-_].*)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    """What all entries of a feed have in common."""

    url: str
    zone: ZoneInfo
    source: str
    lang: str
    site_names: tuple[str, ...]
    repeated: frozenset[str]
    """Guids that the feed gives to several entries."""
    has_content: bool


def to_pieces(feed: RawFeed, *, url: str, zone: ZoneInfo, source: str, has_content: bool = True) -> tuple[Piece, ...]:
    """Turn every entry of *feed*, found at *url*, into a piece, if wanted with its HTML; repeated entries come once."""
    counts = Counter(entry.id for entry in feed.entries if entry.id)
    setting = _Setting(
        url=url,
        zone=zone,
        source=source,
        lang=language_tag(feed.lang),
        site_names=_site_names(feed, url),
        repeated=frozenset(key for key, count in counts.items() if count > 1),
        has_content=has_content,
    )
    pieces: dict[str, Piece] = {}
    for entry in feed.entries:
        if not (entry.link or entry.title or entry.prose):
            continue  # an entry with nothing but a guid says nothing to readers
        piece = _piece(entry, setting)
        pieces.setdefault(piece.id, piece)
    return tuple(pieces.values())


def _piece(entry: RawEntry, setting: _Setting) -> Piece:
    address = absolute_url(entry.link, setting.url)
    base = address or setting.url
    chosen = _choose(entry.prose, base, has_content=setting.has_content)
    raw, published = _first_date((*entry.published, *entry.updated), setting.zone)
    return Piece(
        id=_identifier(entry, address, is_repeated=entry.id in setting.repeated),
        url=address,
        title=clean_title(entry.title) or _made_up_title(chosen),
        source=setting.source,
        section=section_of(entry.categories),
        authors=author_names(entry.authors, site_names=setting.site_names),
        published=published.instant if published else None,
        precision=published.precision if published else Precision.GUESSED,
        published_raw=raw,
        updated=_updated(entry, published, setting.zone),
        teaser=chosen.teaser,
        text=chosen.text,
        content=chosen.content,
        is_whole=bool(chosen.text),
        lang=language_tag(entry.lang) or setting.lang,
        image=picture_of(entry.media, chosen.root, base=base),
    )


def _identifier(entry: RawEntry, address: str, *, is_repeated: bool) -> str:
    """Name the entry: its guid, with the address where the feed repeats the guid; else its address; else its words."""
    if entry.id:
        return f"{entry.id} {address}".strip() if is_repeated else entry.id
    if address:
        return address
    words = "\n".join((entry.title, *entry.published[:1]))
    if not words.strip():
        words = "\n".join(prose.html for prose in entry.prose)
    return f"sha256:{hashlib.sha256(words.encode('utf-8', 'replace')).hexdigest()[:32]}"


def _first_date(raws: Iterable[str], zone: ZoneInfo) -> tuple[str, ParsedDate | None]:
    """Give the first date that can be read, with its own words; else the words of the first."""
    first = ""
    for raw in raws:
        first = first or raw
        parsed = parse_date(raw, zone=zone)
        if parsed:
            return raw, parsed
    return first, None


def _updated(entry: RawEntry, published: ParsedDate | None, zone: ZoneInfo) -> datetime | None:
    _, updated = _first_date(entry.updated, zone)
    is_news = updated and (published is None or updated.instant > published.instant)
    return updated.instant if updated and is_news else None


def _site_names(feed: RawFeed, url: str) -> tuple[str, ...]:
    hosts = (urlsplit(address).hostname or "" for address in (url, feed.link))
    return (clean_title(feed.title), *(host.removeprefix("www.") for host in hosts))


# ---- which text is which --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chosen:
    """The texts of an entry in their parts."""

    root: HtmlElement | None = None
    content: str = ""
    text: str = ""
    teaser: str = ""


def _choose(prose: tuple[Prose, ...], base: str, *, has_content: bool) -> _Chosen:
    """Take the longest text as the piece and a short other one as its teaser.

    Publishers put the whole piece into the description as often as into the content, so length decides, not the name.
    """
    readings = [_read(part) for part in prose]
    if not readings:
        return _Chosen()
    main = max(readings, key=lambda reading: len(reading.text))
    is_whole = not main.prose.is_summary or len(main.text) > LONGEST_TEASER
    others = (reading.text for reading in readings if reading is not main and reading.text != main.text)
    has_content = has_content and (is_whole or is_markup(main.prose.html))
    return _Chosen(
        root=main.root,
        content=_content(main, main.prose.base or base) if has_content else "",
        text=main.text if is_whole else "",
        teaser=next((text for text in others if 0 < len(text) <= LONGEST_TEASER), "") if is_whole else main.text,
    )


def _content(reading: _Reading, base: str) -> str:
    if reading.root is None:
        return f"<div><p>{html.escape(reading.text, quote=False)}</p></div>" if reading.text else ""
    return clean_element(reading.root, base)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """A text parsed once."""

    prose: Prose
    root: HtmlElement | None
    text: str


def _read(prose: Prose) -> _Reading:
    if prose.is_summary and len(prose.html) < LONGEST_TEASER and (plain := _PLAIN.fullmatch(prose.html)):
        return _Reading(prose=prose, root=None, text=collapse(without_unseen(plain[1])))
    root = parse_fragment(prose.html)
    text = "" if root is None else element_text(root)
    if root is not None and prose.is_summary and _ESCAPED_TWICE.search(text):
        again = parse_fragment("".join(f"<p>{part}</p>" for part in paragraphs(text)))
        if again is not None:
            root, text = (root if len(root) else again), element_text(again)
    return _Reading(prose=prose, root=root, text=text)


def _made_up_title(chosen: _Chosen) -> str:
    first = (chosen.teaser or chosen.text).partition("\n")[0]
    return shorten(clean_title(first), LONGEST_MADE_UP_TITLE)


def language_tag(raw: str) -> str:
    """Write a language tag as BCP 47 does, `pt-BR`; empty for what is none.

    >>> language_tag("EN_us")
    'en-US'
    """
    found = _LANGUAGE.fullmatch(raw.strip())
    if not found:
        return ""
    language, script, region = found.groups()
    parts = (language.lower(), script.title() if script else "", region.upper() if region else "")
    return "-".join(filter(None, parts))
