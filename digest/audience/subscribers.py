"""The list of subscribers, read from the text of a CSV file or a plain list.

Decides which lines hold an address and which two lines are one reader. A bad line is a value that names its place,
never an end of the reading. Does not know files.
"""

from __future__ import annotations

__all__ = ["BadLine", "Subscriber", "read_subscribers"]

import csv
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.audience.address import fault_of, normalise
from digest.text import collapse, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINE_END = re.compile(r"\r\n|\r|\n")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u2028\u2029]")
_NAMED = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]+)>")
_ADDRESS_HEADERS = frozenset({"address", "email", "e-mail", "mail", "email address", "e-mail address"})
_NAME_HEADERS = frozenset({"name", "full name"})

MAX_RECORD_LINES = 20
"""A quoted field may run over line ends; past this a forgotten quote is more likely than a field of that height."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """A person on the list."""

    address: str
    """As it stands in the file, trimmed; `normalise` gives the key."""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BadLine:
    """A line of the list that holds no address that can be mailed."""

    line: int
    """Counted from 1."""
    found: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Columns:
    """Where in a record the address and the name stand; None where the file has no header."""

    address: int | None = None
    name: int | None = None


def read_subscribers(text: str) -> tuple[tuple[Subscriber, ...], tuple[BadLine, ...]]:
    """Read a CSV file with the columns `address` (or `email`) and, if wanted, `name`; or a list of addresses.

    Separators are comma, semicolon or tab; a leading byte order mark, empty lines and lines that begin with `#`
    are passed over. An address that comes again, in whatever spelling, counts once: the first one stays.
    """
    lines = _LINE_END.split(text.removeprefix("\ufeff"))
    columns = _Columns()
    found: dict[str, Subscriber] = {}
    bad: list[BadLine] = []
    is_first = True
    for number, record in _records(lines, _separator(lines)):
        if is_first and (header := _header(record)):
            columns = header
        elif isinstance(subscriber := _subscriber(record, columns, number), BadLine):
            bad.append(subscriber)
        else:
            _keep(found, subscriber)
        is_first = False
    return tuple(found.values()), tuple(bad)


def _keep(found: dict[str, Subscriber], subscriber: Subscriber) -> None:
    """Add *subscriber*, unless the address is known; a name that was missing is taken over."""
    key = normalise(subscriber.address)
    first = found.setdefault(key, subscriber)
    if subscriber.name and not first.name:
        found[key] = Subscriber(address=first.address, name=subscriber.name)


def _separator(lines: list[str]) -> str:
    """Find the separator of the file by its first line with content; a list of bare addresses has none."""
    first = next((line for line in lines if _has_content(line)), "")
    bare = re.sub(r'"[^"]*"', "", first)
    return max(",;\t", key=bare.count)


def _has_content(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _records(lines: list[str], separator: str) -> Iterator[tuple[int, list[str]]]:
    """Divide *lines* into records, each with the number of its first line.

    A forgotten quote costs its own line only; read as one stream, it would swallow every reader after it.
    """
    at = 0
    while at < len(lines):
        height = _height(lines, at)
        record = _fields(lines[at : at + height], separator) if _has_content(lines[at]) else []
        if height > 1 and (not record or any("\n" in field and "@" in field for field in record)):
            height, record = 1, [lines[at]]
        if record or _has_content(lines[at]):
            yield at + 1, record or [lines[at]]
        at += height


def _height(lines: list[str], at: int) -> int:
    """Count the lines of the record that begins at *at*: until its quotes are even."""
    quotes = 0
    for height, line in enumerate(lines[at : at + MAX_RECORD_LINES], 1):
        quotes += line.count('"')
        if quotes % 2 == 0:
            return height
    return 1


def _fields(lines: list[str], separator: str) -> list[str]:
    """Divide one record into its fields; empty where its quotes make no sense."""
    try:
        records = list(csv.reader(["\n".join(lines)], delimiter=separator, strict=True, skipinitialspace=True))
    except csv.Error:
        return []
    return records[0] if records else []


def _header(record: list[str]) -> _Columns | None:
    """Read *record* as the header, if it names a column for the address."""
    names = [collapse(field).lower() for field in record]
    address = next((index for index, name in enumerate(names) if name in _ADDRESS_HEADERS), None)
    if address is None:
        return None
    return _Columns(address=address, name=next((i for i, name in enumerate(names) if name in _NAME_HEADERS), None))


def _subscriber(record: list[str], columns: _Columns, number: int) -> Subscriber | BadLine:
    """Read one record as a subscriber."""
    found, name = _address_and_name(record, columns)
    if named := _NAMED.fullmatch(found):
        found, name = named["address"].strip(), name or named["name"].strip(' "')
    if why := fault_of(found):
        shown = found or ", ".join(field for field in record if field.strip())
        return BadLine(line=number, found=shorten(collapse(shown), 80), why=why if found else "there is no address")
    return Subscriber(address=found, name=collapse(_CONTROL.sub("", name)))


def _address_and_name(record: list[str], columns: _Columns) -> tuple[str, str]:
    fields = [field.strip(" \t\r\n\v\f\xa0\u200b\ufeff") for field in record]
    if columns.address is not None:
        address = fields[columns.address] if columns.address < len(fields) else ""
        has_name = columns.name is not None and columns.name < len(fields)
        return address, fields[columns.name or 0] if has_name else ""
    address = next((field for field in fields if "@" in field), fields[0])
    return address, next((field for field in fields if field and field != address), "")
