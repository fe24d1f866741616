"""Takes a saved page of a magazine apart: the main piece, the teasers of other pieces, and what is left out, with why.

Works on what a reader saw (text pasted from a browser, or HTML), by the shape that such pages have: a headline, its
body, then blocks of headline, section, one or two paragraphs and "keep reading". Every line of the page ends in
exactly one place. Does not know addresses or dates: a pasted text has none.
"""

from __future__ import annotations

__all__ = ["LeftOut", "SavedPage", "SavedPiece", "read_saved_page"]

import email
import email.policy
import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from digest.collect.document import MAX_BYTES, decode, parse_document
from digest.collect.saved_lines import Line, judged, key, written_lines
from digest.collect.saved_main import Hints, read_main
from digest.collect.saved_rendering import Shown, rendered
from digest.collect.saved_teasers import Reading, SavedPiece, find_teasers
from digest.errors import ParseError
from digest.text import paragraphs

if TYPE_CHECKING:
    from collections.abc import Iterable

_MARKUP = re.compile(r"<(?:!doctype\s+html|html|head|body|div|p|article|main|section|h[1-6])\b[^>]*>", re.IGNORECASE)
_SNIFFED = 200_000
_STRUCTURE = "boolean(//h1 | //h2 | //h3 | //article | //main | //meta[@property] | //script | //link)"
_ARCHIVE = re.compile(rb"(?:[\w-]+:.*\r?\n(?:[ \t].*\r?\n)*){0,20}?MIME-Version:", re.IGNORECASE)
_MAX_ARCHIVE = 25_000_000
"""Bytes of a page that a browser saved with its pictures in one file."""
MAX_LINES = 20_000
"""A page of more lines is refused: real ones have some hundreds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A line that is no part of any piece, and why; a main piece's standfirst has the reason `dek`."""

    text: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPage:
    """A saved page, taken apart."""

    main: SavedPiece
    teasers: tuple[SavedPiece, ...]
    left_out: tuple[LeftOut, ...]


def read_saved_page(content: bytes, *, name: str) -> SavedPage:
    """Take the saved page in *content* apart; *name*, its file name, is a hint at the headline.

    Raises ParseError where there is nothing to read.
    """
    content = _page_of_archive(content)
    if len(content) > MAX_BYTES:
        raise ParseError(f"the saved page is larger than {MAX_BYTES // 1_000_000} MB; leave it out", resource=name)
    text = decode(content)
    lines, hints = (_read_html if _MARKUP.search(text[:_SNIFFED]) else _read_text)(content, name)
    if not any(key(line.text) for line in lines):
        raise ParseError("the saved page has no text; save it again as text or HTML", resource=name)
    reading = Reading(lines, Counter(key(line.text) for line in lines))
    teasers, start, end = find_teasers(reading)
    sections = frozenset(key(teaser.section) for teaser in teasers if teaser.section)
    other_text = frozenset(key(part) for teaser in teasers for part in paragraphs(teaser.text))
    main = read_main(reading, (start, end), hints, other_text, sections)
    left_out = tuple(LeftOut(text=lines[place].text, why=why) for place, why in sorted(reading.why.items()))
    return SavedPage(main=main, teasers=tuple(teasers), left_out=left_out)


def _read_text(content: bytes, name: str) -> tuple[list[Line], Hints]:
    file_name = re.sub(r"\.(?:txt|html?|md)$", "", name.replace("\\", "/").rsplit("/", 1)[-1])
    return judged(_bounded(written_lines(decode(content)), name)), Hints(title=file_name)


def _read_html(content: bytes, name: str) -> tuple[list[Line], Hints]:
    """Read the lines of a page; what its metadata and its extractor say is worth more than the shape of its lines."""
    from digest.collect.pages import read_page  # loads the extractors, which a pasted text does not need

    root = parse_document(content, resource=name)  # first, since it knows the file's name
    shown = _bounded(islice(rendered(root), MAX_LINES + 1), name)
    page = read_page(content, url="", zone=ZoneInfo("UTC"))
    if not root.xpath(_STRUCTURE):  # a text in the dress of a page: the shape of its lines says more
        return judged(shown), Hints(title=page.title)
    return judged(shown, body=page.text), Hints(
        title=page.title,
        section=page.section or "",
        credit=page.image.credit if page.image else "",
        dek=page.dek,
        text=page.text,
        is_page=True,
    )


def _bounded(shown: Iterable[Shown], name: str) -> list[Shown]:
    lines = list(shown)
    if len(lines) > MAX_LINES:
        raise ParseError(f"the saved page has more than {MAX_LINES:,} lines; leave it out", resource=name)
    return lines


def _page_of_archive(content: bytes) -> bytes:
    """Take the page out of a web archive (RFC 2557), as browsers save a page in one file; give others as they are."""
    if len(content) > _MAX_ARCHIVE or not _ARCHIVE.match(content[:_SNIFFED]):
        return content
    parts = email.message_from_bytes(content, policy=email.policy.compat32).walk()
    page = next((part for part in parts if part.get_content_type() == "text/html"), None)
    payload = page.get_payload(decode=True) if page is not None else None
    if page is None or not isinstance(payload, bytes):
        return content
    return decode(payload, str(page.get_content_charset() or "")).encode()
