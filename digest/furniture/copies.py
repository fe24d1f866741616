"""Groups the texts that are copies of one another, so that none is counted twice.

Decides by the paragraphs that two texts share, in which what few texts have says more than what many have: a house's
disclaimer makes no copies. Takes time in proportion to the texts.
"""

from __future__ import annotations

__all__ = ["group_copies"]

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

COPIED = 0.5
"""Share of the shorter text, by what its paragraphs weigh."""


def group_copies(texts: Sequence[frozenset[str]]) -> list[int]:
    """Give each of *texts*, sets of paragraphs, the number of its group.

    >>> group_copies([frozenset({"one", "a b c"}), frozenset({"two"}), frozenset({"a b c"})])
    [0, 1, 0]
    """
    holders: dict[str, list[int]] = defaultdict(list)
    for number, text in enumerate(texts):
        for paragraph in text:
            holders[paragraph].append(number)
    weighed = [0.0] * len(texts)
    shared: dict[tuple[int, int], float] = defaultdict(float)
    for paragraph in sorted(holders):  # the order of sums is their last digit
        held = holders[paragraph]
        weight = len(paragraph) / max(1, len(held) - 1)
        for number in held:
            weighed[number] += weight
        for pair in pairwise(held):  # a copy's neighbour among the holders of its own words is its copy
            shared[pair] += weight
    groups = list(range(len(texts)))
    for (one, other), weight in shared.items():
        if weight >= COPIED * min(weighed[one], weighed[other]):
            _join(groups, one, other)
    return [_root(groups, number) for number in range(len(texts))]


def _root(groups: list[int], number: int) -> int:
    while groups[number] != number:
        groups[number] = groups[groups[number]]
        number = groups[number]
    return number


def _join(groups: list[int], one: int, other: int) -> None:
    first, second = sorted((_root(groups, one), _root(groups, other)))
    groups[second] = first
