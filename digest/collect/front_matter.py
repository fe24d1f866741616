"""Reads front matter: `key: value` between lines of `---`, or TOML between lines of `+++`.

A small strict part of YAML: scalars, quoted or plain, and flat lists. Keys that nobody asks for are passed over, with
all that is indented under them. What it cannot read it refuses with the number of the line.
"""

from __future__ import annotations

__all__ = ["FrontMatter", "FrontMatterError", "Value", "read_front_matter"]

import re
import tomllib
from dataclasses import dataclass
from datetime import date, datetime

Value = str | tuple[str, ...] | datetime | date

_KEY = re.compile(r"([A-Za-z_][\w-]*)\s*:(?:\s+(.*)|)$")
_ITEM = re.compile(r"\s*-\s+(.*)$")
_COMMENT = re.compile(r"\s#(?:\s.*)?$")
_PARTS = re.compile(r"""\s*("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^,"'\[\]{}]*)\s*(,|$)""")
_ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\", "/": "/", "r": "\r"}
_LINE_OF_TOML = re.compile(r"\(at line (\d+)")


class FrontMatterError(ValueError):
    """The front matter cannot be read; *line* counts from 1 in the file."""

    def __init__(self, message: str, line: int) -> None:
        """Keep what is wrong and where."""
        super().__init__(message)
        self.message = message
        self.line = line


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """The values, the line of each key, and the text below."""

    values: dict[str, Value]
    lines: dict[str, int]
    body: str


def read_front_matter(text: str, keys: frozenset[str]) -> FrontMatter | None:
    """Read the front matter of *text* for *keys*; None where the file has none. Raises FrontMatterError."""
    lines = text.removeprefix("\ufeff").splitlines()
    fence = lines[0].rstrip() if lines else ""
    if fence not in {"---", "+++"}:
        return None
    ends = {"---": {"---", "..."}, "+++": {"+++"}}[fence]
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() in ends), None)
    if end is None:
        raise FrontMatterError(f"the front matter has no end; close it with a line of {fence}", 1)
    body = "\n".join(lines[end + 1 :])
    values, places = _toml(lines[1:end], keys) if fence == "+++" else _yaml(lines[1:end], keys)
    return FrontMatter(values=values, lines=places, body=body)


# ---- TOML -----------------------------------------------------------------------------------------------------


def _toml(lines: list[str], keys: frozenset[str]) -> tuple[dict[str, Value], dict[str, int]]:
    try:
        table = tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError as error:
        found = _LINE_OF_TOML.search(str(error))
        raise FrontMatterError(f"not TOML: {error}", int(found[1]) + 1 if found else len(lines) + 1) from error
    places = {match[1]: number for number, line in enumerate(lines, 2) if (match := re.match(r"\s*([\w-]+)\s*=", line))}
    return {key: _plain(key, value, places.get(key, 1)) for key, value in table.items() if key in keys}, places


def _plain(key: str, value: object, line: int) -> Value:
    if isinstance(value, (str, datetime, date)):
        return value
    if isinstance(value, (bool, int, float)):
        return str(value).lower()
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise FrontMatterError(f"{key}: neither a text nor a list of texts; write it as one", line)


# ---- the part of YAML -----------------------------------------------------------------------------------------


def _yaml(lines: list[str], keys: frozenset[str]) -> tuple[dict[str, Value], dict[str, int]]:
    values: dict[str, Value] = {}
    places: dict[str, int] = {}
    key = ""
    for number, line in enumerate(lines, 2):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        item = _ITEM.match(line)
        if line[0].isspace() or item:
            if key in keys:
                values[key] = _with_item(key, values[key], item, number)
            continue
        found = _KEY.match(line)
        if not found:
            raise FrontMatterError(f"no `key: value`: {line.strip()[:60]!r}", number)
        key = found[1].lower()
        if key in values:
            raise FrontMatterError(f"{key}: stands twice; keep one", number)
        places[key] = number
        if key in keys:
            values[key] = _value(key, (found[2] or "").strip(), number)
    return values, places


def _with_item(key: str, value: Value, item: re.Match[str] | None, line: int) -> Value:
    """Add one line of a list below its key; a longer text must stand on the key's own line."""
    if item is None or not (value == "" or isinstance(value, tuple)):
        raise FrontMatterError(f"{key}: goes on here; write the value on one line", line)
    return (*(value if isinstance(value, tuple) else ()), _scalar(key, item[1].strip(), line))


def _value(key: str, raw: str, line: int) -> Value:
    if raw.startswith("["):
        return _list(key, _COMMENT.sub("", raw).strip() if not raw.endswith("]") else raw, line)
    return _scalar(key, raw, line)


def _list(key: str, raw: str, line: int) -> tuple[str, ...]:
    if not raw.endswith("]"):
        raise FrontMatterError(f"{key}: the list has no end; close it with ] on the same line", line)
    inside, items, position = raw[1:-1].strip(), [], 0
    while inside and position < len(inside):
        found = _PARTS.match(inside, position)
        if not found:
            raise FrontMatterError(f"{key}: cannot be read as a list of texts; put them in quotes", line)
        items.append(_scalar(key, found[1].strip(), line))
        position = found.end()
    return tuple(item for item in items if item)


def _scalar(key: str, raw: str, line: int) -> str:
    if raw[:1] in {'"', "'"}:
        return _quoted(key, raw, line)
    if raw[:1] in {"{", "|", ">", "&", "*", "!", "%", "@", "`"}:
        raise FrontMatterError(f"{key}: begins with {raw[0]!r}; put the value in quotes, on one line", line)
    plain = _COMMENT.sub("", f" {raw}").strip()
    if plain in {"null", "~"}:
        return ""
    return plain


def _quoted(key: str, raw: str, line: int) -> str:
    quote = raw[0]
    pattern = r'"((?:[^"\\]|\\.)*)"' if quote == '"' else r"'((?:[^']|'')*)'"
    found = re.match(rf"{pattern}\s*(?:#.*)?$", raw)
    if not found:
        raise FrontMatterError(f"{key}: the quotation has no end, or goes on behind it; quote all of it", line)
    if quote == "'":
        return found[1].replace("''", "'")
    return re.sub(r"\\(u[\da-fA-F]{4}|.)", lambda escape: _unescaped(escape[1]), found[1])


def _unescaped(escape: str) -> str:
    return chr(int(escape[1:], 16)) if escape[0] == "u" and len(escape) > 1 else _ESCAPES.get(escape, f"\\{escape}")
