"""What a reply means, and how long to wait: pure decisions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.send import DROPPED
from digest.send.rates import Bucket, Rate, take
from digest.send.retry import Deferred, Failed, Submitted, Unknown, decide

NOW = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)


@pytest.mark.parametrize("code", [250, 251, 252])
def test_a_positive_reply_is_the_end(code: int) -> None:
    """RFC 5321 §4.2.1."""
    assert decide(code, "2.0.0 ok", 1, NOW) == Submitted()


def test_a_permanent_refusal_is_the_end_and_says_why() -> None:
    """The report shows the server's own words."""
    assert decide(550, "5.1.1 no such user", 1, NOW) == Failed(why="550 5.1.1 no such user")


def test_the_pauses_grow_to_an_hour() -> None:
    """A greylisting server opens after minutes; one in trouble is not pestered."""
    verdicts = [decide(451, "later", attempt, NOW) for attempt in range(1, 8)]
    minutes = [(v.next_at - NOW).total_seconds() / 60 for v in verdicts if isinstance(v, Deferred)]
    assert minutes == [1, 5, 15, 30, 60, 60, 60]


@pytest.mark.parametrize("code", [421, 450, 451, 452, 471, 354, 111])
def test_what_is_not_final_is_tried_again(code: int) -> None:
    """Also a code that makes no sense: to lose a reader is worse than to ask again."""
    assert decide(code, "", 1, NOW) == Deferred(next_at=NOW + timedelta(minutes=1))


def test_the_enhanced_status_makes_a_refusal_transient() -> None:
    """Some servers say `550 4.7.28` when they mean: slower (RFC 3463 §2)."""
    assert isinstance(decide(550, "4.7.28 too fast", 1, NOW), Deferred)
    assert isinstance(decide(550, "in 4.7.28 seconds", 1, NOW), Failed)


def test_three_days_after_the_first_offer_it_ends() -> None:
    """A weekly digest is stale by then."""
    first = NOW - timedelta(days=3)
    assert decide(451, "later", 9, NOW, first=first) == Failed(why="no success in 3 days: 451 later")
    assert isinstance(decide(451, "later", 9, NOW, first=NOW - timedelta(days=2)), Deferred)


def test_without_the_first_offer_the_pauses_are_added_up() -> None:
    """51 minutes for the first four, then an hour each: the 76th is the last."""
    assert isinstance(decide(451, "later", 75, NOW), Deferred)
    assert isinstance(decide(451, "later", 76, NOW), Failed)


def test_a_dropped_connection_is_ambiguous_and_twice_made_good() -> None:
    """The server may have the message: a copy more is better than none, but not a copy an hour."""
    assert decide(DROPPED, "", 1, NOW) == Deferred(next_at=NOW + timedelta(minutes=1), is_ambiguous=True)
    assert isinstance(decide(DROPPED, "", 2, NOW), Deferred)
    assert isinstance(decide(DROPPED, "", 3, NOW), Unknown)
    assert isinstance(decide(DROPPED, "", 2, NOW, first=NOW - timedelta(days=4)), Unknown)


@given(
    code=st.integers(-1, 999),
    reply=st.text(max_size=20),
    attempt=st.integers(1, 200),
    waited=st.one_of(st.none(), st.timedeltas(timedelta(0), timedelta(days=9))),
)
def test_every_reply_has_a_meaning(code: int, reply: str, attempt: int, waited: timedelta | None) -> None:
    """Whatever a server says, the recipient gets a named state, and a pause is never longer than an hour."""
    verdict = decide(code, reply, attempt, NOW, first=None if waited is None else NOW - waited)
    if isinstance(verdict, Deferred):
        assert NOW < verdict.next_at <= NOW + timedelta(hours=1)
        assert verdict.is_ambiguous == (code == DROPPED)


@given(per_second=st.floats(0.1, 1000), burst=st.integers(1, 20), steps=st.lists(st.floats(-1, 5), max_size=60))
def test_a_bucket_never_lets_more_through_than_the_rate(per_second: float, burst: int, steps: list[float]) -> None:
    """In any stretch of time: at most the burst, and the rate times the stretch (a clock set back included)."""
    rate = Rate(per_second=per_second, burst=burst)
    bucket, now, gone = Bucket(), NOW, []
    for step in steps:
        now += timedelta(seconds=step)
        bucket, wait = take(bucket, rate, now)
        assert 0 <= wait <= 1 / per_second + 1e-6
        now += timedelta(seconds=wait)
        gone.append(now)
    if steps and min(steps) >= 0:
        for index, start in enumerate(gone):
            for number, end in enumerate(gone[index:], 1):
                assert number <= burst + 1 + per_second * (end - start).total_seconds() + 0.01


def test_a_burst_is_saved_up_in_pauses() -> None:
    """Three at once after a rest, then one an interval."""
    rate, bucket, waits = Rate(per_second=2, burst=3), Bucket(), []
    for _ in range(5):
        bucket, wait = take(bucket, rate, NOW)
        waits.append(wait)
    assert waits == [0, 0, 0, 0.5, 0.5]
