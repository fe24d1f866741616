"""Takes a publication's furniture out of what it collected, each time an edition is composed.

The ledger keeps the texts as they came: a rule that is added or taken back counts for pieces that are known already.
"""

from __future__ import annotations

__all__ = ["cleaned", "learned_lines"]

from dataclasses import replace
from typing import TYPE_CHECKING

from digest.furniture.learned import learn
from digest.furniture.rules import normalised, without_boilerplate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.furniture.learned import LearnedLine
    from digest.model import Boilerplate, KnownPiece
    from digest.pipeline.workspace import Workspace


def cleaned(known: Sequence[KnownPiece], rules: Boilerplate) -> tuple[KnownPiece, ...]:
    """Give the pieces without what *rules* and their own repetitions call furniture."""
    learned = _learn(known) if rules.learn else ()
    by_source: dict[str, list[LearnedLine]] = {}
    for line in learned:
        by_source.setdefault(line.source, []).append(line)
    return tuple(_cleaned(each, rules, by_source.get(each.piece.source, [])) for each in known)


def _cleaned(known: KnownPiece, rules: Boilerplate, learned: Sequence[LearnedLine]) -> KnownPiece:
    piece = known.piece
    text, _ = without_boilerplate(piece.text, rules, learned)
    teaser, _ = without_boilerplate(piece.teaser, rules, learned)
    if (text, teaser) == (piece.text, piece.teaser):
        return known
    # A text that is furniture alone is a publication's way to write; better that than nothing.
    return replace(known, piece=replace(piece, text=text or piece.text, teaser=teaser))


def learned_lines(workspace: Workspace) -> tuple[LearnedLine, ...]:
    """List what was learned from the known pieces and is not to be kept by rule."""
    rules = workspace.publication.boilerplate
    keep = frozenset(map(normalised, rules.keep))
    known = workspace.store.pieces.known(workspace.publication.slug) if rules.learn else ()
    return tuple(line for line in _learn(known) if line.key not in keep)


def _learn(known: Sequence[KnownPiece]) -> tuple[LearnedLine, ...]:
    return learn((each.piece.source, each.piece.id, each.piece.text) for each in known)
