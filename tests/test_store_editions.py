"""Editions: made once, changed only along the legal ways, sent only as they were approved."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import TYPE_CHECKING

import pytest
from store_parts import (
    FINDINGS,
    NOW,
    OTHER_RENDERING,
    RENDERING,
    SLOT,
    SLUG,
    WINDOW,
    edition,
    keys,
    piece,
    url_of,
)

from digest.errors import NotFound, Refused, StoreError
from digest.model import EDITION_TRANSITIONS, EditionState, Window
from digest.store import Store, StoredEdition, content_hash

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LATER = NOW + timedelta(hours=1)
WAYS: dict[EditionState, tuple[EditionState, ...]] = {
    EditionState.COLLECTING: (),
    EditionState.DRAFT: (EditionState.DRAFT,),
    EditionState.APPROVED: (EditionState.DRAFT, EditionState.APPROVED),
    EditionState.SENDING: (EditionState.DRAFT, EditionState.APPROVED, EditionState.SENDING),
    EditionState.SUBMITTED: (
        EditionState.DRAFT,
        EditionState.APPROVED,
        EditionState.SENDING,
        EditionState.SUBMITTED,
    ),
    EditionState.HELD: (EditionState.DRAFT, EditionState.HELD),
    EditionState.CANCELLED: (EditionState.CANCELLED,),
    EditionState.SKIPPED: (EditionState.DRAFT, EditionState.SKIPPED),
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Give an empty database."""
    with Store.open(url_of(tmp_path)) as store:
        yield store


def found(store: Store, slot: str = SLOT) -> StoredEdition:
    """Give the edition that must be there."""
    stored = store.editions.get(SLUG, slot)
    assert stored is not None
    return stored


def bring(store: Store, state: EditionState, slot: str = SLOT, window: Window = WINDOW, names: str = "a") -> None:
    """Make an edition and bring it to *state* by the ways that the program goes."""
    store.editions.ensure(SLUG, slot, window, NOW)
    for step in WAYS[state]:
        if step is EditionState.DRAFT:
            content = edition(*map(piece, names), slot=slot, window=window)
            store.editions.save_draft(SLUG, slot, content, RENDERING, FINDINGS, now=NOW)
        elif step is EditionState.APPROVED:
            store.editions.approve(SLUG, slot, content_hash=content_hash(RENDERING), now=NOW)
        else:
            store.editions.move(SLUG, slot, step, now=LATER, expect=found(store, slot).state)


def test_an_edition_is_made_once(store: Store) -> None:
    """The second who asks gets what the first has made."""
    first = store.editions.ensure(SLUG, SLOT, WINDOW, NOW)
    assert first == StoredEdition(
        publication=SLUG, slot=SLOT, number=1, window=WINDOW, state=EditionState.COLLECTING, created_at=NOW
    )
    assert first.id == f"{SLUG}/{SLOT}"
    again = store.editions.ensure(SLUG, SLOT, Window(start=NOW, end=LATER), LATER)
    assert again == first == store.editions.get(SLUG, SLOT)
    assert store.editions.get(SLUG, "2026-11-27T06:00") is None


def test_a_draft_comes_back_as_it_was(store: Store) -> None:
    """The publication's rules of that day, pieces, spans, decisions and findings: all that was shown."""
    bring(store, EditionState.DRAFT, names="abc")
    stored = found(store)
    assert stored.edition == edition(*map(piece, "abc"))
    assert (stored.rendering, stored.findings, stored.state) == (RENDERING, FINDINGS, EditionState.DRAFT)
    assert (stored.composed_at, stored.content_hash) == (NOW, content_hash(RENDERING))


def test_the_window_is_the_one_that_was_composed(store: Store) -> None:
    """The edition before it may have gone out after this one was made."""
    store.editions.ensure(SLUG, SLOT, WINDOW, NOW)
    window = Window(start=NOW - timedelta(days=3), end=NOW)
    store.editions.save_draft(SLUG, SLOT, edition(piece("a"), window=window), RENDERING, (), now=NOW)
    assert found(store).window == window


@pytest.mark.parametrize("field", ["html", "text", "subject", "preheader"])
def test_the_hash_covers_all_that_a_reader_sees(field: str) -> None:
    """And no two parts run into each other."""
    assert content_hash(replace(RENDERING, **{field: "other"})) != content_hash(RENDERING)
    assert content_hash(replace(RENDERING, text="ab", html="c")) != content_hash(
        replace(RENDERING, text="b", html="ca")
    )


