"""Says of one line of a page why it is not part of the piece, or that it is."""

from __future__ import annotations

import re

from digest.furniture.appeal import is_appeal, is_cookie_notice
from digest.furniture.credit import image_credit, is_credit_line, is_picture_credit, strip_credit
from digest.furniture.dateline import is_dateline
from digest.furniture.sections import SECTION_NAMES
from digest.furniture.words import OPENING, WHOLE
from digest.text import collapse, paragraphs

__all__ = ["why_left_out", "without_furniture"]

_LONGEST = 1500
"""No furniture is longer than this; the longest appeal measured has about 700 characters."""
_LONGEST_WHOLE = 400
_LONGEST_CREDIT_LINE = 600
_LONGEST_CAPTION = 500
_LONGEST_WIRE_CAPTION = 220
_LONGEST_BIO = 700
_LONGEST_LABEL = 60
_LONGEST_NAME = 120

_MARKS = re.compile(r"[\W_]+")

_CAPTION = re.compile(
    r"""(?:FILE\s?(?:PHOTO|PICTURE|IMAGE)?\s?[-–—:]
      | File\sphoto\b
      | (?:Pictured|Above|Below|Left|Right|Top)(?:\s(?:above|here|left|right))?:\s
      | In\sthis\s(?:file\s|undated\s|[A-Z][a-z]+\.?\s\d{1,2},\s\d{4},?\s)?(?:file\s)?(?:photo|image|picture)\b
      | An?\s(?:undated\s|file\s)?(?:photo|image|picture|screenshot)\s(?:shows|shared|released|taken|provided)\b
        .{0,160}$)""",
    re.VERBOSE,
)
_POSES = re.compile(
    r"""\b(?:seen\s(?:here|in\sthis)|pictured|file\sphoto|speaks?|stands?|sits?|poses?|arrives?|addresses|looks?\son
        |walks?|waves?|delivers|attends?|holds?|gestures|shakes?\shands|gives)\b""",
    re.VERBOSE,
)
_PICTURE_NAME = re.compile(
    r"""[\w.-]+\.(?:jpe?g|png|gif|webp|avif)
      | [^\W_]+(?:[-_][^\W_]+){0,10}?[-_](?:scaled|\d{3,5}x\d{2,5})
      | [^\W_]+(?:[-_][^\W_]+){1,10}?[-_](?:copy|final|web|hero|cropped|lead|crop|image|photo|\d{3,5})""",
    re.IGNORECASE | re.VERBOSE,
)
_LABEL_PART = re.compile(r"[^\W\d_a-z][\w&.,'’/-]*(?:\s[\w&.,'’/-]+){0,4}")
_BIO = re.compile(
    r"\s(?:is|was|has\sbeen|writes|covers|reports|works|teaches|joined|ist|arbeitet|est|es|er|jobber|skriver)\b"
)


def why_left_out(line: str, *, title: str = "", authors: tuple[str, ...] = ()) -> str | None:
    """Say why *line*, a line or paragraph of a page, is not part of the piece, or None for prose and for headings.

    *title* and *authors* are the piece's own, to know their repetitions by. The answer is one of few words, such as
    `donation appeal`, `newsletter box`, `caption`, `image credit`, `by-line`, `share bar` or `section label`.

    >>> why_left_out("Subscribe now to our weekly newsletter.")
    'newsletter box'
    """
    text = collapse(line)
    if len(text) > _LONGEST:
        return None
    if not _MARKS.sub("", text):
        return "empty line"
    return (
        _repetition(text, title, authors)
        or _by_table(text)
        or ("cookie notice" if is_cookie_notice(text) else None)
        or ("donation appeal" if is_appeal(text) else None)
        or _picture(text)
        or ("dateline" if is_dateline(text) else None)
        or _label(text)
    )


def without_furniture(text: str, *, title: str = "", authors: tuple[str, ...] = ()) -> str:
    """Keep of *text*, a plain text with empty lines between its paragraphs, the paragraphs that are the piece's."""
    kept = (part for part in paragraphs(text) if why_left_out(part, title=title, authors=authors) is None)
    return "\n\n".join(kept)


def _bare(text: str) -> str:
    return _MARKS.sub(" ", text).strip().casefold()


def _repetition(text: str, title: str, authors: tuple[str, ...]) -> str | None:
    bare = _bare(text)
    if title and bare == _bare(title):
        return "repeat of the headline"
    for author in filter(None, authors):
        name = _bare(author)
        if bare in {name, f"by {name}"}:
            return "by-line"
        is_full_name = len(name.split()) > 1  # "Friday is the day" is no note about an author called Friday
        if is_full_name and len(text) < _LONGEST_BIO and text.startswith(author) and _BIO.match(text, len(author)):
            return "about the author"
    return None


def _by_table(text: str) -> str | None:
    if len(text) <= _LONGEST_WHOLE:
        for why, pattern in WHOLE:
            if pattern.fullmatch(text):
                return why
    for why, longest, pattern in OPENING:
        if len(text) <= longest and pattern.match(text):
            return why
    return None


def _picture(text: str) -> str | None:
    if len(text) <= _LONGEST_NAME and _PICTURE_NAME.fullmatch(text):
        return "name of a picture"
    if is_credit_line(text) and len(text) < _LONGEST_CREDIT_LINE:
        return "caption" if strip_credit(text) else "image credit"
    if _CAPTION.match(text) and len(text) < _LONGEST_CAPTION:
        return "caption"
    if not image_credit(text):
        return None
    caption = strip_credit(text)
    if is_picture_credit(text[len(caption) :]):
        return "caption"
    # A wire's name alone closes texts as well; the present tense of a pose tells the caption.
    return "caption" if len(text) < _LONGEST_WIRE_CAPTION and _POSES.search(caption) else None


def _label(text: str) -> str | None:
    if len(text) > _LONGEST_LABEL or text[-1] in ".!?…":
        return None
    parts = [part.strip() for part in re.split(r"\s[|•·›»/]\s", text)]
    if len(parts) > 1:
        return "section label" if all(_LABEL_PART.fullmatch(part) for part in parts) else None
    return "section label" if text.casefold() in SECTION_NAMES else None
