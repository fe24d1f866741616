"""The ledger: one row for each edition and recipient, from the frozen audience to a named end.

Decides in which state a recipient is and who may be offered next; every change is one transaction guarded by the old
state. A claim is on the disk before the recipient is offered to a server, so that after a crash the rows that are
still claimed are exactly those about which nobody knows. Does not know servers, replies or the pace.
"""

from __future__ import annotations

__all__ = ["Deliveries", "Delivery", "Outcome"]

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, bindparam, case, exists, func, select, update

from digest.errors import Refused
from digest.model import Delivery, DeliveryState, Outcome
from digest.store.tables import Instant, delivery, suppression

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row, Update

    from digest.store.database import Database

    Found = Row[tuple[Any, ...]]

_PENDING, _CLAIMED, _DEFERRED = DeliveryState.PENDING, DeliveryState.CLAIMED, DeliveryState.DEFERRED
_INSERTED_AT_ONCE = 1000

# Built once: putting a statement together costs SQLAlchemy ten times what SQLite needs to run it.
_ROWS = select(
    delivery,
    exists()
    .where(
        suppression.c.publication == bindparam("in_publication"),
        suppression.c.address == delivery.c.address_norm,
    )
    .label("has_left"),
).where(delivery.c.edition_id == bindparam("in_edition"))
# Two questions, because one index answers each; together they would walk over every recipient already served.
_PENDING_ROWS = (
    _ROWS.where(delivery.c.state == _PENDING)
    .order_by(delivery.c.recipient_id)
    .limit(bindparam("at_most", type_=Integer))
)
_DUE_ROWS = (
    _ROWS.where(delivery.c.state == _DEFERRED, delivery.c.next_at <= bindparam("now", type_=Instant))
    .order_by(delivery.c.next_at)
    .limit(bindparam("at_most", type_=Integer))
)
_ONE = update(delivery).where(
    delivery.c.edition_id == bindparam("of"),
    delivery.c.recipient_id == bindparam("to"),
)
_WAITING = (delivery.c.state == _PENDING) | (delivery.c.state == _DEFERRED)
_SUPPRESS = _ONE.where(_WAITING).values(state=DeliveryState.SUPPRESSED)
_CLAIM = _ONE.where(_WAITING).values(
    state=_CLAIMED,
    attempts=delivery.c.attempts + 1,
    claimed_at=bindparam("now", type_=Instant),
    first_claimed_at=func.coalesce(delivery.c.first_claimed_at, bindparam("now", type_=Instant)),
)
_RECORD = _ONE.where(delivery.c.state == _CLAIMED).values(
    state=bindparam("new_state"),
    next_at=bindparam("due"),
    last_code=bindparam("code"),
    last_reply=bindparam("reply"),
    ambiguous=delivery.c.ambiguous + bindparam("doubt", type_=Integer),
    submitted_at=bindparam("taken_at"),
)
_GIVE_BACK = _RECORD.values(
    attempts=delivery.c.attempts - 1,
    first_claimed_at=case((delivery.c.attempts > 1, delivery.c.first_claimed_at)),
)


