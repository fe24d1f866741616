"""Whether a blurb that a model wrote may be printed: it reads as a blurb does, and its facts are those of the piece.

Decides by what can be compared letter by letter: every name, figure, day and quotation of the blurb stands in the
piece, and enough of its words do. Who did what to whom, and negation above all, are out of reach: "the council did not
vote" and "the council voted" pass alike, as does a blurb that gives one person's deed to another whom the piece names
too. An editor who lets a model write should read what it wrote.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.summarize.facts import Source, quotations, told
from digest.summarize.flaws import why_dangling, why_unprintable
from digest.summarize.fresh import adds_nothing
from digest.summarize.marks import are_balanced, trails_off
from digest.summarize.sentences import primary, split
from digest.summarize.words import content_words
from digest.text import collapse, shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.model import BlurbRules, Piece

__all__ = ["MOST_SENTENCES", "why_unfaithful"]

MOST_SENTENCES = 4
_SHORTEST = 0.4
"""Share of the shortest length below which a blurb says too little (80 of 200)."""
_SHARED = 0.5
"""Share of a blurb's words of weight that the piece must have: less is another language, or another matter.

Of 297 teasers that people wrote in words of their own 4 % share less; of those of other pieces on the same site 90 %.
"""
_SHOWN = 80


def why_unfaithful(text: str, piece: Piece, rules: BlurbRules, lang: str) -> str:
    """Say why *text*, a model's, may not be the blurb of *piece*; empty if it may. Reads after "the blurb …".

    *lang* is a BCP 47 tag or empty. Never raises, whatever the text.
    """
    why = _why_misshapen(text, rules)
    if why:
        return why
    lang = primary(lang)
    sentences = [sentence.text for sentence in split(text, lang)]
    return _why_unreadable(text, sentences, piece.title, lang) or _why_untold(text, sentences, piece, lang)


def _why_misshapen(text: str, rules: BlurbRules) -> str:
    """Look at the length alone; what follows may take time by it."""
    if not collapse(text):
        return "is empty"
    if len(text) > rules.max_chars:
        return f"has {len(text)} characters, more than {rules.max_chars}"
    if len(text) < _SHORTEST * rules.min_chars:
        return f"has {len(text)} characters, too few for at least {rules.min_chars}"
    return "" if collapse(text) == text else "has line breaks or doubled spaces"


def _why_unreadable(text: str, sentences: Sequence[str], title: str, lang: str) -> str:
    """Look at the form, as at that of sentences of the piece."""
    if len(sentences) > MOST_SENTENCES:
        return f"has {len(sentences)} sentences, more than {MOST_SENTENCES}"
    for sentence in sentences:
        why = why_unprintable(sentence, lang)
        if why:
            return f"has a sentence that cannot be printed ({why}): “{shorten(sentence, _SHOWN)}”"
        if adds_nothing(sentence, title) or _bare(sentence) == _bare(title):
            return f"repeats the headline: “{shorten(sentence, _SHOWN)}”"
    why = why_dangling(sentences[0], lang)
    if why:
        return f"cannot stand alone ({why}): “{shorten(sentences[0], _SHOWN)}”"
    if not are_balanced(text) or quotations(text)[1]:
        return "leaves a quotation or a bracket open"
    return "trails off" if trails_off(text) else ""


def _why_untold(text: str, sentences: Sequence[str], piece: Piece, lang: str) -> str:
    """Look for what the piece does not say."""
    source = Source((piece.title, piece.text, piece.teaser, *piece.authors), lang)
    checks = (
        ("has the character “{}”, which the piece does not", source.foreign_sign(text)),
        ("quotes “{}”, which the piece does not say", source.foreign_quotation(text)),
        ("has the figure “{}”, which the piece does not", source.foreign_figure(text)),
        ("gives the day “{}”, which the piece does not", source.foreign_day(text)),
        ("names “{}”, which the piece does not", next(filter(None, map(source.foreign_name, sentences)), "")),
    )
    why = next((form.format(shorten(found, _SHOWN)) for form, found in checks if found), "")
    return why or _why_strange(text, piece)


def _why_strange(text: str, piece: Piece) -> str:
    said = content_words(told(text))
    known = content_words(told(f"{piece.title} {piece.text} {piece.teaser}"))
    return "shares few words with the piece" if len(said & known) < _SHARED * len(said) else ""


def _bare(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())
