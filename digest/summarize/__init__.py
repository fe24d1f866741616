"""Writes the blurb of a piece: whole sentences of the piece or of its teaser, or an editor's own text.

    editor's text, else the site's teaser, else the lead, else what the scores find, else the headline alone

Decides which sentences and how many; prints none that is not in the piece. On news whose lead is intact the lead is
the best extractive teaser, by experts' ratings and blind readings alike, so scores decide only where it cannot serve.
sumy, numpy and py3langid are imported where they are first needed: importing this package takes none of them.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from digest.errors import SummarizeError
from digest.model import Blurb, BlurbMode, BlurbRules, Origin, Piece
from digest.summarize.candidates import candidates
from digest.summarize.choose import Chooser
from digest.summarize.guard import verify
from digest.summarize.language import detect
from digest.summarize.sentences import primary, split
from digest.summarize.teaser import usable_teaser, whole_sentences
from digest.text import collapse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.summarize.candidates import Candidate

__all__ = ["detect", "split", "summarize_text", "verify", "write_blurb"]

_HEADLINE = Blurb(text="", origin=Origin.HEADLINE)


def write_blurb(piece: Piece, rules: BlurbRules, *, editor_text: str = "") -> Blurb:
    """Write the blurb of *piece*; an empty one of origin headline where no sentence can serve.

    An editor's text is printed as it is, white space collapsed, whatever its length. Every other blurb consists of
    whole sentences and has at most `rules.max_chars` characters.
    """
    if collapse(editor_text):
        return Blurb(text=collapse(editor_text), origin=Origin.EDITOR)
    lang = primary(piece.lang) or detect(piece.text or piece.teaser)
    blurb = _written(piece, rules, lang)
    verify(blurb, piece)
    return blurb


def summarize_text(text: str, *, title: str = "", lang: str = "", rules: BlurbRules) -> Blurb:
    """Write a blurb of a bare *text*; its spans are those of *text*.

    Raises SummarizeError where *text* has no word.
    """
    if not any(map(str.isalnum, text)):
        raise SummarizeError("the text has no words; give the text of a piece", resource=title)
    return write_blurb(Piece(id="", url="", title=title, text=text, lang=lang), rules)


def _written(piece: Piece, rules: BlurbRules, lang: str) -> Blurb:
    """Try the site's teaser, then the text, then what is whole of a teaser that was cut."""
    teaser = usable_teaser(piece, rules, lang)
    if teaser:
        return _blurb(teaser, Origin.TEASER)
    if rules.mode is not BlurbMode.TEASER_ONLY:
        run = _chosen(piece, rules, lang) or _chosen(piece, rules, lang, with_beside=True)
        if run:
            return _blurb(run, Origin.SUMMARY)
    return _blurb(whole_sentences(piece, rules, lang), Origin.TEASER)


def _chosen(piece: Piece, rules: BlurbRules, lang: str, *, with_beside: bool = False) -> Sequence[Candidate]:
    """Choose from the text of *piece*; *with_beside* serves where nothing but notes and series lines is there."""
    rate = functools.partial(_rate, title=piece.title, lang=lang)
    chooser = Chooser(candidates(piece.text, piece, lang, with_beside=with_beside), rules, rate)
    return chooser.informative() if rules.mode is BlurbMode.INFORMATIVE else chooser.lead()


def _rate(pool: Sequence[Candidate], *, title: str, lang: str) -> Sequence[float]:
    """Import the scores, which takes two seconds, and ask them."""
    from digest.summarize.score import scores

    return scores(pool, title=title, lang=lang) if pool else ()


def _blurb(run: Sequence[Candidate], origin: Origin) -> Blurb:
    """Make the blurb of these sentences."""
    if not run:
        return _HEADLINE
    return Blurb(
        text=" ".join(candidate.text for candidate in run),
        origin=origin,
        sentences=tuple(candidate.sentence for candidate in run),
    )
