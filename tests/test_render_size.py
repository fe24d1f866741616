"""An edition is made to fit, deterministically and without losing a piece."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rendering_samples import LOOKS, SHIPPED, sample_edition

from digest.check import check_rendering
from digest.model import Blurb, Card, Edition, Level, Look, Origin, Place
from digest.render import render, size
from digest.render.edition import raw_html
from digest.render.guard import restore
from digest.render.inline import inline_css
from digest.render.size import MAX_ENCODED_BYTES, WARN_BYTES, fit, what_was_fitted
from digest.text import encoded_size


def weight(edition: Edition) -> int:
    """Weigh an edition without rendering it: what is printed of each piece."""
    shown = (100 + len(c.blurb.text) if c.place is not Place.BRIEF else 20 for c in edition.cards)
    return sum(shown) + sum(len(card.piece.title) for card in edition.cards)


@settings(max_examples=30)
@given(pieces=st.integers(0, 20), limit=st.integers(0, 9000))
def test_fit_keeps_every_piece_and_does_no_more_than_it_must(pieces: int, limit: int) -> None:
    """The reader loses words before pieces, and none of either without need."""
    edition = sample_edition(pieces)
    fitted = fit(edition, weight, limit=limit)
    assert sorted(c.piece.id for c in fitted.cards) == sorted(c.piece.id for c in edition.cards)
    assert fitted.lead == edition.lead
    assert fit(edition, weight, limit=limit) == fitted
    if weight(edition) <= limit:
        assert fitted == edition
    if weight(fitted) > limit:
        assert not fitted.sections


@settings(max_examples=30)
@given(pieces=st.integers(2, 20), limit=st.integers(0, 9000), bumps=st.lists(st.integers(1, 400), min_size=3))
def test_the_fewest_steps_are_found_whatever_they_save(pieces: int, limit: int, bumps: list[int]) -> None:
    """The reckoning may be wrong; the answer may not, and no count is measured twice."""
    edition = sample_edition(pieces)
    steps = size._steps(edition, weight(edition))
    sizes = [10_000]
    for number in range(len(steps)):
        sizes.append(sizes[-1] - bumps[number % len(bumps)])
    asked: list[int] = []

    def measured(count: int) -> int:
        asked.append(count)
        return sizes[count]

    found = size._fewest(steps, sizes[0], measured, limit)
    assert found == next((count for count, each in enumerate(sizes) if each <= limit), len(steps))
    assert len(asked) == len(set(asked)) <= 16


@pytest.mark.parametrize("look", Look)
@pytest.mark.parametrize("pieces", [60, 80, 120, 200])
def test_an_edition_of_any_length_is_rendered_a_handful_of_times(look: Look, pieces: int) -> None:
    """Each rendering costs as much as the edition is long: more of them would make long editions dear."""
    edition = sample_edition(pieces)
    times = 0

    def measure(candidate: Edition) -> int:
        nonlocal times
        times += 1
        return encoded_size(render_html(candidate, look))

    fitted = fit(edition, measure)
    assert measure(fitted) <= MAX_ENCODED_BYTES
    assert times <= 7


def render_html(edition: Edition, look: Look) -> str:
    """Render as it stands, not made to fit."""
    return restore(inline_css(raw_html(edition, templates=LOOKS[look])))


@pytest.mark.parametrize(("pieces", "fits"), [(100, True), (200, False)])
def test_what_cannot_be_made_to_fit_is_held_back(pieces: int, fits: bool) -> None:  # noqa: FBT001
    """Each Chinese character takes nine bytes in quoted-printable; no message beyond the limit ever leaves."""
    edition = sample_edition(pieces)

    def changed(card: Card) -> Card:
        return replace(card, piece=replace(card.piece, title="河流停止了，市长们说" * 4))

    sections = tuple(replace(s, cards=tuple(map(changed, s.cards))) for s in edition.sections)
    made = render(replace(edition, sections=sections), templates=(SHIPPED,))
    assert (encoded_size(made.html) <= MAX_ENCODED_BYTES) is fits
    assert any(f.rule == "size/encoded" and f.level is Level.ERROR for f in check_rendering(made)) is not fits


def test_blurbs_shrink_by_whole_sentences_from_the_last_piece_on() -> None:
    """A blurb is never cut within a sentence."""
    edition = sample_edition(12)
    fitted = fit(edition, weight, limit=weight(edition) - 1)
    before = [card.blurb for section in edition.sections for card in section.cards]
    after = [card.blurb for section in fitted.sections for card in section.cards]
    assert after[:-1] == before[:-1]
    assert after[-1].sentences == before[-1].sentences[:-1]
    assert after[-1].text == " ".join(sentence.text for sentence in after[-1].sentences)


def test_pieces_move_to_in_brief_in_their_order() -> None:
    """What moved stands before what was there, in reading order."""
    edition = sample_edition(12)
    order = [card.piece.id for card in edition.cards]
    fitted = fit(edition, weight, limit=1700)
    assert len(fitted.brief) > len(edition.brief)
    assert [card.piece.id for card in fitted.cards] == order
    assert {card.place for card in fitted.brief} == {Place.BRIEF}


def test_an_editors_blurb_is_never_shortened() -> None:
    """It has no sentences of ours to take away; the piece moves as a whole."""
    edition = sample_edition(3)
    text = "The editor wrote this. And this."
    blurb = Blurb(text=text, origin=Origin.EDITOR)
    sections = tuple(replace(s, cards=tuple(replace(c, blurb=blurb) for c in s.cards)) for s in edition.sections)
    fitted = fit(replace(edition, sections=sections), weight, limit=0)
    assert [card.blurb.text for card in fitted.brief] == [text, text]


def test_what_was_fitted_is_said_in_words() -> None:
    """An editor should know what readers do not see."""
    edition = sample_edition(12)
    assert what_was_fitted(edition, edition) == ""
    assert what_was_fitted(edition, fit(edition, weight, limit=weight(edition) - 1)) == "1 blurb shortened"
    moved = what_was_fitted(edition, fit(edition, weight, limit=1700))
    assert moved.endswith("pieces moved to In brief")
    assert "blurbs shortened, " in moved
    long = render(sample_edition(150), templates=(SHIPPED,))
    assert "moved to In brief" in long.fitting
    assert render(sample_edition(14), templates=(SHIPPED,)).fitting == ""


def test_an_endless_headline_is_cut_before_any_blurb() -> None:
    """No headline has 10,000 characters by intention."""
    edition = sample_edition(4)
    assert edition.lead is not None
    lead = replace(edition.lead, piece=replace(edition.lead.piece, title="word " * 2000))
    fitted = fit(replace(edition, lead=lead), weight, limit=weight(edition) + 250)
    assert fitted.lead is not None
    assert len(fitted.lead.piece.title) <= 250
    assert fitted.sections == edition.sections


@pytest.mark.parametrize("text", ["plain\nlines\n", "ümlaut = sign", "x" * 500, "a " * 100 + "\n", ""])
def test_encoded_size_counts_what_goes_over_the_wire(text: str) -> None:
    """Quoted-printable with CRLF, as the mail carries it."""
    import quopri

    wire = quopri.encodestring(text.encode()).replace(b"\n", b"\r\n")
    assert encoded_size(text) == len(wire)


def test_forty_pieces_stay_below_eighty_thousand_bytes() -> None:
    """Gmail clips at 102 KB and the unsubscribe link with it."""
    html = render(sample_edition(40), templates=(SHIPPED,), public_url="https://news.example.org").html
    assert len(html.encode()) <= 80_000 < WARN_BYTES


def test_a_rendering_too_large_is_made_to_fit() -> None:
    """A hundred pieces: blurbs shrink, pieces move, all stay."""
    edition = sample_edition(100)
    html = render(edition, templates=(SHIPPED,)).html
    assert encoded_size(html) <= MAX_ENCODED_BYTES
    assert all(f"number-{1000 + number}/" in html for number in range(100))
