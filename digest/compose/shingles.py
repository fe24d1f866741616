"""Turns a text into the set of its shingles, runs of four words each, as numbers that can be compared.

Does not know when two texts are alike.
"""

from __future__ import annotations

__all__ = ["MIN_WORDS", "containment", "shingles"]

from array import array
from typing import TYPE_CHECKING

from digest.compose.words import SPACELESS, WORD, fold

if TYPE_CHECKING:
    from collections.abc import Collection

SHINGLE_WORDS = 4
SHINGLE_CHARACTERS = 8
"""In scripts without spaces a character is a word here, and two of them are about one word elsewhere."""
MIN_WORDS = 80
"""In a shorter text a shared phrase proves nothing."""


def shingles(text: str) -> array[int]:
    """Give the different shingles of *text* in ascending order, none where it has fewer than 80 words.

    Their numbers hold for the life of the process: strings hash differently in the next one.
    """
    folded = fold(text)
    spaced, characters = (folded, 0) if folded.isascii() else SPACELESS.subn(r" \g<0> ", folded)
    words = WORD.findall(spaced)
    if len(words) - characters // 2 < MIN_WORDS:
        return array("q")
    width = SHINGLE_CHARACTERS if 2 * characters > len(words) else SHINGLE_WORDS
    runs = zip(*(words[offset:] for offset in range(width)), strict=False)
    return array("q", sorted(set(map(hash, runs))))


def containment(one: frozenset[int], other: Collection[int]) -> float:
    """Give the share, 0 to 1, of the smaller collection of different shingles that stands in the larger one."""
    smaller = min(len(one), len(other))
    return len(one.intersection(other)) / smaller if smaller else 0.0