class Deliveries:
    """The deliveries of each edition, named by its id, `slug/slot`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def freeze(
        self,
        edition_id: str,
        recipients: Iterable[tuple[str, str, str]],
        suppressed: frozenset[str],
        now: datetime,
        *,
        message_id: Callable[[str], str] | None = None,
    ) -> int:
        """Fix who gets the edition: *recipients* as (address, name, normalised address), less *suppressed*.

        Returns how many rows were made; 0 where the audience was frozen before, which changes nothing. Of two
        recipients with one normalised address the first counts. *message_id* names the message to an address.
        """
        first: dict[str, tuple[str, str]] = {}
        for address, name, normalised in recipients:
            first.setdefault(normalised, (address, name))
        rows = [
            {
                "edition_id": edition_id,
                "recipient_id": number,
                "address": address,
                "name": name,
                "address_norm": normalised,
                "message_id": message_id(address) if message_id else "",
                "state": DeliveryState.SUPPRESSED if normalised in suppressed else _PENDING,
                "next_at": now,
            }
            for number, (normalised, (address, name)) in enumerate(first.items(), 1)
        ]
        with self._database.writing() as connection:
            if connection.execute(
                select(delivery.c.recipient_id).where(delivery.c.edition_id == edition_id).limit(1)
            ).first():
                return 0
            for start in range(0, len(rows), _INSERTED_AT_ONCE):
                connection.execute(delivery.insert(), rows[start : start + _INSERTED_AT_ONCE])
        return len(rows)

    def claim(self, edition_id: str, limit: int, now: datetime) -> tuple[Delivery, ...]:
        """Claim up to *limit* deliveries that are pending, or deferred and due; the claims are on the disk on return.

        Who has left since the audience was frozen becomes suppressed instead.
        """
        with self._database.writing() as connection:
            return _claim(connection, edition_id, limit, now)

    def record(
        self, edition_id: str, outcomes: Sequence[Outcome], claim_next: int = 0, *, now: datetime
    ) -> tuple[Delivery, ...]:
        """Record what became of claimed deliveries and claim the next ones, in one transaction.

        Raises Refused, and records nothing, where a delivery is not claimed (any more): another run is at work.
        """
        with self._database.writing() as connection:
            for outcome in outcomes:
                _record(connection, edition_id, outcome, now)
            return _claim(connection, edition_id, claim_next, now)

    def reopen_claimed(self, edition_id: str, now: datetime) -> int:
        """Make what a dead run had claimed pending again, and count each as ambiguous; returns how many.

        The policy is `resend`: nobody is lost, and each of them may get a second copy. Only for who knows that no run
        is alive, which holding the publication's lock proves.
        """
        reopened = (
            update(delivery)
            .where(delivery.c.edition_id == edition_id, delivery.c.state == _CLAIMED)
            .values(state=_PENDING, ambiguous=delivery.c.ambiguous + 1, next_at=now)
        )
        with self._database.writing() as connection:
            return connection.execute(reopened).rowcount

    def counts(self, edition_id: str) -> dict[DeliveryState, int]:
        """Count the deliveries by state; a state that nobody is in is left out."""
        wanted = (
            select(delivery.c.state, func.count()).where(delivery.c.edition_id == edition_id).group_by(delivery.c.state)
        )
        with self._database.reading() as connection:
            found = {DeliveryState(state): number for state, number in connection.execute(wanted)}
        return {state: found[state] for state in DeliveryState if state in found}

    def next_due(self, edition_id: str) -> datetime | None:
        """Say when the first deferred delivery is due again; None where none is deferred."""
        wanted = select(func.min(delivery.c.next_at)).where(
            delivery.c.edition_id == edition_id, delivery.c.state == _DEFERRED
        )
        with self._database.reading() as connection:
            return connection.execute(wanted).scalar()

    def all(self, edition_id: str, limit: int | None = None) -> tuple[Delivery, ...]:
        """Give the deliveries in the order of their recipients, at most *limit*."""
        wanted = (
            select(delivery).where(delivery.c.edition_id == edition_id).order_by(delivery.c.recipient_id).limit(limit)
        )
        with self._database.reading() as connection:
            return tuple(map(_delivery, connection.execute(wanted)))


def _claim(connection: Connection, edition_id: str, limit: int, now: datetime) -> tuple[Delivery, ...]:
    """Claim pending ones first, then those due again; who has left is suppressed until *limit* others are found."""
    claimed: list[Delivery] = []
    while len(claimed) < limit:
        rows = _candidates(connection, edition_id, limit - len(claimed), now)
        if not rows:
            break
        _mark(connection, _SUPPRESS, [row for row in rows if row.has_left], now)
        taken = [row for row in rows if not row.has_left]
        _mark(connection, _CLAIM, taken, now)
        claimed += [_claimed(row, now) for row in taken]
    return tuple(claimed)


def _candidates(connection: Connection, edition_id: str, limit: int, now: datetime) -> list[Found]:
    publication = edition_id.partition("/")[0]
    wanted = {"in_edition": edition_id, "in_publication": publication, "at_most": limit}
    rows = list(connection.execute(_PENDING_ROWS, wanted))
    if len(rows) < limit:
        rows += connection.execute(_DUE_ROWS, wanted | {"now": now, "at_most": limit - len(rows)})
    return rows


def _mark(connection: Connection, change: Update, rows: Sequence[Found], now: datetime) -> None:
    if rows:
        connection.execute(change, [{"of": row.edition_id, "to": row.recipient_id, "now": now} for row in rows])


def _claimed(row: Found, now: datetime) -> Delivery:
    return replace(
        _delivery(row),
        state=_CLAIMED,
        attempts=row.attempts + 1,
        claimed_at=now,
        first_claimed_at=row.first_claimed_at or now,
    )


def _record(connection: Connection, edition_id: str, outcome: Outcome, now: datetime) -> None:
    change = {
        "of": edition_id,
        "to": outcome.recipient_id,
        "new_state": outcome.state,
        "due": outcome.next_at,
        "code": outcome.code,
        "reply": outcome.reply,
        "doubt": int(outcome.is_ambiguous),
        "taken_at": now if outcome.state is DeliveryState.SUBMITTED else None,
    }
    statement = _GIVE_BACK if outcome.state is _PENDING else _RECORD
    if connection.execute(statement, change).rowcount != 1:
        message = "it is not claimed by this run; another run is at work, let that one finish"
        raise Refused(message, resource=f"{edition_id}, recipient {outcome.recipient_id}")


def _delivery(row: Found) -> Delivery:
    return Delivery(
        edition_id=row.edition_id,
        recipient_id=row.recipient_id,
        address=row.address,
        name=row.name,
        message_id=row.message_id,
        state=DeliveryState(row.state),
        attempts=row.attempts,
        first_claimed_at=row.first_claimed_at,
        claimed_at=row.claimed_at,
        next_at=row.next_at,
        submitted_at=row.submitted_at,
        last_code=row.last_code,
        last_reply=row.last_reply,
        ambiguous=row.ambiguous,
    )
