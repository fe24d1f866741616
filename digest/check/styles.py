"""What style sheets and style attributes come to for an element.

Decides the cascade of the plain view: rules outside any @-rule, by specificity and order, then the style attribute;
and that of the dark view, where the rules for the dark scheme join them.
Does not know inheritance. Loads cssselect; imported when it is first used.
"""

from __future__ import annotations

__all__ = ["Styles", "is_hidden", "styles"]

import re
from itertools import count
from typing import TYPE_CHECKING

from cssselect import SelectorError, parse
from lxml import etree
from lxml.cssselect import CSSSelector

from digest.check.page import Seen
from digest.check.sheets import declarations

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.html import HtmlElement

    from digest.check.page import Page
    from digest.check.sheets import Declaration, Sheet, StyleRule

_NAME = re.compile(r"[.#][^\s.#:,>+~*]+")
_MOST_MATCHES = 1_000_000
"""Declarations that find their elements; 20,000 rules for each of 1,000 paragraphs would take half a minute."""
_INTRICATE = re.compile(r"[\\(\[]")
_LONGHANDS = {"background": ("background-color", "background-image"), "font": ("font-size", "font-weight")}


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
    left = _MOST_MATCHES
    for selector, declared in _by_selector(
        rule for rule in plain if not rule.is_conditional or (is_dark and rule.is_dark)
    ):
        for specificity, element in _chosen(page, selector, names) if left > 0 else ():
            matched.add(selector)
            left -= len(declared)
            for order, each in declared:
                ranked.setdefault(element, []).append(((int(each.is_important), 0, *specificity, order), each))
    for node in page.shared():
        for each in declarations(node.element.get("style") or ""):
            ranked.setdefault(node.element, []).append(((int(each.is_important), 1), each))
    return Styles({element: _winners(rules) for element, rules in ranked.items()}, frozenset(matched))


def _by_selector(rules: Iterable[StyleRule]) -> Iterator[tuple[str, tuple[tuple[int, Declaration], ...]]]:
    """Join rules of the same selector, each declaration with its place in the order; of equal names the last counts."""
    joined: dict[str, dict[tuple[str, bool], tuple[int, Declaration]]] = {}
    order = count()
    for rule in rules:
        known = joined.setdefault(rule.selector, {})
        for each in rule.declarations:
            known[each.name, each.is_important] = (next(order), each)
    for selector, found in joined.items():
        yield selector, tuple(found.values())


def is_hidden(element: HtmlElement, styles: Styles) -> bool:
    """Tell whether *element* and all in it is made not to be seen, as preheaders are."""

    def has(name: str, *values: str) -> bool:
        return styles.get(element, name) in values

    return (
        element.get("hidden") is not None
        or has("display", "none")
        or has("visibility", "hidden", "collapse")
        or has("opacity", "0")
        or (has("max-height", "0", "0px") and has("overflow", "hidden"))
    )


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
