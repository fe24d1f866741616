"""Where sentences begin and end: sentencex, then what news needs beside it.

Decides borders only; what a sentence is worth is decided in `candidates`. Spans hold on the text as it was given.
On the 180 hard cases of the tests, in 19 languages, sentencex alone gets 78 % right; its misses (initials, titles,
ordinals, quotations, enumerators) each have a rule here.
"""

from __future__ import annotations

import re
from itertools import pairwise

import sentencex

from digest.model import Sentence
from digest.summarize.abbreviations import (
    ALWAYS,
    BEFORE_NAME,
    BEFORE_NUMBER,
    BRANDS,
    MONTHS,
    STARTERS,
    TIME_WORDS,
    TITLES,
)
from digest.summarize.marks import CLOSERS, OPENERS, open_places

__all__ = ["PARAGRAPH_BORDER", "primary", "split"]

_NEWLINE = r"(?:\r\n|\n|\r(?!\n))"
PARAGRAPH_BORDER = re.compile(rf"{_NEWLINE}[^\S\r\n]*{_NEWLINE}\s*|\u2029+")
"""Blank lines, or Unicode's paragraph separator: always the end of a sentence."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPACE = re.compile(r"\s")
_ENUMERATOR = re.compile(r"[(\[]?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})[.)]")
_LAST_TOKEN = re.compile(r"[^\s(\[“„\"«‘/–—]*$")
_ACRONYM = re.compile(r"(?:[^\W\d_]\.){2,}")
_INITIAL = re.compile(r"(?:[^\W\d_]\.)?[^\W\d_]\.")
_ELISION = re.compile(r"^(?:[ldjnsm]|qu)[’']", re.IGNORECASE)
_ORDINAL = re.compile(r"\d{1,2}\.")
_CLOCK = re.compile(r"[ap]\.\s?m\.", re.IGNORECASE)
_SCALE = re.compile(r"(?:mio|mrd|mill|bn|tsd)\.", re.IGNORECASE)
_REACH = 100
"""Characters that are looked back for the last word."""
_MONEY = frozenset({"Euro", "Euros", "Dollar", "Franken", "Pfund", "Kronen", "Rubel", "Yen", "Menschen", "Einwohner"})
# What goes on after a quotation where no space and no capital tells: 「…」と, “…”他说, "…"라고.
_AFTER_QUOTE = re.compile(
    "[とっなのをがはにもでや]|[\u4e00-\u9fff]{1,6}[说道问答曰]|(?:이?라고|라며|라는|고|며|하고) ?"
)
_INNER = re.compile(
    rf"(?P<end>…|\.\.\.|[.!?])(?P<close>[{re.escape(CLOSERS)}]*)\s+(?=(?P<word>[{re.escape(OPENERS)}]*\w+))"
)


def primary(lang: str) -> str:
    """Return the language subtag of a BCP 47 tag in lower case: `pt` for `pt-BR`.

    >>> primary("pt-BR")
    'pt'
    """
    return re.split(r"[-_]", lang.strip().lower(), maxsplit=1)[0]


def split(text: str, lang: str = "") -> tuple[Sentence, ...]:
    """Divide *text* into sentences in order; blank lines always end one, single newlines never do.

    An unknown *lang* is split by the English rules.
    """
    found: list[Sentence] = []
    start = 0
    for border in (*PARAGRAPH_BORDER.finditer(text), None):
        end = border.start() if border else len(text)
        found.extend(_in_paragraph(text, start, end, primary(lang) or "en"))
        start = border.end() if border else end
    return tuple(found)


def _in_paragraph(text: str, start: int, end: int, lang: str) -> list[Sentence]:
    """Split one paragraph; the spans are those of the whole text."""
    # One character for one, so that offsets hold; a lone surrogate cannot cross into Rust's UTF-8.
    plain = _SURROGATE.sub("\ufffd", _SPACE.sub(" ", text[start:end]))
    cuts = [0]
    for part in sentencex.segment(lang, plain):
        cuts.append(cuts[-1] + len(part))
    cuts[-1] = len(plain)
    borders = _without_joined(plain, _with_inner(plain, cuts), lang)
    spans = pairwise(borders)
    return [sentence for a, b in spans if (sentence := _trimmed(text, start + a, start + b))]


def _trimmed(text: str, start: int, end: int) -> Sentence | None:
    """Leave white space at both ends out of the span."""
    part = text[start:end]
    start += len(part) - len(part.lstrip())
    part = part.strip()
    return Sentence(text=part, start=start, end=start + len(part)) if part else None


# ---- borders that sentencex does not see --------------------------------------------------------------------------


def _with_inner(plain: str, cuts: list[int]) -> list[int]:
    """Add borders inside the parts that sentencex gave."""
    borders = [0]
    for start, end in pairwise(cuts):
        part = plain[start:end]
        matches = list(_INNER.finditer(part))
        places = open_places(part) if matches else bytearray()
        borders.extend(start + match.end() for match in matches if _is_inner_border(part, match, places))
        borders.append(end)
    return borders


def _is_inner_border(part: str, match: re.Match[str], places: bytearray) -> bool:
    """Whether a sentence ends at *match* within one of sentencex's parts; *places* says where marks are open."""
    word = match["word"].lstrip(OPENERS)
    if not word[:1].isupper():
        return False
    if places[match.end("close") - 1]:
        return False
    if part.lstrip().startswith(("(", "[")) and match["close"][-1:] in (")", "]"):
        return True
    before = part[max(0, match.start() - _REACH) : match.end("end")]
    if match["end"] in ("…", "..."):
        return not before[: -len(match["end"])].endswith((" ", "[", "("))
    token = _last_token(before)
    if _ACRONYM.fullmatch(token) or _INITIAL.fullmatch(token) or token[:-1] in BEFORE_NAME:
        return word in STARTERS
    if before.endswith("etc."):
        return True
    # sentencex holds some common words (Spanish "contra.") for abbreviations.
    return token[:-1].isalpha() and token[:-1].islower() and len(token) > 4 and not _is_abbreviation(token)  # noqa: PLR2004 - shorter ones are abbreviations as often as words


