"""Plain text in columns: what the filters of the text part do.

Decides where lines break. Does not know the edition. A column is a column of a terminal: a wide character takes two.
"""

from __future__ import annotations

__all__ = ["WIDTH", "columns", "underline", "wrap"]

import re
import unicodedata

WIDTH = 72
"""Columns of a line: room for two levels of quoting within 76 (RFC 3676, 4.2)."""

_ADDRESS = re.compile(r"\S*?(?:https?://|mailto:|__DG_)\S*", re.IGNORECASE)
# Between two wide characters a line may break, but none begins with a closing mark (JIS X 4051).
_WIDE = (
    "\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6"
    "\U0001f300-\U0001faff\U00020000-\U0003fffd"
)
_CLOSING = "、。，．：；？！）］｝」』】〉》〕ー々"
_UNIT = re.compile(rf" |[{_WIDE}][{_CLOSING}]*|[^ {_WIDE}]+")


def columns(text: str) -> int:
    """Count the columns of *text*: two for a wide character, none for a combining one."""
    return len(text) if text.isascii() else sum(map(_width, text))


def _width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def wrap(text: str, bullet: str = "") -> str:
    """Break one line of *text* into lines of at most 72 columns; an address is never broken.

    *bullet* begins the first line, as many spaces the others.
    """
    room, indent = WIDTH - len(bullet), " " * len(bullet)
    lines, taken = [""], 0
    for unit in _units(text, room):
        width = columns(unit)
        if unit == " ":
            # A space at the line's end takes no room and is not printed.
            lines[-1] += " " if lines[-1] else ""
        elif taken + width <= room or not lines[-1]:
            lines[-1] += unit
        else:
            lines.append(unit)
        taken = columns(lines[-1])
    return "\n".join(f"{indent if at else bullet}{line.rstrip(' ')}" for at, line in enumerate(lines)).rstrip(" ")


def _units(text: str, width: int) -> list[str]:
    """Divide *text* into what may not be broken."""
    units: list[str] = []
    for word in re.split("( )", text):
        if _ADDRESS.fullmatch(word):
            units.append(word)
        else:
            units.extend(part for unit in _UNIT.findall(word) for part in _broken(unit, width))
    return units


def _broken(unit: str, width: int) -> list[str]:
    """Break an endless word at the column where the line ends."""
    if columns(unit) <= width:
        return [unit]
    parts, taken = [""], 0
    for character in unit:
        taken += _width(character)
        if taken > width:
            parts.append("")
            taken = _width(character)
        parts[-1] += character
    return parts


def underline(text: str, mark: str) -> str:
    """Put a rule of *mark* under *text*, as wide as its widest line."""
    return f"{text}\n{mark * max(map(columns, text.splitlines() or ['']))}"
