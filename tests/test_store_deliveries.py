"""The ledger: nobody twice, nobody lost, everybody in a named state."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_parts import NOW, SLOT, SLUG, url_of

from digest.errors import Refused
from digest.model import Delivery, DeliveryState, Outcome
from digest.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EDITION = f"{SLUG}/{SLOT}"
SUBMITTED, PENDING, CLAIMED = DeliveryState.SUBMITTED, DeliveryState.PENDING, DeliveryState.CLAIMED
DEFERRED, FAILED, SUPPRESSED = DeliveryState.DEFERRED, DeliveryState.FAILED, DeliveryState.SUPPRESSED


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Give an empty database."""
    with Store.open(url_of(tmp_path)) as store:
        yield store


def freeze(store: Store, names: str, *, suppressed: str = "", edition_id: str = EDITION) -> int:
    """Freeze an audience of one-letter names."""
    recipients = ((f"{name}@Example.net", name.upper(), f"{name}@example.net") for name in names)
    left = frozenset(f"{name}@example.net" for name in suppressed)
    return store.deliveries.freeze(edition_id, recipients, left, NOW)


def done(delivery: Delivery, state: DeliveryState = SUBMITTED) -> Outcome:
    """Say that *delivery* has come to *state*."""
    return Outcome(recipient_id=delivery.recipient_id, state=state, code=250, reply="taken")


def test_the_audience_is_frozen_once(store: Store) -> None:
    """Who subscribes afterwards gets the next edition; who is written twice counts once; who has left is suppressed."""
    assert freeze(store, "abcab", suppressed="c") == 3
    assert freeze(store, "abcdef") == 0
    assert store.deliveries.counts(EDITION) == {PENDING: 2, SUPPRESSED: 1}
    assert [(each.recipient_id, each.address, each.name) for each in store.deliveries.all(EDITION)] == [
        (1, "a@Example.net", "A"),
        (2, "b@Example.net", "B"),
        (3, "c@Example.net", "C"),
    ]
    assert len(store.deliveries.all(EDITION, 2)) == 2
    assert freeze(store, "ab", edition_id="other/slot") == 2


def test_the_message_can_be_named_when_the_audience_is_frozen(store: Store) -> None:
    """One name for every attempt, so that a relay can be asked about it."""
    store.deliveries.freeze(EDITION, [("a@b.example", "", "a@b.example")], frozenset(), NOW, message_id="<{}>".format)
    assert store.deliveries.all(EDITION)[0].message_id == "<a@b.example>"


def test_an_audience_of_thousands_is_frozen_whole(store: Store) -> None:
    """More rows than one statement takes."""
    many = ((f"{number}@example.net", "", f"{number}@example.net") for number in range(2500))
    assert store.deliveries.freeze(EDITION, many, frozenset(), NOW) == 2500
    assert store.deliveries.counts(EDITION) == {PENDING: 2500}


def test_a_claim_is_seen_by_everybody_before_it_is_used(store: Store, tmp_path: Path) -> None:
    """It is on the disk: a second process takes other recipients."""
    freeze(store, "abc")
    (first,) = store.deliveries.claim(EDITION, 1, NOW)
    assert first == Delivery(
        edition_id=EDITION,
        recipient_id=1,
        address="a@Example.net",
        name="A",
        state=CLAIMED,
        attempts=1,
        first_claimed_at=NOW,
        claimed_at=NOW,
        next_at=NOW,
    )
    with Store.open(url_of(tmp_path)) as other:
        assert other.deliveries.all(EDITION)[0] == first
        assert [each.recipient_id for each in other.deliveries.claim(EDITION, 5, NOW)] == [2, 3]
        assert other.deliveries.claim(EDITION, 5, NOW) == ()
    assert store.deliveries.claim(EDITION, 0, NOW) == ()


def test_results_ride_with_the_next_claims(store: Store) -> None:
    """One commit a turn."""
    freeze(store, "abcd")
    claimed = store.deliveries.claim(EDITION, 2, NOW)
    outcomes = [done(claimed[0]), done(claimed[1], FAILED)]
    following = store.deliveries.record(EDITION, outcomes, 1, now=NOW)
    assert [each.recipient_id for each in following] == [3]
    first, second, *_ = store.deliveries.all(EDITION)
    assert (first.state, first.submitted_at, first.last_code, first.last_reply) == (SUBMITTED, NOW, 250, "taken")
    assert (second.state, second.submitted_at) == (FAILED, None)
    assert store.deliveries.record(EDITION, [done(following[0])], now=NOW) == ()
    assert store.deliveries.counts(EDITION) == {PENDING: 1, SUBMITTED: 2, FAILED: 1}


def test_a_deferred_one_comes_back_when_it_is_due(store: Store) -> None:
    """After those who were never asked; and the ledger can say when."""
    freeze(store, "ab")
    (first,) = store.deliveries.claim(EDITION, 1, NOW)
    assert store.deliveries.next_due(EDITION) is None
    due = NOW + timedelta(minutes=5)
    deferred = Outcome(recipient_id=1, state=DEFERRED, code=450, reply="later", next_at=due, is_ambiguous=True)
    store.deliveries.record(EDITION, [deferred], now=NOW)
    assert store.deliveries.next_due(EDITION) == due
    assert [each.recipient_id for each in store.deliveries.claim(EDITION, 5, NOW)] == [2]
    assert store.deliveries.claim(EDITION, 5, due - timedelta(microseconds=1)) == ()
    (again,) = store.deliveries.claim(EDITION, 5, due)
    assert again == replace(
        first, attempts=2, claimed_at=due, next_at=due, last_code=450, last_reply="later", ambiguous=1
    )


