"""Learns what is furniture in a publication: a line that stands in many of one source's pieces.

Decides by counting alone. Cross-posts of one piece count once, so that no text becomes furniture by being carried
twice, and a refrain within one piece counts once as well. Takes time in proportion to the texts.
"""

from __future__ import annotations

__all__ = ["LearnedLine", "learn"]

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.furniture.copies import group_copies
from digest.furniture.rules import normalised, tail_starts
from digest.text import paragraphs, word_count

if TYPE_CHECKING:
    from collections.abc import Iterable

MIN_PIECES = 3
MIN_SHARE = 0.1
"""Of the source's pieces that have a text."""
SURE_PIECES = 5
"""A line of a sentence's length that stands in so many is furniture, however many pieces there are."""
SURE_WORDS = 6
MIN_WORDS = 80
LONGEST = 600
"""Characters; a longer paragraph that stands in many pieces is a quotation of a law, not furniture."""
TAIL_WORDS = 6
"""A sentence at the very end needs so many: "He declined to comment." ends many pieces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedLine:
    """A line that stands in many pieces of a source."""

    source: str
    text: str
    """As one of the pieces has it."""
    key: str
    """As lines are compared."""
    pieces: int
    share: float
    """Of the source's pieces, 0 to 1."""
    is_tail: bool = False
    """Whether it is the last sentences of a last paragraph, and no paragraph of its own."""

    @property
    def why(self) -> str:
        """Say why it is furniture."""
        return f"it stands in {self.pieces} pieces of the source"


def learn(texts: Iterable[tuple[str, str, str]]) -> tuple[LearnedLine, ...]:
    """Find the lines that stand in three pieces and a tenth of one source's, or as a sentence in five.

    *texts* are (source, piece, text); a text of fewer than 80 words says nothing. The order does not matter.
    """
    by_source: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for source, _, text in sorted(texts):
        if len(text.split()) >= MIN_WORDS:
            by_source[source].append(paragraphs(text))
    found = [line for source, pieces in sorted(by_source.items()) for line in _learn(source, pieces)]
    return tuple(sorted(found, key=lambda line: (line.source, -line.pieces, line.key, line.is_tail)))


def _learn(source: str, pieces: list[tuple[str, ...]]) -> list[LearnedLine]:
    """Learn the whole paragraphs first, then the ends of what is the last one without them."""
    keys = [{normalised(part): part for part in reversed(parts)} for parts in pieces]
    stories = group_copies([frozenset(key for key in lines if key) for lines in keys])
    counts = _Counts(source, stories)
    for number, lines in enumerate(keys):
        for key, part in lines.items():
            if key and len(part) <= LONGEST:
                counts.add(number, key, part)
    whole = counts.learned(is_tail=False)
    known = {line.key for line in whole}
    counts = _Counts(source, stories)
    for number, lines in enumerate(keys):
        last = next((part for key, part in lines.items() if key and key not in known), "")
        for start in tail_starts(last):
            tail = last[start:]
            if word_count(tail) >= TAIL_WORDS and len(tail) <= LONGEST and normalised(tail):
                counts.add(number, normalised(tail), tail)
    return whole + _longest([line for line in counts.learned(is_tail=True) if line.key not in known])


def _longest(tails: list[LearnedLine]) -> list[LearnedLine]:
    """Leave out the ends of ends that stand in no more pieces than the longer ones do."""
    return [
        tail
        for tail in tails
        if not any(
            other.key != tail.key and other.key.endswith(tail.key) and other.pieces >= tail.pieces for other in tails
        )
    ]


class _Counts:
    """The lines of one source, and in which of its *stories* they stand: copies of a piece are one."""

    def __init__(self, source: str, stories: list[int]) -> None:
        self._source = source
        self._stories = stories
        self._all = len(set(stories))
        self._texts: dict[str, str] = {}
        self._holders: dict[str, set[int]] = defaultdict(set)

    def add(self, piece: int, key: str, written: str) -> None:
        """Count a line of the piece of that number."""
        self._holders[key].add(self._stories[piece])
        self._texts.setdefault(key, written)

    def learned(self, *, is_tail: bool) -> list[LearnedLine]:
        """Give the lines that stand in enough pieces."""
        return [
            LearnedLine(
                source=self._source,
                text=self._texts[key],
                key=key,
                pieces=len(stories),
                share=len(stories) / self._all,
                is_tail=is_tail,
            )
            for key, stories in self._holders.items()
            if len(stories) >= MIN_PIECES and len(stories) >= self._least(key)
        ]

    def _least(self, key: str) -> float:
        least = max(MIN_PIECES, MIN_SHARE * self._all)
        return SURE_PIECES if least > SURE_PIECES and len(key.split()) >= SURE_WORDS else least
