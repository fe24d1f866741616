"""Tokens, words and overrides: a publication changes one thing alone, and mistakes name their place."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rendering_samples import SHIPPED, sample_edition

from digest.errors import RenderError
from digest.render import render
from digest.render.tokens import MIN_CONTRAST, contrast, load_tokens
from digest.render.words import direction_of, load_tongue

if TYPE_CHECKING:
    from pathlib import Path

FRIDAY = date(2026, 11, 20)
COLOURS = st.from_regex(r"#[0-9a-f]{6}", fullmatch=True)


def write(folder: Path, name: str, text: str) -> Path:
    """Write one file of a publication's own templates."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


@given(COLOURS, COLOURS)
def test_contrast_is_symmetric_and_between_1_and_21(one: str, other: str) -> None:
    """WCAG's own bounds."""
    assert contrast(one, other) == contrast(other, one)
    assert 1 <= contrast(one, other) <= 21


def test_contrast_agrees_with_known_pairs() -> None:
    """Two figures measured with an independent tool."""
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#9b2226", "#ffffff") == pytest.approx(7.9, abs=0.1)


def test_one_token_is_overridden_alone(tmp_path: Path) -> None:
    """The rest stays as shipped."""
    write(tmp_path, "tokens.toml", '[light]\naccent = "#005F2F"\n')
    tokens = load_tokens((tmp_path, SHIPPED))
    assert tokens.light["accent"] == "#005f2f"
    assert tokens.light["ink"] == load_tokens((SHIPPED,)).light["ink"]
    assert "#005f2f" in render(sample_edition(3), templates=(tmp_path, SHIPPED)).html


@pytest.mark.parametrize(
    ("toml", "line", "word"),
    [
        ('[light]\nink = "#1b1a17"\ninkk = "#111111"\n', 3, "no token 'inkk'"),
        ('[bright]\nink = "#1b1a17"\n', 2, "groups are light"),
        ('[light]\nink = "black"\n', 2, "six digits"),
        ("[light]\nink = 3\n", 2, "six digits"),
        ('[light]\nmuted = "#999999"\n', 2, "muted #999999 on surface #ffffff has a contrast of 2.85"),
        ('[dark]\n# note\nbutton_text = "#ffffff"\n', 3, "button_text #ffffff on button"),
        ('[dark]\nsurface = "#777777"\n', 2, "on surface #777777"),
        ("[sizes]\nbody = 16\n", 2, "[size, line height]"),
        ("[sizes]\nbody = [16, 12]\n", 2, "[size, line height]"),
        ("[space]\ncontainer = 64\n", 2, "320 to 800"),
        ("[space]\nradius = true\n", 2, "whole px"),
        ("[fonts]\ntext = \"'Fancy', serif\"\n", 2, "without quotes"),
        ('[fonts]\ntext = "x;} body{color:red"\n', 2, "without quotes"),
        ('ink = "#111111"\n', 1, "outside a group"),
        ("[light]\nink = \n", 2, "no TOML"),
    ],
)
def test_a_wrong_token_names_file_and_line(tmp_path: Path, toml: str, line: int, word: str) -> None:
    """The designer sees the message in the preview."""
    file = write(tmp_path, "tokens.toml", toml)
    with pytest.raises(RenderError) as error:
        load_tokens((tmp_path, SHIPPED))
    assert error.value.resource == f"{file}:{line}"
    assert word in error.value.message


def test_a_folder_alone_must_hold_every_token(tmp_path: Path) -> None:
    """The shipped folder has to come last."""
    with pytest.raises(RenderError, match=r"no tokens\.toml in any template folder"):
        load_tokens((tmp_path,))
    write(tmp_path, "tokens.toml", '[light]\nink = "#111111"\n')
    with pytest.raises(RenderError, match="'page' is missing"):
        load_tokens((tmp_path,))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_shipped_text_stands_out_from_its_ground(scheme: str) -> None:
    """Checked again without the loader's own list of pairs."""
    palette = getattr(load_tokens((SHIPPED,)), scheme)
    for text in ("ink", "body", "muted", "accent", "link"):
        assert contrast(palette[text], palette["surface"]) >= MIN_CONTRAST
    assert contrast(palette["body"], palette["appeal"]) >= 7