def test_only_what_was_shown_can_be_approved(store: Store) -> None:
    """Between the editor's look and the click, the draft was made anew."""
    bring(store, EditionState.DRAFT)
    shown = found(store).content_hash
    store.editions.save_draft(SLUG, SLOT, edition(piece("a")), OTHER_RENDERING, (), now=LATER)
    with pytest.raises(Refused, match=f"{SLUG}/{SLOT}: its content is not what was approved; look at it"):
        store.editions.approve(SLUG, SLOT, content_hash=shown, now=LATER)
    store.editions.approve(SLUG, SLOT, content_hash=content_hash(OTHER_RENDERING), now=LATER)
    stored = found(store)
    assert (stored.state, stored.approved_hash, stored.approved_at) == (
        EditionState.APPROVED,
        content_hash(OTHER_RENDERING),
        LATER,
    )


def test_a_change_takes_the_approval_back(store: Store) -> None:
    """What was approved is what goes."""
    bring(store, EditionState.APPROVED)
    store.editions.save_draft(SLUG, SLOT, edition(piece("a")), OTHER_RENDERING, (), now=LATER)
    stored = found(store)
    assert (stored.state, stored.approved_hash, stored.approved_at) == (EditionState.DRAFT, "", None)


def test_holding_keeps_an_approval_and_a_draft_has_none(store: Store) -> None:
    """From held back to approved only with the bytes that were approved."""
    bring(store, EditionState.APPROVED)
    store.editions.move(SLUG, SLOT, EditionState.HELD, now=NOW, expect=EditionState.APPROVED)
    moved = store.editions.move(SLUG, SLOT, EditionState.APPROVED, now=NOW, expect=EditionState.HELD)
    assert moved.approved_hash == moved.content_hash
    store.editions.move(SLUG, SLOT, EditionState.DRAFT, now=NOW, expect=EditionState.APPROVED)
    with pytest.raises(Refused, match="approve it again"):
        store.editions.move(SLUG, SLOT, EditionState.APPROVED, now=NOW, expect=EditionState.DRAFT)


@pytest.mark.parametrize(("state", "to"), tuple(product(EditionState, EditionState)))
def test_only_the_legal_ways_are_open(store: Store, state: EditionState, to: EditionState) -> None:
    """The refusal names the edition, its state, and what is possible; nothing changes then."""
    bring(store, state)
    before = found(store)
    is_open = to in EDITION_TRANSITIONS[state] and (to is not EditionState.APPROVED or bool(before.approved_hash))
    if is_open:
        assert store.editions.move(SLUG, SLOT, to, now=LATER, expect=state).state is to
        return
    with pytest.raises(Refused, match=f"{SLUG}/{SLOT}: ") as caught:
        store.editions.move(SLUG, SLOT, to, now=LATER, expect=state)
    assert found(store) == before
    if to not in EDITION_TRANSITIONS[state]:
        assert f"it is {state} and cannot become {to}; possible now: " in str(caught.value)
        assert all(way in str(caught.value) for way in EDITION_TRANSITIONS[state])


def test_who_expects_another_state_is_refused(store: Store) -> None:
    """Of two processes one was faster."""
    bring(store, EditionState.SKIPPED)
    with pytest.raises(Refused, match="it is skipped and cannot become held; possible now: nothing, it is over"):
        store.editions.move(SLUG, SLOT, EditionState.HELD, now=NOW, expect=EditionState.DRAFT)


@pytest.mark.parametrize("state", [EditionState.SENDING, EditionState.SUBMITTED, EditionState.CANCELLED])
def test_what_is_past_being_changed_is_not_changed(store: Store, state: EditionState) -> None:
    """No new draft and no new approval for an edition that is going out or over."""
    bring(store, state)
    before = found(store)
    with pytest.raises(Refused, match=f"it is {state} and cannot become draft"):
        store.editions.save_draft(SLUG, SLOT, edition(piece("b")), OTHER_RENDERING, (), now=LATER)
    with pytest.raises(Refused, match=f"it is {state} and cannot become approved"):
        store.editions.approve(SLUG, SLOT, content_hash=before.content_hash, now=LATER)
    assert found(store) == before


