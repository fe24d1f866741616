"""Pieces: one row for each, whatever feeds call it; and what is remembered of sources and of those who left."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_parts import FINDINGS, NOW, RENDERING, SLOT, SLUG, WINDOW, edition, keys, piece, url_of

from digest.errors import StoreError
from digest.model import EditionState, Precision
from digest.store import Store
from digest.store.pieces import revised
from digest.store.tables import Instant

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Give an empty database."""
    with Store.open(url_of(tmp_path)) as store:
        yield store


def use(store: Store, *names: str) -> None:
    """Let an edition with the pieces *names* go out."""
    store.editions.ensure(SLUG, SLOT, WINDOW, NOW)
    store.editions.save_draft(SLUG, SLOT, edition(*map(piece, names)), RENDERING, FINDINGS, now=NOW)
    stored = store.editions.get(SLUG, SLOT)
    assert stored is not None
    store.editions.approve(SLUG, SLOT, content_hash=stored.content_hash, now=NOW)
    store.editions.move(SLUG, SLOT, EditionState.SENDING, now=NOW, expect=EditionState.APPROVED)
    store.editions.move(SLUG, SLOT, EditionState.SUBMITTED, now=NOW, expect=EditionState.SENDING)


def test_a_piece_comes_back_as_it_was(store: Store) -> None:
    """Every field, aware datetimes in any zone included."""
    new_york = timezone(timedelta(hours=-5))
    whole = piece(
        canonical_url="https://review.example/canonical",
        section="Essays",
        published=datetime(2026, 11, 18, 9, 30, 1, 250, tzinfo=new_york),
        precision=Precision.DAY,
        published_raw="Wed, 18 Nov",
        updated=NOW,
        teaser="In short.",
        content="<p>One – two</p>",
        lang="pt-BR",
    )
    added = store.pieces.add(SLUG, [(whole, keys("a"))], NOW)
    assert (added.new, added.updated, added.known) == ((whole.id,), (), 0)
    (known,) = store.pieces.known(SLUG)
    assert known.piece == whole
    assert known.first_seen == NOW
    assert known.first_seen.tzinfo is UTC
    assert known.edition_id is None
    assert store.pieces.get(SLUG, whole.id) == known
    assert store.pieces.get(SLUG, "other") is None
    assert store.pieces.known("another") == ()


@pytest.mark.parametrize("shared", [("guid:a",), ("url:review.example/a",), ("url:new", "url:review.example/a")])
def test_any_shared_key_makes_it_the_same_piece(store: Store, shared: tuple[str, ...]) -> None:
    """The guid changed in a move to another system, or the address did: still one piece under its first id."""
    store.pieces.add(SLUG, [(piece("a"), keys("a"))], NOW)
    added = store.pieces.add(SLUG, [(piece("a", id="other", url="https://review.example/new"), shared)], LATER)
    assert (added.new, added.updated, added.known) == ((), (), 1)
    (known,) = store.pieces.known(SLUG)
    assert (known.piece.id, known.first_seen) == (piece("a").id, NOW)
    assert {store.pieces.has_key(SLUG, [key]) for key in (*keys("a"), *shared)} == {piece("a").id}
    assert store.pieces.has_key("another", keys("a")) is None


def test_twice_in_one_feed_is_one_piece(store: Store) -> None:
    """Feeds repeat themselves."""
    added = store.pieces.add(SLUG, [(piece("a"), keys("a")), (piece("a", title="New"), keys("a"))], NOW)
    assert (added.new, added.updated, added.known) == ((piece("a").id,), (), 1)
    assert store.pieces.known(SLUG)[0].piece.title == "New"


def test_two_pieces_that_turn_out_to_be_one_become_one(store: Store) -> None:
    """A sighting that knows the guid of one and the address of the other; the first id stays, all keys lead to it."""
    store.pieces.add(SLUG, [(piece("a"), ("guid:a",))], NOW)
    store.pieces.add(SLUG, [(piece("b"), ("url:b",)), (piece("c"), ("url:c",))], LATER)
    store.pieces.add(SLUG, [(piece("x"), ("url:c", "url:b"))], LATER)
    store.pieces.add(SLUG, [(piece("x"), ("guid:a", "url:b"))], LATER)
    (known,) = store.pieces.known(SLUG)
    assert known.piece.id == piece("a").id
    assert {store.pieces.has_key(SLUG, [key]) for key in ("guid:a", "url:b", "url:c")} == {piece("a").id}
    assert store.pieces.get(SLUG, piece("b").id) == store.pieces.get(SLUG, piece("c").id) == known


