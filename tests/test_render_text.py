"""The text part: columns, rules, links and leave-taking, of equal care."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rendering_samples import SHIPPED, sample_edition

from digest.model import Token
from digest.render import render
from digest.render.plaintext import WIDTH, columns, underline, wrap


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=400), st.sampled_from(["", "* "]))
def test_no_line_is_wider_than_72_columns_unless_an_address_stands_in_it(text: str, bullet: str) -> None:
    """Wrapping loses no character but spaces."""
    wrapped = wrap(" ".join(text.split()), bullet)
    for line in wrapped.split("\n"):
        assert columns(line) <= WIDTH or "__DG_" in line or "://" in line or "mailto:" in line.lower()
        assert line == line.rstrip(" ")
    assert wrapped.removeprefix(bullet.strip()).replace("\n", "").replace(" ", "") == "".join(text.split()).replace(
        " ", ""
    )


def test_an_address_is_never_broken() -> None:
    """A link over two lines is a dead link."""
    url = "https://example.org/" + "x" * 200
    assert wrap(f"Read this ({url}) and that.").split("\n") == ["Read this", f"({url})", "and that."]


def test_an_endless_word_is_broken_and_wide_text_counts_double() -> None:
    """A column is a terminal's; Japanese breaks anywhere, but never before a full stop."""
    assert [columns(line) for line in wrap("x" * 200).split("\n")] == [72, 72, 56]
    lines = wrap("漢字。" * 40).split("\n")
    assert max(map(columns, lines)) <= WIDTH
    assert not any(line.startswith("。") for line in lines)


def test_headings_are_underlined_to_their_width() -> None:
    """A heading of two lines gets one rule, as wide as the wider."""
    assert underline("Wörter", "-") == "Wörter\n------"
    assert underline("漢字\nx", "=") == "漢字\nx\n===="


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_text_part_holds_the_whole_edition(lang: str) -> None:
    """Whoever reads plain text misses nothing but pictures."""
    edition = sample_edition(14, lang=lang)
    text = render(edition, templates=(SHIPPED,), public_url="https://news.example.org").text
    for card in edition.cards:
        assert f"\n{card.piece.link}\n" in text.replace("  https", "https")
        assert card.piece.title.split()[0] in text
    assert f"\n{Token.UNSUBSCRIBE}\n" in text
    assert Token.ADDRESS in text
    assert "https://news.example.org/editions/harbour/2026-11-20T06:00" in text
    assert "12 Quay Street, 3rd floor\n" in text
    assert all(columns(line) <= WIDTH or "://" in line for line in text.splitlines())
    assert "\n\n\n\n" not in text
    assert "<" not in text
    assert "\u2007" not in text, "the preheader's filler belongs to the HTML alone"


def test_a_hostile_title_prints_no_token_even_in_capitals() -> None:
    """The text part sets section names in capitals, and __dg_address__ would become a token there."""
    edition = sample_edition(3)
    assert edition.lead is not None
    piece = replace(edition.lead.piece, section="__dg_address__", title="{{ x }} __DG_UNSUBSCRIBE__")
    text = render(replace(edition, lead=replace(edition.lead, piece=piece)), templates=(SHIPPED,)).text
    assert text.count(Token.ADDRESS) == 1
    assert text.count(Token.UNSUBSCRIBE) == 1
    assert "{{ x }} _DG_UNSUBSCRIBE__" in text
