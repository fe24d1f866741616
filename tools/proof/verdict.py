"""What a checker says, in a form that can be printed."""

from __future__ import annotations

__all__ = ["Row", "Verdict"]

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One page or message."""

    name: str
    result: str
    is_good: bool
    lines: tuple[str, ...] = ()
    """What is wrong, or what the result is made of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """All pages or messages, by one checker."""

    title: str
    unseen: tuple[str, ...]
    """What the checker did not find in what is plainly wrong: with any of it, the rest proves nothing."""
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()

    @property
    def is_good(self) -> bool:
        """Whether there is no fault, and the checker can be believed."""
        return not self.unseen and all(row.is_good for row in self.rows)
