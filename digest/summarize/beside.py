"""What stands beside a piece though it is made of sentences: series lines, welcomes, notes, subheads.

Decides by the words alone; `candidates` leaves these out as long as anything else can serve. News about a series of
events, or about a product that is gone, reads much alike: a series must be one of texts, and a note must either speak
of this page or send the reader elsewhere.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from digest.summarize.flaws import is_question
from digest.summarize.marks import open_places
from digest.summarize.openers import leans_back
from digest.summarize.words import content_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.model import Sentence

__all__ = ["is_boilerplate", "is_note", "repeats_headline", "subheads"]

_TEXTS = (
    r"(?:posts?|articles?|installments?|instalments?|stor(?:y|ies)|columns?|interviews?|essays?|blogs?|q&as?|episodes?|"
    r"entr(?:y|ies)|features?|part\s(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|[ivx]+))"
)
_ORDINAL = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|latest|next|last|final|\d+(?:st|nd|rd|th))"
)
_SERIES = re.compile(
    rf"this\s(?:is|was|marks)\s(?=.{{0,90}}\b{_TEXTS}\b)(?=.{{0,90}}\b(?:series|part)\b).{{0,60}}\b(?:in|of|to|from|part)\b|"
    rf"(?:this\sis\s)?(?:the\s)?{_ORDINAL}\s(?:\w+\s)?(?:in|of)\s(?:a|an|our|my|the)\s(?:[\w-]+\s){{0,3}}series"
    r"(?:\s(?:on|about|exploring|looking|examining|that|where|detailing|in\swhich)\b|\W*$)|"
    r"part\s\w+\s(?:of|in)\s(?:a|an|our|my|the)\s(?:[\w-]+\s){0,3}series\b|"
    r"welcome\s(?:back\s)?to\s(?=.{0,60}\b(?:week|month|posts?|blog|series|column|newsletter|edition|issue|installment|"
    r"episode|part|round-?up|digest|podcast|season|q&a|page|site|website|where\swe|in\swhich\swe)\b)|"
    r"you\scan\s(?:find|read|see|view|download)\s(?=.{0,160}\b(?:series|here|(?:earlier|previous|other)\sposts?)\b)|"
    r"in\s(?:yesterday|last\s(?:week|month)|our\s(?:last|previous|first))(?:[’']s)?\s(?:blog\s)?(?:post|article|column|part)\b|"
    r"(?:dies|das)\sist\sder\s\w+\s(?:teil|beitrag)\s.{0,40}(?:serie|reihe)\b|"
    r"(?:voici|ceci\sest)\s(?:le|la)\s\w+\s(?:volet|partie|article)\s.{0,40}série\b|"
    r"est[ea]\ses\s(?:la|el)\s\w+\s(?:parte|entrega|artículo)\s.{0,40}serie\b|"
    r"dette\ser\s(?:del|den)\s\w+\s.{0,40}(?:serie|serien|artikkelserie)\b",
    re.IGNORECASE,
)
_COLUMN = re.compile(
    r"[\w’' -]{2,60}\sis\s(?:an?|our)\s(?:(?:advice|weekly|monthly|regular|occasional|daily)\s)+"
    r"(?:column|series|feature)\b",
    re.IGNORECASE,
)
_LABELLED_NOTE = re.compile(
    r"[\[(*_]*(?:(?:(?:early|late|latest|mid|spring|summer|autumn|fall|winter|\d[\w,./-]*|jan\w*|feb\w*|"
    r"mar\w*|apr\w*|may|june?|july?|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*)[.,]?\s){0,4}(?:update|correction|clarification)|(?:editor|author|publisher)[’']?s?[’']?\snote)"
    r"\s?(?:\([^)\n]{1,40}\))?\s?[:–—]\s",
    re.IGNORECASE,
)
_THIS_PAGE = re.compile(
    r"\bthis\s(?:page|post|article|site|website|content|document|guide|resource)\s(?:is|has|was|may|will|contains)\s"
    r"(?:\w+\s){0,4}(?:archived|outdated|out\sof\sdate|no\slonger|retired|superseded)\b",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"[^.!?]{3,200}\b(?:(?:is|are)\sno\slonger\s(?:in\sproduction|in\suse|available|maintained|supported|updated|active|"
    r"offered|being\s\w+)|(?:was|were|has\sbeen|have\sbeen)\s(?:\w+\s)?(?:decommissioned|discontinued|retired|archived)"
    r"(?:\s(?:in|on)\s[\w\s,]{4,20})?)[.;]",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(r"(?:^|[.!?,;]\s)(?:please\s)?(?:visit|see|go\sto|contact|refer\sto)\s", re.IGNORECASE)
_LONGEST_NOTE = 600
_STUB_WORDS = 2
_SUBHEAD_WORDS = 4
_RUN = 3
"""Short sentences in a row from which they are the subheads of the piece, run together."""
_SHORT_QUESTION = 80
_SPACED = 0x0590
"""First code point after the Latin, Greek, Cyrillic and Armenian letters, whose words are divided by spaces."""


def is_boilerplate(text: str) -> bool:
    """Whether the sentence *text* tells of the series that a piece appears in, or is labelled an update.

    >>> is_boilerplate("This is part two of our series on bridges."), is_boilerplate("This is the first of many.")
    (True, False)
    """
    return bool(_SERIES.match(text.lstrip('“"«([*_ ')) or _LABELLED_NOTE.match(text))


def is_note(paragraph: str, following: str = "") -> bool:
    """Whether *paragraph* was put above the piece: what the column is, an update, word that page or subject is gone.

    *following* is the next paragraph: a line that only says what is gone needs a note there.
    """
    if len(paragraph) > _LONGEST_NOTE:
        return False
    if _LABELLED_NOTE.match(paragraph.lstrip()) or _COLUMN.match(paragraph.lstrip()) or _THIS_PAGE.search(paragraph):
        return True
    return bool(_GONE.search(paragraph)) and bool(
        _ELSEWHERE.search(paragraph) or (len(following) <= _LONGEST_NOTE and _THIS_PAGE.search(following))
    )


def subheads(part: str, sentences: Sequence[Sentence], lang: str) -> frozenset[int]:
    """Return the starts of those *sentences* of *part* that are subheads run into it.

    They are stubs of one or two words, and three or more of at most four words in a row. Speech is left alone, and
    so is what leans on the sentence before: "It did." may turn the meaning round.
    """
    if len(sentences) == 1:
        return frozenset()
    found: set[int] = set()
    run: list[int] = []
    places = open_places(part)
    for sentence in sentences:
        if _is_short(sentence.text, _SUBHEAD_WORDS, lang) and not any(places[sentence.start : sentence.end]):
            run.append(sentence.start)
            if _is_short(sentence.text, _STUB_WORDS, lang) and sentence.text.endswith("."):
                found.add(sentence.start)
            if len(run) >= _RUN:
                found.update(run)
        else:
            run.clear()
    return frozenset(found)


def repeats_headline(text: str, title: str) -> bool:
    """Whether *text* is a short question that has no word of weight beyond those of *title*."""
    asked = content_words(text)
    return is_question(text) and len(text) <= _SHORT_QUESTION and bool(asked) and asked <= content_words(title)


def _is_short(text: str, most: int, lang: str) -> bool:
    """Whether *text* has at most *most* words, in a script that divides words, and leans on nothing."""
    return (
        len(text.split()) <= most
        and all(ord(char) < _SPACED for char in text if char.isalpha())
        and not leans_back(text, lang)
        and text[:1] not in '“„«»”"‘-–—(['
    )