@pytest.mark.parametrize(
    ("lang", "written"),
    [
        ("en", "Friday 20 November 2026"),
        ("en-US", "Friday, November 20, 2026"),
        ("de", "Freitag, 20. November 2026"),
        ("fr", "Vendredi 20 novembre 2026"),
        ("es", "Viernes, 20 de noviembre de 2026"),
        ("pt-BR", "Sexta-feira, 20 de novembro de 2026"),
        ("ar", "الجمعة، 20 نوفمبر 2026"),
        ("pl", "Piątek, 20 listopada 2026"),
        ("tlh-unknown", "Friday 20 November 2026"),
        ("", "Friday 20 November 2026"),
        ('"><x', "Friday 20 November 2026"),
    ],
)
def test_the_date_is_written_as_the_language_does(lang: str, written: str) -> None:
    """A language that nobody knows reads English."""
    assert load_tongue((SHIPPED,), lang).long_date(FRIDAY) == written


@pytest.mark.parametrize(
    ("lang", "counts"),
    [
        ("en", {1: "1 piece", 2: "2 pieces"}),
        ("fr", {0: "0 article", 1: "1 article", 2: "2 articles"}),
        ("ar", {1: "مقالة واحدة", 2: "مقالتان", 3: "3 مقالات", 11: "11 مقالة", 100: "100 مقالة"}),
        ("pl", {1: "1 piece", 3: "3 pieces", 5: "5 pieces"}),
    ],
)
def test_plurals_follow_the_language(lang: str, counts: dict[int, str]) -> None:
    """Arabic has six forms; English words count as English does, whatever the language of the date."""
    tongue = load_tongue((SHIPPED,), lang)
    assert {count: tongue.pieces(count) for count in counts} == counts


def test_every_shipped_language_has_every_word() -> None:
    """No mail is half English."""
    english = load_tongue((SHIPPED,), "en").words
    for lang in ("de", "fr", "es", "it", "pt", "nl", "ar", "he", "fa"):
        words = load_tongue((SHIPPED,), lang).words
        assert words.unsubscribe != english.unsubscribe
        assert words.why != english.why


def test_right_to_left_languages_are_known() -> None:
    """By CLDR, not by a list of ours."""
    assert [direction_of(tag) for tag in ("ar", "he-IL", "fa", "ur", "en", "ja", "")] == ["rtl"] * 4 + ["ltr"] * 3


def test_a_publication_can_teach_a_language(tmp_path: Path) -> None:
    """And change a single word of one that ships."""
    write(tmp_path, "words.toml", '[pl]\nkeep_reading = "Czytaj dalej"\n[en]\nkeep_reading = "Read on"\n')
    assert load_tongue((tmp_path, SHIPPED), "pl-PL").words.keep_reading == "Czytaj dalej"
    words = load_tongue((tmp_path, SHIPPED), "en-GB").words
    assert (words.keep_reading, words.in_brief) == ("Read on", "In brief")


@pytest.mark.parametrize(
    ("toml", "line", "word"),
    [
        ('[en]\nread_more = "x"\n', 2, "no word 'read_more'"),
        ('[en]\nsent_to = "to {name}"\n', 2, "{address}"),
        ('[en]\nunsubscribe = "{address}"\n', 2, "no place"),
        ('[en]\nunsubscribe = "{"\n', 2, "no place"),
        ("[en]\nunsubscribe = 3\n", 2, "must be text"),
        ('[en]\npieces = "{n} pieces"\n', 2, "plural forms"),
        ('[en]\npieces = { one = "{n}" }\n', 2, "plural forms"),
        ('[en]\npieces = { other = "{count}" }\n', 2, "{n}"),
    ],
)
def test_a_wrong_word_names_file_and_line(tmp_path: Path, toml: str, line: int, word: str) -> None:
    """Before a reader meets {name}."""
    file = write(tmp_path, "words.toml", toml)
    with pytest.raises(RenderError) as error:
        load_tongue((tmp_path, SHIPPED), "en")
    assert error.value.resource == f"{file}:{line}"
    assert word in error.value.message


def test_english_words_must_be_there_as_the_last_resort(tmp_path: Path) -> None:
    """A folder without the shipped one behind it."""
    write(tmp_path, "words.toml", '[de]\nunsubscribe = "Weg"\n')
    with pytest.raises(RenderError, match=r"is missing; set it in \[en\]"):
        load_tongue((tmp_path,), "de")
