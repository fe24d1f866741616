"""The editions: one row for each publication and slot, whoever makes it first.

Decides by EDITION_TRANSITIONS which change of state is legal; each is one UPDATE guarded by the old state, so that of
two processes one wins and the other hears why not. Does not know when an edition is due or who may approve it.
"""

from __future__ import annotations

__all__ = ["Editions", "StoredEdition", "content_hash"]

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update

from digest.errors import NotFound, Refused
from digest.model import EDITION_TRANSITIONS, Edition, EditionState, Finding, Rendering, Window
from digest.store.codec import dump, load
from digest.store.tables import edition, edition_piece, insert, piece

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Row, Update

    from digest.store.database import Database

    Found = Row[tuple[Any, ...]]

_FINDINGS = tuple[Finding, ...]
_UNNUMBERED = (EditionState.CANCELLED, EditionState.SKIPPED)
_APPROVED = frozenset({EditionState.APPROVED, EditionState.SENDING})
"""States that only the bytes that were approved may enter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEdition:
    """An edition as the database has it. Without content (`edition` and `rendering` None) until it is composed."""

    publication: str
    slot: str
    number: int
    window: Window
    state: EditionState
    created_at: datetime
    composed_at: datetime | None = None
    edition: Edition | None = None
    rendering: Rendering | None = None
    findings: tuple[Finding, ...] = ()
    content_hash: str = ""
    """Of the rendering as it stands; empty without one."""
    approved_hash: str = ""
    """Of the rendering that was approved; empty while none is."""
    approved_at: datetime | None = None
    submitted_at: datetime | None = None

    @property
    def id(self) -> str:
        """`slug/slot`."""
        return f"{self.publication}/{self.slot}"


def content_hash(rendering: Rendering) -> str:
    """Give the SHA-256, in hex, that an approval binds to."""
    parts = (rendering.subject, rendering.preheader, rendering.html, rendering.text)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


class Editions:
    """The editions of each publication."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ensure(self, publication: str, slot: str, window: Window, now: datetime) -> StoredEdition:
        """Make the edition for *slot* unless it is there, and give it, whoever made it.

        Its number counts the editions of earlier slots that were neither cancelled nor skipped.
        """
        earlier = select(func.count()).where(
            edition.c.publication == publication, edition.c.slot < slot, edition.c.state.not_in(_UNNUMBERED)
        )
        with self._database.writing() as connection:
            made = insert(connection, edition).values(
                publication=publication,
                slot=slot,
                number=1 + connection.execute(earlier).scalar_one(),
                window_start=window.start,
                window_end=window.end,
                state=EditionState.COLLECTING,
                created_at=now,
            )
            connection.execute(made.on_conflict_do_nothing(index_elements=["publication", "slot"]))
            return _stored(_one(connection, publication, slot))

    def get(self, publication: str, slot: str) -> StoredEdition | None:
        """Give the edition for *slot*, None where there is none."""
        with self._database.reading() as connection:
            row = connection.execute(select(edition).where(_is(publication, slot))).one_or_none()
        return None if row is None else _stored(row)

    def latest(self, publication: str, states: Collection[EditionState] | None = None) -> StoredEdition | None:
        """Give the edition of the latest slot, or of the latest among those in *states*."""
        return next(iter(self.recent(publication, states, count=1)), None)

    def recent(
        self, publication: str, states: Collection[EditionState] | None = None, *, count: int
    ) -> tuple[StoredEdition, ...]:
        """Give the editions of the latest *count* slots, or of the latest among those in *states*, the latest first."""
        wanted = select(edition).where(edition.c.publication == publication)
        if states is not None:
            wanted = wanted.where(edition.c.state.in_(sorted(states)))
        with self._database.reading() as connection:
            rows = connection.execute(wanted.order_by(edition.c.slot.desc()).limit(count)).all()
        return tuple(map(_stored, rows))

    def all(self, publication: str) -> tuple[StoredEdition, ...]:
        """Give every edition, the earliest slot first."""
        wanted = select(edition).where(edition.c.publication == publication).order_by(edition.c.slot)
        with self._database.reading() as connection:
            rows = connection.execute(wanted).all()
        return tuple(map(_stored, rows))

    def last_submitted(self, publication: str) -> StoredEdition | None:
        """Give the edition that went out with the latest cut-off; the next window begins where its window ends."""
        wanted = select(edition).where(edition.c.publication == publication, edition.c.state == EditionState.SUBMITTED)
        with self._database.reading() as connection:
            row = connection.execute(wanted.order_by(edition.c.window_end.desc()).limit(1)).one_or_none()
        return None if row is None else _stored(row)

    def save_draft(
        self,
        publication: str,
        slot: str,
        content: Edition,
        rendering: Rendering,
        findings: tuple[Finding, ...],
        *,
        now: datetime,
    ) -> None:
        """Keep *content* and its rendering as the draft; an approval given before is void.

        Raises Refused where the edition is being sent or over; NotFound where there is none.
        """
        values = {
            "window_start": content.window.start,
            "window_end": content.window.end,
            "payload": dump(content, Edition),
            "findings": dump(findings, _FINDINGS),
            "composed_at": now,
            "subject": rendering.subject,
            "preheader": rendering.preheader,
            "html": rendering.html,
            "text": rendering.text,
            "content_hash": content_hash(rendering),
        }
        before = tuple(state for state, after in EDITION_TRANSITIONS.items() if EditionState.DRAFT in after)
        with self._database.writing() as connection:
            change = _change(publication, slot, EditionState.DRAFT, now).values(**values)
            _apply(connection, change.where(edition.c.state.in_(before)), publication, slot, EditionState.DRAFT)

    def move(
        self, publication: str, slot: str, to: EditionState, *, now: datetime, expect: EditionState
    ) -> StoredEdition:
        """Change the state from *expect* to *to*, and give the edition as it is then.

        An edition that becomes submitted uses up its pieces in the same transaction. Raises Refused where the state is
        another one, where there is no way from it to *to*, or where the bytes are not those approved; NotFound where
        there is no such edition.
        """
        change = _change(publication, slot, to, now).where(edition.c.state == expect)
        if to in _APPROVED:
            change = change.where(edition.c.content_hash != "", edition.c.approved_hash == edition.c.content_hash)
        with self._database.writing() as connection:
            if to not in EDITION_TRANSITIONS[expect]:
                raise _refusal(_one(connection, publication, slot), to)
            _apply(connection, change, publication, slot, to)
            stored = _stored(_one(connection, publication, slot))
            if to is EditionState.SUBMITTED:
                _use_up(connection, stored)
            return stored

    def approve(self, publication: str, slot: str, *, content_hash: str, now: datetime) -> None:
        """Approve the rendering whose hash is *content_hash*. Raises Refused where the stored one is another."""
        before = tuple(state for state, after in EDITION_TRANSITIONS.items() if EditionState.APPROVED in after)
        change = (
            _change(publication, slot, EditionState.APPROVED, now)
            .values(approved_hash=content_hash, approved_at=now)
            .where(edition.c.state.in_(before), edition.c.content_hash == content_hash, edition.c.content_hash != "")
        )
        with self._database.writing() as connection:
            _apply(connection, change, publication, slot, EditionState.APPROVED)