def test_what_readers_had_is_used_under_the_name_it_gets_later(store: Store) -> None:
    """Merged before the edition goes out or after it: no reader gets the piece again."""
    store.pieces.add(SLUG, [(piece("a"), ("guid:a",))], NOW)
    store.pieces.add(SLUG, [(piece("b"), ("url:b",)), (piece("c"), ("url:c",))], LATER)
    store.pieces.add(SLUG, [(piece("x"), ("guid:a", "url:b"))], LATER)
    use(store, "b", "c")
    store.pieces.add(SLUG, [(piece("d"), ("url:d",))], NOW - timedelta(hours=1))
    store.pieces.add(SLUG, [(piece("x"), ("url:c", "url:d"))], LATER)
    assert {each.piece.id: each.edition_id for each in store.pieces.known(SLUG)} == {
        piece("d").id: f"{SLUG}/{SLOT}",
        piece("a").id: f"{SLUG}/{SLOT}",
    }


def test_two_pieces_may_have_one_guid(store: Store) -> None:
    """`1` is a popular guid: the keys tell the pieces apart, and each gets an id of its own."""
    for name in ("a", "b", "c"):
        store.pieces.add(SLUG, [(piece(name, id="1", url="https://review.example/same"), keys(name))], NOW)
    ids = {each.piece.id for each in store.pieces.known(SLUG)}
    assert ids == {"1", "https://review.example/same", "1#2"}


def test_a_piece_without_keys_goes_by_its_id(store: Store) -> None:
    """Nothing is lost where nothing could be made of guid and address."""
    for _ in range(2):
        added = store.pieces.add(SLUG, [(piece("a"), ())], NOW)
    assert added.known == 1


def test_equal_words_are_one_piece_for_ninety_days(store: Store) -> None:
    """A cross-post comes within days; a yearly notice in the same words is news."""
    store.pieces.add(SLUG, [(piece("a"), ("guid:a", "content:same"))], NOW)
    store.pieces.add(SLUG, [(piece("b"), ("guid:b", "content:same"))], NOW + timedelta(days=89))
    assert len(store.pieces.known(SLUG)) == 1
    added = store.pieces.add(SLUG, [(piece("c"), ("guid:c", "content:same"))], NOW + timedelta(days=91))
    assert added.new == (piece("c").id,)
    store.pieces.add(SLUG, [(piece("d"), ("guid:d", "content:same"))], NOW + timedelta(days=92))
    assert [each.piece.id for each in store.pieces.known(SLUG)] == [piece("a").id, piece("c").id]


def test_the_newest_words_count_until_the_piece_is_used(store: Store) -> None:
    """A typo mended on Thursday is mended in Friday's edition; what went out stays as it went out."""
    store.pieces.add(SLUG, [(piece("a", teaser="Old."), keys("a"))], NOW)
    mended = piece("a", title="Mended", teaser="New.", text="A new text.")
    added = store.pieces.add(SLUG, [(mended, keys("a"))], LATER)
    assert (added.new, added.updated, added.known) == ((), (mended.id,), 0)
    assert store.pieces.known(SLUG)[0].piece == mended
    use(store, "a")
    added = store.pieces.add(SLUG, [(replace(mended, title="Too late"), keys("a"))], LATER)
    assert (added.updated, added.known) == ((), 1)
    (known,) = store.pieces.known(SLUG)
    assert (known.piece, known.edition_id) == (mended, f"{SLUG}/{SLOT}")


def test_the_date_of_publication_stays_and_bumps_are_updates(store: Store) -> None:
    """Sites move the date to get a piece to the top: it must not move into the next week's window."""
    store.pieces.add(SLUG, [(piece("a"), keys("a"))], NOW)
    store.pieces.add(SLUG, [(piece("a", published=LATER), keys("a"))], LATER)
    (known,) = store.pieces.known(SLUG)
    assert (known.piece.published, known.piece.updated) == (piece("a").published, LATER)
    guessed = piece("a", published=LATER + timedelta(hours=9), precision=Precision.GUESSED)
    assert store.pieces.add(SLUG, [(guessed, keys("a"))], LATER).known == 1


