"""One transaction on the known pieces: which sightings are one piece, and what joins two that were thought apart.

Decides by the keys that sightings share. Does not know what a later sighting may change; `digest.store.pieces` says.
"""

from __future__ import annotations

__all__ = ["CONTENT_MEMORY", "Ledger", "by_keys"]

from dataclasses import replace
from datetime import timedelta
from itertools import chain, count
from typing import TYPE_CHECKING, Any

from sqlalchemy import not_, select, update

from digest.model import Piece
from digest.store.codec import dump, load
from digest.store.tables import edition_piece, insert, piece, piece_key

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row, Update

    Known = Row[tuple[Any, ...]]

CONTENT_MEMORY = timedelta(days=90)
"""How long two equal texts are one piece; later, a yearly notice in the same words is a new one."""


class Ledger:
    """One transaction on the pieces of one publication."""

    def __init__(
        self, connection: Connection, publication: str, now: datetime, *, revise: Callable[[Piece, Piece], Piece]
    ) -> None:
        self._connection = connection
        self._publication = publication
        self._now = now
        self._revise = revise

    def find(self, keys: Sequence[str]) -> Sequence[Known]:
        """Find the pieces that *keys* belong to, the first known first."""
        return by_keys(self._connection, self._publication, keys, content_since=self._content_since)

    def take_in(self, seen: Piece, keys: Sequence[str]) -> str:
        """Keep a new piece and return its id: its own, unless another piece bears it."""
        names = chain((seen.id, seen.link), (f"{seen.id}#{number}" for number in count(2)))
        taken = next(name for name in names if name and not self._is_taken(name))
        self._connection.execute(
            insert(self._connection, piece).values(
                publication=self._publication,
                id=taken,
                first_seen=self._now,
                published=seen.published,
                payload=dump(replace(seen, id=taken), Piece),
            )
        )
        self._remember(taken, keys)
        return taken

    def update(self, found: Sequence[Known], seen: Piece, keys: Sequence[str]) -> bool:
        """Make the pieces *found* one, and bring it up to *seen* unless it is used; tell whether it changed."""
        first, *others = found
        for other in others:
            self._merge(other.id, first.id)
        self._remember(first.id, keys)
        if self._is_used(first.id):
            return False
        stored = load(Piece, first.payload, resource=f"piece {first.id}")
        changed = self._revise(stored, seen)
        if changed == stored:
            return False
        self._connection.execute(self._of(first.id).values(payload=dump(changed, Piece)))
        return True

    @property
    def _content_since(self) -> datetime:
        return self._now - CONTENT_MEMORY

    def _is_taken(self, name: str) -> bool:
        same = (piece.c.publication == self._publication) & (piece.c.id == name)
        return self._connection.execute(select(piece.c.id).where(same)).first() is not None

    def _is_used(self, piece_id: str) -> bool:
        same = (edition_piece.c.publication == self._publication) & (edition_piece.c.piece_id == piece_id)
        return self._connection.execute(select(edition_piece.c.slot).where(same)).first() is not None

    def _remember(self, piece_id: str, keys: Sequence[str]) -> None:
        rows = [
            {"publication": self._publication, "key": key, "piece_id": piece_id, "seen_at": self._now}
            for key in dict.fromkeys(keys)
        ]
        statement = insert(self._connection, piece_key).values(rows)
        self._connection.execute(
            # A key stays with its piece, but for that of a text so old that its words may come again.
            statement.on_conflict_do_update(
                index_elements=["publication", "key"],
                set_={"piece_id": piece_id, "seen_at": self._now},
                where=piece_key.c.key.like("content:%") & (piece_key.c.seen_at < self._content_since),
            )
        )

    def _merge(self, other: str, first: str) -> None:
        """Let *other* be *first* from now on; if it was used, the reader has had both."""
        own = piece_key.c.publication == self._publication
        self._connection.execute(update(piece_key).where(own, piece_key.c.piece_id == other).values(piece_id=first))
        self._connection.execute(
            update(piece)
            .where(piece.c.publication == self._publication, (piece.c.id == other) | (piece.c.merged_into == other))
            .values(merged_into=first)
        )
        if not self._is_used(first):
            used = (edition_piece.c.publication == self._publication) & (edition_piece.c.piece_id == other)
            self._connection.execute(update(edition_piece).where(used).values(piece_id=first))

    def _of(self, piece_id: str) -> Update:
        return update(piece).where(piece.c.publication == self._publication, piece.c.id == piece_id)


def by_keys(
    connection: Connection, publication: str, keys: Sequence[str], *, content_since: datetime | None = None
) -> Sequence[Known]:
    """Give the pieces that *keys* belong to, in the order in which they came.

    Two statements by primary keys, and put in order here: told to order them, SQLite walks through all pieces by their
    time, for each piece that comes in.
    """
    owners = select(piece_key.c.piece_id).where(piece_key.c.publication == publication, piece_key.c.key.in_(keys))
    if content_since is not None:
        owners = owners.where(not_(piece_key.c.key.like("content:%")) | (piece_key.c.seen_at >= content_since))
    ids = set(connection.execute(owners).scalars())
    if not ids:
        return ()
    owned = select(piece.c.id, piece.c.payload, piece.c.first_seen).where(
        piece.c.publication == publication, piece.c.id.in_(ids)
    )
    return sorted(connection.execute(owned), key=lambda row: (row.first_seen, row.id))