def _is(publication: str, slot: str) -> ColumnElement[bool]:
    return (edition.c.publication == publication) & (edition.c.slot == slot)


def _one(connection: Connection, publication: str, slot: str) -> Found:
    row = connection.execute(select(edition).where(_is(publication, slot))).one_or_none()
    if row is None:
        message = "there is no such edition; `digest compose` makes the one that is due"
        raise NotFound(message, resource=f"{publication}/{slot}")
    return row


def _change(publication: str, slot: str, to: EditionState, now: datetime) -> Update:
    """Begin the UPDATE that brings an edition to *to*."""
    change = update(edition).where(_is(publication, slot)).values(state=to)
    if to is EditionState.DRAFT:
        return change.values(approved_hash="", approved_at=None)
    return change.values(submitted_at=now) if to is EditionState.SUBMITTED else change


def _apply(connection: Connection, change: Update, publication: str, slot: str, to: EditionState) -> None:
    if connection.execute(change).rowcount != 1:
        raise _refusal(_one(connection, publication, slot), to)


def _refusal(row: Found, to: EditionState) -> Refused:
    """Say why the edition in *row* cannot become *to*."""
    state, name = EditionState(row.state), f"{row.publication}/{row.slot}"
    ways = EDITION_TRANSITIONS[state]
    if to in ways and to in _APPROVED:
        return Refused("its content is not what was approved; look at it and approve it again", resource=name)
    possible = ", ".join(sorted(ways)) or "nothing, it is over"
    return Refused(f"it is {state} and cannot become {to}; possible now: {possible}", resource=name)


def _use_up(connection: Connection, stored: StoredEdition) -> None:
    """Mark the edition's pieces as used; one that was used before stays with the edition that had it first."""
    ids = [card.piece.id for card in stored.edition.cards] if stored.edition else []
    merged = select(piece.c.id, piece.c.merged_into).where(
        piece.c.publication == stored.publication, piece.c.id.in_(ids), piece.c.merged_into.is_not(None)
    )
    now_called = {row.id: row.merged_into for row in connection.execute(merged)}
    used = dict.fromkeys(now_called.get(each, each) for each in ids)
    rows = [{"publication": stored.publication, "piece_id": each, "slot": stored.slot} for each in used]
    if rows:
        statement = insert(connection, edition_piece).values(rows)
        connection.execute(statement.on_conflict_do_nothing(index_elements=["publication", "piece_id"]))


def _stored(row: Found) -> StoredEdition:
    name = f"edition {row.publication}/{row.slot}"
    rendering = None
    if row.html is not None:
        rendering = Rendering(html=row.html, text=row.text, subject=row.subject, preheader=row.preheader)
    return StoredEdition(
        publication=row.publication,
        slot=row.slot,
        number=row.number,
        window=Window(start=row.window_start, end=row.window_end),
        state=EditionState(row.state),
        created_at=row.created_at,
        composed_at=row.composed_at,
        edition=None if row.payload is None else load(Edition, row.payload, resource=name),
        rendering=rendering,
        findings=load(_FINDINGS, row.findings, resource=name),
        content_hash=row.content_hash,
        approved_hash=row.approved_hash,
        approved_at=row.approved_at,
        submitted_at=row.submitted_at,
    )
