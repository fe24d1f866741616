"""A private copy of the database, for dry runs.

Decides how a database that may be in use is copied without a byte of it, or of its WAL, being touched: even a reader
of SQLite's writes its marks into the `-shm` file, and `immutable=1` does not see what is still in the WAL. So the
files are copied while our writers are kept out, and SQLite recovers the copy. Does not know the tables.
"""

from __future__ import annotations

__all__ = ["copy_database"]

import shutil
from typing import TYPE_CHECKING

from digest.errors import StoreError
from digest.store.database import BUSY_SECONDS
from digest.store.locks import lock_path, reader_of

if TYPE_CHECKING:
    from pathlib import Path

_PARTS = ("", "-wal", "-journal")
"""The `-shm` file is an index of the WAL, which SQLite makes anew."""
_TRIES = 5


def copy_database(original: Path, copy: Path) -> None:
    """Copy the database *original* to *copy*; nothing where there is no original.

    Raises StoreError where it cannot be read, or where a foreign program goes on writing into it.
    """
    try:
        with reader_of(lock_path(original, "writer"), wait_seconds=BUSY_SECONDS):
            for _ in range(_TRIES):
                before = _state(original)
                _copy(original, copy)
                if _state(original) == before:
                    return
    except BlockingIOError as error:
        message = f"another process has been writing for {BUSY_SECONDS:.0f} seconds; wait for it or stop it"
        raise StoreError(message, resource=str(original)) from error
    except OSError as error:
        message = f"it cannot be copied ({error.strerror}); see to the rights of the file and to room for a copy"
        raise StoreError(message, resource=str(original)) from error
    raise StoreError("another program keeps writing into it; close that and run again", resource=str(original))


def _copy(original: Path, copy: Path) -> None:
    for part in _PARTS:
        source, target = original.with_name(original.name + part), copy.with_name(copy.name + part)
        target.unlink(missing_ok=True)
        if source.exists():
            shutil.copyfile(source, target)


def _state(original: Path) -> tuple[tuple[int, int] | None, ...]:
    """Give size and time of change of each part; None for one that is missing."""
    found: list[tuple[int, int] | None] = []
    for part in _PARTS:
        file = original.with_name(original.name + part)
        if file.exists():
            facts = file.stat()
            found.append((facts.st_size, facts.st_mtime_ns))
        else:
            found.append(None)
    return tuple(found)
