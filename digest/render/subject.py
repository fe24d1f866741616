"""The two lines that an inbox shows: subject and preheader.

Decides their length and what stands in them. Does not know markup; what it returns is plain text of one line.
"""

from __future__ import annotations

__all__ = ["preheader_line", "subject_line"]

from string import Formatter
from typing import TYPE_CHECKING

from digest.errors import RenderError
from digest.render.guard import plain_text
from digest.render.view import dateline, edition_date
from digest.text import shorten

if TYPE_CHECKING:
    from digest.model import Edition
    from digest.render.words import Tongue

_SUBJECT = range(10, 79)
_PREHEADER = range(40, 101)
_MIN_LEAD = 12  # characters; of a shorter stump of a headline nobody learns anything
_FIELDS = ("title", "lead", "date", "number", "count")
_LOOSE_ENDS = " :;,·|–—-"
_DOT = " · "


def subject_line(edition: Edition, tongue: Tongue) -> str:
    """Fill the publication's pattern to 10 to 78 characters, shortening the lead's headline at a word's end.

    Raise `RenderError` for a pattern with an unknown place.
    """
    pattern = edition.publication.subject
    _check(pattern, edition.publication.slug)
    values: dict[str, object] = {
        "title": plain_text(edition.publication.title),
        "lead": plain_text(_lead_title(edition)),
        "date": tongue.short_date(edition_date(edition)),
        "number": edition.number,
        "count": len(edition.cards),
    }
    room = _SUBJECT[-1] + 1 - len(_filled(pattern, {**values, "lead": "x"}, edition.publication.slug))
    if room >= _MIN_LEAD:
        values["lead"] = _cut(str(values["lead"]), range(_MIN_LEAD, room + 1))
    subject = _cut(_filled(pattern, values, edition.publication.slug), _SUBJECT)
    if len(subject) < _SUBJECT[0]:
        subject = _DOT.join(filter(None, (subject, str(values["date"]))))
    return subject


def preheader_line(edition: Edition, tongue: Tongue, subject: str) -> str:
    """Say what else is in the edition, in 40 to 100 characters: the headlines that *subject* does not name."""
    headlines, others = _preheader_texts(edition, tongue, subject)
    line = ""
    for text in headlines:
        longer = f"{line}{_DOT}{text}" if line else text
        if len(longer) <= _PREHEADER[-1]:
            line = longer
    for text in (*headlines[:1], *others):
        if len(line) >= _PREHEADER[0]:
            return line
        if text not in line:
            line = _cut(f"{line}{_DOT}{text}" if line else text, _PREHEADER)
    return line


def _preheader_texts(edition: Edition, tongue: Tongue, subject: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the headlines, and whatever else can fill the line; nothing twice, and nothing that *subject* says."""
    publication = edition.publication
    lead = plain_text(_lead_title(edition)) if "{lead" in publication.subject else ""
    blurb = edition.lead.blurb.text if edition.lead else ""
    last = (dateline(edition, tongue), tongue.words.why.format(title=publication.title))
    headlines = dict.fromkeys(plain_text(card.piece.title) for card in edition.cards)
    others = dict.fromkeys(map(plain_text, (blurb, publication.note, publication.tagline, *last)))
    return (
        tuple(text for text in headlines if text and text != lead and text not in subject),
        tuple(text for text in others if text and text not in headlines and text not in subject),
    )


def _cut(text: str, lengths: range) -> str:
    """Shorten *text* to the longest of *lengths*, at a word's end unless it would fall below the shortest."""
    cut = shorten(text, lengths[-1])
    return cut if len(cut) >= lengths[0] or len(text) <= lengths[-1] else text[: lengths[-1] - 1] + "…"


def _lead_title(edition: Edition) -> str:
    return next((card.piece.title for card in edition.cards), "")


def _check(pattern: str, slug: str) -> None:
    try:
        places = {name for _, name, _, _ in Formatter().parse(pattern) if name is not None}
    except ValueError as error:
        raise RenderError(
            f"the subject pattern {pattern!r} is broken ({error}); close every brace", resource=slug
        ) from error
    unknown = sorted(places.difference(_FIELDS))
    if unknown:
        raise RenderError(
            f"the subject pattern has no place {{{unknown[0]}}}; use {', '.join(_FIELDS)} in braces", resource=slug
        )


def _filled(pattern: str, values: dict[str, object], slug: str) -> str:
    try:
        return plain_text(pattern.format(**values)).strip(_LOOSE_ENDS)
    except (ValueError, LookupError) as error:
        raise RenderError(f"the subject pattern {pattern!r} is broken ({error}); correct it", resource=slug) from error
