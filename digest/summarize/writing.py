"""One blurb from one piece, by the order of what serves best; says how it was found."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from digest.errors import SummarizeError
from digest.model import NO_BLURB, Blurb, BlurbMode, BlurbRules, Origin, Piece
from digest.summarize.candidates import candidates
from digest.summarize.choose import Chooser
from digest.summarize.fresh import adds_nothing, opens_alike
from digest.summarize.language import detect
from digest.summarize.sentences import primary
from digest.summarize.teaser import usable_teaser, whole_sentences
from digest.text import joined

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from digest.summarize.candidates import Candidate

__all__ = ["bare_piece", "language_of", "write"]

_NO_LANGUAGE = frozenset({"mis", "mul", "und", "zxx"})
"""ISO 639-2's codes for a language that is not known, or none."""

Run = tuple["Candidate", ...]


def bare_piece(text: str, *, title: str, lang: str) -> Piece:
    """Give a piece that is nothing but *text*. Raises SummarizeError where that has no word."""
    if not any(map(str.isalnum, text)):
        raise SummarizeError("the text has no words; give the text of a piece", resource=title)
    return Piece(id="", url="", title=title, text=text, lang=lang)


def language_of(piece: Piece) -> str:
    """Give the primary language subtag of *piece*, found from its text where the source names none."""
    tag = primary(piece.lang)
    return tag if tag and tag not in _NO_LANGUAGE else detect(piece.text or piece.teaser)


def write(piece: Piece, rules: BlurbRules, lang: str, openings: Sequence[str] = ()) -> tuple[Blurb, str]:
    """Write the blurb of *piece* and say how it was found.

    Tries the site's teaser, then the text, then what is whole of a teaser that was cut.
    """

    def is_stale(candidate: Candidate) -> bool:
        return adds_nothing(candidate.text, piece.title) or opens_alike(candidate.text, openings)

    teaser = usable_teaser(piece, rules, lang)
    if teaser and not is_stale(teaser[0]):
        return _blurb(teaser, Origin.TEASER), "the site's own teaser"
    if rules.mode is not BlurbMode.TEASER_ONLY:
        run, way = _chosen(piece, rules, lang, is_stale)
        if run and not (teaser and is_stale(run[0])):
            return _blurb(run, Origin.SUMMARY), way
    if teaser:
        return _blurb(teaser, Origin.TEASER), "the site's own teaser, though it says what was said: nothing else serves"
    whole = whole_sentences(piece, rules, lang)
    if whole:
        return _blurb(whole, Origin.TEASER), "what is whole of the site's teaser"
    return NO_BLURB, "no sentence can serve: the headline stands alone"


def _chosen(piece: Piece, rules: BlurbRules, lang: str, is_stale: Callable[[Candidate], bool]) -> tuple[Run, str]:
    """Choose from the text of *piece*; notes and series lines serve where nothing else is there."""
    rate = functools.partial(_rate, title=piece.title, lang=lang)
    for with_beside in (False, True):
        chooser = Chooser(candidates(piece.text, piece, lang, with_beside=with_beside), rules, rate, is_stale)
        if rules.mode is BlurbMode.INFORMATIVE:
            run = chooser.informative()
        else:
            run = chooser.whole_paragraphs() if rules.paragraphs else chooser.lead()
        if run:
            return run, chooser.way
    return (), ""


def _rate(pool: Sequence[Candidate], *, title: str, lang: str) -> Sequence[float]:
    """Import the scores, which takes two seconds, and ask them."""
    from digest.summarize.score import scores

    return scores(pool, title=title, lang=lang) if pool else ()


def _blurb(run: Sequence[Candidate], origin: Origin) -> Blurb:
    """Make the blurb of these sentences."""
    return Blurb(
        text=joined(candidate.text for candidate in run),
        origin=origin,
        sentences=tuple(candidate.sentence for candidate in run),
    )
