"""What visits to the addresses of a page gave: for a while they need not be made again.

Decides for how long a result is good and when it is forgotten. Does not know how an address is visited.
"""

from __future__ import annotations

__all__ = ["LinkVisits"]

from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from digest.model import LinkState, LinkVisit
from digest.store.tables import insert, link_visit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from digest.store.database import Database

GOOD_FOR = timedelta(hours=24)
"""An address that was fine is not asked again for so long."""
BAD_FOR = timedelta(minutes=5)
"""Any other result: what is wrong may be mended by the next check."""
KEPT_FOR = timedelta(days=30)
_AT_ONCE = 500
"""Addresses in one statement; SQLite before 3.32 takes 999 parameters."""


class LinkVisits:
    """The last visit to each address, whichever page it stands in."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def known(self, urls: Iterable[str], now: datetime) -> dict[str, LinkVisit]:
        """Give the visits to *urls* that are still good at *now*, by address."""
        wanted = list(dict.fromkeys(urls))
        found: dict[str, LinkVisit] = {}
        with self._database.reading() as connection:
            for start in range(0, len(wanted), _AT_ONCE):
                few = wanted[start : start + _AT_ONCE]
                # A row of the future was written by a clock that went wrong.
                rows = select(link_visit).where(link_visit.c.url.in_(few), link_visit.c.visited_at <= now)
                for row in connection.execute(rows):
                    values = row._asdict()
                    age = now - values.pop("visited_at")
                    visit = LinkVisit(**values | {"state": LinkState(row.state)})
                    if age < (GOOD_FOR if visit.state is LinkState.FINE else BAD_FOR):
                        found[visit.url] = visit
        return found

    def remember(self, visits: Iterable[LinkVisit], now: datetime) -> None:
        """Keep *visits*, made at *now*, in the place of earlier ones; forget what is older than 30 days.

        What is private is so by this machine's configuration, and not kept.
        """
        made = [visit for visit in visits if visit.state not in {LinkState.NOT_VISITED, LinkState.PRIVATE}]
        with self._database.writing() as connection:
            connection.execute(delete(link_visit).where(link_visit.c.visited_at < now - KEPT_FOR))
            for visit in made:
                values = asdict(visit) | {"state": str(visit.state), "visited_at": now}
                statement = insert(connection, link_visit).values(values)
                connection.execute(statement.on_conflict_do_update(index_elements=["url"], set_=values))
