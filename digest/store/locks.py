"""Who may work now: locks between processes, held on files of their own beside the database.

Decides nothing about what is done under a lock. The kernel lets go of a lock when its holder dies, also by kill -9, so
none is ever stale. Never on the database file itself: closing any descriptor of it would drop SQLite's own locks.
"""

from __future__ import annotations

__all__ = ["held", "holder_of", "lock_path", "reader_of"]

import fcntl
import os
import re
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_POLL_SECONDS = 0.005


def lock_path(database: Path, name: str) -> Path:
    """Name the lock file for *name*, beside *database*."""
    return database.with_name(f"{database.name}.{re.sub(r'[^A-Za-z0-9_-]', '_', name)}.lock")


@contextmanager
def held(path: Path, *, wait_seconds: float = 0.0, is_signed: bool = False) -> Iterator[None]:
    """Hold the lock file *path*, made where it is missing; *is_signed* leaves the process's number in it.

    Raises BlockingIOError if another holder keeps it for longer than *wait_seconds*; OSError where it cannot be made.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        _take(descriptor, wait_seconds)
        if is_signed:
            os.truncate(descriptor, 0)
            os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def reader_of(path: Path, *, wait_seconds: float) -> Iterator[None]:
    """Keep the holders of *path* out and write nothing; without such a file there are none."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        yield
        return
    try:
        _take(descriptor, wait_seconds)
        yield
    finally:
        os.close(descriptor)


def holder_of(path: Path) -> str:
    """Give the number of the process that holds *path*; empty where it has not said."""
    try:
        return path.read_text("ascii", errors="replace").strip()
    except OSError:
        return ""


def _take(descriptor: int, wait_seconds: float) -> None:
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise
            time.sleep(_POLL_SECONDS)
        else:
            return
