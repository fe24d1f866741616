"""Small truths about plain text: white space, words, reading time. Knows no language model and no markup."""

from __future__ import annotations

__all__ = [
    "collapse",
    "decoded",
    "encoded_size",
    "joined",
    "label",
    "paragraphs",
    "printed",
    "reading_minutes",
    "shorten",
    "unescaped",
    "word_count",
]

import binascii
import html
import math
import re
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

if TYPE_CHECKING:
    from collections.abc import Iterable

WORDS_PER_MINUTE = 238
"""Silent reading of English non-fiction (Brysbaert 2019, mean of 190 studies)."""

# Unicode's East Asian Width of ideographs, kana and their punctuation; Hangul, which has spaces, ends with a full stop.
_WIDE = frozenset("WF")
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"\w+(?:['’-]\w+)*")
# With its semicolon only: the short forms of HTML would turn "R&D;" or "AT&T" into something else.
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
# More digits than any character has; from 4,300 on Python refuses to read them.
_NO_CHARACTER = re.compile(r"&#\d{100,};?")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
_EMPTY_LINE = re.compile(r"\n\s*\n")
# Scripts without spaces between words: one character counts as half a word.
_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


def collapse(text: str) -> str:
    r"""Replace every run of white space by one space and strip the ends.

    >>> collapse("  two\n lines ")
    'two lines'
    """
    return _SPACE.sub(" ", text).strip()


def joined(sentences: Iterable[str]) -> str:
    r"""Put printed *sentences* one after the other: with a space, or without where the script has none.

    >>> joined(["One.", "Two."]), joined(["一つ。", "二つ。"])
    ('One. Two.', '一つ。二つ。')
    """
    text = ""
    for sentence in sentences:
        is_close = not text or east_asian_width(text[-1]) in _WIDE
        text += sentence if is_close else f" {sentence}"
    return text


def printed(text: str) -> str:
    r"""Give *text* as a reader should see it: white space collapsed, left-over character references decoded.

    >>> printed("fish &amp;\nchips &#8211; AT&T")
    'fish & chips – AT&T'
    """
    return collapse(_REFERENCE.sub(lambda reference: html.unescape(reference.group()), text))


def unescaped(text: str) -> str:
    r"""Decode the character references in *text* as HTML does, and do not fail at any.

    >>> unescaped("fish &amp; chips &#8211; &#" + "1" * 5000 + ";")
    'fish & chips – \ufffd'
    """
    return html.unescape(_NO_CHARACTER.sub("\ufffd", text))


def label(name: str) -> str:
    """Give a section's name as a heading: a slug becomes words, and its first letter a capital.

    >>> label("customer-experience"), label("QiOSK"), label("Field Notes")
    ('Customer experience', 'QiOSK', 'Field Notes')
    """
    words = name.replace("-", " ") if _SLUG.fullmatch(name) else name
    return words[:1].upper() + words[1:] if name.islower() else name


def paragraphs(text: str) -> tuple[str, ...]:
    """Divide *text* at its empty lines; empty paragraphs are dropped."""
    return tuple(part.strip() for part in _EMPTY_LINE.split(text) if part.strip())


def word_count(text: str) -> int:
    """Count words; two ideographs or kana count as one."""
    ideographs = len(_IDEOGRAPH.findall(text))
    return len(_WORD.findall(_IDEOGRAPH.sub(" ", text))) + ideographs // 2


def reading_minutes(text: str) -> int:
    """Estimate the time to read *text*, in whole minutes, at least 1."""
    return max(1, math.ceil(word_count(text) / WORDS_PER_MINUTE))


def shorten(text: str, limit: int) -> str:
    """Cut *text* at a word's end to at most *limit* characters, the ellipsis included. For labels, never for blurbs.

    >>> shorten("a long headline here", 12)
    'a long…'
    """
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    cut = head.rfind(" ")
    return (head[:cut] if cut > 0 else head).rstrip(" ,;:–—-") + "…"


def decoded(content: bytes, charset: str) -> str:
    """Decode the content of a part of a message, as UTF-8 where *charset* is unknown; lines end in LF alone."""
    try:
        text = content.decode(charset, "replace")
    except LookupError:
        text = content.decode("utf-8", "replace")
    return text.replace("\r\n", "\n")


def encoded_size(text: str) -> int:
    """Count the bytes of *text* in quoted-printable with CRLF line ends (RFC 2045)."""
    encoded = binascii.b2a_qp(text.encode("utf-8", "replace"), istext=True)
    return len(encoded) + encoded.count(b"\n")
