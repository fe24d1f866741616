"""The way out for a publication that has no SMTP server yet: each message becomes a file that mail programs open.

Decides the file's name and that it is whole or not there. Does not know what is in the message.
"""

from __future__ import annotations

__all__ = ["FolderMailer"]

import os
import re
from itertools import count
from typing import TYPE_CHECKING

from digest.errors import SendError
from digest.send import Reply

if TYPE_CHECKING:
    from pathlib import Path

_NUMBER = re.compile(r"\.?(\d{4,})-")
_UNSAFE = re.compile(r"[^A-Za-z0-9@._+-]+")
MAX_NAME = 100


class FolderMailer:
    """Writes messages as `0001-ann@example.org.eml`, numbered on from what the folder holds."""

    def __init__(self, folder: Path) -> None:
        """Write into *folder*, which is made at the first message."""
        self._folder = folder
        self._last: int | None = None

    def submit(self, delivery_from: str, to: str, message: bytes) -> Reply:  # noqa: ARG002 - a file has no envelope
        """Write *message*; nobody who reads the folder sees half of it. Raises SendError where it cannot be."""
        try:
            path = self._write(_UNSAFE.sub("_", to)[:MAX_NAME], message)
        except OSError as error:
            message_ = f"no message can be written there ({error.strerror}); see to its rights and to room on the disk"
            raise SendError(message_, resource=str(self._folder)) from error
        return Reply(code=250, text=f"written to {path}")

    def close(self) -> None:
        """Do nothing: every file is complete."""

    def _write(self, name: str, message: bytes) -> Path:
        if self._last is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            numbers = (_NUMBER.match(file.name) for file in self._folder.iterdir())
            self._last = max((int(found[1]) for found in numbers if found), default=0)
        for number in count(self._last + 1):
            path = self._folder / f"{number:04}-{name}.eml"
            hidden = path.with_name(f".{path.name}.part")
            try:
                # Exclusive: another process that writes into the folder takes the next number.
                descriptor = os.open(hidden, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
            except FileExistsError:
                continue
            with os.fdopen(descriptor, "wb") as file:
                file.write(message)
                file.flush()
                os.fsync(descriptor)
            if path.exists():
                hidden.unlink()
                continue
            hidden.rename(path)
            self._last = number
            return path
        raise AssertionError("numbers do not end")
