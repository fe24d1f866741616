"""What is remembered of sources between two visits: validators, failures, gaps, and who was told."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from store_parts import NOW, SLUG, piece, url_of

from digest.model import PageState
from digest.store import SourceMemory, Store, Success
from digest.store.migrate import HEAD

URL = "https://review.example/feed"
LATER = NOW + timedelta(hours=1)
VALIDATORS = {f"{URL}.xml": ('"1"', "Fri, 20 Nov 2026 11:00:00 GMT")}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Open a database of its own."""
    with Store.open(url_of(tmp_path)) as opened:
        yield opened


def test_a_failure_keeps_what_the_next_conditional_request_needs(store: Store) -> None:
    """A success forgets the failures, and a failure nothing but the time of the next visit."""
    assert store.sources.memory(SLUG, URL) == SourceMemory(url=URL)
    success = Success(feed_url=f"{URL}.xml", validators=VALIDATORS, next_poll=LATER, entries=25, span=timedelta(days=4))
    store.sources.remember_failure(SLUG, URL, "503", NOW)
    store.sources.remember_success(SLUG, URL, success, NOW)
    for _ in range(2):
        store.sources.remember_failure(SLUG, URL, "timed out", LATER, next_poll=LATER + timedelta(hours=1))
    memory = store.sources.memory(SLUG, URL)
    assert (memory.failures, memory.last_error, memory.failing_since) == (2, "timed out", LATER)
    assert (memory.last_success, memory.last_attempt, memory.next_poll) == (NOW, LATER, LATER + timedelta(hours=1))
    assert (memory.entries, memory.span, memory.feed_url) == (25, timedelta(days=4), f"{URL}.xml")
    assert store.sources.validators(SLUG, URL) == VALIDATORS
    assert store.sources.all(SLUG) == (memory,)
    assert store.sources.all("another") == ()
    store.sources.remember_success(SLUG, URL, success, LATER)
    assert store.sources.memory(SLUG, URL).failures == 0
    assert store.sources.memory(SLUG, URL).failing_since is None


def test_nothing_new_keeps_what_the_feed_covers(store: Store) -> None:
    """An answer without a body says nothing about how many entries the feed holds."""
    store.sources.remember_success(SLUG, URL, Success(feed_url=URL, entries=25, span=timedelta(days=4)), NOW)
    store.sources.remember_success(SLUG, URL, Success(feed_url=URL), LATER)
    memory = store.sources.memory(SLUG, URL)
    assert (memory.entries, memory.span) == (25, timedelta(days=4))


def test_validators_are_those_of_the_last_visit(store: Store) -> None:
    """An address that is no longer asked must not be asked conditionally when it comes back changed."""
    store.sources.remember_success(SLUG, URL, Success(feed_url=URL, validators={URL: ('"a"', ""), "x": ("", "")}), NOW)
    assert store.sources.validators(SLUG, URL) == {URL: ('"a"', "")}
    store.sources.remember_success(SLUG, URL, Success(feed_url=URL, validators={"y": ("", "z")}), NOW)
    assert store.sources.validators(SLUG, URL) == {"y": ("", "z")}


def test_gaps_and_refusals_are_counted(store: Store) -> None:
    """The table of health shows how often, and when last."""
    for at in (NOW, LATER):
        store.sources.remember_success(SLUG, URL, Success(feed_url=URL, has_gap=True, robots_refusals=2), at)
    store.sources.remember_success(SLUG, URL, Success(feed_url=URL, is_checked=True), LATER)
    memory = store.sources.memory(SLUG, URL)
    assert (memory.gaps, memory.last_gap, memory.robots_refusals, memory.last_check) == (2, LATER, 4, LATER)


def test_gone_since_the_first_410(store: Store) -> None:
    """Later ones do not move the date; another failure, or a success, ends it."""
    for at in (NOW, LATER):
        store.sources.remember_failure(SLUG, URL, "410", at, is_gone=True)
    assert store.sources.memory(SLUG, URL).gone_since == NOW
    store.sources.remember_failure(SLUG, URL, "503", LATER)
    assert store.sources.memory(SLUG, URL).gone_since is None


