"""Takes out of a text what a publication calls furniture, by its own rules and by what was learned.

Decides paragraph by paragraph; what stays, stays to the letter. Lines to keep win over every rule.
"""

from __future__ import annotations

__all__ = ["Removed", "normalised", "pattern_mistake", "tail_starts", "without_boilerplate"]

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.furniture.pattern import pattern_mistake
from digest.text import collapse, paragraphs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from digest.furniture.learned import LearnedLine
    from digest.model import Boilerplate

LONGEST_MATCHED = 1_000
"""Characters of a paragraph that patterns are tried on; furniture is short, and a bad pattern must not stall a run."""
_FOLDED = (("“", '"'), ("”", '"'), ("„", '"'), ("«", '"'), ("»", '"'), ("‘", "'"), ("’", "'"), ("–", "-"), ("—", "-"))
_EDGE = " \t.,:;!?…-|*·•\"'"


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
    folded = " ".join(line.split())
    for written, plain in _FOLDED:  # half the time of str.translate, measured over 2,857 texts
        folded = folded.replace(written, plain)
    return folded.casefold().strip(_EDGE)


def without_boilerplate(
    text: str, rules: Boilerplate, learned: Sequence[LearnedLine] = ()
) -> tuple[str, tuple[Removed, ...]]:
    """Take out of *text* the paragraphs that *rules* and what was *learned* call furniture, and say why for each."""
    if not (rules.lines or rules.patterns or learned):
        return text, ()
    keep = frozenset(map(normalised, rules.keep))
    whole = {line.key: line.why for line in learned}
    whole |= {normalised(line): "a line of [boilerplate]" for line in rules.lines}
    patterns = [re.compile(pattern, re.IGNORECASE) for pattern in rules.patterns]

    def why(paragraph: str) -> str:
        key = normalised(paragraph)
        return "" if key in keep else whole.get(key, "") or _matched(paragraph, patterns)

    reasons = [(paragraph, why(paragraph)) for paragraph in paragraphs(text)]
    removed = [Removed(text=paragraph, why=reason) for paragraph, reason in reasons if reason]
    kept = [paragraph for paragraph, reason in reasons if not reason]
    tails = {line.key: line.why for line in learned if line.is_tail and line.key not in keep}
    while tails and kept and (start := _tail_start(kept[-1], tails)):
        tail, rest = kept[-1][start:], kept.pop()[:start].rstrip()
        removed.append(Removed(text=tail, why=tails[normalised(tail)]))
        # What is left may be a line of furniture itself.
        if reason := why(rest):
            removed.append(Removed(text=rest, why=reason))
        else:
            kept.append(rest)
    return ("\n\n".join(kept), tuple(removed)) if removed else (text, ())


def _matched(paragraph: str, patterns: Iterable[re.Pattern[str]]) -> str:
    line = collapse(paragraph)
    if len(line) > LONGEST_MATCHED:
        return ""
    return next((f"the pattern {pattern.pattern!r}" for pattern in patterns if pattern.fullmatch(line)), "")


def _tail_start(paragraph: str, tails: Mapping[str, str]) -> int:
    """Give where the longest learned end of *paragraph* begins; 0 where it has none."""
    return next((start for start in tail_starts(paragraph) if normalised(paragraph[start:]) in tails), 0)


_SENTENCE_START = re.compile(r"(?<=[.!?…”\"’)])\s+(?=[\"“‘(A-ZÀ-Þ])")
MAX_TAIL = 3
"""Sentences."""


def tail_starts(paragraph: str) -> list[int]:
    """Give where the last sentences of *paragraph* begin, the longest end first; none where it has but one."""
    return [found.end() for found in _SENTENCE_START.finditer(paragraph)][-MAX_TAIL:]
