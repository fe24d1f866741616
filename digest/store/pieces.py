"""The pieces that are known, each once, whatever feeds call it.

Decides which sightings are one piece (by any key that they share) and what a later sighting may change: the newest
title, teaser and text count until the piece is used; when it was published does not move. Does not know how keys are
made, nor which pieces an edition takes.
"""

from __future__ import annotations

__all__ = ["Added", "Pieces", "revised"]

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update

from digest.model import KnownPiece, PageState, Piece, Precision
from digest.store.codec import load
from digest.store.piece_ledger import Ledger, by_keys
from digest.store.tables import edition_piece, piece, piece_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Row, Select

    from digest.store.database import Database

    Known = Row[tuple[Any, ...]]

RETRY_AFTER = timedelta(minutes=30)
KEYS_AT_ONCE = 500
"""SQLite takes up to 32,766 values in one statement; fewer keep its plan short."""
EXCERPT_CHARS = 500
"""A shorter text says nothing about whether the next one is an excerpt of it."""
_FILLED = ("canonical_url", "section", "authors", "teaser", "text", "content", "lang", "image")


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What a collection brought."""

    ids: tuple[str, ...] = ()
    """Which piece each sighting is, in the order of the sightings."""
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
        is_whole=complete.is_whole if is_excerpt or not seen.text else seen.is_whole,
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
        ids: list[str] = []
        new: list[str] = []
        updated: list[str] = []
        with self._database.writing() as connection:
            ledger = Ledger(connection, publication, now, revise=revised)
            for seen, given in pieces:
                keys = given or (f"id:{seen.id}",)
                found = ledger.find(keys)
                if not found:
                    new.append(ledger.take_in(seen, keys))
                elif ledger.update(found, seen, keys) and found[0].id not in {*new, *updated}:
                    updated.append(found[0].id)
                ids.append(found[0].id if found else new[-1])
        return Added(
            ids=tuple(ids), new=tuple(new), updated=tuple(updated), known=len(pieces) - len(new) - len(updated)
        )

    def known(self, publication: str, *, since: datetime | None = None) -> tuple[KnownPiece, ...]:
        """Give every piece, or those first seen at *since* or later, in the order in which they were first seen."""
        wanted = _with_use().where(piece.c.publication == publication, piece.c.merged_into.is_(None))
        if since is not None:
            wanted = wanted.where(piece.c.first_seen >= since)
        with self._database.reading() as connection:
            rows = connection.execute(wanted.order_by(piece.c.first_seen, piece.c.id)).all()
        return tuple(map(_known_piece, rows))

    def began(self, publication: str) -> datetime | None:
        """Say when the first piece was seen; None before that."""
        first = select(func.min(piece.c.first_seen)).where(piece.c.publication == publication)
        with self._database.reading() as connection:
            return connection.execute(first).scalar()

    def get(self, publication: str, piece_id: str) -> KnownPiece | None:
        """Give one piece, also by an id that was merged into another's."""
        named = (piece.c.publication == publication) & (piece.c.id == piece_id)
        with self._database.reading() as connection:
            merged_into = connection.execute(select(piece.c.merged_into).where(named)).scalar()
            wanted = _with_use().where(piece.c.publication == publication, piece.c.id == (merged_into or piece_id))
            row = connection.execute(wanted).one_or_none()
        return None if row is None else _known_piece(row)

    def remember_pages(self, publication: str, states: Mapping[str, PageState], now: datetime) -> None:
        """Keep what became of the pages of some pieces, by id, when they were asked for at *now*."""
        with self._database.writing() as connection:
            for piece_id, state in states.items():
                named = (piece.c.publication == publication) & (piece.c.id == piece_id)
                values = {"page_state": str(state), "page_at": now, "page_tries": piece.c.page_tries + 1}
                connection.execute(update(piece).where(named).values(**values))

    def unread(
        self, publication: str, source: str, *, since: datetime, now: datetime, max_tries: int
    ) -> tuple[KnownPiece, ...]:
        """Give the pieces of *source*, first seen at *since* or later, whose pages are to be asked for again at *now*.

        Half an hour after the first try that failed, an hour after the second, and so on, up to *max_tries*.
        """
        wanted = _with_use().where(
            piece.c.publication == publication,
            piece.c.merged_into.is_(None),
            piece.c.first_seen >= since,
            piece.c.page_state.in_((PageState.FAILED, PageState.MISSING)),
            piece.c.page_tries < max_tries,
        )
        with self._database.reading() as connection:
            # In order by Python: told to order them, SQLite walks through every piece by its time instead.
            rows = sorted(connection.execute(wanted), key=lambda row: (row.first_seen, row.id))
        due = (row for row in rows if row.page_at + RETRY_AFTER * 2 ** (row.page_tries - 1) <= now)
        return tuple(known for known in map(_known_piece, due) if known.piece.source == source)

    def which_known(self, publication: str, keys: Sequence[str]) -> frozenset[str]:
        """Say which of *keys* belong to known pieces."""
        found: set[str] = set()
        with self._database.reading() as connection:
            for start in range(0, len(keys), KEYS_AT_ONCE):
                named = piece_key.c.key.in_(keys[start : start + KEYS_AT_ONCE])
                found.update(
                    connection.execute(
                        select(piece_key.c.key).where(piece_key.c.publication == publication, named)
                    ).scalars()
                )
        return frozenset(found)

    def has_key(self, publication: str, keys: Sequence[str]) -> str | None:
        """Give the id of the piece that any of *keys* belongs to, the first known where there are several."""
        with self._database.reading() as connection:
            found = by_keys(connection, publication, keys)
        return str(found[0].id) if found else None


def _with_use() -> Select[Any]:
    """Select pieces with the slot of the edition that used each up."""
    use = (edition_piece.c.publication == piece.c.publication) & (edition_piece.c.piece_id == piece.c.id)
    return select(piece, edition_piece.c.slot).outerjoin(edition_piece, use)


def _known_piece(row: Known) -> KnownPiece:
    return KnownPiece(
        piece=load(Piece, row.payload, resource=f"piece {row.id}"),
        first_seen=row.first_seen,
        edition_id=None if row.slot is None else f"{row.publication}/{row.slot}",
        page=PageState(row.page_state),
        page_at=row.page_at,
    )