def test_who_was_told_is_kept_through_a_success(store: Store) -> None:
    """Else nobody would hear that the source works again."""
    store.sources.remember_failure(SLUG, URL, "503", NOW)
    store.sources.remember_told(SLUG, URL, NOW)
    store.sources.remember_success(SLUG, URL, Success(feed_url=URL), LATER)
    assert store.sources.memory(SLUG, URL).told_at == NOW
    store.sources.remember_told(SLUG, URL, None)
    assert store.sources.memory(SLUG, URL).told_at is None


def test_a_host_at_rest_is_left_alone_until_its_time(store: Store) -> None:
    """Also by the next process: what Retry-After asked for outlives the run that heard it."""
    store.hosts.remember({"a.example": 3600.0, "b.example": 60.0}, NOW)
    assert store.hosts.at_rest(NOW) == {"a.example": 3600.0, "b.example": 60.0}
    assert store.hosts.at_rest(NOW + timedelta(minutes=30)) == {"a.example": 1800.0}
    store.hosts.remember({}, NOW + timedelta(hours=2))
    assert store.hosts.at_rest(NOW) == {}


def test_pages_that_could_not_be_had_are_asked_for_again(store: Store) -> None:
    """Up to so many tries, and never those that were read, are closed to us, or belong to another source."""
    names = ("failed", "missing", "read", "refused", "old")
    store.pieces.add(SLUG, [(piece(name), (f"guid:{name}",)) for name in names[:4]], NOW)
    store.pieces.add(SLUG, [(piece("old"), ("guid:old",))], NOW - timedelta(days=30))
    ids = {name: piece(name).id for name in names}
    states = {ids[name]: PageState(name) for name in names[:4]} | {ids["old"]: PageState.FAILED}
    store.pieces.remember_pages(SLUG, states, NOW)
    since = NOW - timedelta(days=21)
    unread = store.pieces.unread(SLUG, piece().source, since=since, now=LATER, max_tries=3)
    assert {known.piece.id for known in unread} == {ids["failed"], ids["missing"]}
    assert {known.page_at for known in unread} == {NOW}
    assert store.pieces.unread(SLUG, "another", since=since, now=LATER, max_tries=3) == ()
    assert store.pieces.unread(SLUG, piece().source, since=since, now=NOW, max_tries=3) == ()  # not yet
    for _ in range(2):
        store.pieces.remember_pages(SLUG, {ids["failed"]: PageState.FAILED}, LATER)
    assert [k.piece.id for k in store.pieces.unread(SLUG, piece().source, since=since, now=LATER, max_tries=3)] == [
        ids["missing"]
    ]


def test_thousands_of_keys_are_looked_up_at_once(store: Store) -> None:
    """A feed of two thousand entries has more keys than a statement takes values."""
    store.pieces.add(SLUG, [(piece("a"), ("guid:a", "url:a"))], NOW)
    keys = [f"guid:{number}" for number in range(40_000)]
    assert store.pieces.which_known(SLUG, [*keys, "guid:a", "url:a"]) == {"guid:a", "url:a"}
    assert store.pieces.which_known(SLUG, []) == frozenset()


def test_a_database_of_the_first_version_keeps_its_sources_and_pieces(tmp_path: Path) -> None:
    """Whoever upgrades in the middle of a week loses no validator and no piece."""
    from alembic import command
    from alembic.config import Config

    from digest.store import migrate
    from digest.store.database import Database

    path = tmp_path / "var" / "digest.db"
    path.parent.mkdir()
    database = Database(path)
    with database.writing() as connection:
        config = Config()
        config.set_main_option("script_location", str(Path(migrate.__file__).with_name("migrations")))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    database.close()
    plain = sqlite3.connect(path)
    plain.execute("INSERT INTO source_memory VALUES (?, ?, ?, ?, ?, 1, 2, 'e')", (SLUG, URL, "f", '"1"', "L"))
    plain.execute('INSERT INTO piece VALUES (\'review\', \'p\', 5, NULL, NULL, \'{"id":"p","url":"u","title":"t"}\')')
    plain.commit()
    plain.close()
    with Store.open(url_of(tmp_path)) as store:
        memory = store.sources.memory(SLUG, URL)
        assert (memory.feed_url, memory.failures, memory.last_error) == ("f", 2, "e")
        assert store.sources.validators(SLUG, URL) == {"f": ('"1"', "L")}
        (known,) = store.pieces.known(SLUG)
        assert (known.piece.title, known.page) == ("t", PageState.UNASKED)
    assert HEAD == "0003"
