"""Quotation marks and brackets: which are open at a point of a text. Knows no language and no apostrophe's spelling."""

from __future__ import annotations

import functools
import re

from digest.text import unescaped

__all__ = ["CLOSERS", "OPENERS", "TERMINALS", "are_balanced", "ends_whole", "open_places", "trails_off"]

# Who may close whom: English “…” and ‘…’, German „…“ and »…«, Swedish ”…”, French «…», CJK 「…」, and brackets.
_CLOSED_BY = {
    "“": "”",
    "„": "“”",
    "”": "”",
    "«": "»",
    "»": "«»",
    "‹": "›",
    "›": "‹",
    "‘": "’",
    "‚": "‘’",
    "「": "」",
    "『": "』",
    "《": "》",
    "【": "】",
    "（": "）",
    "(": ")",
    "[": "]",
    '"': '"',
}
_BRACKET_CLOSERS = ")]）】"
_ANY_MARK = re.compile("[&" + re.escape("".join(_CLOSED_BY) + "".join(_CLOSED_BY.values()) + _BRACKET_CLOSERS) + "]")
OPENERS = "“„«»‹›‘‚「『《【（([\"'¿¡"
"""Marks that may stand before the first letter of a sentence."""
CLOSERS = "”“»«›‹’」』》】）)]\"'"
"""Marks that may stand after the full stop of a sentence."""
# The common members of Unicode's Sentence_Terminal property.
TERMINALS = ".!?…‽⁇⁈⁉。．！？｡؟۔।॥።፧။၏។៕༎།։"
"""Characters with which a sentence ends."""


def _is_apostrophe(text: str, index: int) -> bool:
    """Whether ’ or ‘ at *index* belongs to a word: don’t, rock ’n’ roll, the ‘90s."""
    before = text[index - 1 : index]
    after = text[index + 1 : index + 2]
    return (after.isalnum() and before.isalnum()) or (text[index] == "‘" and after.isdigit())


def open_places(text: str) -> bytearray:
    """Say for each character of *text* whether a mark is open after it: 1 if so. A stray bracket counts as one."""
    stack: list[str] = []
    places = bytearray(len(text))
    for index, char in enumerate(text):
        if char in "’‘" and _is_apostrophe(text, index):
            pass
        elif stack and char in _CLOSED_BY.get(stack[-1], ""):
            stack.pop()
        elif char == "’" or (char == '"' and text[index - 1 : index].isdigit()):
            pass  # a plural's apostrophe, or inches
        elif char in _CLOSED_BY or char in _BRACKET_CLOSERS:
            stack.append(char)
        places[index] = bool(stack)
    return places


@functools.lru_cache(maxsize=512)  # the same runs of sentences are looked at again and again
def are_balanced(text: str) -> bool:
    """Whether every quotation and bracket that *text* opens is closed in it, and nothing else is.

    >>> are_balanced("He said: “It is (nearly) over.”"), are_balanced("He said: “It is over.")
    (True, False)
    """
    if not _ANY_MARK.search(text):
        return True
    places = open_places(unescaped(text))  # a page that was escaped twice says &ldquo;
    return not (places and places[-1])


def ends_whole(text: str) -> bool:
    """Whether *text* ends as a sentence does: with a terminal, closing marks and white space left aside.

    Thai and Lao have no such mark; their text always ends whole.
    """
    bare = unescaped(text).rstrip().rstrip(CLOSERS + " \u00a0\u202f")
    return bare.endswith(tuple(TERMINALS)) or "\u0e00" <= bare[-1:] <= "\u0eff"


def trails_off(text: str) -> bool:
    """Whether *text* ends with an ellipsis, as a text does that was cut."""
    return text.rstrip().rstrip(CLOSERS + " \u00a0\u202f").endswith(("…", "..."))
