"""When to build the preview anew, and what to show while it cannot be built.

Decides by the names, times and sizes of the watched files; knows nothing of what stands in them. No thread and no
file-system events: the open page asks once a second, and a look at a folder of templates costs well under 1 ms.
"""

from __future__ import annotations

import hashlib
import os
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from digest.errors import DigestError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from digest.desk.preview import Previewed

__all__ = ["Look", "Shelf", "stamp_of"]


def stamp_of(watched: tuple[Path, ...]) -> str:
    """Digest the state of the *watched* files and folders; a missing one has a state too.

    Hidden files, `__pycache__` and names ending in `~` are passed over: editors and interpreters write them.
    """
    seen = hashlib.sha256()
    for path in watched:
        seen.update(f"{path}\0".encode(errors="surrogateescape"))
        for file in _files(path):
            seen.update(f"{file}\0{_state(file)}\0".encode(errors="surrogateescape"))
    return seen.hexdigest()[:16]


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if _is_seen(name))
        yield from (Path(folder, name) for name in sorted(names) if _is_seen(name))


def _is_seen(name: str) -> bool:
    return not name.startswith((".", "__pycache__")) and not name.endswith("~")


def _state(file: Path) -> str:
    try:
        stat = file.stat()
    except OSError:  # gone, or going: editors replace a file when they save it
        return "absent"
    # The inode too: two saves of one length can fall into one tick of a coarse file system's clock.
    return f"{stat.st_mtime_ns} {stat.st_size} {stat.st_ino}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What the desk can show now: the last good preview, if there is one, and why there is no newer."""

    preview: Previewed | None
    error: DigestError | None
    stamp: str


class Shelf:
    """Keeps the last good preview and builds it anew once a watched file has changed.

    `load` must not write what is watched, or every look would find a change.
    """

    def __init__(self, load: Callable[[], Previewed], watched: tuple[Path, ...]) -> None:
        """Build nothing yet: the first look does."""
        self._load = load
        self._watched = watched
        self._look: Look | None = None
        self._building = threading.Lock()  # waitress answers a page and its frames on several threads

    def stamp(self) -> str:
        """Say the state of the watched files without building anything."""
        return stamp_of(self._watched)

    def look(self, *, retry: bool = False, anew: bool = False) -> Look:
        """Give the preview of the files as they are.

        With *retry* a failed build is tried again though nothing watched has changed; with *anew* any is.
        """
        with self._building:
            # Taken before the build: a file saved meanwhile makes the next look build again.
            stamp = self.stamp()
            known = self._look
            is_due = anew or known is None or known.stamp != stamp or (retry and known.error is not None)
            if known is None or is_due:
                known = self._look = self._build(stamp, known.preview if known else None)
            return known

    def _build(self, stamp: str, last_good: Previewed | None) -> Look:
        try:
            return Look(preview=self._load(), error=None, stamp=stamp)
        except DigestError as error:
            return Look(preview=last_good, error=error, stamp=stamp)
