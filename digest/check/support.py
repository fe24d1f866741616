"""Which features a page uses, where, and how many readers lack them.

Decides what counts as use and what as a fallback: an older value before a newer one, a colour under a picture,
`align` beside `float`, everything inside an @media. Does not know what clients can do (`features`).
"""

from __future__ import annotations

__all__ = ["check"]

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from digest.check.clients import BLOCKING_SHARE, Client, ClientWeights
from digest.check.features import FEATURES, Effect, Feature
from digest.check.page import Seen
from digest.check.report import Hit, error, warning
from digest.check.sheets import declarations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.check.page import Node, Page
    from digest.check.sheets import Declaration, Sheet
    from digest.check.styles import Styles

_PROPERTIES = (
    ("display:flex", r"display", r"(?:inline-)?flex"),
    ("display:grid", r"display", r"(?:inline-)?grid"),
    ("position", r"position", r"absolute|fixed|sticky"),
    ("float", r"float", r"left|right"),
    ("columns", r"column-count|columns|column-width", r".*"),
    ("gap", r"(?:row-|column-|grid-)?gap", r"(?!0|normal).*"),
    ("negative margin", r"margin(?:-\w+)?", r"(?:.*\s)?-\d.*"),
    ("logical properties", r"(?:margin|padding|border)-(?:inline|block)(?:-.*)?|(?:inline|block)-size", r".*"),
    ("inset", r"inset(?:-.*)?", r".*"),
    ("transform", r"transform|rotate|scale|translate", r"(?!none).*"),
    ("aspect-ratio", r"aspect-ratio", r"(?!auto).*"),
    ("object-fit", r"object-(?:fit|position)", r"(?!fill).*"),
    ("background picture", r"background(?:-image)?", r".*url\(.*"),
    ("gradient", r"background(?:-image)?", r".*gradient\(.*"),
    ("rgb() with spaces", r".*", r".*\brgba?\(\s*[\d.]+%?\s+[\d.].*"),
    ("rgba()", r"(?!.*shadow).*", r".*\brgba\([^)]*,.*"),
    ("hsl()", r"(?!.*shadow).*", r".*\bhsla?\(.*"),
    ("#rrggbbaa", r".*", r".*#(?:[0-9a-f]{8}|[0-9a-f]{4})\b.*"),
    ("modern colour function", r".*", r".*\b(?:oklch|oklab|lch|lab|hwb|color-mix|light-dark|color)\(.*"),
    ("filter or blend mode", r"(?:backdrop-)?filter|(?:mix|background)-blend-mode", r"(?!none|normal).*"),
    ("clip-path or mask", r"clip-path|mask(?:-.*)?", r"(?!none).*"),
    ("opacity", r"opacity", r".*"),
    ("border-radius", r"border(?:-\w+){0,2}-radius", r".*"),
    ("shadow", r"(?:box|text)-shadow", r".*"),
    ("letter-spacing", r"letter-spacing", r".*"),
    ("animation", r"(?:animation|transition)(?:-.*)?", r".*"),
    ("calc()", r".*", r".*\bcalc\(.*"),
    ("min(), max(), clamp()", r".*", r".*\b(?:min|max|clamp)\(.*"),
    ("var()", r".*", r".*\bvar\(.*"),
    ("vw, vh", r".*", r".*\b\d*\.?\d+[sld]?v(?:w|h|min|max)\b.*"),
    ("color-scheme", r"(?:supported-)?color-schemes?", r".*"),
)
_MATCHERS = tuple((name, re.compile(prop), re.compile(value, re.DOTALL)) for name, prop, value in _PROPERTIES)
_NEEDS_COLOUR = frozenset({"background picture", "gradient"})
_BREAKS_ALL = frozenset({"rgb() with spaces"})
"""What costs a whole style sheet, wherever it stands in it."""

_FONTS = re.compile(
    r"//(?:fonts\.googleapis\.com|fonts\.bunny\.net|use\.typekit\.net|(?:fast|cloud)\.\w*fonts?\.\w+)/", re.IGNORECASE
)
"""Where style sheets come from that hold nothing but letters."""

_AT_RULES = {
    "layer": "@layer", "import": "@import", "media": "@media", "supports": "@supports", "container": "@container",
    "font-face": "web font", "keyframes": "animation",
}  # fmt: skip
_ELEMENTS = {
    "svg": "inline SVG", "video": "video or audio", "audio": "video or audio", "form": "form", "input": "form",
    "button": "form", "select": "form", "textarea": "form", "iframe": "frame or plug-in", "object": "frame or plug-in",
    "embed": "frame or plug-in", "applet": "frame or plug-in", "frame": "frame or plug-in", "math": "inline SVG",
    "details": "details or dialog", "dialog": "details or dialog",
}  # fmt: skip
_FILES = {
    "svg": "SVG picture", "svgz": "SVG picture", "webp": "WebP picture", "avif": "AVIF picture",
    "heic": "HEIC, TIFF or JPEG XL picture", "heif": "HEIC, TIFF or JPEG XL picture",
    "tif": "HEIC, TIFF or JPEG XL picture", "tiff": "HEIC, TIFF or JPEG XL picture",
    "jxl": "HEIC, TIFF or JPEG XL picture",
}  # fmt: skip


