"""Why a blurb is what it is: every sentence that was looked at, with its place, its scores and what became of it.

What a workbench shows an editor who wants another sentence. Computes all scores, also where the lead alone decided.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from digest.model import Blurb, BlurbRules, Origin, Piece, Sentence
from digest.summarize.candidates import candidates
from digest.summarize.choose import POOL
from digest.summarize.fresh import adds_nothing, opens_alike
from digest.summarize.guard import verify
from digest.summarize.writing import language_of, write

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from digest.summarize.candidates import Candidate

__all__ = ["Explanation", "Weighed", "explain_blurb"]

_MOST_LEFT_OUT = 200
"""Sentences left out that are listed: a page of junk has thousands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A sentence that was looked at."""

    sentence: Sentence
    """Its place in the piece's text, or in its teaser where `is_teaser`."""
    is_teaser: bool = False
    scores: Mapping[str, float] = field(default_factory=dict)
    """By scorer, each 0 to 1; empty where the sentence was left out before anything was scored."""
    total: float = 0.0
    """The weighted sum; higher is better."""
    is_taken: bool = False
    why: str
    """Why it was taken, or was not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A blurb and how it came about."""

    blurb: Blurb
    lang: str
    """The language that the piece was read in; empty where nothing shows it."""
    why: str
    candidates: tuple[Weighed, ...]
    """Those that a blurb may contain: what was taken first, then by total, best first."""
    left_out: tuple[Weighed, ...]
    """Those that no blurb may contain, in the order of the text."""


def explain_blurb(piece: Piece, rules: BlurbRules, *, openings: Sequence[str] = ()) -> Explanation:
    """Write the blurb of *piece* as `write_blurb` does, and tell how."""
    lang = language_of(piece)
    blurb, why = write(piece, rules, lang, openings)
    verify(blurb, piece)
    left_out: list[Weighed] = []

    def told(sentence: Sentence, why: str) -> None:
        if len(left_out) < _MOST_LEFT_OUT:
            left_out.append(Weighed(sentence=sentence, why=why))

    pool = tuple(_first(candidates(piece.text, piece, lang, left_out=told), POOL))
    weighed = [
        *_teaser(piece, lang, blurb),
        *(_weighed(candidate, found, blurb, piece, openings) for candidate, found in _scored(pool, piece, lang)),
    ]
    weighed.sort(key=lambda one: (not one.is_taken, -one.total, one.sentence.start))
    return Explanation(blurb=blurb, lang=lang, why=why, candidates=tuple(weighed), left_out=tuple(left_out))


def _first(found: Iterator[Candidate], count: int) -> Iterator[Candidate]:
    for number, candidate in enumerate(found, 1):
        yield candidate
        if number == count:
            return


def _scored(pool: Sequence[Candidate], piece: Piece, lang: str) -> Iterator[tuple[Candidate, dict[str, float]]]:
    if not pool:
        return
    from digest.summarize.score import scores_by_name

    parts = scores_by_name(pool, title=piece.title, lang=lang)
    for index, candidate in enumerate(pool):
        yield candidate, {name: round(values[index], 6) for name, values in parts.items()}


def _weighed(
    candidate: Candidate, found: dict[str, float], blurb: Blurb, piece: Piece, openings: Sequence[str]
) -> Weighed:
    from digest.summarize.score import total

    is_taken = blurb.origin is Origin.SUMMARY and candidate.sentence in blurb.sentences
    return Weighed(
        sentence=candidate.sentence,
        scores=found,
        total=total(found),
        is_taken=is_taken,
        why="taken" if is_taken else _why_not(candidate, blurb, piece, openings),
    )


def _why_not(candidate: Candidate, blurb: Blurb, piece: Piece, openings: Sequence[str]) -> str:
    if candidate.dangling and not candidate.is_first:
        return f"cannot open: {candidate.dangling}"
    if adds_nothing(candidate.text, piece.title):
        return "says no more than the headline"
    if opens_alike(candidate.text, openings):
        return "another blurb of the edition opens so"
    if blurb.origin is Origin.TEASER:
        return "the site's own teaser serves"
    if blurb.origin is Origin.HEADLINE:
        return "does not make a blurb within the length"
    return "could open; what was taken stands before it or is rated higher"


def _teaser(piece: Piece, lang: str, blurb: Blurb) -> Iterator[Weighed]:
    for candidate in candidates(piece.teaser, piece, lang):
        is_taken = blurb.origin is Origin.TEASER and candidate.sentence in blurb.sentences
        why = "taken" if is_taken else "the teaser is cut, short, or says what was said"
        yield Weighed(sentence=candidate.sentence, is_teaser=True, is_taken=is_taken, why=why)
