"""Collects a publication's pieces: from feeds, from the pages behind them, and from folders.

    source | fetch | read the feed | read the page | merge → pieces, with the keys they are known again by

Decides what a piece is. Whether it is new, the ledger says; whether it is in an edition, `digest.compose`. What is
imported here is loaded when it is first asked for, because HTTP and parsers take half a second.
"""

from __future__ import annotations

__all__ = ["Asker", "Collected", "collect_source", "complete_piece"]

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digest.collect.sources import Asker, Collected, collect_source, complete_piece


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from digest.collect import sources

    return getattr(sources, name)
