"""Style sheets and style attributes as declarations, and what they come to for an element.

Decides the cascade of the plain view: rules outside any @-rule, by specificity and order, then the style attribute;
and that of the dark view, where the rules for the dark scheme join them.
Does not know inheritance, nor which client drops what. Loads tinycss2 and cssselect; imported when it is first used.
"""

from __future__ import annotations

__all__ = ["AtRule", "Declaration", "Sheet", "StyleRule", "Styles", "declarations", "sheets", "styles"]

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import tinycss2
from cssselect import SelectorError, parse
from lxml import etree
from lxml.cssselect import CSSSelector

from digest.check.page import Seen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from digest.check.page import Page

_NAME = re.compile(r"[.#][^\s.#:,>+~*]+")
_DARK = re.compile(r"(?:(?:only )?screen and )?\(prefers-color-scheme:dark\)")
_INTRICATE = re.compile(r"[\\(\[]")
_LONGHANDS = {"background": ("background-color", "background-image"), "font": ("font-size", "font-weight")}


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
    """Inside an @media that asks for the dark scheme and for nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AtRule:
    """An @-rule; `parent` is the one around it."""

    keyword: str
    line: int
    parent: str = ""


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
    return _declared(tinycss2.parse_blocks_contents(text, skip_comments=True, skip_whitespace=True))


def sheets(page: Page) -> tuple[Sheet, ...]:
    """Read every style element of *page*, Outlook's own included."""
    found = []
    for node in page.nodes:
        text = node.element.text or ""
        if node.tag == "style" and text.strip():
            # lxml gives the line where the start tag ends; line 1 of the sheet is that same line.
            rules = tuple(_walk(tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True), node.line))
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
            yield AtRule(keyword=node.lower_at_keyword, line=line, parent=parent)
            if node.content is not None:
                inner = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
                query = tinycss2.serialize(node.prelude).strip().lower().replace(": ", ":")
                asks = not parent and node.lower_at_keyword == "media" and bool(_DARK.fullmatch(query))
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


class Styles:
    """What the plain view's rules come to for each element."""

    def __init__(self, winning: dict[HtmlElement, dict[str, str]], matched: frozenset[str]) -> None:
        self._winning = winning
        self._matched = matched

    def get(self, element: HtmlElement, name: str) -> str:
        """Give the value of the property *name* that holds for *element* itself; empty where there is none."""
        return self._winning.get(element, {}).get(name, "")

    def names(self, element: HtmlElement) -> set[str]:
        """Give the names of the properties that *element* itself has."""
        return set(self._winning.get(element, ()))

    def has_match(self, selector: str) -> bool:
        """Tell whether the selector of a plain rule chooses anything in the page."""
        return selector in self._matched


def styles(page: Page, found: tuple[Sheet, ...], *, is_dark: bool = False) -> Styles:
    """Work out the cascade of *page*, Outlook's own sheets left out; in the dark scheme where *is_dark*."""
    ranked: dict[HtmlElement, list[tuple[tuple[int, ...], Declaration]]] = {}
    matched = set()
    names = _names(page)
    plain = (rule for sheet in found if sheet.seen is not Seen.BY_OUTLOOK for rule in sheet.rules)
    for order, rule in enumerate(rule for rule in plain if not rule.is_conditional or (is_dark and rule.is_dark)):
        for specificity, element in _chosen(page, rule.selector, names):
            matched.add(rule.selector)
            for each in rule.declarations:
                ranked.setdefault(element, []).append(((int(each.is_important), 0, *specificity, order), each))
    for node in page.shared():
        for each in declarations(node.element.get("style") or ""):
            ranked.setdefault(node.element, []).append(((int(each.is_important), 1), each))
    return Styles({element: _winners(rules) for element, rules in ranked.items()}, frozenset(matched))


def _winners(rules: list[tuple[tuple[int, ...], Declaration]]) -> dict[str, str]:
    """Let the strongest declaration of each property stand; among equals the later one.

    A shorthand takes back the longhands before it, so that whoever asks looks at the longhand first.
    """
    winners: dict[str, str] = {}
    for _, each in sorted(rules, key=lambda rule: rule[0]):
        for longhand in _LONGHANDS.get(each.name, ()):
            winners.pop(longhand, None)
        winners[each.name] = each.value
    return winners


def _names(page: Page) -> frozenset[str]:
    """List the classes and ids of *page*, written as in a selector."""
    classes = (f".{name}" for node in page.shared() for name in (node.get("class") or "").split())
    return frozenset((*classes, *(f"#{name}" for node in page.shared() if (name := node.get("id")))))


def _chosen(page: Page, selector: str, names: frozenset[str]) -> Iterator[tuple[tuple[int, int, int], HtmlElement]]:
    """Find what *selector* chooses; a selector that cannot be read chooses nothing, as in a browser."""
    if page.root is None or not _may_choose(selector, names):
        return
    try:
        parsed = parse(selector)
        matches = [(each.specificity(), CSSSelector(each.canonical(), translator="html")(page.root)) for each in parsed]
    except (SelectorError, etree.XPathError):
        return
    for specificity, elements in matches:
        for element in elements:
            yield specificity, element


def _may_choose(selector: str, names: frozenset[str]) -> bool:
    """Tell whether the page has the classes and ids that *selector* needs.

    A web page of 1.4 MB with a framework's sheet took 20 s without this and takes 8 with it.
    """
    if _INTRICATE.search(selector):
        return True
    return any(names.issuperset(_NAME.findall(part)) for part in selector.split(","))
