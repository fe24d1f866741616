"""What visits gave is good for a while, and then forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from store_parts import NOW, url_of

from digest.model import LinkState, LinkVisit
from digest.store import Store

FINE = LinkVisit(
    url="https://site.example/a",
    state=LinkState.FINE,
    status=200,
    final_url="https://site.example/b",
    content_type="image/png",
    content_length=5_000_000_000,
)
GONE = LinkVisit(url="https://site.example/c", state=LinkState.GONE, status=404, reason="answered 404 Not Found")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Open a database of its own."""
    with Store.open(url_of(tmp_path)) as opened:
        yield opened


def test_a_visit_comes_back_as_it_was(store: Store) -> None:
    """Every field, and only for the addresses that are asked about."""
    store.visits.remember([FINE, GONE], NOW)
    assert store.visits.known([FINE.url, GONE.url, "https://x.example/"], NOW) == {FINE.url: FINE, GONE.url: GONE}
    assert store.visits.known([GONE.url], NOW) == {GONE.url: GONE}
    assert store.visits.known([], NOW) == {}


def test_fine_is_good_for_a_day_and_the_rest_for_minutes(store: Store) -> None:
    """What is wrong may be mended meanwhile."""
    store.visits.remember([FINE, GONE], NOW)
    both = [FINE.url, GONE.url]
    assert set(store.visits.known(both, NOW + timedelta(minutes=4))) == set(both)
    assert set(store.visits.known(both, NOW + timedelta(hours=1))) == {FINE.url}
    assert set(store.visits.known(both, NOW + timedelta(hours=23, minutes=59))) == {FINE.url}
    assert store.visits.known(both, NOW + timedelta(hours=24)) == {}


def test_the_newest_visit_counts(store: Store) -> None:
    """An address has one row."""
    store.visits.remember([FINE], NOW)
    changed = replace(FINE, state=LinkState.UNREACHABLE, status=0, content_length=None, reason="no answer")
    store.visits.remember([changed], NOW + timedelta(minutes=5))
    assert store.visits.known([FINE.url], NOW + timedelta(minutes=6)) == {FINE.url: changed}


def test_what_was_not_asked_is_not_kept(store: Store) -> None:
    """There is nothing to remember, and an earlier visit stays."""
    store.visits.remember([FINE], NOW)
    for state in (LinkState.NOT_VISITED, LinkState.PRIVATE):  # private is so by this machine's configuration
        store.visits.remember([replace(FINE, state=state)], NOW)
        assert store.visits.known([FINE.url], NOW) == {FINE.url: FINE}


def test_a_clock_that_was_wrong_is_not_believed(store: Store) -> None:
    """A visit of the future would be good for ever."""
    store.visits.remember([FINE], NOW + timedelta(days=300))
    assert store.visits.known([FINE.url], NOW) == {}


def test_old_visits_are_forgotten_at_the_next_write(store: Store, tmp_path: Path) -> None:
    """The table does not grow for ever."""
    import sqlite3
    from contextlib import closing

    store.visits.remember([FINE], NOW)
    store.visits.remember([GONE], NOW + timedelta(days=30))
    file = tmp_path / "var" / "digest.db"
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT count(*) FROM link_visit").fetchone() == (2,)
    store.visits.remember([], NOW + timedelta(days=30, seconds=1))
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT url FROM link_visit").fetchall() == [(GONE.url,)]


def test_a_thousand_addresses_are_no_matter(store: Store) -> None:
    """SQLite takes a limited number of values in a statement."""
    visits = [replace(FINE, url=f"https://site.example/{number}") for number in range(1200)]
    store.visits.remember(visits, NOW)
    assert len(store.visits.known((each.url for each in visits), NOW)) == 1200
