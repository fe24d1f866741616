"""Hits become findings: the same fault at forty places is one finding that says so.

Decides order and wording of the report. Does not know any rule. Loads no library.
"""

from __future__ import annotations

__all__ = ["Hit", "error", "findings", "ordered", "warning"]

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.model import Finding, Level
from digest.text import collapse, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable

SHOWN = 90
"""Characters of the faulty place that a message quotes."""

KINDS = 6
"""Kinds of the same fault that a message names beside the first."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


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
    kind: str = ""
    """What tells this place from others with the same fault, such as the colours; a finding lists them."""


def error(rule: str, what: str, advice: str, *, shown: str = "", line: int | None = None, kind: str = "") -> Hit:
    """Make a hit that blocks."""
    return Hit(level=Level.ERROR, rule=rule, what=what, advice=advice, shown=shown, line=line, kind=kind)


def warning(rule: str, what: str, advice: str, *, shown: str = "", line: int | None = None, kind: str = "") -> Hit:
    """Make a hit that does not block."""
    return Hit(level=Level.WARNING, rule=rule, what=what, advice=advice, shown=shown, line=line, kind=kind)


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
    shown = _printable(first.shown)
    if len(group) == 1:
        where = f": {shown}" if shown else ""
    else:
        at = f" at line {first.line}" if first.line else ""
        where = f" ({len(group)} places, first{at}{f': {shown}' if shown else ''}{_others(group)})"
    return f"{_CONTROL.sub('�', first.what)}{where}; {first.advice}"


def _printable(text: str) -> str:
    """Shorten *text*, without what a terminal would obey."""
    return shorten(_CONTROL.sub("�", collapse(text)), SHOWN)


def _others(group: list[Hit]) -> str:
    """List the other kinds of the fault, each with its first line."""
    kinds: dict[str, int | None] = {}
    for hit in group:
        kinds.setdefault(hit.kind, hit.line)
    _, *others = kinds.items()
    named = [f"{_printable(kind)}{f' at line {line}' if line else ''}" for kind, line in others[:KINDS]]
    more = f" and {len(others) - KINDS} more" if len(others) > KINDS else ""
    return f"; also {', '.join(named)}{more}" if named else ""
