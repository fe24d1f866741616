"""What is remembered of each source between two collections, and of hosts that asked to be left alone.

Decides what a success, a failure and a word to the operator leave behind. Does not know how a source is read, nor when
a failure is worth telling.
"""

from __future__ import annotations

__all__ = ["Hosts", "SourceMemory", "Sources", "Success"]

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select, update

from digest.store.tables import host_rest, insert, source_memory, source_validator

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Row

    from digest.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceMemory:
    """What the last visits to a source left behind; all empty before the first."""

    url: str
    feed_url: str = ""
    """Where the pieces were found, if not at *url* itself."""
    last_attempt: datetime | None = None
    last_success: datetime | None = None
    failures: int = 0
    """Failures since the last success."""
    last_error: str = ""
    failing_since: datetime | None = None
    gone_since: datetime | None = None
    """Since when the server says that it is gone for good (410)."""
    told_at: datetime | None = None
    """When the operator was told that it fails; None again once it is told that it works."""
    entries: int = 0
    """How many entries the last answer with a body held."""
    span: timedelta = timedelta(0)
    """From the oldest to the newest of them, by date."""
    next_poll: datetime | None = None
    gaps: int = 0
    """How often an answer shared no entry with what was known, so that some were lost between two visits."""
    last_gap: datetime | None = None
    robots_refusals: int = 0
    """Pages that robots.txt closes to us."""
    last_check: datetime | None = None
    """When its sitemap was last compared with what is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Success:
    """What a good visit leaves behind."""

    feed_url: str
    validators: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """ETag and Last-Modified (RFC 9110 §8.8) by the address that was asked."""
    next_poll: datetime | None = None
    entries: int | None = None
    """None where nothing had changed."""
    span: timedelta = timedelta(0)
    has_gap: bool = False
    robots_refusals: int = 0
    is_checked: bool = False


class Sources:
    """The sources' memory."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def memory(self, publication: str, url: str) -> SourceMemory:
        """Give what is remembered of *url*."""
        with self._database.reading() as connection:
            row = connection.execute(select(source_memory).where(_is(publication, url))).one_or_none()
        return SourceMemory(url=url) if row is None else _memory(row)

    def all(self, publication: str) -> tuple[SourceMemory, ...]:
        """Give what is remembered of every source that was ever visited, by URL."""
        wanted = select(source_memory).where(source_memory.c.publication == publication).order_by(source_memory.c.url)
        with self._database.reading() as connection:
            return tuple(map(_memory, connection.execute(wanted)))

    def validators(self, publication: str, url: str) -> dict[str, tuple[str, str]]:
        """Give ETag and Last-Modified of each address that the source *url* was last read from."""
        mine = (source_validator.c.publication == publication) & (source_validator.c.source == url)
        with self._database.reading() as connection:
            rows = connection.execute(select(source_validator).where(mine)).all()
        return {row.url: (row.etag, row.last_modified) for row in rows}

    def remember_success(self, publication: str, url: str, success: Success, now: datetime) -> None:
        """Keep what the next visit needs; failures are forgotten, but not that the operator was told of them."""
        values: dict[str, object] = {
            "feed_url": success.feed_url,
            "last_attempt": now,
            "last_success": now,
            "failures": 0,
            "last_error": "",
            "failing_since": None,
            "gone_since": None,
            "next_poll": success.next_poll,
        }
        if success.entries is not None:
            values |= {"entries": success.entries, "span_seconds": int(success.span.total_seconds())}
        if success.has_gap:
            values |= {"last_gap": now}
        if success.is_checked:
            values |= {"last_check": now}
        counted = {
            "gaps": source_memory.c.gaps + success.has_gap,
            "robots_refusals": source_memory.c.robots_refusals + success.robots_refusals,
        }
        first = {"gaps": int(success.has_gap), "robots_refusals": success.robots_refusals}
        with self._database.writing() as connection:
            _upsert(connection, publication, url, first=values | first, changed=values | counted)
            _keep_validators(connection, publication, url, success.validators)

    def remember_failure(
        self,
        publication: str,
        url: str,
        error: str,
        now: datetime,
        *,
        next_poll: datetime | None = None,
        is_gone: bool = False,
    ) -> None:
        """Count a failure; what the last success left stays."""
        values = {"last_attempt": now, "last_error": error, "next_poll": next_poll}
        gone = {"gone_since": func.coalesce(source_memory.c.gone_since, _bound(now)) if is_gone else None}
        since = {"failing_since": func.coalesce(source_memory.c.failing_since, _bound(now))}
        first = {"failures": 1, "failing_since": now, "gone_since": now if is_gone else None}
        with self._database.writing() as connection:
            _upsert(
                connection,
                publication,
                url,
                first=values | first,
                changed=values | gone | since | {"failures": source_memory.c.failures + 1},
            )

    def remember_told(self, publication: str, url: str, now: datetime | None) -> None:
        """Keep that the operator was told at *now* that the source fails, or, with None, that it works again."""
        with self._database.writing() as connection:
            connection.execute(update(source_memory).where(_is(publication, url)).values(told_at=now))


class Hosts:
    """Hosts that asked to be left alone for a while (Retry-After, RFC 9110 §10.2.3)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def at_rest(self, now: datetime) -> dict[str, float]:
        """Give each host that is still to be left alone, with the seconds that are left."""
        with self._database.reading() as connection:
            rows = connection.execute(select(host_rest).where(host_rest.c.until > now)).all()
        return {row.host: (row.until - now).total_seconds() for row in rows}

    def remember(self, seconds: Mapping[str, float], now: datetime) -> None:
        """Keep which hosts are to be left alone for how many *seconds* from *now*; forget those whose time is over."""
        with self._database.writing() as connection:
            connection.execute(delete(host_rest).where(host_rest.c.until <= now))
            for host, left in seconds.items():
                until = now + timedelta(seconds=left)
                statement = insert(connection, host_rest).values(host=host, until=until)
                connection.execute(statement.on_conflict_do_update(index_elements=["host"], set_={"until": until}))


def _is(publication: str, url: str) -> ColumnElement[bool]:
    return (source_memory.c.publication == publication) & (source_memory.c.url == url)


def _bound(now: datetime) -> ColumnElement[datetime]:
    from sqlalchemy import literal

    return literal(now, source_memory.c.failing_since.type)


def _upsert(
    connection: Connection, publication: str, url: str, *, first: Mapping[str, object], changed: Mapping[str, object]
) -> None:
    statement = insert(connection, source_memory).values(publication=publication, url=url, **first)
    connection.execute(statement.on_conflict_do_update(index_elements=["publication", "url"], set_=dict(changed)))


def _keep_validators(
    connection: Connection, publication: str, source: str, validators: Mapping[str, tuple[str, str]]
) -> None:
    """Put *validators* in the place of those that were kept: an address that is no longer asked needs none."""
    mine = (source_validator.c.publication == publication) & (source_validator.c.source == source)
    connection.execute(delete(source_validator).where(mine))
    rows = [
        {"publication": publication, "source": source, "url": url, "etag": etag, "last_modified": last_modified}
        for url, (etag, last_modified) in validators.items()
        if etag or last_modified
    ]
    if rows:
        connection.execute(insert(connection, source_validator), rows)


def _memory(row: Row[tuple[object, ...]]) -> SourceMemory:
    known = {name: value for name, value in row._asdict().items() if name not in {"publication", "span_seconds"}}
    return SourceMemory(span=timedelta(seconds=row.span_seconds), **known)
