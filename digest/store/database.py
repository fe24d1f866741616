"""The way to the database file: connections, transactions, and what SQLite's errors mean for a person.

Decides how the file is opened (WAL, foreign keys, every commit on the disk) and that one connection writes at a time.
Does not know the tables.
"""

from __future__ import annotations

__all__ = ["Database", "path_of"]

from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, create_engine, event
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError

from digest.errors import StoreError
from digest.store.locks import held, lock_path

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from sqlalchemy import Connection

BUSY_SECONDS = 30.0
_PREFIX = "sqlite:///"
_ADVICE = (
    ("not a database", "this file is no database; move it away, or name another in config/digest.toml"),
    ("malformed", "the database is damaged; move it away and restore a backup"),
    ("full", "the disk is full; make room and run again"),
    ("locked", "another program keeps the database locked; close it and run again"),
    ("readonly", "the database may not be written; see to the rights of the file and its folder"),
    ("unable to open", "the database cannot be opened; see to the rights of the file and its folder"),
    ("no such table", "a table is missing, this is no database of digest; name another in config/digest.toml"),
    ("no such column", "a column is missing, this is no database of digest; name another in config/digest.toml"),
)


def path_of(url: str) -> Path:
    """Give the file that `sqlite:///…` names. Raises StoreError for any other URL."""
    path = url.removeprefix(_PREFIX)
    if not url.startswith(_PREFIX) or path in {"", ":memory:"}:
        raise StoreError('only a database file is supported; write "sqlite:///var/digest.db"', resource=_shown(url))
    return Path(path).absolute()


class Database:
    """One SQLite file; may be shared between threads."""

    def __init__(self, path: Path, *, name: str = "") -> None:
        """Prepare to open *path*, which errors call *name*; connects at the first use."""
        self.path = path
        self.name = name or str(path)
        self._engine = create_engine(URL.create("sqlite", database=str(path)))
        event.listen(self._engine, "connect", _set_up)
        event.listen(self._engine, "begin", _begin)
        self._writer = self._engine.execution_options(is_writer=True)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Read one consistent state of the database."""
        with self._translated(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Write in one transaction: all of it is on the disk at the end, or none of it after an error.

        SQLite 3.7.0 to 3.51.2 can damage a WAL when two connections write or checkpoint in the same moment (fixed in
        3.51.3; Debian 12 has 3.40.1), so a lock of our own lets one process write at a time.
        """
        with self._translated(), self._alone(), self._writer.begin() as connection:
            yield connection

    def use_wal(self) -> None:
        """Turn on write-ahead logging, which the file remembers: readers and the writer do not wait for one another."""
        with self._translated(), self._alone():
            connection = self._engine.raw_connection()
            try:
                connection.cursor().execute("PRAGMA journal_mode=WAL").close()
            finally:
                connection.close()

    def close(self) -> None:
        """Close every connection; the last one to close writes the WAL back into the file."""
        if not self.path.parent.is_dir():
            self._engine.dispose()
            return
        with self._alone():
            self._engine.dispose()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        lock = lock_path(self.path, "writer")
        with ExitStack() as stack:
            try:
                stack.enter_context(held(lock, wait_seconds=BUSY_SECONDS))
            except BlockingIOError as error:
                message = f"another process has been writing for {BUSY_SECONDS:.0f} seconds; wait for it or stop it"
                raise StoreError(message, resource=self.name) from error
            except OSError as error:
                message = f"{lock.name} cannot be made beside it ({error.strerror}); see to the rights of the folder"
                raise StoreError(message, resource=self.name) from error
            yield

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Say what SQLite's errors mean; what is a fault of this program stays as it is."""
        try:
            yield
        except IntegrityError:
            raise
        except (OperationalError, DatabaseError) as error:
            said = str(error.orig)
            advice = next((advice for part, advice in _ADVICE if part in said), "see to the disk, and run again")
            raise StoreError(f"{advice} ({said})", resource=self.name) from error


def _set_up(connection: sqlite3.Connection, _record: object) -> None:
    # The driver would begin transactions late and end them before DDL; _begin does it where SQLAlchemy says.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000:.0f}")
    cursor.execute("PRAGMA foreign_keys=ON")
    # FULL: what is claimed or recorded outlives a power cut; 0.25 ms a commit on a fast disk.
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()


def _begin(connection: Connection) -> None:
    # IMMEDIATE, because a reading transaction that turns to writing fails at once when another has written.
    is_writer = connection.get_execution_options().get("is_writer", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writer else "BEGIN")


def _shown(url: str) -> str:
    """Give *url* without the user name and password that it may hold."""
    scheme, separator, rest = url.partition("://")
    return f"{scheme}{separator}{rest.rpartition('@')[2]}"
