"""The text part: columns, rules, links and leave-taking, of equal care."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rendering_samples import LOOKS, SHIPPED, sample_edition

from digest.model import Look, Token
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


@pytest.mark.parametrize("look", Look)
@pytest.mark.parametrize("lang", ["en", "de", "fr", "es", "ar"])
def test_an_address_has_a_line_of_its_own_in_every_look_and_language(look: Look, lang: str) -> None:
    """It can be clicked, copied and skipped; a screen reader reads no sentence with an address in its middle."""
    text = render(sample_edition(14, lang=lang), templates=LOOKS[look], public_url="https://news.example.org").text
    lines = text.splitlines()
    assert all(re.fullmatch(r"(  )?https?://\S+", line) for line in lines if "://" in line)
    assert all(columns(line) <= WIDTH for line in lines if "://" not in line)
    assert all(line == line.rstrip() for line in lines)
    # What stands above an address says where it leads: a meta line, or words with a colon.
    above = {lines[at - 1].strip() for at, line in enumerate(lines) if "://" in line or line == Token.UNSUBSCRIBE}
    assert all(line.endswith(":") or "·" in line or any(map(str.isalpha, line)) for line in above if line)
    assert text.endswith("\n")
    assert "\n\n\n\n" not in text


def test_a_hostile_title_prints_no_token_even_in_capitals() -> None:
    """The text part sets section names in capitals, and __dg_address__ would become a token there."""
    edition = sample_edition(3)
    assert edition.lead is not None
    piece = replace(edition.lead.piece, section="__dg_address__", title="{{ x }} __DG_UNSUBSCRIBE__")
    text = render(replace(edition, lead=replace(edition.lead, piece=piece)), templates=(SHIPPED,)).text
    assert text.count(Token.ADDRESS) == 1
    assert text.count(Token.UNSUBSCRIBE) == 1
    assert "{{ x }} _DG_UNSUBSCRIBE__" in text
