"""What people see: bars on a terminal, lines elsewhere; results on standard output, the rest on standard error."""

from __future__ import annotations

__all__ = ["Bars", "Lines", "progress", "say", "say_json", "tell"]

import json
import re
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

    from digest.pipeline.workspace import Progress


_SURROGATE = re.compile("[\ud800-\udfff]")


def say(text: str = "") -> None:
    """Print a result to standard output."""
    click.echo(text)


def tell(text: str) -> None:
    """Print what is not a result to standard error."""
    click.echo(text, err=True)


def say_json(value: object) -> None:
    """Print *value* as one line of JSON on standard output, at once."""
    text = json.dumps(value, ensure_ascii=False)
    # A lone surrogate is no character and cannot be encoded; as an escape it is the JSON that it was.
    click.echo(_SURROGATE.sub(lambda found: f"\\u{ord(found.group()):04x}", text))


class Lines:
    """A plain line on standard error whenever a stage ends."""

    def __init__(self) -> None:
        self._open: tuple[str, str] | None = None

    def __call__(self, stage: str, message: str, *, done: int = 0, total: int = 0) -> None:
        """Hear the progress; see `digest.pipeline.workspace.Progress`."""
        if self._open is not None and self._open[0] != stage:
            self.close()
        counted = f"{done}/{total} {message}" if total > 1 else message
        self._open = (stage, counted)

    def close(self) -> None:
        """Print the last word of the open stage."""
        if self._open is not None:
            tell(f"{self._open[0]}: {self._open[1]}")
            self._open = None


class Bars:
    """A bar for each stage, on a terminal."""

    def __init__(self, bars: RichProgress) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, stage: str, message: str, *, done: int = 0, total: int = 0) -> None:
        """Hear the progress; see `digest.pipeline.workspace.Progress`."""
        for other, task in self._tasks.items():
            if other != stage and not self._bars.tasks[task].finished:
                self._bars.update(task, completed=self._bars.tasks[task].total)
        if stage not in self._tasks:
            self._tasks[stage] = self._bars.add_task(f"{stage:<10}", total=total or None, message="")
        self._bars.update(self._tasks[stage], completed=done, total=total or None, message=message[:60])


@contextmanager
def progress() -> Iterator[Progress]:
    """Show the progress of what happens inside, on standard error."""
    if not sys.stderr.isatty():
        lines = Lines()
        try:
            yield lines
        finally:
            lines.close()
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as RichProgress

    columns = (
        TextColumn("[bold]{task.description}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("[dim]{task.fields[message]}"),
    )
    with RichProgress(*columns, console=Console(stderr=True)) as bars:
        shown = Bars(bars)

        def safe(stage: str, message: str, *, done: int = 0, total: int = 0) -> None:
            shown(stage, escape(message), done=done, total=total)

        yield safe
