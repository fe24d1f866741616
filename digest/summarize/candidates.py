"""The sentences of a piece that a blurb may consist of, each with what speaks against opening with it.

Leaves out page furniture and what cannot be printed; narrows spans (a dateline is skipped by moving the start) and
never edits the text. Knows no scores and no lengths.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from digest.furniture import strip_dateline, why_left_out
from digest.furniture.note import is_note_on_author
from digest.model import Piece, Sentence
from digest.summarize.beside import is_boilerplate, is_note, repeats_headline, subheads
from digest.summarize.flaws import BESIDE, BETWEEN, why_dangling, why_unprintable
from digest.summarize.marks import OPENERS, ends_whole
from digest.summarize.openers import is_severed
from digest.summarize.sentences import PARAGRAPH_BORDER, primary, split
from digest.summarize.words import content_words, overlap, words
from digest.text import printed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Told = Callable[[Sentence, str], object]

__all__ = ["Candidate", "candidates"]

_FAR = 60_000
"""Characters that are read: what a piece is about stands in them, and the time stays bounded."""
_LONGEST_FURNITURE = 300
_BAR = re.compile(r"\s[|¦]\s+(?=\S)")
"""What divides a headline and kickers from the text where a page's parts were run together."""
_KICKER = re.compile(
    r"(?:Summary|Abstract|Overview|TL;DR|In brief|Analysis|Opinion|Exclusive|Breaking|Commentary|Explainer|"
    r"Special report|Analyse|Meinung|Kommentar|Eilmeldung|Tribune|Opinión|Análisis)\s?:\s+(?=[^\W\d_a-zà-ÿ])"
)
_KICKER_WORDS = 3
_HEADING = "heading"
_LONGEST_HEADING = 150
_LONG_WORD = 4
_REPEATED = 0.6
"""Share of common content words at which a sentence says again what its neighbour said."""
_ENOUGH_WORDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A sentence that may be printed."""

    sentence: Sentence
    text: str
    """As printed: white space collapsed, character references decoded."""
    paragraph: int
    is_first: bool
    """Whether it is the piece's own first sentence."""
    follows: bool
    """Whether it follows the candidate before it with nothing but furniture between."""
    dangling: str
    """Why it cannot stand without the one before it; empty if it can."""


@dataclass(slots=True)
class _Trail:
    """What has been read so far."""

    before: str = ""
    is_virgin: bool = True
    is_broken: bool = False
    has_bars: bool = False
    is_alone: bool = False
    """Whether the sentence is a paragraph by itself."""
    skipped_in: int = -1
    """Paragraph in which a line about the series was left out."""


def _untold(_sentence: Sentence, _why: str) -> None:
    """Tell nobody."""


def candidates(
    text: str, piece: Piece, lang: str, *, with_beside: bool = False, left_out: Told = _untold
) -> Iterator[Candidate]:
    """Give the printable sentences of *text*, the text or the teaser of *piece*, in order and one by one.

    *with_beside* keeps what `beside` knows: notes, lines about the series, subheads. *left_out* is told of each
    sentence or paragraph that no blurb may contain, and why.
    """
    trail = _Trail()
    read = text[:_FAR]
    # What ends where the reading ends may go on.
    cut = len(read.rstrip()) if len(text) > _FAR else len(text) + 1
    spans = list(_paragraphs(read))
    for number, (start, end) in enumerate(spans):
        part = read[start:end]
        why = _why_no_prose(part, read, piece, lang)
        if not why and trail.is_virgin and not with_beside:
            following = _following(read, spans[number + 1 :], piece)
            why = "note above the piece" if following and is_note(part, following) else ""
        if why:
            left_out(_span(read, start, end), why)
            trail.is_broken = trail.is_broken or (why == _HEADING and not trail.is_virgin)
            continue
        sentences = split(part, lang)
        trail.is_alone = len(sentences) == 1
        glued = frozenset() if with_beside else subheads(part, sentences, primary(lang))
        for found in sentences:
            trail.has_bars = trail.has_bars or bool(_BAR.search(found.text))
            sentence = _narrowed(read, start + found.start, start + found.end, piece)
            if not sentence or found.start in glued or sentence.end >= cut:
                left_out(_span(read, start + found.start, start + found.end), "furniture, subhead or cut off")
            elif not with_beside and _is_beside(sentence, piece, trail):
                left_out(sentence, "tells of the series, or says the headline again")
                trail.skipped_in = number
            else:
                yield from _weighed(sentence, number, lang, trail, left_out)


def _why_no_prose(part: str, text: str, piece: Piece, lang: str) -> str:
    """Say why the paragraph *part* of *text* is none of the prose; empty if it is."""
    why = why_left_out(part, title=piece.title, authors=piece.authors)
    if why:
        return why
    # One whom another paragraph names is what the piece is about; a note may stand in it twice.
    if (
        is_note_on_author(part, "")
        and part != text
        and is_note_on_author(part, _prose(text, piece.title, piece.authors).replace(part, ""))
    ):
        return "note on the author"
    return _HEADING if _is_heading(part, lang) else ""