def test_what_was_never_offered_is_given_back_without_a_trace(store: Store) -> None:
    """The server was down: no attempt is counted, and the three days do not begin."""
    freeze(store, "a")
    for _ in range(2):
        (claimed,) = store.deliveries.claim(EDITION, 1, NOW)
        store.deliveries.record(EDITION, [Outcome(recipient_id=1, state=PENDING)], now=NOW)
    (given_back,) = store.deliveries.all(EDITION)
    assert (given_back.state, given_back.attempts, given_back.first_claimed_at) == (PENDING, 0, None)
    assert claimed.attempts == 1


def test_after_a_crash_the_claimed_are_pending_and_ambiguous(store: Store) -> None:
    """Only they: what was recorded is known."""
    freeze(store, "abc")
    claimed = store.deliveries.claim(EDITION, 2, NOW)
    store.deliveries.record(EDITION, [done(claimed[0])], now=NOW)
    assert store.deliveries.reopen_claimed(EDITION, NOW) == 1
    assert store.deliveries.reopen_claimed(EDITION, NOW) == 0
    assert [(each.state, each.ambiguous) for each in store.deliveries.all(EDITION)] == [
        (SUBMITTED, 0),
        (PENDING, 1),
        (PENDING, 0),
    ]


def test_a_run_whose_claims_were_taken_over_is_stopped(store: Store) -> None:
    """It records nothing, or a recipient could be counted twice."""
    freeze(store, "ab")
    claimed = store.deliveries.claim(EDITION, 2, NOW)
    store.deliveries.reopen_claimed(EDITION, NOW)
    store.deliveries.claim(EDITION, 1, NOW)
    with pytest.raises(Refused, match=f"{EDITION}, recipient 2: it is not claimed by this run"):
        store.deliveries.record(EDITION, [done(each) for each in claimed], now=NOW)
    assert store.deliveries.counts(EDITION) == {PENDING: 1, CLAIMED: 1}


def test_who_leaves_during_the_sending_gets_nothing(store: Store) -> None:
    """A retry on Sunday must not reach who unsubscribed on Saturday; the next in line is taken in their place."""
    freeze(store, "abcd")
    for name in "abc":
        store.suppressions.add(SLUG, f"{name}@example.net", "unsubscribed", NOW)
    store.suppressions.add("another", "d@example.net", "unsubscribed", NOW)
    assert [each.recipient_id for each in store.deliveries.claim(EDITION, 2, NOW)] == [4]
    assert store.deliveries.counts(EDITION) == {CLAIMED: 1, SUPPRESSED: 3}


def test_counts_of_nothing(store: Store) -> None:
    """An edition that was never frozen has no deliveries."""
    assert store.deliveries.counts(EDITION) == {}
    assert store.deliveries.claim(EDITION, 5, NOW) == ()


steps = st.lists(
    st.one_of(
        st.tuples(st.just("turn"), st.integers(0, 3), st.sampled_from([SUBMITTED, DEFERRED, FAILED, PENDING])),
        st.tuples(st.just("crash"), st.just(0), st.just(PENDING)),
    ),
    max_size=15,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps, size=st.integers(0, 8))
def test_no_recipient_twice_whatever_the_crash_point(
    store: Store, steps: list[tuple[str, int, DeliveryState]], size: int
) -> None:
    """Offered again only if deferred, given back, or in hand at a crash and then marked; at the end nobody is left."""
    edition_id = f"{SLUG}/{len(store.sources.all('law'))}"
    store.sources.remember_failure("law", edition_id, "taken", NOW)
    freeze(store, "abcdefgh"[:size], edition_id=edition_id)
    served: list[int] = []
    now, hand = NOW, store.deliveries.claim(edition_id, 2, NOW)
    for kind, claim_next, state in steps:
        now += timedelta(minutes=2)
        if kind == "crash":
            served += [each.recipient_id for each in hand]
            store.deliveries.reopen_claimed(edition_id, now)
            hand = store.deliveries.claim(edition_id, 2, now)
            continue
        served += [each.recipient_id for each in hand if state is SUBMITTED]
        outcomes = [replace(done(each, state), next_at=now + timedelta(minutes=3)) for each in hand]
        hand = store.deliveries.record(edition_id, outcomes, claim_next, now=now)
        assert len(hand) <= claim_next
    store.deliveries.reopen_claimed(edition_id, now)
    for delivery in store.deliveries.claim(edition_id, 100, now + timedelta(days=1)):
        store.deliveries.record(edition_id, [done(delivery)], now=now)
        served.append(delivery.recipient_id)
    everybody = store.deliveries.all(edition_id)
    assert {each.state for each in everybody} <= {SUBMITTED, FAILED}
    for each in everybody:
        assert served.count(each.recipient_id) <= 1 + each.ambiguous
        assert each.state is FAILED or each.recipient_id in served
