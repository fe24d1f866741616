"""The weights of the audience, and how they turn a finding into an error."""

from __future__ import annotations

import runpy
from datetime import date

import pytest
from check_corpus import PAGE
from rendering_samples import SHIPPED

from digest.check import DEFAULT_WEIGHTS, Client, check_html, read_weights
from digest.check.features import FEATURES, Effect
from digest.check.support import _AT_RULES, _ELEMENTS, _FILES, _PROPERTIES
from digest.check.tested import results_of
from digest.errors import ConfigError
from digest.model import Level

FLEX = PAGE.replace('font-size:16px"', 'display:flex"')


def test_the_shipped_weights_are_the_defaults() -> None:
    """Two places, one truth."""
    text = (SHIPPED.parent / "config" / "clients.toml").read_text("utf-8")
    assert read_weights(text) == DEFAULT_WEIGHTS


@pytest.mark.parametrize(
    ("share", "expected"), [(0, []), (0.9, [Level.WARNING]), (1, [Level.ERROR]), (30, [Level.ERROR])]
)
def test_what_breaks_for_one_reader_in_a_hundred_blocks(share: float, expected: list[Level]) -> None:
    """A feature that nobody in the audience lacks is no finding at all."""
    weights = read_weights(f"[shares]\napple = 50\noutlook-windows = {share}\n")
    assert [each.level for each in check_html(FLEX, name="p", clients=weights)] == expected


def test_outlooks_comments_count_for_outlook_alone() -> None:
    """And what is hidden from it counts for the others alone."""
    weights = read_weights("[shares]\ngmail = 40\noutlook-windows = 40\n")
    inside = PAGE.replace("<tr><td><![endif]", '<tr><td style="display:flex"><![endif]')
    beside = PAGE.replace("float:left;width:100%", "position:absolute")
    (first,) = check_html(inside, name="p", clients=weights)
    (second,) = check_html(beside, name="p", clients=weights)
    assert "Outlook for Windows (40 %" in first.message
    assert "Gmail (40 %" in second.message
    assert "Outlook" not in second.message


def test_the_largest_come_first_in_the_message() -> None:
    """With the sum of their shares."""
    page = FLEX.replace("display:flex", "position:absolute")
    (finding,) = check_html(page, name="p")
    assert "position does not work in Gmail, Outlook for Windows and Outlook.com and the new Outlook (28.8 %" in str(
        finding.message
    )


def test_a_family_of_which_some_clients_lack_it_counts_half() -> None:
    """Gmail's webmail shows no SVG, its apps do."""
    (finding,) = check_html(PAGE.replace("one.jpg", "one.svg"), name="p")
    assert "SVG picture does not work in Gmail (12.8 % of the readers; tested 2023-01)" in finding.message
    assert finding.level is Level.ERROR


def test_the_table_of_tests_names_every_family() -> None:
    """One mark for each, and the day of the test."""
    for name in ("css-display-flex", "image-svg", "css-at-media"):
        found = results_of(name)
        assert len(found.marks) == len(Client)
        assert set(found.marks) <= set("ypmnu")
        assert date.fromisoformat(found.day).year >= 2019
    with pytest.raises(KeyError):
        results_of("no such feature")


def test_rows_are_facts_and_nothing_else() -> None:
    """The platforms of a family are joined by what each said last; notes and prose are left behind."""
    stats = {
        "apple-mail": {"ios": {"12": "n", "13": "y #1"}, "macos": {"12": "y"}},
        "gmail": {"ios": {"1": "y"}, "android": {"1": "n"}},
        "outlook": {"windows": {"2019": "a #1"}, "macos": {"1": "y"}, "ios": {"1": "a #2"}},
        "yahoo": {"ios": {"1": "u"}},
    }
    feature = {"slug": "css-x", "stats": stats, "last_test_date": "2024-05-08", "description": "Prose."}
    path = SHIPPED.parent / "tools" / "clients_table.py"
    rows_of = runpy.run_path(str(path))["rows_of"]
    assert rows_of({"data": [feature]}) == ["css-x\tymppuuu\t2024-05-08"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("shares = 3", "shares"),
        ("", "shares"),
        ("[shares", "(file)"),
        ("[shares]\nlotus = 3", "shares.lotus"),
        ("[shares]\napple = 'all'", "shares.apple"),
        ("[shares]\napple = true", "shares.apple"),
        ("[shares]\napple = 101", "shares.apple"),
        ("[shares]\napple = nan", "shares.apple"),
        ("[shares]\napple = 60\ngmail = 41", "shares"),
    ],
)
def test_a_mistake_in_the_weights_is_named(text: str, key: str) -> None:
    """With file and key, as every mistake of the configuration."""
    with pytest.raises(ConfigError) as caught:
        read_weights(text)
    assert [(each.file, each.key) for each in caught.value.mistakes] == [("config/clients.toml", key)]


def test_the_tables_agree() -> None:
    """Each way to recognise a feature leads to a row of the table, each row has a way, and each fault an advice."""
    reached = (
        {name for name, _, _ in _PROPERTIES} | set(_AT_RULES.values()) | set(_ELEMENTS.values()) | set(_FILES.values())
    )
    by_hand = {
        "!important in a style attribute",
        "linked style sheet",
        "picture in a data: URL",
        "srcset",
        "nested rules",
    }
    assert reached | by_hand == set(FEATURES)
    assert all(feature.advice for feature in FEATURES.values() if feature.effect is not Effect.DEGRADES)
    assert len(FEATURES) >= 40
    assert {client.label for client in Client}
