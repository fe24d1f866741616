"""Finds the headline among the lines above a saved page's text.

Decides by what is known of it, by the page's own marks, and by what stands around: a headline is repeated, opens a
group of lines, and has by-line, date or label below it, where a motto or the name of a picture has not.
"""

from __future__ import annotations

__all__ = ["headline_place"]

import re
from collections import Counter

from digest.collect.saved_lines import Kind, Line, key

_HEADLINE_WORDS = 4
_MAX_TITLE = 200
_REACH = 3
"""Lines below a headline within which by-line, date or label stand."""
_INTRODUCED = frozenset({"by-line", "time stamp", "section label"})
_LIKENESS = 0.7


def headline_place(lines: list[Line], places: list[int], hint: str, *, is_page: bool) -> int | None:
    """Choose the headline among *places*: like the *hint*, marked, or the one that stands as headlines do.

    A page's own metadata is no mere hint: its headline is like that, or it is not printed.
    """
    shorts = [place for place in places if _may_be_headline(lines[place], hint)]
    alike = [place for place in shorts if _matches(lines[place].text, hint)]
    same = [place for place in alike if key(lines[place].text) == key(hint)]
    if is_page and hint:
        return next((place for place in (*same, *alike) if _matches(hint, lines[place].text)), None)
    marked = [place for place in shorts if lines[place].is_heading]
    worded = [place for place in marked if len(lines[place].text.split()) >= _HEADLINE_WORDS]
    for choice in (same, alike, worded, marked):
        if choice:
            return choice[0]
    counts = Counter(key(line.text) for line in lines)
    by_line = next((place for place in places if lines[place].why == "by-line"), len(lines))
    return max(shorts, key=lambda place: (_score(lines, place, counts, by_line), -place), default=None)


def _may_be_headline(line: Line, hint: str) -> bool:
    is_short = len(line.text) <= _MAX_TITLE
    return is_short and (line.kind is Kind.SHORT or (line.kind is Kind.PROSE and _matches(line.text, hint)))


def _score(lines: list[Line], place: int, counts: Counter[str], by_line: int) -> int:
    """Say how much a line stands as a headline does, above the page's first *by_line*."""
    line = lines[place]
    words = len(line.text.split())
    above = lines[place - 1] if place else None
    below = lines[place + 1 : place + 1 + _REACH]
    return (
        (words >= 2)  # noqa: PLR2004 - headlines have three words and more, most have seven
        + (words >= 3)  # noqa: PLR2004
        + (words >= 5)  # noqa: PLR2004
        + (words >= 7)  # noqa: PLR2004
        + 4 * (counts[key(line.text)] > 1 and words > 1)
        + 3 * any(other.why in _INTRODUCED for other in below)
        + 2 * (above is None or above.kind is not Kind.SHORT or len(above.text.split()) < _HEADLINE_WORDS)
        - 3 * (by_line < place)
        - 3 * (bool(below) and below[0].kind is Kind.CREDIT)
        - line.text.endswith(".")
    )


def _matches(text: str, hint: str) -> bool:
    words, wanted = (set(re.findall(r"\w+", part.casefold())) for part in (text, hint))
    return len(words) > 1 and len(words & wanted) >= _LIKENESS * len(words)
