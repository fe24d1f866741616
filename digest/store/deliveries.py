"""The ledger: one row for each edition and recipient, from the frozen audience to a named end.

Decides in which state a recipient is and who may be offered next; every change is one transaction guarded by the old
state. A claim is on the disk before the recipient is offered to a server, so that after a crash the rows that are
still claimed are exactly those about which nobody knows. Does not know servers, replies or the pace.
"""

from __future__ import annotations

__all__ = ["Deliveries", "Delivery", "Outcome"]

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, exists, func, literal, select, update

from digest.errors import Refused
from digest.model import Delivery, DeliveryState, Outcome
from digest.store.tables import Instant, delivery, suppression

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Row, Update

    from digest.store.database import Database

    Found = Row[tuple[Any, ...]]

_PENDING, _CLAIMED, _DEFERRED = DeliveryState.PENDING, DeliveryState.CLAIMED, DeliveryState.DEFERRED
_INSERTED_AT_ONCE = 1000


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
            if connection.execute(select(delivery.c.recipient_id).where(_of(edition_id)).limit(1)).first():
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
            .where(_of(edition_id), delivery.c.state == _CLAIMED)
            .values(state=_PENDING, ambiguous=delivery.c.ambiguous + 1, next_at=now)
        )
        with self._database.writing() as connection:
            return connection.execute(reopened).rowcount

    def counts(self, edition_id: str) -> dict[DeliveryState, int]:
        """Count the deliveries by state; a state that nobody is in is left out."""
        wanted = select(delivery.c.state, func.count()).where(_of(edition_id)).group_by(delivery.c.state)
        with self._database.reading() as connection:
            found = {DeliveryState(state): number for state, number in connection.execute(wanted)}
        return {state: found[state] for state in DeliveryState if state in found}

    def next_due(self, edition_id: str) -> datetime | None:
        """Say when the first deferred delivery is due again; None where none is deferred."""
        wanted = select(func.min(delivery.c.next_at)).where(_of(edition_id), delivery.c.state == _DEFERRED)
        with self._database.reading() as connection:
            return connection.execute(wanted).scalar()

    def all(self, edition_id: str, limit: int | None = None) -> tuple[Delivery, ...]:
        """Give the deliveries in the order of their recipients, at most *limit*."""
        wanted = select(delivery).where(_of(edition_id)).order_by(delivery.c.recipient_id).limit(limit)
        with self._database.reading() as connection:
            return tuple(map(_delivery, connection.execute(wanted)))


def _of(edition_id: str) -> ColumnElement[bool]:
    return delivery.c.edition_id == edition_id


def _claim(connection: Connection, edition_id: str, limit: int, now: datetime) -> tuple[Delivery, ...]:
    """Claim pending ones first, then those due again; who has left is suppressed until *limit* others are found."""
    claimed: list[Delivery] = []
    while len(claimed) < limit:
        rows = _candidates(connection, edition_id, limit - len(claimed), now)
        if not rows:
            break
        left = [row.recipient_id for row in rows if row.has_left]
        if left:
            connection.execute(_update(edition_id, left).values(state=DeliveryState.SUPPRESSED))
        taken = [row for row in rows if not row.has_left]
        if taken:
            first = func.coalesce(delivery.c.first_claimed_at, literal(now, Instant()))
            connection.execute(
                _update(edition_id, [row.recipient_id for row in taken]).values(
                    state=_CLAIMED, attempts=delivery.c.attempts + 1, claimed_at=now, first_claimed_at=first
                )
            )
        claimed += [_claimed(row, now) for row in taken]
    return tuple(claimed)


def _candidates(connection: Connection, edition_id: str, limit: int, now: datetime) -> list[Found]:
    publication = edition_id.partition("/")[0]
    has_left = exists().where(
        suppression.c.publication == publication, suppression.c.address == delivery.c.address_norm
    )
    wanted = select(delivery, has_left.label("has_left")).where(delivery.c.edition_id == edition_id)
    # Two questions, because one index answers each; together they would walk over every recipient already served.
    pending = wanted.where(delivery.c.state == _PENDING).order_by(delivery.c.recipient_id).limit(limit)
    rows = list(connection.execute(pending))
    if len(rows) < limit:
        due = wanted.where(delivery.c.state == _DEFERRED, delivery.c.next_at <= now).order_by(delivery.c.next_at)
        rows += connection.execute(due.limit(limit - len(rows)))
    return rows


def _claimed(row: Found, now: datetime) -> Delivery:
    return replace(
        _delivery(row),
        state=_CLAIMED,
        attempts=row.attempts + 1,
        claimed_at=now,
        first_claimed_at=row.first_claimed_at or now,
    )


def _record(connection: Connection, edition_id: str, outcome: Outcome, now: datetime) -> None:
    change: dict[str, object] = {
        "state": outcome.state,
        "next_at": outcome.next_at,
        "last_code": outcome.code,
        "last_reply": outcome.reply,
        "ambiguous": delivery.c.ambiguous + int(outcome.is_ambiguous),
        "submitted_at": now if outcome.state is DeliveryState.SUBMITTED else None,
    }
    if outcome.state is _PENDING:
        change["attempts"] = delivery.c.attempts - 1
        change["first_claimed_at"] = case((delivery.c.attempts > 1, delivery.c.first_claimed_at))
    claimed = _update(edition_id, [outcome.recipient_id]).where(delivery.c.state == _CLAIMED)
    if connection.execute(claimed.values(change)).rowcount != 1:
        message = "it is not claimed by this run; another run is at work, let that one finish"
        raise Refused(message, resource=f"{edition_id}, recipient {outcome.recipient_id}")


def _update(edition_id: str, recipient_ids: Sequence[int]) -> Update:
    return update(delivery).where(_of(edition_id), delivery.c.recipient_id.in_(recipient_ids))


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
