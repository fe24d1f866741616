"""Writes the blurb of a piece: whole sentences of the piece or of its teaser, or an editor's own text.

    editor's text, else the site's teaser, else the lead, else what the scores find, else the headline alone

Decides which sentences and how many; prints none that is not in the piece. On news whose lead is intact the lead is
the best extractive teaser, by experts' ratings and blind readings alike, so scores decide only where it cannot serve.
sumy, numpy and py3langid are imported where they are first needed: importing this package takes none of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.model import Blurb, BlurbRules, Origin, Piece
from digest.summarize.explain import Explanation, Weighed, explain_blurb
from digest.summarize.guard import verify
from digest.summarize.language import detect
from digest.summarize.sentences import split
from digest.summarize.writing import bare_piece, language_of, write
from digest.text import collapse

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "Explanation",
    "Weighed",
    "detect",
    "explain_blurb",
    "explain_text",
    "split",
    "summarize_text",
    "verify",
    "write_blurb",
]


def write_blurb(piece: Piece, rules: BlurbRules, *, editor_text: str = "", openings: Sequence[str] = ()) -> Blurb:
    """Write the blurb of *piece*; an empty one of origin headline where no sentence can serve.

    An editor's text is printed as it is, white space collapsed, whatever its length. Every other blurb consists of
    whole sentences and has at most `rules.max_chars` characters. *openings* are first sentences of blurbs that stand
    in the same edition: where another beginning serves, none of them is said again, nor is the headline.
    """
    if collapse(editor_text):
        return Blurb(text=collapse(editor_text), origin=Origin.EDITOR)
    lang = language_of(piece)
    blurb, _ = write(piece, rules, lang, openings)
    verify(blurb, piece)
    return blurb


def explain_text(text: str, *, title: str = "", lang: str = "", rules: BlurbRules) -> Explanation:
    """Write a blurb of a bare *text* as `summarize_text` does, and tell how."""
    return explain_blurb(bare_piece(text, title=title, lang=lang), rules)


def summarize_text(text: str, *, title: str = "", lang: str = "", rules: BlurbRules) -> Blurb:
    """Write a blurb of a bare *text*; its spans are those of *text*.

    Raises SummarizeError where *text* has no word.
    """
    return write_blurb(bare_piece(text, title=title, lang=lang), rules)
