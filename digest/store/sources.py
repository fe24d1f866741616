"""What is remembered of each source between two collections.

Decides what a success and a failure leave behind. Does not know how a source is read.
"""

from __future__ import annotations

__all__ = ["SourceMemory", "Sources"]

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from digest.store.tables import insert, source_memory

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Row

    from digest.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceMemory:
    """What the last visits to a source left behind; all empty before the first."""

    url: str
    feed_url: str = ""
    """Where the feed was found, if not at *url* itself."""
    etag: str = ""
    last_modified: str = ""
    last_success: datetime | None = None
    failures: int = 0
    """Failures since the last success."""
    last_error: str = ""


class Sources:
    """The sources' memory."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def memory(self, publication: str, url: str) -> SourceMemory:
        """Give what is remembered of *url*."""
        known = (source_memory.c.publication == publication) & (source_memory.c.url == url)
        with self._database.reading() as connection:
            row = connection.execute(select(source_memory).where(known)).one_or_none()
        return SourceMemory(url=url) if row is None else _memory(row)

    def all(self, publication: str) -> tuple[SourceMemory, ...]:
        """Give what is remembered of every source that was ever visited, by URL."""
        wanted = select(source_memory).where(source_memory.c.publication == publication).order_by(source_memory.c.url)
        with self._database.reading() as connection:
            return tuple(map(_memory, connection.execute(wanted)))

    def remember_success(
        self, publication: str, url: str, *, feed_url: str, etag: str, last_modified: str, now: datetime
    ) -> None:
        """Keep what the next conditional request needs (RFC 9110 §13); earlier failures are forgotten."""
        values = {
            "feed_url": feed_url,
            "etag": etag,
            "last_modified": last_modified,
            "last_success": now,
            "failures": 0,
            "last_error": "",
        }
        with self._database.writing() as connection:
            statement = insert(connection, source_memory).values(publication=publication, url=url, **values)
            connection.execute(statement.on_conflict_do_update(index_elements=["publication", "url"], set_=values))

    def remember_failure(self, publication: str, url: str, error: str, now: datetime) -> None:  # noqa: ARG002 - callers tell every change its time
        """Count a failure; what the last success left stays."""
        with self._database.writing() as connection:
            statement = insert(connection, source_memory).values(
                publication=publication, url=url, failures=1, last_error=error
            )
            changed = {"failures": source_memory.c.failures + 1, "last_error": error}
            connection.execute(statement.on_conflict_do_update(index_elements=["publication", "url"], set_=changed))


def _memory(row: Row[tuple[object, ...]]) -> SourceMemory:
    return SourceMemory(**{name: value for name, value in row._asdict().items() if name != "publication"})
