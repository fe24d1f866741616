"""Walks down a saved page from its first paragraph and says which lines are the text.

Decides where a list of other pieces interrupts the text or ends it, and what of the last lines is a note on the author.
"""

from __future__ import annotations

__all__ = ["body_places"]

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from digest.collect.saved_lines import Kind, Line, is_sentence
from digest.furniture import why_left_out
from digest.furniture.note import is_note_on_author
from digest.furniture.rim import ends_text, opens_list

if TYPE_CHECKING:
    from collections.abc import Sequence

_ITEM_PARTS = frozenset({"by-line", "time stamp", "section label", "caption", "image credit", "name of a picture"})
_BETWEEN = frozenset({"advertisement", "donation appeal", "newsletter box", "related teaser", "call to action"})
_FEW_WORDS = 8
"""A short last paragraph that stands apart has so many words; a motto in a footer has fewer."""
_WITHIN = frozenset({"advertisement", "related teaser"})
"""What stands within texts more often than below them."""
_FEWER_WORDS = 4
_MAX_NOTES = 12
_TEASED = 1
_TEASED_IN_LIST = 2
"""Paragraphs in a row that a list of teasers gives each piece at most; more of them are the text that goes on."""
_MANY = re.compile(
    r"\b(?:stories|articles|posts|latest|most|recommended|popular|trending|like|artikel|articles|noticias)\b"
)
_NAME = re.compile(r"(?:[A-ZÀ-Þ][\w.'’-]+\s){1,3}[A-ZÀ-Þ][\w.'’-]+")


def body_places(lines: list[Line], places: list[int], names: Sequence[str]) -> tuple[list[int], dict[int, str]]:
    """Choose the text's lines among *places*, the first of which begins it; say why of some others they are none.

    *names* are the authors', so far as they are known.
    """
    walk = _Walk()
    for number, place in enumerate(places):
        if walk.body and ends_text(lines[place].text):
            break
        run = sum(1 for _ in takewhile(lambda other: is_sentence(lines[other]), places[number : number + 4]))
        walk.take(place, lines[place], run)
    body = _closed(lines, walk.body, walk.why)
    notes = _notes(lines, body, names)
    return [place for place in body if place not in notes], walk.why | notes


class _Walk:
    """Goes down the lines and remembers whether they are a list of other pieces just now."""

    def __init__(self) -> None:
        self.body: list[int] = []
        self.why: dict[int, str] = {}
        self._teased = 0
        self._is_after_headline = False

    def take(self, place: int, line: Line, run: int) -> None:
        """Take the next *line*, the first of *run* sentences in a row."""
        if line.kind in {Kind.PROSE, Kind.SHORT}:
            if self._teased and self._is_teaser(line, run):
                self.why[place] = "related teaser"
                return
            self._teased = 0
            self.body.append(place)
        elif line.kind is Kind.END or (line.why == "related teaser" and opens_list(line.text)):
            self._teased = _TEASED_IN_LIST if _MANY.search(line.text.lower()) else _TEASED
            self._is_after_headline = False
        elif line.why not in _ITEM_PARTS:
            self._is_after_headline = False

    def _is_teaser(self, line: Line, run: int) -> bool:
        if not is_sentence(line):
            self._is_after_headline = True
            return True
        return self._is_after_headline and run <= self._teased


def _closed(lines: list[Line], body: list[int], why: dict[int, str]) -> list[int]:
    """Cut *body* after its last paragraph and the short sentences that close it."""
    prose = [number for number, place in enumerate(body) if lines[place].kind is Kind.PROSE]
    if not prose:
        return body[:1]
    end = prose[-1] + 1
    while end < len(body) and _goes_on(
        lines[body[end]].text, {why.get(place, lines[place].why) for place in range(body[end - 1] + 1, body[end])}
    ):
        end += 1
    return body[:end]


def _goes_on(text: str, between: set[str]) -> bool:
    """Whether the short line *text* closes the text that ends above lines left out for the reasons *between*."""
    words = len(text.split())
    is_enough = words >= _FEW_WORDS or (between <= _WITHIN and words >= _FEWER_WORDS)
    is_closed = re.search(r"[.!?…][\"'”’»)]*$", text) is not None
    return is_closed and (not between or (between <= _BETWEEN and is_enough))


def _notes(lines: list[Line], body: list[int], names: Sequence[str]) -> dict[int, str]:
    """Find at the end of *body* what introduces the author, and the bare names above."""
    notes: dict[int, str] = {}
    for number in range(len(body) - 1, max(0, len(body) - _MAX_NOTES), -1):
        text = lines[body[number]].text
        above = " ".join(lines[place].text for place in body[:number] if not _NAME.fullmatch(lines[place].text))
        if why_left_out(text, authors=tuple(names)) == "about the author" or is_note_on_author(text, above):
            notes[body[number]] = "about the author"
        elif notes and _NAME.fullmatch(text):
            notes[body[number]] = "by-line"
        else:
            break
    return notes
