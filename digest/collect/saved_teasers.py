"""Finds the teasers of other pieces on a saved page: headline, section and paragraphs that end in "keep reading".

Decides where each block begins and which of its lines is what. Does not know where the page's own piece begins or ends.
"""

from __future__ import annotations

__all__ = ["Reading", "SavedPiece", "find_teasers"]

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from digest.collect.saved_lines import Kind, Line, is_label_like, key, section_name
from digest.furniture import image_credit, why_left_out

if TYPE_CHECKING:
    from collections import Counter


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPiece:
    """A piece, or the teaser of one, as it stood on a saved page."""

    title: str
    section: str | None
    """`Europe`; of a label such as `Analysis | Europe` the last part, the first names the kind of piece."""
    text: str
    """Plain paragraphs divided by an empty line; the standfirst is not among them."""
    image_credit: str


@dataclass(slots=True)
class Reading:
    """The lines of a page while they are being shared out; `why` fills up for those that are left out."""

    lines: list[Line]
    counts: Counter[str]
    why: dict[int, str] = field(default_factory=dict)

    def is_repeated(self, place: int) -> bool:
        """Whether the same words stand on another line as well."""
        return self.counts[key(self.lines[place].text)] > 1

    def leave_out(self, places: range | list[int], *, title: str = "", default: str = "page label") -> None:
        """Leave the lines at *places* out, each with its own reason, else with *default*."""
        for place in places:
            line = self.lines[place]
            self.why[place] = (why_left_out(line.text, title=title) if title else None) or line.why or default


def find_teasers(reading: Reading) -> tuple[list[SavedPiece], int, int]:
    """Read the blocks that end in "keep reading"; also give where the first begins and where the last ends."""
    teasers: list[SavedPiece] = []
    first_start = last_end = len(reading.lines)
    previous = -1
    for place, line in enumerate(reading.lines):
        if line.kind is not Kind.END:
            continue
        reading.why[place] = line.why
        start = _block_start(reading, previous, place, is_first=not teasers)
        if start is None:
            continue
        if not teasers:
            first_start = start
        else:
            reading.leave_out(range(previous + 1, start), default="other text")
        teasers.append(_teaser(reading, start, place))
        previous = place
        last_end = place + 1
    return teasers, first_start, last_end


def _text_start(reading: Reading, floor: int, end: int) -> int:
    """Go up from "keep reading" over the teaser's paragraphs; a short one counts if a headline stands further up."""
    lines, place = reading.lines, end
    while place - 1 > floor:
        line = lines[place - 1]
        above = lines[place - 2] if place - 2 > floor else None
        is_sentence = line.kind is Kind.SHORT and not line.is_heading and re.search(r"[.!][\"'”’»)]*$", line.text)
        has_more_above = above is not None and (
            above.kind is Kind.SHORT or above.kind is Kind.LABEL or above.kind is Kind.PROSE
        )
        if line.kind is Kind.PROSE or (
            is_sentence and not reading.is_repeated(place - 1) and has_more_above and place < end
        ):
            place -= 1
        else:
            break
    return place


def _block_start(reading: Reading, previous: int, end: int, *, is_first: bool) -> int | None:
    """Find the first line of the teaser that ends at *end*; None where no headline stands above its text."""
    lines = reading.lines
    text_start = _text_start(reading, previous, end)
    top = text_start
    while top - 1 > previous and lines[top - 1].kind is not Kind.PROSE:
        top -= 1
    heads = [place for place in range(top, text_start) if lines[place].kind is Kind.SHORT]
    if text_start == end or not heads or not any(line.kind is Kind.PROSE for line in lines[text_start:end]):
        return None
    if not is_first:
        return top if top - 1 > previous else previous + 1
    if not any(line.kind is Kind.PROSE for line in lines[:top]):
        return None  # the only text above is this one: the main piece's own "keep reading"
    title = _title_place(reading, top, text_start)
    same = [place for place in heads if key(lines[place].text) == key(lines[title].text)]
    start = same[0]
    if len(same) == 1:
        start = _over_caption(lines, start, top)
    return start


def _over_caption(lines: list[Line], start: int, top: int) -> int:
    """Take in the one caption above a headline, and the picture's name above that."""
    place = start
    while place - 1 >= top and lines[place - 1].kind is Kind.LABEL:
        place -= 1
    if place - 1 >= top and lines[place - 1].kind is Kind.CREDIT:
        place -= 1
        if place - 1 >= top and lines[place - 1].kind is Kind.SHORT:
            place -= 1
    return place


def _title_place(reading: Reading, start: int, end: int) -> int:
    """Choose the headline among the lines above a teaser's text: marked, repeated, or the longest below the caption."""
    lines = reading.lines
    heads = [place for place in range(start, end) if lines[place].kind is Kind.SHORT]
    marked = [place for place in heads if lines[place].is_heading]
    repeated = [place for place in heads if reading.is_repeated(place) and len(lines[place].text.split()) > 1]
    captions = [place for place in range(start, end) if lines[place].kind is Kind.CREDIT]
    below = [place for place in heads if not captions or place > captions[-1]]
    headlines = [place for place in below if not is_label_like(lines[place].text)]
    choice = (
        marked[-1:]
        or repeated[-1:]
        or headlines[-1:]
        or (heads if captions and len(below) < len(heads) else below)
        or heads
    )
    if not (marked or repeated or headlines) and len(choice) > 1:
        return choice[0]  # both are few words: the section's name follows the headline
    return max(choice, key=lambda place: (len(lines[place].text.split()), place))


def _teaser(reading: Reading, start: int, end: int) -> SavedPiece:
    lines = reading.lines
    text_start = _text_start(reading, start - 1, end)
    title = _title_place(reading, start, text_start)
    head = [place for place in range(start, text_start) if place != title]
    section = _section_place(lines, head, title)
    named = [
        credit for place in head if lines[place].kind is Kind.CREDIT and (credit := image_credit(lines[place].text))
    ]
    rest = [place for place in head if place != section or section_name(lines[place].text) != lines[place].text]
    reading.leave_out(rest, title=lines[title].text, default="description of a picture")
    return SavedPiece(
        title=lines[title].text,
        section=section_name(lines[section].text) if section is not None else None,
        text="\n\n".join(line.text for line in lines[text_start:end]),
        image_credit=named[-1] if named else "",
    )


def _section_place(lines: list[Line], head: list[int], title: int) -> int | None:
    """Choose the section's label: a known name, else few words that stand directly beside the headline."""
    known = [place for place in head if lines[place].kind is Kind.LABEL]
    if known:
        return min(known, key=lambda place: (abs(place - title), -place))
    beside = [place for place in head if abs(place - title) == 1 and lines[place].kind is Kind.SHORT]
    labels = [
        place
        for place in beside
        if is_label_like(lines[place].text) and key(lines[place].text) != key(lines[title].text)
    ]
    after_caption = [place for place in labels if place > title or lines[place - 1].kind is not Kind.END]
    return max(after_caption, default=None)
