"""What makes a sentence unfit for print, and what makes it lean on the one before it. Knows single sentences only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from digest.summarize.calls import is_call
from digest.summarize.marks import CLOSERS, OPENERS, are_balanced, ends_whole, open_places
from digest.summarize.openers import leans_back

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "BESIDE",
    "BETWEEN",
    "begins_in_the_middle",
    "is_question",
    "is_quotation",
    "why_dangling",
    "why_unprintable",
]

_GARBLED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1b\x7f-\x84\x86-\x9f\ue000-\uf8ff\ufffd\ufffe\uffff\ud800-\udfff]")
# &#8217; and its like are left: they are the typography of a page that was escaped twice, not its markup.
_MARKUP = re.compile(
    r"</?[a-zA-Z][^<>]{0,80}>|&(?:lt|gt|nbsp);|!?\[[^\]]{0,200}\]\(|\]\[|\{\{|\}\}|\{%|"
    r"```|\*\*\S|\S\*\*|__\w|^#{1,6}\s|^\s*[>|]|\|\s*$|==|\\n|<!--|\[/?[a-z_]{3,}[^\]]*=|\[caption"
)
_ADDRESS = re.compile(r"\bhttps?://|\bwww\.\w|[\w.+-]+@[\w-]+\.\w|\b(?:\w+[./])+(?:html?|php|aspx?)\b", re.IGNORECASE)
_ENUMERATOR = re.compile(
    r"(?:[•▪◦‣●∙·*✓✔➤►▶→↩]|[-–—]{1,2}\s(?=\w)|\(?\d{1,2}[.)]\s(?!FC\b)(?=\W*[^\W\d_a-zà-ÿ])|\(?[a-zA-Z][)]\s|"
    r"\(?[ivx]{1,4}[)]\s|step\s\d+\b)",
    re.IGNORECASE,
)
_BULLET_ONLY = re.compile(r"[-–—]{1,2}\s")
# "Jailed: Kevin Franklin …", "ANALYSIS: …", "Q: …", "Jane Roe: I think …": captions, kickers and speakers.
_LABEL = re.compile(r"(?:[^\W\d_a-zà-ÿ][\w’'.&-]*\s){0,3}[^\W\d_a-zà-ÿ][\w’'.&-]*\s?[:|]\s(?=\S)")
# “Where there is great power, there is great responsibility.” - Winston Churchill, 1906
_MOTTO = re.compile(
    r"[“\"„«‘].{5,600}[”\"“»’]\s?[-–—―~]+\s?[^\W\d_a-zà-ÿ].{2,90}|[-–—―~]+\s?(?:[^\W\d_a-zà-ÿ][\w’'.-]*,?\s?){2,8}"
)
_PRONOUN_SPEAKS = re.compile(
    r"[”\"»’]\W{0,3}(?:(?:he|she|they|it)\s(?:\w+\s)?(?:said|told|added|says|wrote|tweeted|asked|explained|noted|continued|recalled)|"
    r"(?:said|added|says|wrote|asked|explained|noted|continued)\s(?:he|she|they)\b|(?:sagte|sagt|so|erklärte|fragte)\s(?:er|sie)\b|"
    r"(?:a-t-|dit-|dit\s)(?:il|elle)|(?:dijo|añadió|afirmó|aseguró|explicó)\W*$|(?:sier|sa|forteller|legger)\s(?:han|hun)\b)",
    re.IGNORECASE,
)
_QUOTE_OPENERS = '“„«»”"‘「『‚'
_LONGEST = 1500
"""Characters above which no blurb could hold a sentence; it also bounds the time of what follows."""
_SHOUTED = 0.8
_FEW_WORDS = 3


BESIDE = frozenset({"call to the reader", "label or speaker", "capitals", "no words", "motto"})
"""Reasons that make a sentence no part of the prose: what follows it may still be the piece's first sentence."""
BETWEEN = frozenset({"call to the reader", "capitals", "no words"})
"""Reasons for which a paragraph of one sentence leaves those before and after it neighbours."""