@functools.lru_cache(maxsize=4)
def _prose(text: str, title: str, authors: tuple[str, ...]) -> str:
    """Give *text* without by-lines and other furniture; once for a text, however many notes stand in it."""
    parts = (text[start:end] for start, end in _paragraphs(text))
    return "\n".join(part for part in parts if not why_left_out(part, title=title, authors=authors))


def _following(text: str, spans: Sequence[tuple[int, int]], piece: Piece) -> str:
    """Give the next paragraph that is none of the page's furniture; empty where there is none."""
    parts = (text[start:end] for start, end in spans)
    return next((part for part in parts if not why_left_out(part, title=piece.title, authors=piece.authors)), "")


def _span(text: str, start: int, end: int) -> Sentence:
    return Sentence(text=text[start:end], start=start, end=end)


def _is_beside(sentence: Sentence, piece: Piece, trail: _Trail) -> bool:
    """Whether *sentence* tells of the series or of a change, or asks at the very beginning what the headline says."""
    text = printed(sentence.text)
    return is_boilerplate(text) or (trail.is_virgin and repeats_headline(text, piece.title))


def _weighed(sentence: Sentence, paragraph: int, lang: str, trail: _Trail, left_out: Told) -> Iterator[Candidate]:
    """Give *sentence* as a candidate, or note that the thread is broken."""
    text = printed(sentence.text)
    why = why_unprintable(text, primary(lang))
    if why:
        left_out(sentence, why)
        # A line of its own that is none of the prose stands between two neighbours and parts nobody.
        is_between = trail.is_alone and why in BETWEEN
        trail.is_broken = trail.is_broken or not (trail.is_virgin or is_between)
        trail.is_virgin = trail.is_virgin and why in BESIDE
        return
    if _repeats(text, trail.before) or (trail.has_bars and trail.is_virgin and len(text.split()) <= _KICKER_WORDS):
        left_out(sentence, "says what the sentence before it said, or is a kicker")
        return
    dangling = why_dangling(text, primary(lang))
    yield Candidate(
        sentence=sentence,
        text=text,
        paragraph=paragraph,
        # "It" after "Welcome to our column." speaks of the column.
        is_first=trail.is_virgin
        and not (dangling and trail.skipped_in == paragraph)
        and not (dangling and is_severed(text, primary(lang))),
        follows=bool(trail.before) and not trail.is_broken,
        dangling=dangling,
    )
    trail.before = text
    trail.is_virgin = trail.is_broken = False


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Give the spans between blank lines."""
    start = 0
    for border in PARAGRAPH_BORDER.finditer(text):
        yield start, border.start()
        start = border.end()
    yield start, len(text)


def _is_heading(part: str, lang: str) -> bool:
    """Whether *part*, a line of its own, is a title over what follows: no full stop, or Each Word in Capitals?."""
    if "\n" in part.strip() or len(part) > _LONGEST_HEADING or part.rstrip().endswith((":", ",", ";", ".")):
        return False
    long_words = [word for word in re.findall(r"\w+", part) if len(word) >= _LONG_WORD]
    has_title_case = len(long_words) > 1 and all(word[0].isupper() for word in long_words) and lang != "de"
    return (not ends_whole(part) and len(split(part, lang)) <= 1) or has_title_case


def _repeats(text: str, before: str) -> bool:
    """Whether *text* says in nearly the same words what *before* said."""
    smaller = min(len(content_words(text)), len(content_words(before)))
    return smaller >= _ENOUGH_WORDS and overlap(text, before) > _REPEATED


# ---- narrowing ----------------------------------------------------------------------------------------------------


def _narrowed(text: str, start: int, end: int, piece: Piece) -> Sentence | None:
    """Move the start past headings, by-lines, kickers and datelines; None where nothing of the sentence is left."""
    start = _past_lines(text, start, end, piece)
    bars = list(_BAR.finditer(text, start, end))
    start = bars[-1].end() if bars else start
    kicker = _KICKER.match(text, start, end)
    start = kicker.end() if kicker else start
    start += strip_dateline(text[start:end])
    start += len(text[start:end]) - len(text[start:end].lstrip())
    found = text[start:end]
    if len(found) < _LONGEST_FURNITURE and why_left_out(found, title=piece.title, authors=piece.authors):
        return None
    return Sentence(text=found, start=start, end=end) if found else None


def _past_lines(text: str, start: int, end: int, piece: Piece) -> int:
    """Return where the prose begins in a sentence that runs over several lines."""
    lines = list(re.finditer(r"[^\r\n]+", text[start:end]))
    width = max((len(line[0].rstrip()) for line in lines), default=0)
    for line, following in reversed(list(pairwise(lines))):
        if why_left_out(line[0], title=piece.title, authors=piece.authors) or _is_broken_early(
            line[0], following[0], width
        ):
            return start + following.start()
    return start


def _is_broken_early(line: str, following: str, width: int) -> bool:
    """Whether *line* ends before the margin though the next word would have fit: a title, not a wrapped line."""
    line, following = line.strip(), following.strip()
    first = words(following)[:1]
    return (
        following.lstrip(OPENERS)[:1].isupper()
        and not line.endswith((",", ";", "-", "–", "—"))
        and len(line) + 1 + len(first[0] if first else following) < width
    )
