"""Addresses never to be mailed again, as the database keeps them.

Decides nothing: who is suppressed, and in which form an address is known, is settled by the caller.
"""

from __future__ import annotations

__all__ = ["Suppressions"]

from typing import TYPE_CHECKING

from sqlalchemy import delete, exists, select

from digest.store.tables import insert, suppression

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from digest.store.database import Database


class Suppressions:
    """The addresses that a publication must not mail; all of them normalised by the caller."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, publication: str, address: str, reason: str, now: datetime) -> None:
        """Suppress *address*; one that is suppressed already keeps its first reason."""
        with self._database.writing() as connection:
            statement = insert(connection, suppression).values(
                publication=publication, address=address, reason=str(reason), added_at=now
            )
            connection.execute(statement.on_conflict_do_nothing(index_elements=["publication", "address"]))

    def remove(self, publication: str, address: str) -> None:
        """Let *address* be mailed again; nothing happens where it is not suppressed."""
        with self._database.writing() as connection:
            connection.execute(delete(suppression).where(_is(publication, address)))

    def all(self, publication: str) -> frozenset[str]:
        """Give every suppressed address."""
        wanted = select(suppression.c.address).where(suppression.c.publication == publication)
        with self._database.reading() as connection:
            return frozenset(connection.execute(wanted).scalars())

    def is_suppressed(self, publication: str, address: str) -> bool:
        """Tell whether *address* must not be mailed."""
        with self._database.reading() as connection:
            return bool(connection.execute(select(exists().where(_is(publication, address)))).scalar())


def _is(publication: str, address: str) -> ColumnElement[bool]:
    return (suppression.c.publication == publication) & (suppression.c.address == address)
