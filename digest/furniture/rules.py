"""Takes out of a text what a publication calls furniture, by its own rules and by what was learned.

Decides paragraph by paragraph; what stays, stays to the letter. Lines to keep win over every rule.
"""

from __future__ import annotations

__all__ = ["Removed", "normalised", "pattern_mistake", "without_boilerplate"]

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.text import collapse, paragraphs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from digest.furniture.learned import LearnedLine
    from digest.model import Boilerplate

LONGEST_MATCHED = 2_000
"""Characters of a paragraph that patterns are tried on; furniture is short, and a bad pattern must not stall a run."""
_FOLDED = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "–": "-", "—": "-"})
_EDGE = " \t.,:;!?…-|*·•\"'"
# A repetition of a group that holds one: `(a+)+` takes time that doubles with each letter.
_NESTED = re.compile(r"\((?:[^()\\]|\\.)*(?<!\\)[+*](?:[^()\\]|\\.)*\)(?:[+*]|\{\d*,)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """One paragraph, or end of one, that was taken out."""

    text: str
    why: str


def normalised(line: str) -> str:
    """Give *line* as rules compare it: no case, no difference in quotes and dashes, no marks at its ends.

    >>> normalised("  “Read  more…”")
    'read more'
    """
    return collapse(line).translate(_FOLDED).casefold().strip(_EDGE)


def pattern_mistake(pattern: str) -> str:
    """Say what is wrong with *pattern*, a regular expression; empty where nothing is."""
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        return f"no regular expression ({error})"
    if _NESTED.search(pattern):
        return "a repetition of a repetition, which may take for ever"
    return ""


def without_boilerplate(
    text: str, rules: Boilerplate, learned: Sequence[LearnedLine] = ()
) -> tuple[str, tuple[Removed, ...]]:
    """Take out of *text* the paragraphs that *rules* and what was *learned* call furniture, and say why for each."""
    if not (rules.lines or rules.patterns or learned):
        return text, ()
    whole = {normalised(line): "a line of [boilerplate]" for line in rules.lines}
    whole |= {line.key: line.why for line in learned if not line.is_tail and line.key not in whole}
    patterns = [re.compile(pattern, re.IGNORECASE) for pattern in rules.patterns]
    keep = frozenset(map(normalised, rules.keep))
    kept: list[str] = []
    removed: list[Removed] = []
    for paragraph in paragraphs(text):
        why = "" if (key := normalised(paragraph)) in keep else whole.get(key, "") or _matched(paragraph, patterns)
        (removed if why else kept).append(Removed(text=paragraph, why=why) if why else paragraph)  # type: ignore[arg-type]
    tails = [line for line in learned if line.is_tail and line.key not in keep]
    removed += _cut_tail(kept, tails)
    return ("\n\n".join(kept), tuple(removed)) if removed else (text, ())


def _matched(paragraph: str, patterns: Iterable[re.Pattern[str]]) -> str:
    line = collapse(paragraph)
    if len(line) > LONGEST_MATCHED:
        return ""
    return next((f"the pattern {pattern.pattern!r}" for pattern in patterns if pattern.fullmatch(line)), "")


def _cut_tail(kept: list[str], tails: Sequence[LearnedLine]) -> list[Removed]:
    """Take a learned sentence off the end of the last paragraph."""
    if not kept:
        return []
    for line in tails:
        start = tail_start(kept[-1])
        if start and normalised(kept[-1][start:]) == line.key:
            tail = kept[-1][start:]
            kept[-1] = kept[-1][:start].rstrip()
            return [Removed(text=tail, why=line.why)]
    return []


_SENTENCE_START = re.compile(r"(?<=[.!?…”\"’)])\s+(?=[\"“‘(A-ZÀ-Þ])")


def tail_start(paragraph: str) -> int:
    """Give where the last sentence of *paragraph* begins; 0 where there is but one."""
    starts = [found.end() for found in _SENTENCE_START.finditer(paragraph)]
    return starts[-1] if starts else 0
