"""Words of a text in any script, and how much two texts share. Knows no grammar and no language."""

from __future__ import annotations

__all__ = ["content_words", "overlap", "words"]

import functools
import re

# Scripts written without spaces: Thai, Lao, Myanmar, Khmer, kana, CJK ideographs. Two characters serve as a word.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]+|[^\W_{_UNSPACED}]+(?:[’'.-][^\W_{_UNSPACED}]+)*")
_FIRST_UNSPACED = re.compile(rf"[{_UNSPACED}]")
_SHORT = 4


def words(text: str) -> tuple[str, ...]:
    """Return the words of *text* in lower case; unspaced scripts give overlapping pairs of characters.

    >>> words("The U.S. can’t wait.")
    ('the', 'u.s', 'can’t', 'wait')
    """
    found: list[str] = []
    for match in _WORD.finditer(text.lower()):
        word = match[0]
        if _FIRST_UNSPACED.match(word) and len(word) > 1:
            found.extend(word[index : index + 2] for index in range(len(word) - 1))
        else:
            found.append(word)
    return tuple(found)


@functools.lru_cache(maxsize=512)  # each sentence of a piece is compared with many others
def content_words(text: str) -> frozenset[str]:
    """Return the words of *text* that are likely to carry meaning: four letters or more, figures, unspaced pairs."""
    return frozenset(
        word for word in words(text) if len(word) >= _SHORT or not word.isascii() or any(map(str.isdigit, word))
    )


def overlap(one: str, other: str) -> float:
    """Return the share of the smaller text's content words that the other has too, 0 to 1."""
    left, right = content_words(one), content_words(other)
    smaller = min(len(left), len(right))
    return len(left & right) / smaller if smaller else 0.0
