"""What a template forgot to fill in, whoever wrote the template.

Decides by the marks of a dozen services and template languages. Does not know which values there are to fill in.
"""

from __future__ import annotations

__all__ = ["PLACEHOLDER", "in_page", "joined", "placeholders"]

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from digest.check.page import numbered
from digest.check.report import Hit, error
from digest.model import Token
from digest.text import collapse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from digest.check.page import Node, Page

RULE = "wording/placeholder"
_NAME = r"(?:f|l|(?:first|last|full|given|sur)[ _-]?)name"
PLACEHOLDER = re.compile(
    r"\{\{[^{}]*(?:\}\})?|\{%[^{}]*(?:%\})?|%%[\w.:-]+%%|%%=[^%\n]{1,80}=%%|\[\[[^\W\d][^\[\]\n]{0,60}\]\]|\*\|[\w:]+\|\*"
    rf"|__DG_\w*|\$\{{\w+\}}|\{{[$!][A-Za-z][\w.]*\}}|[{{\[%]{_NAME}(?:,\s*fallback=[^\]\n]{{0,40}})?[}}\]%]"
    r"|lorem ipsum dolor",
    re.IGNORECASE,
)
_TAGS = frozenset(
    {"unsubscribe", "webversion", "forwardtoafriend", "singleline", "multiline", "repeater", "currentyear"}
)
"""Elements that services put something in the place of."""
_NEAR = 4000
"""Characters after the beginning of an element in which its text is looked for."""


def placeholders(text: str, *, is_final: bool) -> Iterator[Hit]:
    """Find what should have been filled in; our own tokens too, where the message *is_final*."""
    known = () if is_final else tuple(Token)
    for found, line in numbered(PLACEHOLDER, text):
        if found[0] not in known:
            yield _hit(found[0], line=line)


def _hit(mark: str, *, shown: str = "", line: int | None = None) -> Hit:
    advice = "mend the template; if a piece really says so, edit its blurb"
    return error(RULE, f"{collapse(mark)!r} was never filled in", advice, shown=shown, line=line, kind=collapse(mark))


def in_page(page: Page, *, is_final: bool) -> Iterator[Hit]:
    """Find unfilled places in the texts, attributes and element names of *page*."""
    starts = [0, *(found.end() for found in re.finditer("\n", page.source))]
    known = () if is_final else tuple(Token)
    for node in page.nodes:
        if node.tag in {"style", "script"}:
            continue
        if node.tag in _TAGS:
            yield _hit(f"<{node.tag}>", line=node.line)
        for value in (node.element.text, node.element.tail, *node.element.attrib.values()):
            for found in PLACEHOLDER.finditer(str(value or "")):
                if found[0] not in known:
                    yield _hit(found[0], shown=node.shown, line=_line(page.source, starts, node, found[0]))


def _line(source: str, starts: list[int], node: Node, mark: str) -> int:
    """Give the line of *mark* itself, which may stand far below the start of its element, or after its end."""
    if not 0 < node.line <= len(starts):
        return node.line
    begin = starts[node.line - 1]
    at = source.find(mark, begin, begin + _NEAR)
    return node.line if at < 0 else node.line + source.count("\n", begin, at)


def joined(hits: Iterable[Hit]) -> Iterator[Hit]:
    """Make one fault of all placeholders in *hits*, for a report on what a whole template forgot."""
    for hit in hits:
        if hit.rule == RULE and hit.kind:
            shown = f"{hit.kind} in {hit.shown}" if hit.shown else hit.kind
            yield replace(hit, what="a placeholder was never filled in", shown=shown)
        else:
            yield hit