def check(page: Page, sheets: tuple[Sheet, ...], styles: Styles, clients: ClientWeights) -> Iterator[Hit]:
    """Find features that some of the readers' clients lack."""
    for node in page.nodes:
        for name in _used_by(node, styles):
            yield from _hit(FEATURES[name], node.seen, clients, shown=node.shown, line=node.line)
    for sheet in sheets:
        for name, shown, line in _used_in(sheet, styles):
            yield from _hit(FEATURES[name], sheet.seen, clients, shown=shown, line=line)


def _used_in(sheet: Sheet, styles: Styles) -> Iterator[tuple[str, str, int]]:
    """Name the features of a style sheet, each with the selector or @-rule and its line.

    Rules inside an @-rule are for clients that know it, and a selector that chooses nothing is a hack for one client.
    """
    for rule in sheet.rules:
        used = _used(rule.declarations)
        is_plain = not rule.is_conditional and (sheet.seen is Seen.BY_OUTLOOK or styles.has_match(rule.selector))
        for name in sorted(used if is_plain else used & _BREAKS_ALL):
            yield name, rule.selector, rule.line
        if "&" in rule.selector:
            yield "nested rules", rule.selector, rule.line
    for at_rule in sheet.at_rules:
        if at_rule.parent != "nesting" and at_rule.keyword in _AT_RULES:
            is_font = at_rule.keyword == "import" and _FONTS.search(at_rule.asks)
            yield "web font" if is_font else _AT_RULES[at_rule.keyword], f"@{at_rule.keyword}", at_rule.line


def _hit(feature: Feature, seen: Seen, clients: ClientWeights, *, shown: str, line: int) -> Iterator[Hit]:
    """Weigh one use by the clients that see the place and lack the feature."""
    lacking = set(feature.lacking | feature.mixed)
    if seen is Seen.BY_OUTLOOK:
        lacking &= {Client.OUTLOOK_WINDOWS}
    elif seen is Seen.NOT_BY_OUTLOOK:
        lacking -= {Client.OUTLOOK_WINDOWS}
    present = clients.present(lacking)
    if not present or feature.effect is Effect.DEGRADES:
        return
    # Nobody knows how a family's readers share out over its clients: half of them is as good a guess as any.
    share = round(clients.share(present) - clients.share(feature.mixed.intersection(present)) / 2, 1)
    what = f"{feature.name} does not work in {_listed(present)} ({share:g} % of the readers{_tested(feature)})"
    make = error if feature.effect is Effect.BREAKS and share >= BLOCKING_SHARE else warning
    yield make("clients/support", what, feature.advice, shown=shown, line=line)


def _tested(feature: Feature) -> str:
    return f"; tested {feature.tested[:7]}" if feature.tested else ""


def _listed(clients: tuple[Client, ...]) -> str:
    *most, last = (client.label for client in clients)
    return f"{', '.join(most)} and {last}" if most else last


def _used_by(node: Node, styles: Styles) -> Iterator[str]:
    """Name the features that one element uses."""
    declared = declarations(node.element.get("style") or "")
    if node.seen is Seen.BY_OUTLOOK and ":" in node.tag:  # VML is placed by styles of its own, which Outlook knows
        return
    for name in sorted(_used(declared)):
        if not _has_fallback(name, node, styles):
            yield name
    if any(each.is_important for each in declared):
        yield "!important in a style attribute"
    if node.tag in _ELEMENTS and not _is_covered(node):
        yield _ELEMENTS[node.tag]
    if node.tag == "link" and "stylesheet" in (node.get("rel") or "").lower().split():
        yield "web font" if _FONTS.search(node.get("href") or "") else "linked style sheet"
    if node.tag == "img":
        yield from _picture(node)


def _picture(node: Node) -> Iterator[str]:
    source = (node.get("src") or "").lower()
    if source.startswith("data:"):
        yield "picture in a data: URL"
    ending = re.search(r"\.(\w+)$|^data:image/(\w+)", re.split(r"[?#,;]", source)[0])
    if ending and (name := _FILES.get(ending[1] or ending[2])):
        yield name
    if node.get("srcset"):
        yield "srcset"


def _has_fallback(name: str, node: Node, styles: Styles) -> bool:
    if name == "float":
        return (node.get("align") or "").lower() in {"left", "right"}
    if name in _NEEDS_COLOUR:
        return bool(node.get("bgcolor") or styles.get(node.element, "background-color"))
    return False


def _is_covered(node: Node) -> bool:
    """Tell whether the element carries its own replacement, or is part of one that is reported."""
    inner = node.element.iterdescendants("img", "a") if node.tag in {"video", "audio", "object"} else ()
    outer = (str(each.tag) for each in node.element.iterancestors())
    return any(True for _ in inner) or (node.tag in _ELEMENTS and any(tag in _ELEMENTS for tag in outer))


@lru_cache(maxsize=4096)
def _used(declared: tuple[Declaration, ...]) -> frozenset[str]:
    """Name the features of a block; one that comes after a plainer value of the same property does no harm."""
    found: set[str] = set()
    plain: set[str] = set()
    for each in declared:
        names = {name for name, prop, value in _MATCHERS if prop.fullmatch(each.name) and value.fullmatch(each.value)}
        if each.name == "background" and re.search(r"#[0-9a-f]{3,6}\b|^[a-z]+(?:\s|$)", each.value):
            names -= _NEEDS_COLOUR
        found |= names & _BREAKS_ALL if each.name in plain else names
        if not names:
            plain.add(each.name)
    if plain & {"background-color"}:
        found -= _NEEDS_COLOUR
    return frozenset(found)
