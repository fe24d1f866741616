"""Hits become findings: the same fault at forty places is one finding that says so.

Decides order and wording of the report. Does not know any rule. Loads no library.
"""

from __future__ import annotations

__all__ = ["Hit", "error", "findings", "ordered", "warning"]

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.model import Finding, Level
from digest.text import collapse, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable

SHOWN = 90
"""Characters of the faulty place that a message quotes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One place where a rule is broken."""

    level: Level
    rule: str
    what: str
    """What is wrong, without the place, so that equal faults are equal."""
    advice: str
    shown: str = ""
    """The place itself, quoted."""
    line: int | None = None


def error(rule: str, what: str, advice: str, *, shown: str = "", line: int | None = None) -> Hit:
    """Make a hit that blocks."""
    return Hit(level=Level.ERROR, rule=rule, what=what, advice=advice, shown=shown, line=line)


def warning(rule: str, what: str, advice: str, *, shown: str = "", line: int | None = None) -> Hit:
    """Make a hit that does not block."""
    return Hit(level=Level.WARNING, rule=rule, what=what, advice=advice, shown=shown, line=line)


def findings(hits: Iterable[Hit], *, place: str) -> tuple[Finding, ...]:
    """Group *hits* by what is wrong; each group becomes one finding at its first line."""
    groups: dict[tuple[Level, str, str, str], list[Hit]] = {}
    for hit in hits:
        groups.setdefault((hit.level, hit.rule, hit.what, hit.advice), []).append(hit)
    return tuple(
        Finding(level=level, rule=rule, place=place, message=_message(group), line=group[0].line)
        for (level, rule, _, _), group in groups.items()
    )


def ordered(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort *found*: errors first, then by rule, place and line."""
    return tuple(sorted(found, key=lambda each: (each.level is not Level.ERROR, each.rule, each.place, each.line or 0)))


def _message(group: list[Hit]) -> str:
    first = group[0]
    shown = shorten(collapse(first.shown), SHOWN)
    if len(group) == 1:
        where = f": {shown}" if shown else ""
    else:
        at = f" at line {first.line}" if first.line else ""
        where = f" ({len(group)} places, first{at}{f': {shown}' if shown else ''})"
    return f"{first.what}{where}; {first.advice}"
