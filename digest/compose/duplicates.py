"""Says which texts are copies: cross-posts under another address and another guid.

Decides by shingles: where 70 % of those of the smaller text stand in the larger one, both are one piece, and the
earlier is the original. On real texts the copies lie above that and nothing else does: among 2,857 texts all 67
cross-posts and one false alarm. It must not lose a piece, so it wants more evidence where containment alone is weak:

- A site does not cross-post to itself, but its series repeat their phrases: on one host headlines must agree as well.
- A press review contains the pieces that it quotes: a text under half as long as the other must share its headline.
- What stands in many pieces of one host (learned here), or is named as furniture, counts for nothing.

Not all pairs are compared: the 64 smallest shingle numbers of a text are a fair sample of it (Broder 1997, bottom-k
sketches), and only texts that share enough of them are compared in full.
"""

from __future__ import annotations

__all__ = ["MEMORY", "find_copies"]

from array import array
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import timedelta
from heapq import nlargest
from itertools import chain
from typing import TYPE_CHECKING

from digest.compose.headlines import headline_words, is_retitled, outlet
from digest.compose.shingles import containment, shingles
from digest.text import collapse, paragraphs

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from digest.model import Piece

MEMORY = timedelta(days=90)
"""How long after its original a copy is one. Copies come late: 4 days in the median, 32 % after 7 days and more."""

SAME_PIECE = 0.7
SAME_PLACE = 0.9
"""On one host, under a corrected headline."""
SAME_ORIGIN = 0.5
"""So much a copy of a copy shares with the first; a press review's second source shares nothing with its first."""
EXCERPT = 0.5
SERIES_GAP = timedelta(days=3)
"""On one host, the same headline so much later may be the next of a column that has no other."""

STANDING_TEXTS = 5
STANDING_SHARE = 0.01
MIN_OWN = 40
"""So many shingles must be left of a text without what stands in others of its host."""
COUNTED_AT_ONCE = 500_000
"""Shingles counted in one go, about 40 MB."""

