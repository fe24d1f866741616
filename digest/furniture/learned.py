"""Learns what is furniture in a publication: a line that stands in many of one source's pieces.

Decides by counting alone. Cross-posts of one piece count once, so that no text becomes furniture by being carried
twice, and a refrain within one piece counts once as well. Takes time in proportion to the texts.
"""

from __future__ import annotations

__all__ = ["LearnedLine", "learn"]

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.furniture.rules import normalised, tail_start
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
    """Whether it is the last sentence of a last paragraph, and no paragraph of its own."""

    @property
    def why(self) -> str:
        """Say why it is furniture."""
        return f"it stands in {self.pieces} pieces of the source"


def learn(texts: Iterable[tuple[str, str, str]]) -> tuple[LearnedLine, ...]:
    """Find the lines that stand in three pieces and a tenth of one source's, or as a sentence in five.

    *texts* are (source, piece, text); a text of fewer than 80 words says nothing. The order does not matter.
    """
    counted: dict[str, _Counts] = defaultdict(_Counts)
    for source, piece, text in sorted(texts):
        if len(text.split()) >= MIN_WORDS:
            counted[source].add(piece, text)
    found = [line for source, counts in sorted(counted.items()) for line in counts.learned(source)]
    return tuple(sorted(found, key=lambda line: (line.source, -line.pieces, line.key, line.is_tail)))


class _Counts:
    """The lines of one source, and in which pieces they stand."""

    def __init__(self) -> None:
        self._pieces: set[str] = set()
        self._texts: dict[tuple[str, bool], str] = {}
        self._holders: dict[tuple[str, bool], set[str]] = defaultdict(set)

    def add(self, piece: str, text: str) -> None:
        """Count the lines of *piece*; a copy of another one has the same longest paragraph."""
        self._pieces.add(piece)
        parts = paragraphs(text)
        body = normalised(max(parts, key=lambda part: (len(part), part)))
        lines = {(normalised(part), False): part for part in parts if len(part) <= LONGEST}
        start = tail_start(parts[-1])
        tail = parts[-1][start:]
        if start and word_count(tail) >= TAIL_WORDS and len(tail) <= LONGEST:
            lines[normalised(tail), True] = tail
        for line, written in lines.items():
            if line[0] and line[0] != body:
                self._holders[line].add(body)
                self._texts.setdefault(line, written)

    def learned(self, source: str) -> list[LearnedLine]:
        """Give the lines that stand in enough pieces."""
        least = max(MIN_PIECES, MIN_SHARE * len(self._pieces))
        return [
            LearnedLine(
                source=source,
                text=self._texts[line],
                key=line[0],
                pieces=len(holders),
                share=len(holders) / len(self._pieces),
                is_tail=line[1],
            )
            for line, holders in self._holders.items()
            if len(holders) >= (SURE_PIECES if word_count(line[0]) >= SURE_WORDS and least > SURE_PIECES else least)
        ]
