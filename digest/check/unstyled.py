"""Whether a page stands without its style blocks, which not every client keeps.

Decides by what style attributes say beside the sheets. Gmail's app with an account of another provider, forwarded
mail, and several webmail clients take every `<style>` out.
"""

from __future__ import annotations

__all__ = ["check"]

import re
from typing import TYPE_CHECKING

from digest.check.page import text_of
from digest.check.report import Hit, warning
from digest.check.sheets import declarations
from digest.text import collapse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.check.page import Node, Page
    from digest.check.styles import Styles

RULE = "clients/style-block"
_HEAD = frozenset({"html", "head", "title", "meta", "link", "style", "script", "base"})
_RESET = re.compile(
    r"-.*|mso-.*|border-(?:collapse|spacing)|outline|text-decoration|cursor|transition|behavior|page|text-size-adjust"
)
"""Properties that undo what one client does, and are no design."""
_FEW = 3
"""Elements that may have all their style from a sheet."""


def _hidden(node: Node) -> Iterator[Hit]:
    advice = "write the style into its style attribute too; clients without style blocks show it"
    if text := collapse(text_of(node.element)):
        yield warning(RULE, "text is hidden by a style block alone", advice, shown=f"“{text}”", line=node.line)
    elif next(node.element.iter("img"), None) is not None:
        yield warning(RULE, "a picture is hidden by a style block alone", advice, shown=node.shown, line=node.line)


def check(page: Page, styles: Styles) -> Iterator[Hit]:
    """Find what style blocks alone hide, and a design that stands in them alone."""
    bare = 0
    first: Node | None = None
    inlined = 0
    for node in page.shared():
        own = {each.name for each in declarations(node.get("style") or "")}
        inlined += bool(own)
        names = {name for name in styles.names(node.element) - own if not _RESET.fullmatch(name)}
        if node.tag in _HEAD or not names:
            continue
        if styles.get(node.element, "display") == "none" and "display" not in own:
            yield from _hidden(node)
        if not own:
            bare, first = bare + 1, first or node
    if first is not None and bare > max(_FEW, inlined):
        what = f"{bare} elements have their style from a style block alone"
        advice = "inline it (premailer does); forwarded mail and some webmail show it without any design"
        yield warning(RULE, what, advice, shown=first.shown, line=first.line)
