"""The preflight of the style sheets: says with file and line what premailer or a mail client would drop in silence.

Decides what may stand in `inline.css` (simple selectors, plain declarations) and in `head.css` (all but nested
at-rules). Does not know a design. Measured on premailer 3.10: it drops at-rules, star selectors and the fallback of a
doubled property, moves pseudo-classes elsewhere, and orders a shorthand and its longhand wrongly.
"""

from __future__ import annotations

__all__ = ["MAX_STYLE_BYTES", "Declaration", "Rule", "check_head", "check_inline", "check_mixtures"]

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

import tinycss2
from cssselect import SelectorError, parse

from digest.errors import RenderError
from digest.render.inline import kept_properties
from digest.render.markup import line_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Node: TypeAlias = Any  # tinycss2 has no types

MAX_STYLE_BYTES = 16_384
"""Gmail ignores the style rules beyond this many bytes."""

_COMMENT = re.compile(r"""/\*.*?\*/|(/\*)|"[^"\n]*"|'[^'\n]*'|url\([^"')]*\)""", re.DOTALL)
_SIDES = ("top", "right", "bottom", "left")
_BORDERS = frozenset(f"border-{side}-{part}" for side in _SIDES for part in ("width", "style", "color"))
_LEAVES: dict[str, frozenset[str]] = {
    "margin": frozenset(f"margin-{side}" for side in _SIDES),
    "padding": frozenset(f"padding-{side}" for side in _SIDES),
    "border": _BORDERS,
    **{f"border-{side}": frozenset(p for p in _BORDERS if f"-{side}-" in p) for side in _SIDES},
    **{f"border-{part}": frozenset(p for p in _BORDERS if p.endswith(part)) for part in ("width", "style", "color")},
    "border-radius": frozenset(
        f"border-{row}-{column}-radius" for row in ("top", "bottom") for column in ("left", "right")
    ),
    "font": frozenset(
        {"font-family", "font-size", "font-stretch", "font-style", "font-variant", "font-weight", "line-height"}
    ),
    "background": frozenset(
        f"background-{part}"
        for part in ("attachment", "clip", "color", "image", "origin", "position", "repeat", "size")
    ),
    "list-style": frozenset({"list-style-image", "list-style-position", "list-style-type"}),
    "text-decoration": frozenset(f"text-decoration-{part}" for part in ("color", "line", "style", "thickness")),
    "outline": frozenset({"outline-color", "outline-style", "outline-width"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """A property that a rule sets, and its line in the file."""

    name: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule of inline.css as far as its order matters."""

    selector: str
    line: int
    declarations: tuple[Declaration, ...]


@lru_cache(maxsize=32)
def check_inline(css: str, file: str) -> tuple[Rule, ...]:
    """Return the rules of *css*; raise `RenderError` at the first that premailer would not carry over whole."""
    _refuse_loose_ends(css, file)
    return tuple(_rule(node, file) for node in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True))


@lru_cache(maxsize=32)
def check_head(css: str, file: str) -> None:
    """Raise `RenderError` for an at-rule inside an at-rule: Gmail then removes the whole style block.

    And for what is no CSS: a browser drops such a declaration, or the rules after a brace that is not closed.
    """
    _refuse_loose_ends(css, file)
    for node in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        _check_node(node, file)
        if node.type == "at-rule":
            for inner in _tokens(node.content or ()):
                if inner.type == "at-keyword":
                    _refuse(file, inner, f"@{inner.value} stands inside @{node.at_keyword}; write the two side by side")
            if any(inner.type == "{} block" for inner in node.content or ()):
                for rule in tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True):
                    _check_node(rule, file)


def _check_node(node: Node, file: str) -> None:
    if node.type == "error":
        _refuse(file, node, f"this is no CSS ({node.message}); correct it")
    for item in _items(node) if node.type == "qualified-rule" else ():
        if item.type == "qualified-rule":
            _refuse(file, item, "a rule stands inside a rule; close the brace before it")
        if item.type == "error":
            _refuse(file, item, "this is no declaration; write 'property: value;'")


def check_mixtures(rules: tuple[Rule, ...], html: str, file: str) -> None:
    """Raise `RenderError` if an element of *html* gets both a shorthand and one of its longhands from *rules*."""
    names = {declaration.name for rule in rules for declaration in rule.declarations}
    if not any(_overlap(one, other) for one, other in combinations(sorted(names), 2)):
        return
    from lxml import html as lxml_html

    tree = lxml_html.document_fromstring(html)
    seen: dict[Any, dict[str, tuple[str, int]]] = {}
    for rule in rules:
        for element in tree.cssselect(rule.selector):
            _add(seen.setdefault(element, {}), rule, file)


def _add(properties: dict[str, tuple[str, int]], rule: Rule, file: str) -> None:
    for declaration in rule.declarations:
        for name, (selector, line) in properties.items():
            if _overlap(name, declaration.name):
                raise RenderError(
                    f"{declaration.name} of {rule.selector!r} and {name} of {selector!r} (line {line}) meet on one "
                    "element; use the shorthand or the longhands, not both",
                    resource=f"{file}:{declaration.line}",
                )
        properties[declaration.name] = (rule.selector, declaration.line)


def _overlap(one: str, other: str) -> bool:
    return one != other and not _LEAVES.get(one, frozenset({one})).isdisjoint(_LEAVES.get(other, frozenset({other})))


def _refuse_loose_ends(css: str, file: str) -> None:
    at = css.find("</")
    if at >= 0:
        raise RenderError(
            "markup stands in the style sheet and would end it; remove it", resource=f"{file}:{line_at(css, at)}"
        )
    for comment in _COMMENT.finditer(css):
        if comment[1]:
            raise RenderError(
                "this comment is not closed, and the rules below it are lost in it; close it with */",
                resource=f"{file}:{line_at(css, comment.start())}",
            )


def _refuse(file: str, node: Node, message: str) -> None:
    raise RenderError(message, resource=f"{file}:{node.source_line}")


def _rule(node: Node, file: str) -> Rule:
    if node.type == "at-rule":
        _refuse(file, node, f"premailer drops @{node.at_keyword} here; move it to head.css")
    if node.type == "error":
        _refuse(file, node, f"this is no CSS ({node.message}); correct it")
    for before, token in pairwise([None, *_tokens(node.prelude)]):
        _check_selector(token, file, is_class=before is not None and before.type == "literal" and before.value == ".")
    selector = tinycss2.serialize(node.prelude).strip()
    try:
        parse(selector)
    except SelectorError as error:
        _refuse(file, node, f"{selector!r} is no selector ({error}); correct it")
    return Rule(selector=selector, line=node.source_line, declarations=_checked_declarations(node, file))


def _checked_declarations(node: Node, file: str) -> tuple[Declaration, ...]:
    declarations = tuple(_declarations(node, file))
    kept = kept_properties(tinycss2.serialize(node.content))
    for declaration in declarations:
        if declaration.name not in kept:
            raise RenderError(
                f"premailer and old clients cannot read this value of {declaration.name}; write a simpler one, or move "
                "the rule to head.css",
                resource=f"{file}:{declaration.line}",
            )
    for one, other in combinations(declarations, 2):
        if one.name == other.name:
            raise RenderError(f"{other.name} is set twice in one rule; keep one", resource=f"{file}:{other.line}")
        if _overlap(one.name, other.name):
            raise RenderError(
                f"{one.name} and {other.name} meet in one rule; use the shorthand or the longhands, not both",
                resource=f"{file}:{other.line}",
            )
    return declarations


def _check_selector(token: Node, file: str, *, is_class: bool) -> None:
    if token.type == "ident" and not is_class and token.value != token.lower_value:
        _refuse(
            file, token, f"premailer finds no {token.value!r}, only {token.lower_value!r}; write tags in small letters"
        )
    if token.type == "literal":
        if token.value == "*":
            _refuse(file, token, "premailer drops a '*' selector; name the tags")
        if token.value == ":":
            _refuse(file, token, "a pseudo-class cannot be inlined; move the rule to head.css")
        if token.value not in {",", "."}:
            _refuse(file, token, f"premailer weighs '{token.value}' wrongly; give the element a class")
    elif token.type == "[] block":
        _refuse(file, token, "an attribute selector is not carried over; give the element a class")


def _declarations(node: Node, file: str) -> Iterator[Declaration]:
    for item in _items(node):
        if item.type != "declaration":
            _refuse(file, item, "this is no declaration; write 'property: value;'")
        if item.important:
            _refuse(file, item, "an inlined style needs no !important and would beat head.css; remove it")
        if any(token.type == "literal" and token.value == "!" for token in item.value):
            _refuse(file, item, f"what follows the ! of {item.lower_name} says nothing, and voids it; remove it")
        yield Declaration(name=item.lower_name, line=item.source_line)


def _items(node: Node) -> list[Node]:
    items: list[Node] = tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
    return items


def _tokens(nodes: Iterable[Node]) -> Iterator[Node]:
    """Walk *nodes* and what stands in their brackets."""
    for node in nodes:
        yield node
        yield from _tokens(getattr(node, "content", None) or getattr(node, "arguments", None) or ())
