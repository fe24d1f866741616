"""Small truths about text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.text import collapse, paragraphs, printed, reading_minutes, shorten, unescaped, word_count


@given(st.text())
def test_collapsing_twice_is_collapsing_once(text: str) -> None:
    """And leaves no white space but single spaces between words."""
    assert collapse(collapse(text)) == collapse(text)
    assert collapse(text) == " ".join(text.split())


@given(st.text(), st.integers(2, 40))
def test_a_shortened_text_fits(text: str, limit: int) -> None:
    """And is the text itself where that fits."""
    short = shorten(text, limit)
    assert len(short) <= limit
    assert short == text if len(text) <= limit else short.endswith("…")


def test_words_count_as_readers_count_them() -> None:
    """A hyphen or an apostrophe joins; two ideographs are one word."""
    assert word_count("a well-known editor’s blurb") == 4
    assert word_count("日本経済新聞") == 3


def test_reading_takes_a_minute_at_least() -> None:
    """238 words a minute (Brysbaert 2019)."""
    assert reading_minutes("") == 1
    assert reading_minutes("word " * 239) == 2


def test_paragraphs_are_divided_by_empty_lines() -> None:
    """A single line end is white space."""
    assert paragraphs("a\nb\n \n\n c ") == ("a\nb", "c")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("it&#8217;s &amp; &ndash;", "it’s & –"),
        ("&#x201C;yes&#x201D;", "“yes”"),
        ("R&D; AT&T &nbsp;x", "R&D; AT&T x"),
        ("&unknown; & &;", "&unknown; & &;"),
    ],
)
def test_left_over_references_are_decoded_and_nothing_else(text: str, expected: str) -> None:
    """Feeds escape twice; a firm's ampersand is no reference."""
    assert printed(text) == expected


@given(st.text(), st.integers(0, 6_000), st.sampled_from(["&#{};", "&#{}", "&amp;#{};", "&#x{};"]))
def test_no_reference_is_too_long_to_decode(text: str, digits: int, form: str) -> None:
    """Python reads no number of more than 4,300 digits: one title would take its whole feed with it."""
    decoded = unescaped(text + form.format("1" * digits) + text)
    assert len(decoded) <= len(2 * text) + len(form) + 6_000
    assert unescaped("fish &amp; chips") == "fish & chips"
