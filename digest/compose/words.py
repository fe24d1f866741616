"""Folds texts for comparison, in any script: what of a letter counts, and which scripts write no spaces.

Knows no language: no word is left out because it is common.
"""

from __future__ import annotations

__all__ = ["SPACELESS", "WORD", "fold"]

import re
import unicodedata

WORD = re.compile(r"\w+")

# Thai, Lao, Myanmar, Khmer; kana; Han.
SPACELESS = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)

# Accents and vowel signs. `\w` does not know them, so they would cut the words of Hindi or Tamil into letters; and what
# one outlet writes with them (José; vowelled Arabic or Hebrew) another writes without.
_MARK = re.compile(
    r"[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0900-\u0903"
    r"\u093a-\u094f\u0951-\u0957\u0962\u0963\u0981-\u0983\u09bc\u09be-\u09d7\u0a01-\u0a03\u0a3c-\u0a51\u0a81-\u0a83"
    r"\u0abc-\u0acd\u0b01-\u0b03\u0b3c-\u0b57\u0b82\u0bbe-\u0bd7\u0c00-\u0c04\u0c3c-\u0c56\u0c81-\u0c83\u0cbc-\u0cd6"
    r"\u0d00-\u0d03\u0d3b-\u0d57\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u102b-\u103e"
    r"\u17b4-\u17d3]"
)


def fold(text: str) -> str:
    """Give *text* without case, accents and vowel signs, in one of the ways in which Unicode can write it.

    >>> fold("José ＡＢＣ")
    'jose abc'
    """
    if text.isascii():
        return text.lower()
    bare = _MARK.sub("", unicodedata.normalize("NFKD", text).casefold())
    return unicodedata.normalize("NFC", bare)