def test_an_edition_without_content_or_none_at_all(store: Store) -> None:
    """Each says what makes one."""
    with pytest.raises(NotFound, match="there is no such edition; `digest compose`"):
        store.editions.approve(SLUG, SLOT, content_hash="", now=NOW)
    with pytest.raises(NotFound):
        store.editions.save_draft(SLUG, SLOT, edition(), RENDERING, (), now=NOW)
    with pytest.raises(NotFound):
        store.editions.move(SLUG, SLOT, EditionState.SUBMITTED, now=NOW, expect=EditionState.DRAFT)
    bring(store, EditionState.COLLECTING)
    with pytest.raises(Refused, match="it is collecting"):
        store.editions.approve(SLUG, SLOT, content_hash="", now=NOW)
    store.editions.save_draft(SLUG, SLOT, edition(), RENDERING, (), now=NOW)
    with pytest.raises(Refused, match="not what was approved"):
        store.editions.approve(SLUG, SLOT, content_hash="", now=NOW)


def test_pieces_are_used_up_when_the_edition_is_submitted(store: Store) -> None:
    """Not before; and those of a skipped edition stay free."""
    store.pieces.add(SLUG, [(piece(name), keys(name)) for name in "abcd"], NOW)
    bring(store, EditionState.SKIPPED, slot="2026-11-13T06:00", names="d")
    bring(store, EditionState.SENDING, names="abc")
    assert not any(each.edition_id for each in store.pieces.known(SLUG))
    store.editions.move(SLUG, SLOT, EditionState.SUBMITTED, now=LATER, expect=EditionState.SENDING)
    assert found(store).submitted_at == LATER
    used = {each.piece.id: each.edition_id for each in store.pieces.known(SLUG)}
    assert used == {piece(name).id: f"{SLUG}/{SLOT}" for name in "abc"} | {piece("d").id: None}


def test_a_piece_stays_with_the_edition_that_had_it_first(store: Store) -> None:
    """Should it ever go out twice, the second submission is still kept."""
    store.pieces.add(SLUG, [(piece("a"), keys("a"))], NOW)
    bring(store, EditionState.SUBMITTED)
    bring(store, EditionState.SUBMITTED, slot="2026-11-27T06:00")
    assert store.pieces.known(SLUG)[0].edition_id == f"{SLUG}/{SLOT}"


def test_an_edition_of_no_pieces_uses_none(store: Store) -> None:
    """An editor may send a note without any piece."""
    bring(store, EditionState.SUBMITTED, names="")
    assert found(store).state is EditionState.SUBMITTED


def test_the_number_counts_what_readers_got_or_will(store: Store) -> None:
    """A skipped or cancelled week has no number."""
    for slot, state in (
        ("2026-11-06T06:00", EditionState.SUBMITTED),
        ("2026-11-13T06:00", EditionState.SKIPPED),
        ("2026-11-20T06:00", EditionState.CANCELLED),
        ("2026-11-27T06:00", EditionState.DRAFT),
        ("2026-12-04T06:00", EditionState.COLLECTING),
    ):
        bring(store, state, slot=slot, names="")
    numbers = [each.number for each in store.editions.all(SLUG)]
    assert numbers == [1, 2, 2, 2, 3]
    assert store.editions.ensure("another", SLOT, WINDOW, NOW).number == 1


def test_the_latest_and_the_last_submitted(store: Store) -> None:
    """The next window begins where the last submitted edition's ends, whatever was skipped or is being made since."""
    assert store.editions.latest(SLUG) is None
    assert store.editions.last_submitted(SLUG) is None
    for number, state in enumerate((EditionState.SUBMITTED, EditionState.SUBMITTED, EditionState.SKIPPED)):
        end = NOW + timedelta(days=7 * number)
        window = Window(start=end - timedelta(days=7), end=end)
        bring(store, state, slot=f"2026-11-{6 + 7 * number:02}T06:00", window=window, names="")
    last, latest = store.editions.last_submitted(SLUG), store.editions.latest(SLUG)
    assert last is not None
    assert latest is not None
    assert (last.slot, last.window.end) == ("2026-11-13T06:00", NOW + timedelta(days=7))
    assert latest.slot == "2026-11-20T06:00"
    assert store.editions.latest(SLUG, {EditionState.SUBMITTED}) == last
    assert store.editions.latest(SLUG, ()) is None
    assert store.editions.all("another") == ()


def test_an_edition_that_no_longer_fits_the_program_is_named(tmp_path: Path) -> None:
    """By hand or by another version: the error says which edition and which field."""
    with Store.open(url_of(tmp_path)) as store:
        bring(store, EditionState.DRAFT)
    with closing(sqlite3.connect(tmp_path / "var" / "digest.db")) as connection, connection:
        connection.execute("UPDATE edition SET payload = '{\"slot\": 5}'")
    with (
        Store.open(url_of(tmp_path)) as store,
        pytest.raises(StoreError, match=f"edition {SLUG}/{SLOT}: .*publication"),
    ):
        store.editions.get(SLUG, SLOT)
