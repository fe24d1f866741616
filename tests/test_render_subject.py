"""The two lines of the inbox have their lengths whatever the headlines are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rendering_samples import SHIPPED, sample_edition

from digest.errors import RenderError
from digest.render.subject import preheader_line, subject_line
from digest.render.words import load_tongue

if TYPE_CHECKING:
    from digest.model import Edition

TONGUE = load_tongue((SHIPPED,), "en")


def titled(*titles: str, publication: str = "The Harbour Review", subject: str = "{title}: {lead}") -> Edition:
    """Return an edition whose lead and pieces bear *titles*."""
    edition = sample_edition(len(titles))
    cards = dict(zip((card.piece.id for card in edition.cards), titles, strict=True))

    def renamed(card):  # noqa: ANN001, ANN202 - a card in, a card out
        return replace(card, piece=replace(card.piece, title=cards[card.piece.id]))

    return replace(
        edition,
        publication=replace(edition.publication, title=publication, subject=subject),
        lead=renamed(edition.lead) if edition.lead else None,
        sections=tuple(replace(s, cards=tuple(map(renamed, s.cards))) for s in edition.sections),
    )


@settings(max_examples=60)
@given(
    titles=st.lists(st.text(max_size=160), max_size=4),
    publication=st.text(max_size=120),
    subject=st.sampled_from(["{title}: {lead}", "{lead}", "{title}", "{title} {number}: {count} · {date}", "x"]),
)
def test_the_lengths_hold_for_every_text(titles: list[str], publication: str, subject: str) -> None:
    """10 to 78 and 40 to 100 characters, one line each."""
    edition = titled(*titles, publication=publication, subject=subject)
    line = subject_line(edition, TONGUE)
    preheader = preheader_line(edition, TONGUE, line)
    assert 10 <= len(line) <= 78
    assert 40 <= len(preheader) <= 100
    assert len(f"{line}{preheader}".splitlines()) == 1


@pytest.mark.parametrize(
    ("edition", "line"),
    [
        (titled("A short lead", "b"), "The Harbour Review: A short lead"),
        (
            titled("Why the last ferry of the northern line was sold to a man who had never seen the sea"),
            "The Harbour Review: Why the last ferry of the northern line was sold to a…",
        ),
        (titled("x" * 300), "The Harbour Review: " + "x" * 57 + "…"),
        (titled("Hi", publication="Q"), "Q: Hi · 20 November 2026"),
        (titled(), "The Harbour Review"),
        (
            titled("a", subject="{title} no. {number}, {count} piece, {date}"),
            "The Harbour Review no. 47, 1 piece, 20 November 2026",
        ),
        (titled("{number} {lead}", subject="{title}: {lead}"), "The Harbour Review: {number} {lead}"),
        (titled("A\r\nBcc: all", "b"), "The Harbour Review: A Bcc: all"),
    ],
)
def test_the_subject_follows_the_pattern(edition: Edition, line: str) -> None:
    """The lead is cut at a word's end; a headline's braces and line breaks mean nothing."""
    assert subject_line(edition, TONGUE) == line


@pytest.mark.parametrize("pattern", ["{titel}", "{title", "{}", "{title.__class__}", "{lead!z}", "{number:q}"])
def test_a_broken_pattern_names_the_publication(pattern: str) -> None:
    """A typo in the configuration, found before the mail goes."""
    with pytest.raises(RenderError, match="harbour: the subject pattern"):
        subject_line(titled("a", subject=pattern), TONGUE)


def test_the_preheader_says_what_the_subject_does_not() -> None:
    """Both stand side by side in the inbox."""
    edition = titled("The lead", "The second piece of the week", "The third piece of the week")
    assert preheader_line(edition, TONGUE, subject_line(edition, TONGUE)) == (
        "The second piece of the week · The third piece of the week"
    )


def test_a_piece_alone_still_fills_the_preheader() -> None:
    """Then its blurb speaks."""
    edition = titled("The lead")
    assert preheader_line(edition, TONGUE, subject_line(edition, TONGUE)).startswith("For forty years")


def test_a_subject_without_the_lead_leaves_it_to_the_preheader() -> None:
    """The first headline is then the news."""
    edition = titled("The first headline of them all", "Second", subject="{title}, {date}")
    assert preheader_line(edition, TONGUE, subject_line(edition, TONGUE)).startswith(
        "The first headline of them all · "
    )