def why_unprintable(text: str, lang: str) -> str:
    """Say why no blurb may contain the sentence *text*; empty if one may. `BESIDE` lists the harmless reasons."""
    return next((why for why, is_so in _REASONS if is_so(text, lang)), "")


def _is_endless(text: str, _lang: str) -> bool:
    return len(text) > _LONGEST


def _has_no_words(text: str, _lang: str) -> bool:
    return not any(map(str.isalpha, text))


def _is_broken(text: str, _lang: str) -> bool:
    return bool(_GARBLED.search(text) or _MARKUP.search(text))


def _has_address(text: str, _lang: str) -> bool:
    return bool(_ADDRESS.search(text))


def _is_motto(text: str, _lang: str) -> bool:
    return bool(_MOTTO.fullmatch(text))


def _has_no_end(text: str, _lang: str) -> bool:
    return not ends_whole(text)


def _is_labelled(text: str, lang: str) -> bool:
    # German writes every noun with a capital: "Die Frage: …" looks like a speaker.
    return bool(_LABEL.match(text)) and lang != "de"


def _calls(text: str, _lang: str) -> bool:
    return is_call(text)


def _is_listed(text: str, lang: str) -> bool:
    """Whether *text* begins with a bullet or a number; Norwegian and Swedish open speech with a dash."""
    if _BULLET_ONLY.match(text):
        return lang not in {"no", "nb", "nn", "da", "sv", "fr", "es", "it", "pt", "vi", "pl", "ru"}
    return bool(_ENUMERATOR.match(text))


def _is_shouted(text: str, _lang: str) -> bool:
    """Whether most of *text*, four words or more, is in capitals."""
    cased = [char for char in text if char.isupper() or char.islower()]
    upper = sum(map(str.isupper, cased))
    return bool(cased) and text.count(" ") >= _FEW_WORDS and upper > _SHOUTED * len(cased)


_REASONS: tuple[tuple[str, Callable[[str, str], bool]], ...] = (
    ("no end in sight", _is_endless),
    ("no words", _has_no_words),
    ("markup or broken characters", _is_broken),
    ("an address", _has_address),
    ("motto", _is_motto),
    ("no end", _has_no_end),
    ("item of a list", _is_listed),
    ("label or speaker", _is_labelled),
    ("call to the reader", _calls),
    ("capitals", _is_shouted),
)


def why_dangling(text: str, lang: str) -> str:
    """Say why the sentence *text* cannot stand without the one before it; empty if it can."""
    if leans_back(text, lang):
        return "connective or pronoun"
    if begins_in_the_middle(text):
        return "begins in the middle"
    if text.startswith(("(", "[", "…", "...", "–", "—", "- ")):
        return "aside"
    if text[:1] in _QUOTE_OPENERS and (is_quotation(text) or _PRONOUN_SPEAKS.search(text)):
        return "quotation without its speaker"
    if is_question(text):
        return "question"
    if len(text.split()) <= _FEW_WORDS and text.isascii():
        return "fragment"
    return "" if are_balanced(text) else "open quotation"


def begins_in_the_middle(text: str) -> bool:
    """Whether *text* begins with a small letter; iPhone and eBay do not count."""
    first = text.lstrip(OPENERS + "–—- ")
    return first[:1].islower() and not first[1:2].isupper()


def is_question(text: str) -> bool:
    """Whether *text* asks."""
    return text.rstrip(CLOSERS + " \u00a0\u202f").endswith(("?", "？", "؟", "⁇", "⁈", "⁉"))


def is_quotation(text: str) -> bool:
    """Whether *text* is somebody's words from the first character to the last, its speaker unnamed."""
    bare = text.strip()
    return bare[:1] in _QUOTE_OPENERS and bare[-1:] in '”“"»«’」』' and are_balanced(bare) and not _reopens(bare)


def _reopens(text: str) -> bool:
    """Whether words stand between two quotations: “Yes,” said Ann, “we can.”."""
    return not all(open_places(text)[:-1])
