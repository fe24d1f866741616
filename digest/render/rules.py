"""Reads style sheets of plain rules by tinycss2, in the form in which premailer asks for them.

Decides which sheets are plain. cssutils, premailer's own reader, takes six times as long, shortens colours to three
digits, which some clients cannot read, and drops what it does not know; it reads what is not plain.
"""

from __future__ import annotations

__all__ = ["Property", "StyleRule", "plain_rules"]

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, TypeAlias

import tinycss2

Node: TypeAlias = Any  # tinycss2 has no types

_SELECTOR = re.compile(r"[\w\s.,#-]+", re.ASCII)
# What the two readers write differently: comments within a function or a string, escapes, hacks for old browsers.
_ODD = re.compile(r"/\*|[\\!]")


@dataclass(frozen=True, slots=True)
class Property:
    """A declaration without weight."""

    name: str
    value: str
    priority: str = ""


@dataclass(frozen=True, slots=True)
class StyleRule:
    """What premailer asks of a rule of cssutils, under the same names."""

    selectorText: str  # noqa: N815
    properties: tuple[Property, ...]
    STYLE_RULE: ClassVar = 1
    MEDIA_RULE: ClassVar = 4

    @property
    def type(self) -> int:
        """What kind of rule this is."""
        return self.STYLE_RULE

    @property
    def style(self) -> StyleRule:
        """What the rule declares."""
        return self

    def getProperties(self) -> tuple[Property, ...]:  # noqa: N802
        """List the declarations in their order."""
        return self.properties


@lru_cache(maxsize=32)
def plain_rules(css: str) -> tuple[StyleRule, ...] | None:
    """Read *css*; None if it has more than tags, classes and ids as selectors, and each property once in a rule."""
    rules: list[StyleRule] = []
    for node in tinycss2.parse_stylesheet(css, skip_whitespace=True):
        if node.type == "comment":
            continue
        selector = tinycss2.serialize(node.prelude).strip() if node.type == "qualified-rule" else ""
        properties = _properties(node) if _SELECTOR.fullmatch(selector) else None
        if properties is None:
            return None
        rules.append(StyleRule(selector, properties))
    return tuple(rules)


def _properties(rule: Node) -> tuple[Property, ...] | None:
    properties: dict[str, Property] = {}
    for item in tinycss2.parse_blocks_contents(rule.content, skip_whitespace=True):
        if item.type == "comment":
            continue
        if item.type != "declaration" or item.important or item.lower_name in properties:
            return None
        # A comment divides what it stands between, as a space does.
        value = "".join(" " if token.type == "comment" else token.serialize() for token in item.value)
        if _ODD.search(value):
            return None
        properties[item.lower_name] = Property(item.lower_name, " ".join(value.split()))
    return tuple(properties.values())
