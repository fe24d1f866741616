"""Reads feeds: RSS 0.9x to 2.0, RDF, Atom 0.3 and 1.0, JSON Feed; well-formed, nearly so, or broken.

Decides in which order the readers are tried: strict XML first, then mended XML, then feedparser, which takes nearly
anything, then lxml's own recovery. An own pass over lxml's tree reads four feeds of five in a millisecond or two and
keeps what the libraries hide or confuse: raw dates, credits, captions. Does not know pages, and fetches nothing.
"""

from __future__ import annotations

__all__ = ["Feed", "parse_feed"]

import re
from dataclasses import dataclass
from email.message import Message
from typing import TYPE_CHECKING

from digest.errors import ParseError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from zoneinfo import ZoneInfo

    from digest.collect.feeds.raw import RawFeed
    from digest.model import Piece

_HEAD = 1_000
_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html[\s>])", re.IGNORECASE | re.DOTALL)
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF|channel|\w+:feed)[\s>]", re.IGNORECASE)
# An element of thousands of attributes, whose tree takes libxml2 quadratic time (200,000 in minutes).
_BOMB = re.compile(rb"""<[\w:-]{1,100}+(?:\s++[^\s=>/]{1,200}+\s*+=\s*+(?:"[^"]*+"|'[^']*+')){1000}""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What a feed says of itself, and its pieces in the feed's own order."""

    title: str
    link: str
    """The page that the feed belongs to."""
    lang: str
    pieces: tuple[Piece, ...]
    next_url: str = ""
    """Where older entries stand (RFC 5005 §3, JSON Feed's next_url); empty where the feed does not say."""
    rest_seconds: float = 0.0
    """For how long the feed asks to be left alone; 0 where it does not."""


def parse_feed(
    content: bytes,
    *,
    url: str,
    zone: ZoneInfo,
    content_type: str = "",
    source: str = "",
    has_content: bool = True,
) -> Feed:
    """Read the feed in *content*, found at *url*; a feed without entries is a feed.

    Where *url* is empty, relative links are taken against the page or the address that the feed names. Dates without
    a zone are in *zone*. *content_type* may carry the charset that the server named. Without *has_content* the pieces
    come without their HTML, whose cleaning takes as long as all the rest. Raises ParseError for what is no feed.
    """
    from digest.collect.feeds.pieces import language_tag, to_pieces
    from digest.collect.markup import absolute_url, clean_title

    raw = _read(content, url=url, charset=_charset(content_type))
    base = url or absolute_url(raw.link, "") or absolute_url(raw.address, "")
    return Feed(
        title=clean_title(raw.title),
        link=absolute_url(raw.link, base),
        lang=language_tag(raw.lang),
        pieces=to_pieces(raw, url=base, zone=zone, source=source, has_content=has_content),
        next_url=absolute_url(raw.next_url, base) if raw.next_url else "",
        rest_seconds=raw.rest_seconds,
    )


def _charset(content_type: str) -> str:
    message = Message()
    message["Content-Type"] = " ".join(content_type.split())
    charset = message.get_param("charset", "")
    return charset.strip("\"' ") if isinstance(charset, str) else ""


def _read(content: bytes, *, url: str, charset: str) -> RawFeed:
    if not content.strip():
        raise ParseError("empty, and so no feed; check the address", resource=url)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}:
        return _read_json(content, url=url, charset=charset)
    if _HTML.match(content[:_HEAD]) and not _FEED.search(content[:_HEAD]):
        raise ParseError("a web page, not a feed; use the feed's own address", resource=url)
    if _BOMB.search(content):
        raise ParseError("an element with thousands of attributes; tell the site's owner", resource=url)
    return _read_xml(content, url=url, charset=charset)


def _read_json(content: bytes, *, url: str, charset: str) -> RawFeed:
    from digest.collect.feeds.json_feed import read_json
    from digest.collect.feeds.repair import decoded

    try:
        return read_json(decoded(content, charset).removeprefix("\ufeff"), url=url)
    except ValueError as error:
        raise ParseError(f"not a feed ({error}); check the address", resource=url) from error


def _read_xml(content: bytes, *, url: str, charset: str) -> RawFeed:
    """Try the readers in turn; the first that finds entries wins, else the first that finds a feed at all."""
    from digest.collect.feeds.xml import NotAFeed

    empty: RawFeed | None = None
    reason = ""
    for reader in _readers(content, url=url, charset=charset):
        try:
            feed = reader()
        except NotAFeed as error:
            raise ParseError(f"not a feed but a document <{error}>; check the address", resource=url) from error
        except ValueError as error:
            reason = reason or str(error)
            continue
        if feed.entries:
            return feed
        empty = empty or (feed if _FEED.search(content) else None)
    if empty is None:
        raise ParseError(f"not a feed ({reason or 'nothing in it'}); check the address", resource=url)
    return empty


def _readers(content: bytes, *, url: str, charset: str) -> Iterator[Callable[[], RawFeed]]:
    from digest.collect.feeds.broken import read_broken
    from digest.collect.feeds.repair import decoded, has_doctype, is_mislabelled, repaired, without_doctype
    from digest.collect.feeds.xml import read_xml

    # A document type may define entities that explode, or let those stay undefined that the strict reader would drop.
    if not is_mislabelled(content):
        bare = without_doctype(content) if has_doctype(content) else content
        yield lambda: read_xml(bare, url=url)
    mended = repaired(decoded(content, charset))
    yield lambda: read_xml(mended, url=url)
    yield lambda: read_broken(content, url=url)
    yield lambda: read_xml(mended, url=url, is_lenient=True)
