"""Compares headlines: what of them counts, and when one is another one corrected.

Does not know what follows from it: two pieces under one headline may be copies, tell one story, or be a weekly column.
"""

from __future__ import annotations

__all__ = ["headline_words", "is_retitled", "outlet"]

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from digest.compose.words import WORD, fold
from digest.text import printed

if TYPE_CHECKING:
    from digest.model import Piece

RETITLED = 88
"""Token sort ratio, 0 to 100; so alike are a headline and its correction, and few others."""
MIN_SHARED = 3
"""A headline of so many words, all of which stand in another one, is the other one shortened."""

# “Sea’s” is one word, and “U.S.” the same as “US”.
_INSIDE_WORD = re.compile(r"(?<=\w)['’ʼ`´](?=\w)|(?<=\b\w)\.(?=\w\b)")
_MIRROR = re.compile(r"^(?:www\d?|m|mobile|amp)\.(?=[^.]+\.)")
_NUMBER = re.compile(
    r"\d+|[ivx]+|one|two|three|four|five|six|seven|eight|nine|ten|first|second|third|fourth|fifth|sixth|seventh|eighth"
)


def outlet(piece: Piece) -> str:
    """Name who published *piece*: the host of its link, else its source."""
    try:
        host = urlsplit(piece.link).hostname or ""
    except ValueError:
        host = ""
    return _MIRROR.sub("", host.rstrip(".")) or piece.source


def headline_words(title: str) -> tuple[str, ...]:
    """Give the words of *title* as they count: no case, accents, punctuation or apostrophes.

    >>> headline_words("The Sea&#8217;s price – again, U.S. told")
    ('the', 'seas', 'price', 'again', 'us', 'told')
    """
    return tuple(WORD.findall(_INSIDE_WORD.sub("", fold(printed(title)))))


def is_retitled(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether the headlines *one* and *other*, in words, may be one headline before and after a correction.

    Their numbers must agree, Roman ones too: “Part II” corrects no “Part I”, and 2026's call no call of 2025.
    """
    from rapidfuzz.fuzz import ratio

    if one == other:
        return True
    if not one or not other or _numbers(one) != _numbers(other):
        return False
    shorter, longer = sorted((one, other), key=len)
    is_shortened = len(shorter) >= MIN_SHARED and set(shorter) <= set(longer)
    return is_shortened or ratio(" ".join(sorted(one)), " ".join(sorted(other))) >= RETITLED


def _numbers(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for word in words if _NUMBER.fullmatch(word))
