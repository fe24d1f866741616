"""A page that knows where its characters were printed: a designer is told the line of a template, not of the page.

Decides how a place is found. Does not know what is wrong there. Jinja's own tracebacks name the place of an error, but
a tag that closes nothing is no error to Jinja.
"""

from __future__ import annotations

__all__ = ["Page", "PlacedTemplate"]

from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Template

from digest.render.markup import line_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


class _Printed(str):
    """What one line of a template printed."""

    __slots__ = ("file", "line")
    file: str
    line: int


class PlacedTemplate(Template):
    """A template that says of everything it prints where that stands."""

    @classmethod
    def from_code(cls, environment: Any, code: Any, globals: Any, uptodate: Any = None) -> PlacedTemplate:  # noqa: A002, ANN401, D102 - Jinja's own signature
        template: PlacedTemplate = super().from_code(environment, code, globals, uptodate)  # type: ignore[assignment] # typed for the base
        template.root_render_func = _placed(template, template.root_render_func)
        return template


def _placed(template: Template, render: Callable[..., Iterator[str]]) -> Callable[..., Iterator[str]]:
    def placed(*args: object, **values: object) -> Iterator[str]:
        running: Any = render(*args, **values)
        for text in running:
            # What an included template printed has its place already.
            if not isinstance(text, _Printed):
                printed = _Printed(text)
                printed.file = template.filename or ""
                printed.line = template.get_corresponding_lineno(running.gi_frame.f_lineno)
                yield printed
            else:
                yield text

    return placed


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page as text."""

    text: str
    again: Callable[[], Iterable[str]] = field(repr=False)
    """Prints it once more, by `PlacedTemplate`s: they take four times as long, and few pages have a mistake."""

    def place(self, at: int) -> str:
        """Return `file:line` of the template that printed the character at the offset *at*."""
        parts = tuple(self.again())
        ends = list(accumulate(map(len, parts)))
        index = bisect_right(ends, at)
        if index == len(ends):
            return "edition.html.j2"
        printed = parts[index]
        if not isinstance(printed, _Printed):
            return "edition.html.j2"
        return f"{printed.file}:{_line(printed, at - ends[index] + len(printed))}"


def _line(printed: _Printed, at: int) -> int:
    """Find the line of a character that stands in the file; what an expression printed has the expression's line.

    The compiled template knows the line of expressions and statements alone: text is looked for after the last one.
    """
    source = Path(printed.file).read_text("utf-8-sig").replace("\r\n", "\n")
    start = sum(map(len, source.splitlines(keepends=True)[: printed.line - 1]))
    found = source.find(printed, start)
    return line_at(source, found + at) if found >= 0 else printed.line + printed.count("\n", 0, at)
