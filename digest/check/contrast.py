"""Whether text stands out from its background: WCAG 2.2, 1.4.3, in either scheme.

Decides which colour a text has and what lies behind it, as far as the plain style rules say. Text over a picture or
a gradient is passed over, for nobody knows what lies behind it.
"""

from __future__ import annotations

__all__ = ["check", "contrast_ratio", "knows_dark"]

import math
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import tinycss2
from tinycss2 import color4

from digest.check.report import Hit, error, warning
from digest.check.sheets import is_deep
from digest.check.styles import is_hidden

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.html import HtmlElement

    from digest.check.page import Page
    from digest.check.sheets import Sheet
    from digest.check.styles import Styles

RGBA = tuple[float, float, float, float]

TEXT = 4.5
LARGE_TEXT = 3.0
LARGE = 24.0
"""Pixels; 18 points."""
LARGE_BOLD = 18.66
"""Pixels; 14 points."""
UNREADABLE = 3.0
"""Below the ratio that even large text needs, a finding blocks."""

_BLACK: RGBA = (0, 0, 0, 1)
_WHITE: RGBA = (1, 1, 1, 1)
_LINK: RGBA = (0, 0, 238 / 255, 1)
_DARK_CANVAS: RGBA = (18 / 255, 18 / 255, 18 / 255, 1)
_DARK_LINK: RGBA = (158 / 255, 158 / 255, 1, 1)
_HEADINGS = {"h1": 2.0, "h2": 1.5, "h3": 1.17, "h4": 1.0, "h5": 0.83, "h6": 0.67}
_NAMED_SIZES = {
    "xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0, "x-large": 24.0, "xx-large": 32.0,
}  # fmt: skip
_UNITS = {"px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4, "rem": 16.0}
_LENGTH = re.compile(r"(\d*\.?\d+)(px|pt|pc|in|cm|mm|rem|em|%)?")
_LIGHT_DARK = re.compile(r"light-dark\(\s*((?:[^(),]|\([^()]*\))+),\s*((?:[^(),]|\([^()]*\))+)\)")
"""CSS Color 5, §5: the first colour for the light scheme, the second for the dark."""
_PAINTED = re.compile(r"url\(|gradient\(")
_SEEN_TEXT = re.compile(r"[^\s\u00ad\u034f\u200b-\u200f\u2007\u2028\u2029\u2060\ufeff]")
_SKIPPED = frozenset({"head", "style", "script", "title", "template"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """How text looks at one place."""

    colour: RGBA = _BLACK
    behind: RGBA | None = _WHITE
    """None where a picture lies behind."""
    size: float = 16.0
    is_bold: bool = False
    is_hidden: bool = False
    is_dark: bool = False


def check(page: Page, styles: Styles, dark: Styles | None = None) -> Iterator[Hit]:
    """Find text that does not stand out from its background; *dark* has the styles of the dark scheme."""
    light = tuple(_hits_in(page, styles, _Look()))
    yield from light
    if dark is not None:
        said = {(hit.what, hit.shown, hit.line) for hit in light}
        # Who asks for no dark scheme gets none of the client's dark colours, not even for links.
        asks = _asks_for_dark(page, dark)
        top = _Look(colour=_WHITE, behind=_DARK_CANVAS, is_dark=True) if asks else _Look()
        for hit in _hits_in(page, dark, top):
            if (hit.what, hit.shown, hit.line) not in said:
                yield replace(hit, what=f"in dark mode, {hit.what}")


def _hits_in(page: Page, styles: Styles, top: _Look) -> Iterator[Hit]:
    if page.root is None:
        return
    looks: dict[HtmlElement | None, _Look] = {None: top}
    lines = {node.element: node.line for node in page.shared()}
    for element in page.root.iter():
        if not isinstance(element.tag, str):
            continue
        parent = element.getparent()
        look = looks[element] = _look(element, looks.get(parent, looks[None]), styles)
        if not look.is_hidden and look.behind is not None and (text := _own_text(element)):
            yield from _hits(look, look.behind, text, lines.get(element))


def _hits(look: _Look, behind: RGBA, text: str, line: int | None) -> Iterator[Hit]:
    needed = LARGE_TEXT if look.size >= LARGE or (look.is_bold and look.size >= LARGE_BOLD) else TEXT
    colour = _over(look.colour, behind)
    ratio = contrast_ratio(colour, behind)
    if ratio < needed:
        what = "text does not stand out from its background"
        # Rounded down, for 4.48 is not enough, and 4.5 would be.
        kind = f"{_hex(colour)} on {_hex(behind)} ({math.floor(ratio * 10) / 10:.1f} : 1)"
        advice = f"make it {needed:g} : 1 or more (WCAG 1.4.3)"
        make = error if ratio < UNREADABLE else warning
        yield make("contrast/text", what, advice, shown=f"{kind} in “{text}”", line=line, kind=kind)


def contrast_ratio(first: RGBA, second: RGBA) -> float:
    """Give the contrast of two opaque colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: RGBA) -> float:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour[:3]]  # noqa: PLR2004 - sRGB
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _own_text(element: HtmlElement) -> str:
    """Join the text that stands in *element* itself, not in the elements inside it; empty if nothing shows."""
    own = " ".join(part for part in (element.text, *(child.tail for child in element)) if part)
    return own if _SEEN_TEXT.search(own) else ""


def _look(element: HtmlElement, parent: _Look, styles: Styles) -> _Look:
    if parent.is_hidden or str(element.tag) in _SKIPPED or is_hidden(element, styles):
        return replace(parent, is_hidden=True)
    tag = str(element.tag)
    size = _size(styles.get(element, "font-size") or styles.get(element, "font"), parent.size)
    return _Look(
        colour=_colour(element, styles, parent),
        behind=_behind(element, styles, parent),
        size=size or parent.size * _HEADINGS.get(tag, 1.0),
        is_bold=_is_bold(element, styles, parent),
        is_hidden=size is not None and size <= 1,
        is_dark=parent.is_dark,
    )


def knows_dark(page: Page, sheets: Iterable[Sheet], styles: Styles) -> bool:
    """Tell whether the page looks different in the dark scheme: by its own rules, or by the client's colours."""
    return _asks_for_dark(page, styles) or any(rule.is_dark for sheet in sheets for rule in sheet.rules)


def _asks_for_dark(page: Page, styles: Styles) -> bool:
    """Tell whether the page asks for a dark canvas itself (CSS Color Adjustment 1, §2)."""
    metas = (node.get("content") or "" for node in page.having("meta") if node.get("name") == "color-scheme")
    return page.root is not None and "dark" in " ".join((*metas, styles.get(page.root, "color-scheme")))


def _colour(element: HtmlElement, styles: Styles, parent: _Look) -> RGBA:
    value = styles.get(element, "color") or (element.get("color") or "" if element.tag == "font" else "")
    if not value and element.tag == "body":
        value = element.get("text") or ""
    if value in {"inherit", "currentcolor"}:
        return parent.colour
    found = _parsed(value, is_dark=parent.is_dark) if value else None
    if found is None and element.tag == "a" and element.get("href") is not None:
        return _DARK_LINK if parent.is_dark else _LINK
    return found or parent.colour


def _behind(element: HtmlElement, styles: Styles, parent: _Look) -> RGBA | None:
    shorthand = styles.get(element, "background")
    if _PAINTED.search(shorthand + styles.get(element, "background-image")) or element.get("background"):
        return None
    value = styles.get(element, "background-color") or shorthand or element.get("bgcolor") or ""
    if value == "inherit" or not value:
        return parent.behind
    found = _parsed(value, is_dark=parent.is_dark)
    if found is None or found[3] == 0:
        return parent.behind
    if found[3] == 1:
        return found
    return _over(found, parent.behind) if parent.behind else None


def _is_bold(element: HtmlElement, styles: Styles, parent: _Look) -> bool:
    weight = styles.get(element, "font-weight") or styles.get(element, "font")
    if found := re.search(r"(?:^|\s)(bold|bolder|normal|lighter|[1-9]00)(?:\s|$)", weight):
        return found[1] in {"bold", "bolder"} or (found[1].isdigit() and int(found[1]) >= 700)  # noqa: PLR2004 - CSS bold
    return parent.is_bold or str(element.tag) in {*_HEADINGS, "b", "strong", "th"}


def _size(value: str, inherited: float) -> float | None:
    """Give the size in pixels; None where *value* says none."""
    for part in value.partition("/")[0].split():
        if part in _NAMED_SIZES:
            return _NAMED_SIZES[part]
        found = _LENGTH.fullmatch(part)
        if found and (found[2] or float(found[1]) == 0):
            number = float(found[1])
            if found[2] in {"em", "%"}:
                return number * inherited / (100 if found[2] == "%" else 1)
            return number * _UNITS.get(found[2] or "px", 1.0)
    return None


@lru_cache(maxsize=512)
def _parsed(value: str, *, is_dark: bool) -> RGBA | None:
    """Read the first colour in *value*: CSS, or the bare hex digits of old attributes."""
    if is_deep(value):
        return None
    value = _LIGHT_DARK.sub(r"\2" if is_dark else r"\1", value)
    for token in (*tinycss2.parse_component_value_list(value), f"#{value}"):
        found = color4.parse_color(token)
        if found is None or isinstance(found, str):
            continue
        try:
            red, green, blue = (min(max(part or 0.0, 0.0), 1.0) for part in found.to("srgb").coordinates)
        except NotImplementedError:  # lab and its relatives: no client with Word's or Gmail's engine knows them either
            continue
        return red, green, blue, found.alpha
    return None


def _over(front: RGBA, behind: RGBA) -> RGBA:
    red, green, blue = (
        part * front[3] + under * (1 - front[3]) for part, under in zip(front[:3], behind, strict=False)
    )
    return red, green, blue, 1.0


def _hex(colour: RGBA) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in colour[:3])
