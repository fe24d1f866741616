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
_ENCODING = "utf-8-sig"  # some editors of Windows begin a file with U+FEFF, which TOML does not know


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
        return tomllib.loads(file.read_text(encoding=_ENCODING))
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise RenderError("this file is not UTF-8; save it as UTF-8", resource=f"{file}:{line}") from error
    except tomllib.TOMLDecodeError as error:
        place = _SYNTAX_PLACE.search(str(error))
        # Without a line it is the end of the document.
        line = int(place[1]) if place else len(file.read_text(encoding=_ENCODING).splitlines())
        raise RenderError(f"this is no TOML: {error}; correct the line", resource=f"{file}:{line}") from error


def _line(file: Path, name: str, *, group: str = "") -> int:
    """Find the line of a key, since tomllib keeps none: the first `name =` below `[group]`.

    Or else where one line names both, `[group.name]`, `group.name =` and `group = { name =`, or the group alone.
    """
    quoted = [rf"[\"']?{re.escape(each)}[\"']?" for each in (group, name)]
    both = re.compile(r"\s*\[?\s*{}\s*(?:\.|=.*[{{,])\s*{}\s*[\]=.]".format(*quoted))
    lines = file.read_text(encoding=_ENCODING).splitlines()
    is_inside = not group
    for number, line in enumerate(lines, 1):
        if group and both.match(line):
            return number
        if line.lstrip().startswith("["):
            is_inside = re.match(rf"\s*\[\s*{quoted[0]}\s*\]", line) is not None
        elif is_inside and re.match(rf"\s*{quoted[1]}\s*[=.]", line):
            return number
    return next(
        (number for number, line in enumerate(lines, 1) if re.match(rf"[\[\s]*{quoted[0 if group else 1]}", line)), 1
    )
