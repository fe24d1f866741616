"""Whether a sentence tells the reader anything: after the headline beside it, and after the blurbs before it.

Knows words alone, no grammar.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.summarize.words import content_words, overlap

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["adds_nothing", "opens_alike"]

_STEM = 6
_ENOUGH_WORDS = 4
"""Words of weight below which nothing can be said of a sentence."""
_NEW_WORDS = 2
"""A sentence that has fewer words of weight beyond the headline's says nothing that it has not said."""
_ALIKE = 0.6
"""Share of common words of weight at which two openings tell the same."""


def adds_nothing(text: str, title: str) -> bool:
    """Whether *text* has nothing of weight that *title*, the headline beside it, has not said.

    >>> adds_nothing("Oakham closes its last school.", "Oakham closes its last school")
    True
    """
    said = _stems(text)
    return bool(said) and len(said) >= _ENOUGH_WORDS - 1 and len(said - _stems(title)) < _NEW_WORDS


def opens_alike(text: str, openings: Iterable[str]) -> bool:
    """Whether *text* tells what one of *openings*, first sentences that stand in the same edition, tells already."""
    enough = len(content_words(text)) >= _ENOUGH_WORDS
    return enough and any(
        len(content_words(other)) >= _ENOUGH_WORDS and overlap(text, other) >= _ALIKE for other in openings
    )


def _stems(text: str) -> frozenset[str]:
    """Return the beginnings of the words of weight, so that `close` and `closes` are one."""
    return frozenset(word[:_STEM] for word in content_words(text))
