"""Finds the teasers of other pieces on a saved page: headline, section and paragraphs that end in "keep reading".

Decides where each block begins and which of its lines is what. Does not know where the page's own piece begins or ends.
"""

from __future__ import annotations

__all__ = ["Reading", "SavedPiece", "find_teasers"]

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from digest.collect.saved_lines import Kind, Line, is_label_like, is_sentence, key, section_name
from digest.furniture import image_credit

if TYPE_CHECKING:
    from collections import Counter

_FEW_WORDS = 5
_REACH = 5
"""Lines that may interrupt a teaser's text."""
_INTERRUPTIONS = frozenset({"advertisement", "call to action", "donation appeal", "newsletter box"})


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
    first_prose: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        """Find the first paragraph."""
        prose = (place for place, line in enumerate(self.lines) if line.kind is Kind.PROSE)
        self.first_prose = next(prose, len(self.lines))

    def has_prose_above(self, place: int) -> bool:
        """Whether a paragraph stands above the line at *place*."""
        return self.first_prose < place

    def is_repeated(self, place: int) -> bool:
        """Whether the same words stand on another line as well."""
        return self.counts[key(self.lines[place].text)] > 1

    def leave_out(self, places: range | list[int], *, title: str = "", default: str = "page label") -> None:
        """Leave the lines at *places* out, each with its own reason, else with *default*."""
        wanted = key(title)
        for place in places:
            line = self.lines[place]
            is_title = bool(wanted) and key(line.text) == wanted
            self.why[place] = "repeat of the headline" if is_title else line.why or default


def find_teasers(reading: Reading) -> tuple[list[SavedPiece], int, int]:
    """Read the blocks that end in "keep reading"; also give where the first begins and where the last ends."""
    blocks: list[tuple[int, int]] = []
    for place, line in enumerate(reading.lines):
        if line.kind is not Kind.END:
            continue
        reading.why[place] = line.why
        start = _block_start(reading, blocks[-1][1] if blocks else -1, place, is_first=not blocks)
        if start is not None:
            blocks.append((start, place))
    if not blocks:
        return [], len(reading.lines), len(reading.lines)
    blocks[0] = (_over_caption(reading, blocks), blocks[0][1])
    for (_, end), (start, _) in pairwise(blocks):
        reading.leave_out(range(end + 1, start), default="other text")
    return [_teaser(reading, *block) for block in blocks], blocks[0][0], blocks[-1][1] + 1


def _text_start(reading: Reading, floor: int, end: int) -> int:
    """Go up from "keep reading" over the teaser's paragraphs; what interrupts them is gone over."""
    lines, start, place = reading.lines, end, end
    while place - 1 > floor and place > start - _REACH:
        place -= 1
        if _is_paragraph(reading, place, floor, is_last=start == end):
            start = place
        elif lines[place].kind is not Kind.FURNITURE or start == end or lines[place].why not in _INTERRUPTIONS:
            break
    return start


def _is_paragraph(reading: Reading, place: int, floor: int, *, is_last: bool) -> bool:
    """Whether the line is a teaser's text: prose, or a short sentence below a headline or more text."""
    lines = reading.lines
    line, above = lines[place], lines[place - 1] if place - 1 > floor else None
    if line.kind is Kind.PROSE:
        return True
    if above is None or not is_sentence(line) or reading.is_repeated(place):
        return False
    if is_last and above.kind is not Kind.PROSE:
        return len(line.text.split()) >= _FEW_WORDS and above.kind in {Kind.LABEL, Kind.SHORT}
    return above.kind in {Kind.SHORT, Kind.LABEL, Kind.PROSE}


def _block_start(reading: Reading, previous: int, end: int, *, is_first: bool) -> int | None:
    """Find the first line of the teaser that ends at *end*; None where no headline stands above its text."""
    lines = reading.lines
    text_start = _text_start(reading, previous, end)
    top = text_start
    while top - 1 > previous and lines[top - 1].kind not in {Kind.PROSE, Kind.END}:
        top -= 1
    heads = [place for place in range(top, text_start) if lines[place].kind is Kind.SHORT]
    if text_start == end or not heads:
        return None
    if all(line.is_body for line in lines[text_start:end]) and not _is_folded(lines[end]):
        return None
    if not is_first:
        return top
    if not reading.has_prose_above(top):
        return None  # the only text above is this one: the main piece's own "keep reading"
    title = _title_place(reading, top, text_start)
    if not (_has_strong_end(reading, end) or _has_head(reading, title, top, text_start)):
        return None  # an intertitle, a paragraph, and a link of "read more"
    return next(place for place in heads if key(lines[place].text) == key(lines[title].text))


