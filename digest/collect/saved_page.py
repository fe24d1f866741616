"""Takes a saved page of a magazine apart: the main piece, the teasers of other pieces, and what is left out, with why.

Works on what a reader saw (text pasted from a browser, or HTML), by the shape that such pages have: a headline, its
body, then blocks of headline, section, one or two paragraphs and "keep reading". Every line of the page ends in
exactly one place. Does not know addresses or dates: a pasted text has none.
"""

from __future__ import annotations

__all__ = ["LeftOut", "SavedPage", "SavedPiece", "read_saved_page"]

import re
from collections import Counter
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from digest.collect.document import MAX_BYTES, decode, parse_document
from digest.collect.saved_lines import Kind, Line, is_label_like, key, lines_of_page, lines_of_text, section_name
from digest.collect.saved_teasers import Reading, SavedPiece, find_teasers
from digest.errors import ParseError
from digest.furniture import image_credit

_MARKUP = re.compile(r"<(?:!doctype\s+html|html|head|body|div|p|article|main|section|h[1-6])\b[^>]*>", re.IGNORECASE)
_SNIFFED = 200_000
_HEADLINE_WORDS = 4
_MAX_TITLE = 200
_MAX_DEK = 400
_NEAR = 4
"""Lines from the headline within which a label is the piece's own."""
_AFTER_DEK = frozenset({"section label", "by-line", "time stamp", "share bar", "dateline"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A line that is no part of any piece, and why; a main piece's standfirst has the reason `dek`."""

    text: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPage:
    """A saved page, taken apart."""

    main: SavedPiece
    teasers: tuple[SavedPiece, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hints:
    """What is known of the main piece besides the lines: its file's name, or a page's metadata."""

    title: str
    section: str = ""
    credit: str = ""
    dek: str = ""
    text: str = ""
    """The main text as the reader of article pages took it."""
    is_page: bool = False
    """Whether it is a page's metadata: then few words near the headline need not be guessed at."""


def read_saved_page(content: bytes, *, name: str) -> SavedPage:
    """Take the saved page in *content* apart; *name*, its file name, is a hint at the headline.

    Raises ParseError where there is nothing to read.
    """
    if len(content) > MAX_BYTES:
        raise ParseError(f"the saved page is larger than {MAX_BYTES // 1_000_000} MB; leave it out", resource=name)
    text = decode(content)
    if _MARKUP.search(text[:_SNIFFED]):
        lines, hints = _read_html(content, name)
    else:
        file_name = re.sub(r"\.(?:txt|html?|md)$", "", name.replace("\\", "/").rsplit("/", 1)[-1])
        lines, hints = lines_of_text(text), _Hints(title=file_name)
    if not any(key(line.text) for line in lines):
        raise ParseError("the saved page has no text; save it again as text or HTML", resource=name)
    reading = Reading(lines, Counter(key(line.text) for line in lines))
    teasers, start, end = find_teasers(reading)
    sections = frozenset(key(teaser.section) for teaser in teasers if teaser.section)
    main = _main(reading, (start, end), hints, sections)
    left_out = tuple(LeftOut(text=lines[place].text, why=why) for place, why in sorted(reading.why.items()))
    return SavedPage(main=main, teasers=tuple(teasers), left_out=left_out)


def _read_html(content: bytes, name: str) -> tuple[list[Line], _Hints]:
    """Read the lines of a page; what its metadata and its extractor say is worth more than the shape of its lines."""
    from digest.collect.pages import read_page  # loads the extractors, which a pasted text does not need

    root = parse_document(content, resource=name)  # first, since it knows the file's name
    page = read_page(content, url="", zone=ZoneInfo("UTC"))
    lines = lines_of_page(root, page.text)
    credit = page.image.credit if page.image else ""
    return lines, _Hints(
        title=page.title, section=page.section or "", credit=credit, dek=page.dek, text=page.text, is_page=True
    )


def _main(reading: Reading, teasers: tuple[int, int], hints: _Hints, sections: frozenset[str]) -> SavedPiece:
    """Read the main piece from the lines before the *teasers*, or from those after them where it stands there."""
    start, end = teasers
    zone = list(range(start))
    outside = list(range(end, len(reading.lines)))
    if not any(reading.lines[place].kind is Kind.PROSE for place in zone) and any(
        reading.lines[place].kind is Kind.PROSE for place in outside
    ):
        zone, outside = outside, zone
    zone = [place for place in zone if place not in reading.why]
    title, body, dek = _parts(reading, zone, hints, sections)
    title_text = reading.lines[title].text if title is not None else ""
    title_text = hints.title if hints.is_page and hints.title else title_text
    taken = set(body)
    rest = [place for place in zone if place != title and place not in taken]
    section = _main_section(reading, rest, title, body, is_page=hints.is_page)
    reading.leave_out([place for place in outside if place not in reading.why], title=title_text, default="other text")
    reading.leave_out(rest, title=title_text)
    if dek is not None:
        reading.why[dek] = "dek"
    if section is not None and section_name(reading.lines[section].text) == reading.lines[section].text:
        del reading.why[section]
    named = (image_credit(reading.lines[place].text) for place in rest if reading.lines[place].kind is Kind.CREDIT)
    return SavedPiece(
        title=title_text,
        section=hints.section or (section_name(reading.lines[section].text) if section is not None else None),
        text=_text([reading.lines[place].text for place in body], hints.text),
        image_credit=hints.credit or next(filter(None, named), ""),
    )


def _parts(
    reading: Reading, zone: list[int], hints: _Hints, sections: frozenset[str]
) -> tuple[int | None, list[int], int | None]:
    """Share out a zone: the headline's place, the body's places, and the standfirst's."""
    lines = reading.lines
    marked = [place for place in zone if lines[place].is_body and lines[place].kind in {Kind.PROSE, Kind.SHORT}]
    prose = [place for place in zone if lines[place].kind is Kind.PROSE]
    if not prose:
        title = _main_title(reading, zone, hints)
        return title, [place for place in zone if place != title and lines[place].kind is Kind.SHORT], None
    title = _main_title(reading, [place for place in zone if place < (marked or prose)[0]], hints)
    if (
        title is None
        and len(prose) > 1
        and len(lines[prose[0]].text) <= _MAX_TITLE
        and _matches(lines[prose[0]].text, hints.title)
    ):
        title = prose.pop(0)
    if not hints.is_page:
        _name_sections(
            reading, [place for place in zone if title is not None and title < place < prose[-1]][:_NEAR], sections
        )
    dek = next((place for place in zone if hints.dek and key(lines[place].text) == key(hints.dek)), None)
    if marked:
        return title, [place for place in marked if place not in {title, dek}], dek
    if dek is None and _is_dek(lines, prose, title):
        dek = prose[0]
    begin = next(place for place in prose if place != dek)
    return title, _body(lines, zone, begin, prose[-1]), dek


def _text(lines: list[str], known: str) -> str:
    """Join the lines, unless they are less than half of what is *known* to be the text."""
    is_part = 2 * sum(len(key(line)) for line in lines) < len(key(known))
    return known if is_part else "\n\n".join(lines)


def _name_sections(reading: Reading, places: list[int], sections: frozenset[str]) -> None:
    """Take a short line right below the headline for a section's label if a teaser has it too, or if it is one word."""
    for place in places:
        line = reading.lines[place]
        if line.kind is Kind.SHORT and (key(line.text) in sections or re.fullmatch(r"[A-Z]\w{2,15}", line.text)):
            reading.lines[place] = replace(line, kind=Kind.LABEL, why="section label")


def _body(lines: list[Line], zone: list[int], begin: int, last: int) -> list[int]:
    """Take everything from the first to the last paragraph that is no furniture, and a closing short sentence."""
    body: list[int] = []
    is_after_related = False
    known = set(zone)
    for place in (place for place in zone if place >= begin):
        line = lines[place]
        is_after_related = is_after_related or line.why in {"related teaser", "comment box"}
        if line.kind not in {Kind.PROSE, Kind.SHORT}:
            continue
        follows_headline = place - 1 in known and lines[place - 1].kind is Kind.SHORT
        if is_after_related and (line.kind is Kind.SHORT or follows_headline):
            continue
        closes = body and body[-1] == place - 1 and re.search(r"[.!?][\"'”’»)]*$", line.text)
        if place <= last or closes:
            body.append(place)
    return body


def _is_dek(lines: list[Line], prose: list[int], title: int | None) -> bool:
    """Whether the first paragraph is a standfirst: short, below the headline, and cut off from the body by a label."""
    if title is None or len(prose) < 2 or len(lines[prose[0]].text) > _MAX_DEK:  # noqa: PLR2004 - a standfirst and a body
        return False
    between = [lines[place].why for place in range(prose[0] + 1, prose[1])]
    return any(why in _AFTER_DEK for why in between) and not any(
        lines[p].why in _AFTER_DEK - {"section label"} for p in range(title, prose[0])
    )


def _main_title(reading: Reading, places: list[int], hints: _Hints) -> int | None:
    """Choose the headline: like the hint, marked, or the first line of some words that describes no picture.

    A page's own metadata is no mere hint: its headline is like that, or it is not printed.
    """
    lines, hint = reading.lines, hints.title
    shorts = [place for place in places if lines[place].kind is Kind.SHORT and len(lines[place].text) <= _MAX_TITLE]
    alike = [place for place in shorts if _matches(lines[place].text, hint)]
    marked = [place for place in shorts if lines[place].is_heading]
    worded = [place for place in shorts if len(lines[place].text.split()) >= _HEADLINE_WORDS]
    described = {place for place in worded if place + 1 < len(lines) and lines[place + 1].kind is Kind.CREDIT}
    undescribed = [place for place in worded if place not in described]
    same = [place for place in alike if key(lines[place].text) == key(hint)]
    if hints.is_page and hint:
        return next((place for place in (*same, *alike) if _matches(hint, lines[place].text)), None)
    for choice in (same, alike, marked, undescribed, worded):
        if choice:
            return choice[0]
    return max(shorts, key=lambda place: len(lines[place].text.split()), default=None)


def _matches(text: str, hint: str) -> bool:
    words, wanted = (set(re.findall(r"\w+", part.casefold())) for part in (text, hint))
    return len(words) > 1 and len(words & wanted) >= 0.7 * len(words)


def _main_section(
    reading: Reading, rest: list[int], title: int | None, body: list[int], *, is_page: bool
) -> int | None:
    """Choose the label around the headline; below the body stand menus, where only a divided label is the piece's."""
    lines = reading.lines
    begin = body[0] if body else len(lines)
    labels = [place for place in rest if lines[place].kind is Kind.LABEL]
    near = [place for place in labels if title is not None and title - _NEAR <= place < begin]
    labels = near or [
        place for place in labels if place > begin and section_name(lines[place].text) != lines[place].text
    ]
    if labels:
        nearest = [place for place in labels if title is not None and place >= title] or labels[::-1]
        return nearest[0]
    if is_page:
        return None
    beside = [place for place in rest if title is not None and place == title - 1 and lines[place].kind is Kind.SHORT]
    return next(
        (place for place in beside if is_label_like(lines[place].text) and not reading.is_repeated(place)), None
    )