SKETCH = 64
SKETCH_SHARE = 0.375
"""So much of the sketch must be found again; at a containment of 0.7 it is less once in 10⁷ pairs."""
MAX_COMPARED = 100
"""The most likely texts that one text is compared with in full; more are somebody's wish to keep us busy."""
IDENTICAL = 0.8
"""By Jaccard; what copies a text this like its original copies the original, and is not compared with both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """What of a piece is compared."""

    id: str
    instant: datetime
    outlet: str
    headline: tuple[str, ...]
    shingles: array[int]
    """In ascending order."""


def find_copies(
    candidates: Iterable[tuple[Piece, datetime]], *, used: Collection[str] = (), furniture: Collection[str] = ()
) -> dict[str, str]:
    """Map the id of each copy to that of its original, which is no copy itself.

    Each candidate is a piece and its first instant; the earlier one is the original, on a tie the one of the smaller
    id. Pieces of earlier editions belong among them: many an original lies there. Their ids are *used*: whatever its
    date, what readers have had is the original of what turns up now. *furniture* lists paragraphs that count for
    nothing.
    """
    ordered = sorted(candidates, key=lambda candidate: (candidate[0].id not in used, candidate[1], candidate[0].id))
    texts = _without_standing(_texts(ordered, frozenset(collapse(each).casefold() for each in furniture)))
    index = _Index(texts)
    origins: dict[int, int] = {}
    for number, text in enumerate(texts):
        own = frozenset(text.shingles)
        for other in index.likely(number):
            origin = origins.get(other, other)
            if _is_copy(text, texts[other], own) and (origin == other or _descends(text, texts[origin], own)):
                origins[number] = origin
                break
        if number not in origins or not _is_identical(own, texts[origins[number]]):
            index.add(number)
    return {texts[copy].id: texts[origin].id for copy, origin in origins.items()}


class _Index:
    """Finds the earlier texts that a text may copy."""

    def __init__(self, texts: Sequence[_Text]) -> None:
        sketches = [text.shingles[:SKETCH] for text in texts]
        sampled = set(chain.from_iterable(sketches))
        held = [sampled.intersection(text.shingles) for text in texts]
        shared = {shingle for shingle, times in Counter(chain.from_iterable(held)).items() if times > 1}
        self._sizes = [len(sketch) for sketch in sketches]
        self._sketches = [shared.intersection(sketch) for sketch in sketches]
        self._held = [shared & shingles for shingles in held]
        self._holders: defaultdict[int, list[int]] = defaultdict(list)
        self._sketched: defaultdict[int, list[int]] = defaultdict(list)

    def add(self, number: int) -> None:
        """Let later texts be found to copy the text *number*."""
        for shingle in self._held[number]:
            self._holders[shingle].append(number)
        for shingle in self._sketches[number]:
            self._sketched[shingle].append(number)

    def likely(self, number: int) -> list[int]:
        """List the texts added so far that may share most of the smaller text with *number*, in their order."""
        as_part = Counter(chain.from_iterable(self._holders[shingle] for shingle in self._sketches[number]))
        as_whole = Counter(chain.from_iterable(self._sketched[shingle] for shingle in self._held[number]))
        found = {other: times / self._sizes[number] for other, times in as_part.items()}
        for other, times in as_whole.items():
            found[other] = max(found.get(other, 0.0), times / self._sizes[other])
        enough = (other for other, share in found.items() if share >= SKETCH_SHARE)
        return sorted(nlargest(MAX_COMPARED, enough, key=lambda other: (found[other], -other)))


def _is_copy(text: _Text, earlier: _Text, own: frozenset[int]) -> bool:
    apart = abs(text.instant - earlier.instant)
    if apart > MEMORY:
        return False
    share = containment(own, earlier.shingles)
    if share < SAME_PIECE:
        return False
    if text.outlet != earlier.outlet:
        shorter, longer = sorted((len(text.shingles), len(earlier.shingles)))
        return shorter >= EXCERPT * longer or is_retitled(earlier.headline, text.headline)
    if text.headline == earlier.headline and apart <= SERIES_GAP:
        return True
    return share >= SAME_PLACE and is_retitled(earlier.headline, text.headline)


def _descends(text: _Text, origin: _Text, own: frozenset[int]) -> bool:
    """Whether a copy of a copy of *origin* is one of *origin*."""
    return abs(text.instant - origin.instant) <= MEMORY and containment(own, origin.shingles) >= SAME_ORIGIN


def _is_identical(own: frozenset[int], origin: _Text) -> bool:
    shared = len(own.intersection(origin.shingles))
    return shared >= IDENTICAL * (len(own) + len(origin.shingles) - shared)


# ---- what is compared ---------------------------------------------------------------------------------------------


def _texts(ordered: Iterable[tuple[Piece, datetime]], furniture: frozenset[str]) -> list[_Text]:
    """Give the texts that are long enough, each id once."""
    texts: dict[str, _Text] = {}
    for piece, instant in ordered:
        found = shingles(_without_furniture(piece.text, furniture))
        if found and piece.id not in texts:
            texts[piece.id] = _Text(
                id=piece.id,
                instant=instant,
                outlet=outlet(piece),
                headline=headline_words(piece.title),
                shingles=found,
            )
    return list(texts.values())


def _without_furniture(text: str, furniture: frozenset[str]) -> str:
    if not furniture:
        return text
    return "\n\n".join(each for each in paragraphs(text) if collapse(each).casefold() not in furniture)


def _without_standing(texts: list[_Text]) -> list[_Text]:
    """Take from each text what stands in many texts of one outlet, and leave out the texts of which little remains."""
    houses: defaultdict[str, list[_Text]] = defaultdict(list)
    for text in texts:
        houses[text.outlet].append(text)
    standing = frozenset(chain.from_iterable(map(_standing, houses.values())))
    bare = (_bare(text, standing) for text in texts) if standing else texts
    return [text for text in bare if len(text.shingles) >= MIN_OWN]


def _bare(text: _Text, standing: frozenset[int]) -> _Text:
    if standing.isdisjoint(text.shingles):
        return text
    return replace(text, shingles=array("q", (each for each in text.shingles if each not in standing)))


def _standing(house: Sequence[_Text]) -> frozenset[int]:
    """Find the shingles that stand in many texts of one house, each headline counted once.

    A piece that comes again and again under its headline is no boilerplate, and neither is an agency's report in the
    papers of many houses.
    """
    versions = {text.headline: text for text in reversed(house)}.values()
    limit = max(STANDING_TEXTS, STANDING_SHARE * len(versions))
    if len(versions) <= limit:
        return frozenset()
    parts = 1 + sum(len(text.shingles) for text in versions) // COUNTED_AT_ONCE
    found: set[int] = set()
    for part in range(parts):
        counts: Counter[int] = Counter()
        for text in versions:
            counts.update(text.shingles if parts == 1 else [each for each in text.shingles if each % parts == part])
        found.update(shingle for shingle, times in counts.items() if times > limit)
    return frozenset(found)
