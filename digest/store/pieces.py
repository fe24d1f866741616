"""The pieces that are known, each once, whatever feeds call it.

Decides which sightings are one piece (by any key that they share) and what a later sighting may change: the newest
title, teaser and text count until the piece is used; when it was published does not move. Does not know how keys are
made, nor which pieces an edition takes.
"""

from __future__ import annotations

__all__ = ["Added", "Pieces", "revised"]

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import chain, count
from typing import TYPE_CHECKING, Any

from sqlalchemy import not_, select, update

from digest.model import KnownPiece, Piece, Precision
from digest.store.codec import dump, load
from digest.store.tables import edition_piece, insert, piece, piece_key

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row, Select, Update

    from digest.store.database import Database

    Known = Row[tuple[Any, ...]]

CONTENT_MEMORY = timedelta(days=90)
"""How long two equal texts are one piece; later, a yearly notice in the same words is a new one."""
EXCERPT_CHARS = 500
"""A shorter text says nothing about whether the next one is an excerpt of it."""
_FILLED = ("canonical_url", "section", "authors", "teaser", "text", "content", "lang", "image")


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What a collection brought."""

    new: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    known: int = 0
    """Sightings that changed nothing."""


def revised(stored: Piece, seen: Piece) -> Piece:
    """Bring *stored* up to what *seen*, a later sighting of the same piece, says.

    What was missing is filled in. Title, teaser and text change when the piece's own source changes them; another
    source that carries it too does not, or the two would overwrite one another at every collection. A text much
    shorter than the one that is known is the feed's excerpt of the page, not its news.
    """
    filled = {name: getattr(seen, name) for name in _FILLED if not getattr(stored, name)}
    complete = replace(stored, **filled)
    if seen.source != stored.source:
        return complete
    is_excerpt = len(complete.text) > EXCERPT_CHARS and len(seen.text) * 2 < len(complete.text)
    return replace(
        complete,
        title=seen.title or complete.title,
        teaser=seen.teaser or complete.teaser,
        text=complete.text if is_excerpt else seen.text or complete.text,
        content=complete.content if is_excerpt else seen.content or complete.content,
        updated=_last_change(stored, seen),
    )


def _last_change(stored: Piece, seen: Piece) -> datetime | None:
    """Give the latest change; a publication date that moves on is one, and no new publication."""
    instants = [instant for instant in (stored.updated, seen.updated) if instant]
    if seen.published and seen.precision is not Precision.GUESSED:
        instants += [seen.published] if stored.published and seen.published > stored.published else []
    return max(instants, default=None)


class Pieces:
    """The pieces of each publication."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, publication: str, pieces: Sequence[tuple[Piece, tuple[str, ...]]], now: datetime) -> Added:
        """Take in sightings, each with the keys that tell which piece it is (`guid:…`, `url:…`, `content:…`).

        A sighting that shares a key with a known piece is that piece and keeps its id; one that joins two known pieces
        makes them one, under the id that was there first. One without any key goes by its id.
        """
        new: list[str] = []
        updated: list[str] = []
        with self._database.writing() as connection:
            ledger = _Ledger(connection, publication, now)
            for seen, given in pieces:
                keys = given or (f"id:{seen.id}",)
                found = ledger.find(keys)
                if not found:
                    new.append(ledger.take_in(seen, keys))
                elif ledger.update(found, seen, keys) and found[0].id not in {*new, *updated}:
                    updated.append(found[0].id)
        return Added(new=tuple(new), updated=tuple(updated), known=len(pieces) - len(new) - len(updated))

    def known(self, publication: str, *, since: datetime | None = None) -> tuple[KnownPiece, ...]:
        """Give every piece, or those first seen at *since* or later, in the order in which they were first seen."""
        wanted = _with_use().where(piece.c.publication == publication, piece.c.merged_into.is_(None))
        if since is not None:
            wanted = wanted.where(piece.c.first_seen >= since)
        with self._database.reading() as connection:
            rows = connection.execute(wanted.order_by(piece.c.first_seen, piece.c.id)).all()
        return tuple(map(_known_piece, rows))

    def get(self, publication: str, piece_id: str) -> KnownPiece | None:
        """Give one piece, also by an id that was merged into another's."""
        named = (piece.c.publication == publication) & (piece.c.id == piece_id)
        with self._database.reading() as connection:
            merged_into = connection.execute(select(piece.c.merged_into).where(named)).scalar()
            wanted = _with_use().where(piece.c.publication == publication, piece.c.id == (merged_into or piece_id))
            row = connection.execute(wanted).one_or_none()
        return None if row is None else _known_piece(row)

    def has_key(self, publication: str, keys: Sequence[str]) -> str | None:
        """Give the id of the piece that any of *keys* belongs to, the first known where there are several."""
        with self._database.reading() as connection:
            row = connection.execute(_by_keys(publication, keys).limit(1)).first()
        return None if row is None else str(row.id)


class _Ledger:
    """One transaction on the pieces of one publication."""

    def __init__(self, connection: Connection, publication: str, now: datetime) -> None:
        self._connection = connection
        self._publication = publication
        self._now = now

    def find(self, keys: Sequence[str]) -> Sequence[Known]:
        """Find the pieces that *keys* belong to, the first known first."""
        return self._connection.execute(_by_keys(self._publication, keys, content_since=self._content_since)).all()

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
        changed = revised(stored, seen)
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


def _by_keys(publication: str, keys: Sequence[str], *, content_since: datetime | None = None) -> Select[Any]:
    """Select the pieces that *keys* belong to, in the order in which they came."""
    owners = select(piece_key.c.piece_id).where(piece_key.c.publication == publication, piece_key.c.key.in_(keys))
    if content_since is not None:
        owners = owners.where(not_(piece_key.c.key.like("content:%")) | (piece_key.c.seen_at >= content_since))
    return (
        select(piece.c.id, piece.c.payload)
        .where(piece.c.publication == publication, piece.c.id.in_(owners))
        .order_by(piece.c.first_seen, piece.c.id)
    )


def _with_use() -> Select[Any]:
    """Select pieces with the slot of the edition that used each up."""
    use = (edition_piece.c.publication == piece.c.publication) & (edition_piece.c.piece_id == piece.c.id)
    return select(piece, edition_piece.c.slot).outerjoin(edition_piece, use)


def _known_piece(row: Known) -> KnownPiece:
    return KnownPiece(
        piece=load(Piece, row.payload, resource=f"piece {row.id}"),
        first_seen=row.first_seen,
        edition_id=None if row.slot is None else f"{row.publication}/{row.slot}",
    )
