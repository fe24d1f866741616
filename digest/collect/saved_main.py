"""Reads the main piece of a saved page from the lines that are no teaser's: headline, standfirst, section, body.

Decides by kind and order of the lines: the headline stands above the by-line, a list of other pieces begins under its
own heading, and a note on the author closes the text. Does not know how teasers look.
"""

from __future__ import annotations

__all__ = ["Hints", "read_main"]

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from digest.collect.saved_body import body_places
from digest.collect.saved_headline import headline_place
from digest.collect.saved_lines import Kind, Line, is_label_like, is_sentence, key, section_name
from digest.collect.saved_teasers import SavedPiece
from digest.furniture import image_credit
from digest.furniture.sections import names_section
from digest.text import paragraphs

if TYPE_CHECKING:
    from digest.collect.saved_teasers import Reading

_MAX_DEK = 400
_DEK_WORDS = 4
_NEAR = 4
"""Lines from the headline within which a label is the piece's own."""
_AFTER_DEK = frozenset({"section label", "by-line", "time stamp", "share bar", "dateline"})
_ONE_WORD = re.compile(r"[A-Z]\w{2,15}")
_CAPITALS = re.compile(r"[A-ZÀ-Þ][\w.'’&-]*(?:\s(?:[A-ZÀ-Þ][\w.'’&-]*|&|and|of|the|in|on)){0,3}")
_STAFF = re.compile(
    r"\b(?:editor|correspondent|reporter|staff\swriter|columnist|(?:redakteur|korrespondent)(?:in)?)"
    r"(?:\sin\s[A-Z]\w+)?$",
    re.IGNORECASE,
)
_NAMES = re.compile(
    r"(?:[A-ZÀ-Þ][\w.'’-]+\s){1,3}[A-ZÀ-Þ][\w.'’-]+(?:(?:,|\s(?:and|und|et|y|og|&))\s(?:[A-ZÀ-Þ][\w.'’-]+\s?){2,4}){0,4}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What is known of the main piece besides the lines: its file's name, or a page's metadata."""

    title: str
    section: str = ""
    credit: str = ""
    dek: str = ""
    text: str = ""
    """The main text as the reader of article pages took it."""
    is_page: bool = False
    """Whether it is a page's metadata: then few words near the headline need not be guessed at."""


@dataclass(slots=True, kw_only=True)
class _Parts:
    """Which lines of the main piece are what."""

    title: int | None = None
    dek: int | None = None
    body: list[int]
    notes: dict[int, str]
    """Lines among or below the text that are none of it, and why."""


def read_main(
    reading: Reading, teasers: tuple[int, int], hints: Hints, other_text: frozenset[str], sections: frozenset[str]
) -> SavedPiece:
    """Read the main piece from the lines before the *teasers*, or from those after them where it stands there.

    *other_text* and *sections* are what the teasers hold, as `key` gives it.
    """
    zone, outside = _zones(reading, *teasers)
    parts = _marked_parts(reading.lines, zone, hints) if hints.text else None
    parts = parts or _guessed_parts(reading, zone, hints, sections)
    title = reading.lines[parts.title].text if parts.title is not None else ""
    title = hints.title if hints.is_page and hints.title else title
    taken = {parts.title, *parts.body}
    rest = [place for place in zone if place not in taken]
    section = _section_place(reading, rest, parts, is_page=hints.is_page)
    reading.leave_out([place for place in outside if place not in reading.why], title=title, default="other text")
    reading.leave_out(rest, title=title)
    reading.why |= {place: why for place, why in parts.notes.items() if place in reading.why}
    if parts.dek is not None:
        reading.why[parts.dek] = "dek"
        other_text |= {key(reading.lines[parts.dek].text)}
    label = section_name(reading.lines[section].text) if section is not None else None
    if section is not None and label == reading.lines[section].text and not hints.section:
        del reading.why[section]
    named = (image_credit(reading.lines[place].text) for place in rest if reading.lines[place].kind is Kind.CREDIT)
    return SavedPiece(
        title=title,
        section=hints.section or label,
        text=_text([reading.lines[place].text for place in parts.body], hints.text, other_text),
        image_credit=hints.credit or next(filter(None, named), ""),
    )


def _zones(reading: Reading, start: int, end: int) -> tuple[list[int], list[int]]:
    """Give the places where the main piece stands, and those beyond the teasers."""

    def has_prose(places: range) -> bool:
        return any(reading.lines[place].kind is Kind.PROSE for place in places)

    zone, outside = range(start), range(end, len(reading.lines))
    if not has_prose(zone) and has_prose(outside):
        zone, outside = outside, zone
    lines = reading.lines
    inside = [place for place in zone if place not in reading.why or lines[place].kind is Kind.END]
    return inside, list(outside)


def _marked_parts(lines: list[Line], zone: list[int], hints: Hints) -> _Parts | None:
    """Share out the lines of a page whose text is known; None where its lines do not show that text."""
    marked = [place for place in zone if lines[place].is_body]
    long = [place for place in marked if lines[place].kind is Kind.PROSE] or marked
    if not marked:
        return None
    title = headline_place(lines, [place for place in zone if place < long[0]], hints.title, is_page=hints.is_page)
    dek = next((place for place in zone if hints.dek and key(lines[place].text) == key(hints.dek)), None)
    if dek is not None and dek in marked and not _stands_apart(lines, dek, marked):
        dek = None  # the first paragraph, which the page takes for its description
    first = title if title is not None else long[0] - 1
    body = [place for place in marked if place not in {title, dek} and first < place]
    return _Parts(title=title, dek=dek, body=body, notes={})


def _stands_apart(lines: list[Line], dek: int, marked: list[int]) -> bool:
    """Whether by-line, date, label or picture part the standfirst from the text below."""
    below = next((place for place in marked if place > dek), dek)
    return any(lines[place].kind not in {Kind.PROSE, Kind.SHORT} for place in range(dek + 1, below))


def _text(lines: list[str], known: str, other_text: frozenset[str]) -> str:
    """Give the text that is *known*, without the teasers' paragraphs; else that of the lines."""
    parts = [part for part in paragraphs(known) if key(part) not in other_text] or lines
    return "\n\n".join(parts)


def _guessed_parts(reading: Reading, zone: list[int], hints: Hints, sections: frozenset[str]) -> _Parts:
    lines = reading.lines
    prose = [place for place in zone if lines[place].kind is Kind.PROSE]
    top = [place for place in zone if not prose or place < prose[0]]
    title = headline_place(lines, top, hints.title, is_page=hints.is_page)
    if not prose:
        body = [place for place in zone if place != title and lines[place].kind is Kind.SHORT]
        return _Parts(title=title, body=body, notes={})
    names = _name_labels(
        reading, [place for place in zone if title is not None and title < place < prose[-1]], sections
    )
    dek = next((place for place in zone if hints.dek and key(lines[place].text) == key(hints.dek)), None)
    if dek is None:
        dek = prose[0] if _is_dek(lines, prose, title) else _short_dek(lines, top, title)
    begin = next((place for place in prose if place != dek), prose[0])
    begin = _with_short_opening(lines, top, begin, title)
    places = [place for place in zone if place >= begin and place != dek]
    body, notes = body_places(lines, places, names)
    return _Parts(title=title, dek=dek if dek not in body else None, body=body, notes=notes)


def _name_labels(reading: Reading, places: list[int], sections: frozenset[str]) -> tuple[str, ...]:
    """Tell sections from authors among the few words right below the headline; give the authors' names."""
    names: list[str] = []
    for place in places[:_NEAR]:
        line = reading.lines[place]
        if line.why == "by-line":
            names += re.findall(r"(?:[A-ZÀ-Þ][\w.'’-]+\s){1,3}[A-ZÀ-Þ][\w.'’-]+", re.sub(r"^\S+\s", "", line.text))
        if line.kind is not Kind.SHORT or line.is_heading:
            continue
        is_label = key(line.text) in sections or _ONE_WORD.fullmatch(line.text) is not None
        if _STAFF.search(line.text):
            reading.lines[place] = replace(line, kind=Kind.FURNITURE, why="by-line")
        elif is_label or (_CAPITALS.fullmatch(line.text) and names_section(line.text)):
            reading.lines[place] = replace(line, kind=Kind.LABEL, why="section label")
        elif _NAMES.fullmatch(line.text) and not reading.is_repeated(place):
            reading.lines[place] = replace(line, kind=Kind.FURNITURE, why="by-line")
            names.append(line.text)
    return tuple(names)


def _is_dek(lines: list[Line], prose: list[int], title: int | None) -> bool:
    """Whether the first paragraph is a standfirst: short, below the headline, and cut off from the body by a label."""
    if title is None or len(prose) < 2 or len(lines[prose[0]].text) > _MAX_DEK:  # noqa: PLR2004 - a standfirst and a body
        return False
    between = [lines[place].why for place in range(prose[0] + 1, prose[1])]
    return any(why in _AFTER_DEK for why in between) and not any(
        lines[p].why in _AFTER_DEK - {"section label"} for p in range(title, prose[0])
    )


def _short_dek(lines: list[Line], top: list[int], title: int | None) -> int | None:
    """Take a line of some words right below the headline for a standfirst."""
    below = [place for place in top if title is not None and title < place and not _is_same(lines, place, title)]
    place = below[0] if below else None
    is_dek = place is not None and lines[place].kind is Kind.SHORT and len(lines[place].text.split()) >= _DEK_WORDS
    return place if is_dek else None


def _is_same(lines: list[Line], place: int, other: int) -> bool:
    return key(lines[place].text) == key(lines[other].text)


def _with_short_opening(lines: list[Line], top: list[int], begin: int, title: int | None) -> int:
    """Go up from the first paragraph over short ones, as long as by-line, date or label part them from the headline."""
    if title is None:
        return begin
    anchors = [place for place in top if place > title and lines[place].kind in {Kind.FURNITURE, Kind.LABEL}]
    while anchors and begin - 1 > anchors[0] and lines[begin - 1].kind is Kind.SHORT and is_sentence(lines[begin - 1]):
        begin -= 1
    return begin


def _section_place(reading: Reading, rest: list[int], parts: _Parts, *, is_page: bool) -> int | None:
    """Choose the label around the headline; below the body stand menus, where only a divided label is the piece's."""
    lines, title = reading.lines, parts.title
    begin = parts.body[0] if parts.body else len(lines)
    labels = [place for place in rest if lines[place].kind is Kind.LABEL]
    if title is not None:
        below = [place for place in labels if title < place < begin]
        beside = [place for place in rest if place == title - 1 and _is_label(reading, place, is_page=is_page)]
        above = [place for place in labels if title - _NEAR <= place < title]
        if below or beside or above:
            return (below or beside or above[::-1])[0]
    divided = [place for place in labels if place > begin and section_name(lines[place].text) != lines[place].text]
    return divided[-1] if divided else None


def _is_label(reading: Reading, place: int, *, is_page: bool) -> bool:
    line = reading.lines[place]
    is_few_words = line.kind is Kind.SHORT and is_label_like(line.text)
    is_few_words = is_few_words and (not reading.is_repeated(place) or names_section(line.text))
    return line.kind is Kind.LABEL or (is_few_words and not is_page)
