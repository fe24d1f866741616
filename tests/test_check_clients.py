"""The weights of the audience, and how they turn a finding into an error."""

from __future__ import annotations

import pytest
from check_corpus import PAGE
from rendering_samples import SHIPPED

from digest.check import DEFAULT_WEIGHTS, Client, check_html, read_weights
from digest.check.features import FEATURES, Effect
from digest.check.support import _AT_RULES, _ELEMENTS, _FILES, _PROPERTIES
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
    beside = PAGE.replace("float:left;width:100%", "display:grid")
    (first,) = check_html(inside, name="p", clients=weights)
    (second,) = check_html(beside, name="p", clients=weights)
    assert "Outlook for Windows (40 %" in first.message
    assert "Gmail (40 %" in second.message
    assert "Outlook" not in second.message


def test_the_largest_come_first_in_the_message() -> None:
    """With the sum of their shares."""
    svg = PAGE.replace("one.jpg", "one.svg")
    (finding,) = check_html(svg, name="p")
    assert "SVG picture does not work in Gmail and Outlook for Windows (27.7 % of the readers)" in finding.message


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
