"""When a source is asked again: often enough to miss nothing, seldom enough to be welcome."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.collect.polling import ask_again_after_failure, ask_again_at, poll_interval, span_of

NOW = datetime(2026, 11, 20, 11, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("span", "interval"),
    [
        (0.24 * DAY, 0.96 * HOUR),  # a wire service's feed
        (4.4 * DAY, 6 * HOUR),  # a magazine's
        (5 * MINUTE, 15 * MINUTE),
        (timedelta(0), HOUR),  # no dates
    ],
)
def test_a_feed_is_asked_six_times_in_the_time_that_it_covers(span: timedelta, interval: timedelta) -> None:
    """From a quarter of an hour to six hours."""
    assert poll_interval(span) == interval


def test_a_server_may_ask_for_more_rest_but_not_for_days() -> None:
    """A max-age of a week is a default that nobody thought about."""
    assert poll_interval(HOUR, rest_seconds=3600) == HOUR
    assert poll_interval(DAY, rest_seconds=60) == 4 * HOUR
    assert poll_interval(HOUR, rest_seconds=7 * 86_400) == 6 * HOUR


def test_one_pinned_entry_is_no_span() -> None:
    """A wire feed with a notice of last year on top must not be asked every six hours."""
    dates = [NOW - HOUR * number for number in range(6)]
    assert span_of([*dates, NOW - 400 * DAY]) == 5 * HOUR
    assert span_of([NOW]) == timedelta(0)
    assert span_of([]) == timedelta(0)
    assert span_of([NOW, NOW - DAY]) == DAY


@given(
    span=st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=4000)),
    rest=st.floats(min_value=0, max_value=1e8),
    url=st.text(max_size=30),
)
def test_the_next_visit_is_within_bounds_and_the_same_for_the_same_input(
    span: timedelta, rest: float, url: str
) -> None:
    """Sources that were added together drift apart, but never by more than a tenth."""
    interval = poll_interval(span, rest_seconds=rest)
    assert 15 * MINUTE <= interval <= 6 * HOUR
    at = ask_again_at(NOW, interval, url=url)
    assert NOW + 0.9 * interval <= at + timedelta(seconds=1)
    assert at <= NOW + interval
    assert ask_again_at(NOW, interval, url=url) == at


@given(failures=st.integers(min_value=0, max_value=10_000), retry_after=st.none() | st.floats(0, 1e9))
def test_a_failing_source_is_asked_less_and_less_often(failures: int, retry_after: float | None) -> None:
    """At least every day, never before the end of its Retry-After."""
    wait = ask_again_after_failure(NOW, failures, retry_after=retry_after) - NOW
    assert 15 * MINUTE <= wait <= DAY
    assert wait >= min(timedelta(seconds=retry_after or 0), DAY)
    assert wait <= ask_again_after_failure(NOW, failures + 1, retry_after=retry_after) - NOW


def test_the_first_retries_come_soon() -> None:
    """A quarter of an hour, half an hour, an hour."""
    waits = [ask_again_after_failure(NOW, failures) - NOW for failures in (1, 2, 3, 9)]
    assert waits == [15 * MINUTE, 30 * MINUTE, HOUR, 6 * HOUR]
