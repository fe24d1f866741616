"""Takes an edition's recipients from the ledger, one after the other, until none is pending.

Decides the order of things that makes a crash harmless: the claim is on the disk before the server hears of the
recipient, and the result rides with the next claim in one commit. With one connection there is one message in hand, so
a kill at any moment leaves at most one recipient about whom nobody knows. Does not know what is in a message.
"""

from __future__ import annotations

__all__ = ["Ledger", "run_batch"]

from typing import TYPE_CHECKING, Protocol

from digest.errors import MessageError, SendError
from digest.model import DeliveryState, Outcome
from digest.send.rates import Bucket, Rate, take
from digest.send.retry import Deferred, Failed, Submitted, decide

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from digest.model import Delivery
    from digest.send import Mailer, Reply

MAX_REFUSED = 20
"""Where so many fail before one is taken, the fault is ours, not theirs (no relaying allowed, say)."""
MAX_CLOSED = 10
"""A server that closes the connection so often in a row wants to be left alone for a while."""
CLOSING = 421
SETTLED = (DeliveryState.SUBMITTED, DeliveryState.FAILED, DeliveryState.UNKNOWN, DeliveryState.SUPPRESSED)


class Ledger(Protocol):
    """What sending asks of the ledger; every call is one transaction that is on the disk when it returns."""

    def claim(self, edition_id: str, limit: int, now: datetime) -> tuple[Delivery, ...]:
        """Claim up to *limit* deliveries that are pending, or deferred and due."""

    def record(
        self, edition_id: str, outcomes: Sequence[Outcome], claim_next: int = 0, *, now: datetime
    ) -> tuple[Delivery, ...]:
        """Record what became of claimed deliveries, and claim the next ones."""

    def counts(self, edition_id: str) -> dict[DeliveryState, int]:
        """Count the deliveries by state."""


def run_batch(  # noqa: PLR0913 - the parts that meet here, each by its own name
    ledger: Ledger,
    edition_id: str,
    mailer: Mailer,
    *,
    make_message: Callable[[Delivery], bytes],
    envelope_from: str,
    clock: Callable[[], datetime],
    rate: Rate | float | None = None,
    on_progress: Callable[[int], None] | None = None,
) -> dict[DeliveryState, int]:
    """Offer every pending recipient of the edition, and those deferred who are due; returns the deliveries by state.

    A recipient who cannot be served is recorded and stops nobody; *make_message* may raise MessageError for one. *rate*
    is a Rate or messages a second, 0 for no limit; *on_progress* hears how many recipients have reached their end.
    Raises SendError where the server serves nobody, or not us; what was in hand is pending again then.
    """
    turn = _Turn(ledger, edition_id, clock, rate)
    alarm = _Alarm()
    counts = ledger.counts(edition_id)
    settled = sum(counts.get(state, 0) for state in SETTLED)
    delivery = turn.first()
    while delivery is not None:
        try:
            outcome = _offer(delivery, mailer, make_message, envelope_from, clock)
        except SendError:
            turn.give_back(delivery)
            raise
        alarm.hear(outcome)
        settled += outcome.state in SETTLED
        delivery = turn.next(outcome, is_last=bool(alarm.why))
        if on_progress is not None:
            on_progress(settled)
    if alarm.why:
        raise SendError(alarm.why, resource=edition_id)
    return ledger.counts(edition_id)


def _offer(
    delivery: Delivery,
    mailer: Mailer,
    make_message: Callable[[Delivery], bytes],
    envelope_from: str,
    clock: Callable[[], datetime],
) -> Outcome:
    try:
        reply = mailer.submit(envelope_from, delivery.address, make_message(delivery))
    except MessageError as error:
        return Outcome(recipient_id=delivery.recipient_id, state=DeliveryState.FAILED, reply=str(error))
    return _outcome(delivery, reply, clock())


def _outcome(delivery: Delivery, reply: Reply, now: datetime) -> Outcome:
    verdict = decide(reply.code, reply.text, delivery.attempts, now, first=delivery.first_claimed_at)
    said, next_at = reply.text, None
    match verdict:
        case Submitted():
            state = DeliveryState.SUBMITTED
        case Deferred():
            state, next_at = DeliveryState.DEFERRED, verdict.next_at
        case Failed():
            state, said = DeliveryState.FAILED, verdict.why
        case _:
            state, said = DeliveryState.UNKNOWN, verdict.why
    return Outcome(
        recipient_id=delivery.recipient_id,
        state=state,
        code=reply.code,
        reply=said,
        next_at=next_at,
        is_ambiguous=reply.is_ambiguous,
    )


class _Turn:
    """Gets the recipients from the ledger at the pace that is allowed."""

    def __init__(
        self, ledger: Ledger, edition_id: str, clock: Callable[[], datetime], rate: Rate | float | None
    ) -> None:
        self._ledger = ledger
        self._edition_id = edition_id
        self._clock = clock
        self._rate = rate if isinstance(rate, Rate) else Rate(per_second=rate) if rate else None
        self._bucket = Bucket()

    def first(self) -> Delivery | None:
        """Claim the first recipient."""
        self._wait_seconds()
        return self._only(self._ledger.claim(self._edition_id, 1, self._clock()))

    def next(self, outcome: Outcome, *, is_last: bool) -> Delivery | None:
        """Record *outcome* and claim the next recipient, in one commit unless there is time to wait."""
        wait = 0.0 if is_last else self._wait_seconds()
        claim_next = 0 if is_last or wait else 1
        claimed = self._ledger.record(self._edition_id, (outcome,), claim_next, now=self._clock())
        if wait and self._rate is not None:
            # Nobody is claimed meanwhile: a kill in a pause leaves no doubt about anybody.
            self._rate.sleep(wait)
            claimed = self._ledger.claim(self._edition_id, 1, self._clock())
        return self._only(claimed)

    def give_back(self, delivery: Delivery) -> None:
        """Make *delivery*, which was never offered, pending again."""
        untried = Outcome(recipient_id=delivery.recipient_id, state=DeliveryState.PENDING)
        self._ledger.record(self._edition_id, (untried,), now=self._clock())

    def _wait_seconds(self) -> float:
        if self._rate is None:
            return 0.0
        self._bucket, wait = take(self._bucket, self._rate, self._clock())
        return wait

    @staticmethod
    def _only(claimed: tuple[Delivery, ...]) -> Delivery | None:
        return claimed[0] if claimed else None


class _Alarm:
    """Hears every outcome, and says when the server's answers are about us and not about the recipients."""

    def __init__(self) -> None:
        self.why = ""
        self._has_accepted = False
        self._refused = 0
        self._closed = 0

    def hear(self, outcome: Outcome) -> None:
        """Count *outcome*; `why` is set where the run should stop."""
        self._has_accepted |= outcome.state is DeliveryState.SUBMITTED
        self._refused += outcome.state is DeliveryState.FAILED
        self._closed = self._closed + 1 if outcome.code == CLOSING or outcome.is_ambiguous else 0
        if self._refused >= MAX_REFUSED and not self._has_accepted:
            self.why = (
                f"the first {self._refused} recipients failed, the last with: {outcome.reply}; see whether the server "
                "may be used by this machine and this sender, then go on with `digest send --resume`"
            )
        elif self._closed >= MAX_CLOSED:
            self.why = (
                f"the server closed the connection {self._closed} times in a row, last with: {outcome.reply}; "
                "go on later with `digest send --resume`"
            )
