"""Whether the site's own teaser can be the blurb, and how much of it. Knows no scores."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from digest.summarize.candidates import Candidate, candidates
from digest.summarize.flaws import begins_in_the_middle
from digest.summarize.marks import are_balanced, ends_whole, trails_off
from digest.summarize.sentences import split
from digest.text import collapse

if TYPE_CHECKING:
    from digest.model import BlurbRules, Piece

__all__ = ["usable_teaser", "whole_sentences"]

_ENOUGH = 80
"""Characters that a teaser must have to be preferred to the lead."""
_FAR = 60_000
"""Characters of the text in which a teaser's sentence is looked up: feeds cut their teasers from the beginning."""
# The call begins with a capital: "… sport and much more." and "a book to read on." are whole.
_CUT = re.compile(
    r"(?:…|\.\.\.|\[\s?(?:…|\.\.\.|&hellip;|&#8230;)\s?\]|\(\s?(?:…|\.\.\.|more)\s?\)|[→>])\s*$|"
    r"\b(?:(?:Read|READ)\s(?:[Mm]ore|MORE|on|the\s(?:rest|full\s\w+))|(?:Continue|Keep)\s[Rr]eading|(?:Learn|See)\s[Mm]ore|"
    r"Weiterlesen|Mehr\s(?:lesen|erfahren)|Lire\s(?:la\ssuite|plus)|En\ssavoir\splus|Leer\smás|Seguir\sleyendo|"
    r"Les\s(?:mer|videre)|Leggi\stutto|Continua\sa\sleggere|Lees\s(?:meer|verder)|Läs\smer|Xem\sthêm)\W*$"
)
_APPEARED = re.compile(r"\bThe (?:post|article) .{1,300} (?:appeared first|first appeared) on .{1,100}$", re.DOTALL)


def usable_teaser(piece: Piece, rules: BlurbRules, lang: str) -> tuple[Candidate, ...]:
    """Return the teaser's sentences where it is whole, says enough and is not cut; empty where it is not.

    What exceeds `rules.max_chars` is left out by whole sentences.
    """
    if _is_cut(piece):
        return ()
    found = whole_sentences(piece, rules, lang)
    return found if _weight(found) >= _ENOUGH else ()


def whole_sentences(piece: Piece, rules: BlurbRules, lang: str) -> tuple[Candidate, ...]:
    """Return the whole sentences that the teaser opens with, cut or not, within `rules.max_chars`."""
    found: list[Candidate] = []
    kept = 0
    length = -1
    for candidate in candidates(_source(piece), piece, lang):
        is_joined = candidate.follows if found else candidate.is_first
        length += 1 + len(candidate.text)
        is_whole = is_joined and not _runs_on(candidate, piece, lang)
        if not is_whole or length > rules.max_chars or (not found and begins_in_the_middle(candidate.text)):
            break
        found.append(candidate)
        if are_balanced(" ".join(one.text for one in found)) and not trails_off(candidate.text):
            kept = len(found)
    return tuple(found[:kept])


def _source(piece: Piece) -> str:
    """Return the teaser without the line that WordPress adds to feeds; only the end is left out, so spans hold."""
    return _APPEARED.sub("", piece.teaser)


def _is_cut(piece: Piece) -> bool:
    """Whether the teaser ends before its last sentence does."""
    text = collapse(_source(piece))
    return bool(_CUT.search(text)) or not ends_whole(text)


def _runs_on(candidate: Candidate, piece: Piece, lang: str) -> bool:
    """Whether the sentence goes on in the piece's text: the teaser was cut after `Dr.` or `U.S.`."""
    place = piece.text.find(candidate.sentence.text, 0, _FAR)
    if place < 0:
        return False
    end = place + len(candidate.sentence.text)
    return any(sentence.start <= place and sentence.end > end for sentence in split(_around(piece.text, place), lang))


def _around(text: str, place: int) -> str:
    """Return *text* up to two thousand characters after *place*, so that offsets hold."""
    return text[: place + 2000]


def _weight(found: tuple[Candidate, ...]) -> int:
    """Count characters, a wide one (an ideograph, kana, Hangul; Unicode's East Asian Width) as two."""
    return sum(2 if east_asian_width(char) == "W" else 1 for candidate in found for char in candidate.text)
