"""Small TOML files of a template folder, laid over one another: the publication's own first, the shipped last.

Decides which file's value wins and where it stands. Does not know what the values mean.
"""

from __future__ import annotations

__all__ = ["Entry", "Found", "line_of", "read_tables"]

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from digest.errors import RenderError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A value of `[group] name`, and the file that it comes from."""

    group: str
    name: str
    value: object
    file: Path
    rank: int
    """0 for the first folder, which wins."""


Found: TypeAlias = "Mapping[tuple[str, str], Entry]"

_SYNTAX_PLACE = re.compile(r"\(at line (\d+)")


def read_tables(folders: tuple[Path, ...], name: str) -> Found:
    """Read the file *name* of each of *folders* that has one; raise `RenderError` if it is no two-level TOML."""
    found: dict[tuple[str, str], Entry] = {}
    for rank, folder in reversed(list(enumerate(folders))):
        file = folder / name
        if file.is_file():
            for group, values in _parse(file).items():
                if not isinstance(values, dict):
                    raise RenderError(
                        f"{group!r} stands outside a group; put it below a [group]",
                        resource=f"{file}:{_line(file, group)}",
                    )
                for key, value in values.items():
                    found[group, key] = Entry(group=group, name=key, value=value, file=file, rank=rank)
    if not found:
        raise RenderError(f"no {name} in any template folder; give the shipped folder as the last one", resource=name)
    return found


def line_of(entry: Entry) -> str:
    """Return `file:line` of *entry*."""
    return f"{entry.file}:{_line(entry.file, entry.name, group=entry.group)}"


def _parse(file: Path) -> Mapping[str, object]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        place = _SYNTAX_PLACE.search(str(error))
        resource = f"{file}:{place[1]}" if place else f"{file}:1"
        raise RenderError(f"this is no TOML: {error}; correct the line", resource=resource) from error


def _line(file: Path, name: str, *, group: str = "") -> int:
    """Find the line of a key, since tomllib keeps none: the first `name =` below `[group]`."""
    is_inside = not group
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if line.lstrip().startswith("["):
            is_inside = re.match(rf"\s*\[\s*[\"']?{re.escape(group)}[\"']?\s*\]", line) is not None
        elif is_inside and re.match(rf"\s*[\"']?{re.escape(name)}[\"']?\s*=", line):
            return number
    return 1