# ---- borders that sentencex sees and that are none ------------------------------------------------------------------


def _without_joined(plain: str, borders: list[int], lang: str) -> list[int]:
    """Leave out the borders at which the sentence goes on."""
    kept = [0]
    for index, border in enumerate(borders[1:-1], start=1):
        left, right = plain[kept[-1] : border], plain[border : borders[index + 1]]
        if not right.strip() or not left.strip() or _goes_on(left, right, lang):
            continue
        kept.append(border)
    return [*kept, len(plain)]


def _goes_on(left: str, right: str, lang: str) -> bool:
    """Whether the sentence *left* goes on with *right*."""
    head, tail = left.rstrip(), right.lstrip()
    first = tail.lstrip(OPENERS + "–—- ")
    word = re.match(r"\w*", first)[0]  # type: ignore[index]  # \w* matches always
    if first[:1].islower() and not word[1:2].isupper():
        return True
    if head[-1] in ("」", "』", "”", '"') and len(head) == len(left) and _AFTER_QUOTE.match(tail):
        return True
    if head[-1] not in ".!" or _ENUMERATOR.fullmatch(head):
        return head[-1] in ".)" and bool(_ENUMERATOR.fullmatch(head))
    token = _last_token(head)
    if len(head) == len(left) and (head.endswith(" .") or (word[:1].isascii() and word[:1].isalnum())):
        return True  # no space: .NET, node.js
    return token in BRANDS or _token_goes_on(token, word, first, lang)


def _token_goes_on(token: str, word: str, first: str, lang: str) -> bool:
    """Whether the stop of *token*, the last word so far, ends nothing before *word*."""
    bare = token[:-1].lower()
    if bare in ALWAYS or token[:-1] in TITLES or (lang == "fr" and bare == "m"):
        return True
    if bare in BEFORE_NUMBER and (first[:1].isdigit() or first[:1] in "$€£¥§"):
        return True
    if _CLOCK.fullmatch(token) or bare == "m":
        return word in TIME_WORDS
    if _SCALE.fullmatch(token):
        return word in _MONEY
    if _ORDINAL.fullmatch(token):
        return word in MONTHS or (lang == "de" and word not in STARTERS and not first[:1].isdigit())
    if (_INITIAL.fullmatch(token) and not token[0].islower()) or token[:-1] in BEFORE_NAME:
        return word not in STARTERS and bool(word)
    return False


def _is_abbreviation(token: str) -> bool:
    """Whether *token*, with its stop, stands in one of the tables."""
    bare = token[:-1].lower()
    return bare in ALWAYS or bare in BEFORE_NUMBER


def _last_token(head: str) -> str:
    """Return the last word of *head* with its stop."""
    found = _LAST_TOKEN.search(head[-_REACH:])
    return _ELISION.sub("", found[0]) if found else ""
