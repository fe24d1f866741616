"""Style sheets and style attributes as declarations, as they stand.

Decides which rules hold under a condition, and which of them in the dark scheme. Does not know what a selector chooses
(`styles`), nor which client drops what. Loads tinycss2; imported when it is first used.
"""

from __future__ import annotations

__all__ = ["AtRule", "Declaration", "Sheet", "StyleRule", "declarations", "is_deep", "sheets"]

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import tinycss2

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.check.page import Page, Seen

_DARK = "(prefers-color-scheme:dark)"
_BESIDE_DARK = re.compile(r"(?:only )?(?:screen|all)|\(max-(?:device-)?width:[^()]*\)")
"""What a query for the dark scheme may ask for too: a phone is dark as often as anything else."""
_BRACKETS = re.compile(r"[(\[{]|[)\]}]")
_DEEPEST = 60
"""Brackets within brackets; no sheet for mail has ten, and the parser fails at some hundreds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """One property and its value, in lower case."""

    name: str
    value: str
    is_important: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleRule:
    """A selector and its declarations."""

    selector: str
    declarations: tuple[Declaration, ...]
    line: int
    is_conditional: bool
    """Inside an @-rule: for clients that know it."""
    is_dark: bool = False
    """Inside an @media that asks for the dark scheme, and for nothing else but a small screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AtRule:
    """An @-rule; `parent` is the one around it."""

    keyword: str
    line: int
    parent: str = ""
    asks: str = ""
    """What stands between the keyword and the block, in lower case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One style element."""

    text: str
    seen: Seen
    line: int
    rules: tuple[StyleRule, ...]
    at_rules: tuple[AtRule, ...]


@lru_cache(maxsize=4096)
def declarations(text: str) -> tuple[Declaration, ...]:
    """Read the contents of a style attribute or of a rule; what is no declaration is passed over."""
    if is_deep(text):
        return ()
    return _declared(tinycss2.parse_blocks_contents(text, skip_comments=True, skip_whitespace=True))


def is_deep(text: str) -> bool:
    """Tell whether brackets stand so deep in one another that reading them would fail."""
    depth = 0
    for found in _BRACKETS.finditer(text):
        depth = depth + 1 if found[0] in "([{" else max(depth - 1, 0)
        if depth > _DEEPEST:
            return True
    return False


def sheets(page: Page) -> tuple[Sheet, ...]:
    """Read every style element of *page*, Outlook's own included."""
    found = []
    for node in page.nodes:
        text = node.element.text or ""
        if node.tag == "style" and text.strip():
            # lxml gives the line where the start tag ends; line 1 of the sheet is that same line.
            rules = tuple(_rules(text, node.line, (node.get("media") or "").lower()))
            found.append(
                Sheet(
                    text=text,
                    seen=node.seen,
                    line=node.line,
                    rules=tuple(rule for rule in rules if isinstance(rule, StyleRule)),
                    at_rules=tuple(rule for rule in rules if isinstance(rule, AtRule)),
                )
            )
    return tuple(found)


def _rules(text: str, line: int, media: str) -> Iterator[StyleRule | AtRule]:
    """Read a sheet; *media* is what the style element itself asks for."""
    if is_deep(text):
        yield AtRule(keyword="-rule", line=line, parent="nesting")
        return
    is_for_all = media in {"", "all", "screen"}
    for rule in _walk(tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True), line):
        if isinstance(rule, AtRule) or is_for_all:
            yield rule
        else:
            yield replace(rule, is_conditional=True, is_dark=not rule.is_conditional and _asks_for_dark(media))


def _asks_for_dark(query: str) -> bool:
    """Tell whether one of the alternatives of *query* holds for the dark scheme, at least on a phone."""
    parts = ([part.strip() for part in each.split(" and ")] for each in re.sub(r":\s+", ":", query).split(","))
    return any(_DARK in each and all(part == _DARK or _BESIDE_DARK.fullmatch(part) for part in each) for each in parts)


def _walk(
    nodes: list[Any], first_line: int, parent: str = "", *, is_dark: bool = False
) -> Iterator[StyleRule | AtRule]:
    for node in nodes:
        line = first_line + node.source_line - 1
        if node.type == "qualified-rule":
            inner = tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
            selector = tinycss2.serialize(node.prelude).strip()
            yield StyleRule(
                selector=selector,
                declarations=_declared(inner),
                line=line,
                is_conditional=bool(parent),
                is_dark=is_dark,
            )
            nested = [each for each in inner if each.type in {"qualified-rule", "at-rule"}]
            yield from _walk(nested, first_line, parent or "nesting")
        elif node.type == "at-rule":
            query = tinycss2.serialize(node.prelude).strip().lower()
            yield AtRule(keyword=node.lower_at_keyword, line=line, parent=parent, asks=query)
            if node.content is not None:
                inner = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
                asks = not parent and node.lower_at_keyword == "media" and _asks_for_dark(query)
                yield from _walk(inner, first_line, node.lower_at_keyword, is_dark=asks)


def _declared(nodes: list[Any]) -> tuple[Declaration, ...]:
    return tuple(
        Declaration(
            name=node.lower_name,
            value=tinycss2.serialize(node.value).strip().lower(),
            is_important=node.important,
        )
        for node in nodes
        if node.type == "declaration"
    )
