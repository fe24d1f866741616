"""The tables as they are now; `migrations/` holds how they came to be so.

Decides types and keys. Does not know what the states mean. An instant is an INTEGER of microseconds since 1970 in UTC:
it keeps every bit of a datetime, sorts and compares as a number on every database, and cannot be read in a wrong zone,
where ISO text does so only as long as everybody writes it with the same digits and offset.
"""

from __future__ import annotations

__all__ = [
    "Instant",
    "delivery",
    "edition",
    "edition_piece",
    "host_rest",
    "insert",
    "link_visit",
    "metadata",
    "piece",
    "piece_key",
    "source_memory",
    "source_validator",
    "suppression",
]

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection, Dialect
    from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
    from sqlalchemy.dialects.sqlite import Insert as SqliteInsert

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept as microseconds since 1970; comes back in UTC."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Turn an aware datetime into microseconds; a naive one raises TypeError."""
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Turn microseconds into a datetime in UTC."""
        return None if value is None else _EPOCH + value * _MICROSECOND


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

source_memory = Table(
    "source_memory",
    metadata,
    Column("publication", Text, primary_key=True),
    Column("url", Text, primary_key=True),
    Column("feed_url", Text, nullable=False, server_default=""),
    Column("last_attempt", Instant),
    Column("last_success", Instant),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("last_error", Text, nullable=False, server_default=""),
    Column("failing_since", Instant),
    Column("gone_since", Instant),
    Column("told_at", Instant),
    Column("entries", Integer, nullable=False, server_default="0"),
    Column("span_seconds", Integer, nullable=False, server_default="0"),
    Column("next_poll", Instant),
    Column("gaps", Integer, nullable=False, server_default="0"),
    Column("last_gap", Instant),
    Column("robots_refusals", Integer, nullable=False, server_default="0"),
    Column("last_check", Instant),
)

# A source may ask at several addresses: an index and its sitemaps, a home page and its feed.
source_validator = Table(
    "source_validator",
    metadata,
    Column("publication", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("url", Text, primary_key=True),
    Column("etag", Text, nullable=False, server_default=""),
    Column("last_modified", Text, nullable=False, server_default=""),
)

# Hosts that have asked to be left alone (Retry-After), for whichever publication they were asked.
host_rest = Table(
    "host_rest",
    metadata,
    Column("host", Text, primary_key=True),
    Column("until", Instant, nullable=False),
)

piece = Table(
    "piece",
    metadata,
    Column("publication", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("first_seen", Instant, nullable=False),
    Column("published", Instant),
    # Two pieces that turn out to be one: the later row stays, so that editions which name it can still be read.
    Column("merged_into", Text),
    Column("payload", Text, nullable=False),
    Column("page_state", Text, nullable=False, server_default=""),
    Column("page_at", Instant),
    Column("page_tries", Integer, nullable=False, server_default="0"),
    Index(None, "publication", "first_seen"),
    # Each visit asks which pages are still to be had: without it a thousand sources would read every piece each.
    Index("ix_piece_publication_page_state", "publication", "page_state", "first_seen"),
)

piece_key = Table(
    "piece_key",
    metadata,
    Column("publication", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("piece_id", Text, nullable=False),
    Column("seen_at", Instant, nullable=False),
    ForeignKeyConstraint(["publication", "piece_id"], ["piece.publication", "piece.id"]),
    Index(None, "publication", "piece_id"),
)

edition = Table(
    "edition",
    metadata,
    Column("publication", Text, primary_key=True),
    Column("slot", Text, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("window_start", Instant, nullable=False),
    Column("window_end", Instant, nullable=False),
    Column("state", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("composed_at", Instant),
    Column("approved_at", Instant),
    Column("submitted_at", Instant),
    Column("payload", Text),
    Column("subject", Text),
    Column("preheader", Text),
    Column("html", Text),
    Column("text", Text),
    Column("findings", Text, nullable=False, server_default="[]"),
    Column("content_hash", Text, nullable=False, server_default=""),
    Column("approved_hash", Text, nullable=False, server_default=""),
)

# No foreign key to piece: an edition may hold a piece that was never collected.
edition_piece = Table(
    "edition_piece",
    metadata,
    Column("publication", Text, primary_key=True),
    Column("piece_id", Text, primary_key=True),
    Column("slot", Text, nullable=False),
    ForeignKeyConstraint(["publication", "slot"], ["edition.publication", "edition.slot"]),
)

# What anybody's page links to, for whichever publication it was visited.
link_visit = Table(
    "link_visit",
    metadata,
    Column("url", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("status", Integer, nullable=False, server_default="0"),
    Column("final_url", Text, nullable=False, server_default=""),
    Column("content_type", Text, nullable=False, server_default=""),
    Column("content_length", BigInteger),
    Column("reason", Text, nullable=False, server_default=""),
    Column("visited_at", Instant, nullable=False),
    Index(None, "visited_at"),
)

suppression = Table(
    "suppression",
    metadata,
    Column("publication", Text, primary_key=True),
    Column("address", Text, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("added_at", Instant, nullable=False),
)

delivery = Table(
    "delivery",
    metadata,
    Column("edition_id", Text, primary_key=True),
    Column("recipient_id", Integer, primary_key=True, autoincrement=False),
    Column("address", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("address_norm", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("first_claimed_at", Instant),
    Column("claimed_at", Instant),
    Column("next_at", Instant),
    Column("submitted_at", Instant),
    Column("last_code", Integer, nullable=False, server_default="0"),
    Column("last_reply", Text, nullable=False, server_default=""),
    Column("ambiguous", Integer, nullable=False, server_default="0"),
    UniqueConstraint("edition_id", "address_norm"),
    Index(None, "edition_id", "state", "recipient_id"),
    sqlite_with_rowid=False,
)


def insert(connection: Connection, table: Table) -> SqliteInsert | PostgresInsert:
    """Begin an INSERT that can say what happens on a conflict: the same words on SQLite and PostgreSQL."""
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as postgres_insert

        return postgres_insert(table)
    from sqlalchemy.dialects.sqlite import insert as sqlite_insert

    return sqlite_insert(table)