def test_what_was_missing_is_filled_in_and_nothing_is_emptied() -> None:
    """One feed has the picture, the other the text."""
    bare = piece("a", image=None, text="", lang="", authors=())
    full = piece("a", teaser="In short.", lang="en")
    assert revised(bare, full) == full
    assert revised(full, bare) == full


def test_another_source_does_not_overwrite() -> None:
    """Two feeds that carry a piece with different teasers would make it new at every collection."""
    first, second = piece("a", teaser="One."), piece("a", teaser="Two.", source="https://other.example/feed")
    assert revised(first, second) == first


def test_an_excerpt_does_not_take_the_place_of_the_text() -> None:
    """The page gave the whole text at first sight; the feed gives 300 characters at every collection."""
    whole = piece("a", text="A long text. " * 100, content="<p>long</p>")
    excerpt = piece("a", text="A long text. " * 20, content="<p>short</p>", title="New title")
    assert revised(whole, excerpt) == replace(whole, title="New title")
    mended = replace(whole, text="A long text, mended. " * 55, content="<p>mended</p>")
    assert revised(whole, mended) == mended


def test_only_the_recent_ones_where_that_is_asked(store: Store) -> None:
    """Years of pieces need not be read for one week."""
    store.pieces.add(SLUG, [(piece("a"), keys("a"))], NOW)
    store.pieces.add(SLUG, [(piece("b"), keys("b"))], LATER)
    assert [each.piece.id for each in store.pieces.known(SLUG, since=LATER)] == [piece("b").id]
    assert [each.piece.id for each in store.pieces.known(SLUG)] == [piece("a").id, piece("b").id]


def test_half_a_surrogate_pair_is_refused_with_the_pieces_name(store: Store) -> None:
    """SQLite and PostgreSQL keep Unicode; nothing of the batch is kept."""
    with pytest.raises(StoreError, match=r"review\.example/b: it holds text that is not Unicode"):
        store.pieces.add(SLUG, [(piece("a"), keys("a")), (piece("b", text="\ud83d"), keys("b"))], NOW)
    assert store.pieces.known(SLUG) == ()


names = st.sampled_from("abcdef")
sightings = st.lists(st.tuples(names, st.sets(st.sampled_from("abcdefgh"), min_size=1, max_size=3)), max_size=12)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=sightings, second=sightings)
def test_every_key_leads_to_one_known_piece(
    store: Store, first: list[tuple[str, set[str]]], second: list[tuple[str, set[str]]]
) -> None:
    """In whatever order: keys that were seen together lead to one known piece, and no piece is without a key."""
    slug = f"law{len(store.sources.all('law'))}"
    store.sources.remember_failure("law", slug, "taken", NOW)
    for batch in (first, second):
        store.pieces.add(slug, [(piece(name), tuple(sorted(found))) for name, found in batch], NOW)
    known = {each.piece.id for each in store.pieces.known(slug)}
    for _, found in (*first, *second):
        owners = {store.pieces.has_key(slug, [key]) for key in found}
        assert len(owners) == 1
        assert owners <= known
    assert len(known) == len({store.pieces.has_key(slug, [key]) for _, found in (*first, *second) for key in found})


def test_who_has_left_stays_away_until_taken_back(store: Store) -> None:
    """A second reason changes nothing; other publications are other lists."""
    for reason in ("unsubscribed", "complained"):
        store.suppressions.add(SLUG, "ann@example.net", reason, NOW)
    assert store.suppressions.all(SLUG) == {"ann@example.net"}
    assert store.suppressions.is_suppressed(SLUG, "ann@example.net")
    assert not store.suppressions.is_suppressed("another", "ann@example.net")
    store.suppressions.remove(SLUG, "ann@example.net")
    store.suppressions.remove(SLUG, "bob@example.net")
    assert store.suppressions.all(SLUG) == frozenset()


def test_a_time_without_a_zone_is_not_guessed_at() -> None:
    """It is a mistake of the program."""
    with pytest.raises(TypeError, match="naive"):
        Instant().process_bind_param(datetime(2026, 11, 20), None)  # type: ignore[arg-type]  # noqa: DTZ001 - naive on purpose
