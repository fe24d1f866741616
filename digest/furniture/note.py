"""Recognises the note on the author that closes a piece: `Ann Lee is a fellow.` and the like.

Asked of the last paragraphs alone: a sentence like it may open a piece about Ann Lee. Whom the text above names is its
subject and not its author.
"""

from __future__ import annotations

__all__ = ["is_note_on_author"]

import re

_LONGEST = 900
_NAME = (
    r"(?P<name>(?:(?:Dr|Prof|Lt|Col|Gen|Amb|Maj|Capt|Rev|Sir|Ret)\.?\s){0,2}[A-ZÀ-Þ][\w.'’-]+"
    r"(?:\s(?:de|la|van|von|der|bin|al|[A-ZÀ-Þ][\w.'’-]*)){1,4})"
)
_IS = (
    r"(?:,[^.]{2,90},)?(?:\s\([^()]{2,60}\))?,?\s(?:is|was|has\sbeen|are|were|works|serves|writes|covers|reports|teaches|"
    r"lives|holds|joined|hosts|leads|directs|studies|edits|ist|arbeitet|lebt|schreibt|est|travaille|es|trabaja|escribe|"
    r"er|skriver|jobber)\b"
)
_OPENING = re.compile(rf"[*_—–\-\s]*{_NAME}{_IS}")
_ROLE = re.compile(
    r"""\b(?:reporter|editor|fellow|professor|director|author\sof|authors?|journalist|writer|analyst|correspondent|columnist
        |contributor|contributing|researcher|scholar|historian|lecturer|attorney|candidate|producer|intern|founder|co-founder
        |adjunct|based\sin|covering|expert|specialist|strategist|veteran|officer|president|ambassador|diplomat|advisor|adviser
        |novelist|poet|critic|student|associate|follow\s(?:him|her|them)|(?:his|her|their)\s(?:latest\s|new\s|most\srecent\s)?
        (?:book|work|writing|novel)|for\sthe\s[A-Z]\w+|redakteur\w*|korrespondent\w*|autor\w*|journaliste?\w*|professeure?
        |rédacteur|rédactrice|auteure?|periodista|profesora?|escritora?|forfatter|forsker|redaktør)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_BEAT = re.compile(r"\s(?:covers|writes|reports)\b[^.]{2,80}\bfor\s(?-i:The\s)?[A-Z]")


def is_note_on_author(text: str, above: str) -> bool:
    """Whether *text*, a last paragraph, introduces somebody whom the text *above* does not name.

    >>> is_note_on_author("Ann Lee is a fellow at the Institute.", "The ferry was late.")
    True
    """
    opening = _OPENING.match(text) if len(text) <= _LONGEST else None
    if opening is None:
        return False
    surname = opening["name"].split()[-1].removesuffix("’s").removesuffix("'s")
    has_role = _ROLE.search(text, opening.end("name")) or _BEAT.match(text, opening.end("name"))
    return has_role is not None and surname not in above