def _has_strong_end(reading: Reading, end: int) -> bool:
    """Whether the words that end a teaser stand on the page more than once, or say that the piece is folded."""
    return reading.is_repeated(end) or _is_folded(reading.lines[end])


def _is_folded(line: Line) -> bool:
    words = line.text.lower()
    return "show less" in words or words.startswith("keep reading")


def _has_head(reading: Reading, title: int, top: int, text_start: int) -> bool:
    """Whether the headline has what a teaser's has: a section, a picture, a mark, or its repetition."""
    lines = reading.lines
    beside = [lines[place] for place in (title - 1, title + 1) if top <= place < text_start]
    is_marked = reading.is_repeated(title) or lines[title].is_heading
    return is_marked or any(line.kind in {Kind.LABEL, Kind.CREDIT} or is_label_like(line.text) for line in beside)


def _over_caption(reading: Reading, blocks: list[tuple[int, int]]) -> int:
    """Give where the first block begins, with the one caption above its headline and the picture's name above that.

    A caption directly below the main piece's text is that piece's own, if the other teasers have none.
    """
    lines, place = reading.lines, blocks[0][0]
    while place > 1 and lines[place - 1].kind is Kind.LABEL:
        place -= 1
    caption = place - 1
    if caption < 1 or lines[caption].kind is not Kind.CREDIT or not _is_the_teaser_s(reading, blocks, caption):
        return place
    has_name = lines[caption - 1].kind is Kind.SHORT and not is_sentence(lines[caption - 1])
    return caption - 1 if has_name else caption


def _is_the_teaser_s(reading: Reading, blocks: list[tuple[int, int]], caption: int) -> bool:
    """Whether the caption above the first headline is a teaser's: the others have one, or the main piece has another.

    Where nothing else tells, it is what stands between the text and the caption.
    """
    lines = reading.lines
    if any(line.kind is Kind.CREDIT for line in lines[blocks[0][0] : blocks[0][1]]):
        return False
    is_usual = any(line.kind is Kind.CREDIT for start, end in blocks[1:] for line in lines[start:end])
    has_another = any(line.kind is Kind.CREDIT for line in lines[:caption])
    return is_usual or has_another or lines[caption - 1].why not in {"", "donation appeal"}


def _title_place(reading: Reading, start: int, end: int) -> int:
    """Choose the headline among the lines above a teaser's text: marked, repeated, or the longest below the caption."""
    lines = reading.lines
    heads = [place for place in range(start, end) if lines[place].kind is Kind.SHORT]
    marked = [place for place in heads if lines[place].is_heading]
    repeated = [place for place in heads if reading.is_repeated(place) and len(lines[place].text.split()) > 1]
    captions = [place for place in range(start, end) if lines[place].kind is Kind.CREDIT]
    below = [place for place in heads if not captions or place > captions[-1]]
    has_label = any(lines[place].kind is Kind.LABEL for place in range(start, end))
    headlines = [place for place in below if not is_label_like(lines[place].text)]
    choice = (
        marked[-1:]
        or repeated[-1:]
        or headlines[-1:]
        or (heads if captions and len(below) < len(heads) and not has_label else below)
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
    text = [place for place in range(text_start, end) if lines[place].kind is not Kind.FURNITURE]
    beside = [place for place in range(text_start, end) if lines[place].kind is Kind.FURNITURE]
    rest = [place for place in head if place != section or section_name(lines[place].text) != lines[place].text]
    reading.leave_out(rest + beside, title=lines[title].text, default="description of a picture")
    return SavedPiece(
        title=lines[title].text,
        section=section_name(lines[section].text) if section is not None else None,
        text="\n\n".join(lines[place].text for place in text),
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
