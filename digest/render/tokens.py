"""The design tokens: colours, type and space from `tokens.toml`, held to their form and to a contrast of 4.5.

Decides what a token may be and which pairs of colours meet in the mail. Does not know where a token is used.
"""

from __future__ import annotations

__all__ = ["MIN_CONTRAST", "Size", "Tokens", "contrast", "load_tokens"]

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from digest.errors import RenderError
from digest.render.tables import line_of, read_tables

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from digest.render.tables import Found

MIN_CONTRAST = 4.5
"""WCAG 2.2, 1.4.3, for text below 24 px."""

_COLOURS = (
    "page surface ink body muted accent link hairline appeal button button_text".split()  # noqa: SIM905 - one line reads better
)
_SIZES = (
    "title lead lead_small headline headline_small note body meta label kicker credit".split()  # noqa: SIM905 - as above
)
_SPACES = {
    "container": (320, 800),
    "gutter": (0, 80),
    "gutter_small": (0, 40),
    "plate": (48, 800),
    "thumb": (48, 240),
    "thumb_small": (32, 160),
    "radius": (0, 40),
}
_FONTS = ("heading", "text")
_NAMES = {"light": _COLOURS, "dark": _COLOURS, "fonts": _FONTS, "sizes": _SIZES, "space": tuple(_SPACES)}
# Which text stands on which ground. The hairline is decoration and in no pair.
_PAIRS = (
    *((text, "surface") for text in ("ink", "body", "muted", "accent", "link")),
    *((text, "page") for text in ("muted", "link")),
    *((text, "appeal") for text in ("body", "link")),
    ("button_text", "button"),
)
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
# A quoted name would have to be escaped in every style attribute; a bare one is as good, if none of its words begins
# with a digit: clients would drop the whole declaration (CSS Fonts 4, 2.1).
_WORD = r"-?[A-Za-z_][A-Za-z0-9_-]*"
_FONT = re.compile(rf"{_WORD}(?: +{_WORD})*(?: *, *{_WORD}(?: +{_WORD})*)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """A font size with its line height, in px."""

    size: int
    leading: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """Every token by group and name, checked."""

    light: Mapping[str, str]
    dark: Mapping[str, str]
    fonts: Mapping[str, str]
    sizes: Mapping[str, Size]
    space: Mapping[str, int]


def load_tokens(folders: tuple[Path, ...]) -> Tokens:
    """Read `tokens.toml` of all *folders*, the first folder's values winning.

    Raise `RenderError` for an unknown or missing token, a value of the wrong form, or a pair below the contrast.
    """
    found = read_tables(folders, "tokens.toml")
    _check_names(found)
    colours = {scheme: {name: _colour(found, scheme, name) for name in _COLOURS} for scheme in ("light", "dark")}
    for scheme, palette in colours.items():
        _check_contrast(found, scheme, palette)
    return Tokens(
        light=MappingProxyType(colours["light"]),
        dark=MappingProxyType(colours["dark"]),
        fonts=MappingProxyType({name: _font(found, name) for name in _FONTS}),
        sizes=MappingProxyType({name: _size(found, name) for name in _SIZES}),
        space=MappingProxyType({name: _space(found, name) for name in _SPACES}),
    )


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours `#rrggbb`, 1 to 21 (WCAG 2.2, relative luminance).

    >>> round(contrast("#000000", "#ffffff"), 1)
    21.0
    """
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)  # noqa: PLR2004 - sRGB
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _check_names(found: Found) -> None:
    for (group, name), entry in found.items():
        if name not in _NAMES.get(group, ()):
            known = _NAMES.get(group)
            allowed = f"[{group}] has {', '.join(known)}" if known else f"the groups are {', '.join(_NAMES)}"
            raise RenderError(f"there is no token {name!r} in [{group}]; {allowed}", resource=line_of(entry))
    for group, names in _NAMES.items():
        for name in names:
            if (group, name) not in found:
                raise RenderError(f"the token {name!r} is missing; set it in [{group}]", resource="tokens.toml")


def _check_contrast(found: Found, scheme: str, palette: Mapping[str, str]) -> None:
    for text, ground in _PAIRS:
        ratio = contrast(palette[text], palette[ground])
        if ratio < MIN_CONTRAST:
            # The line of the value that the publication itself set, which is the one to change.
            entry = min(found[scheme, text], found[scheme, ground], key=lambda entry: entry.rank)
            raise RenderError(
                f"[{scheme}] {text} {palette[text]} on {ground} {palette[ground]} has a contrast of {ratio:.2f}; "
                f"choose colours with at least {MIN_CONTRAST}",
                resource=line_of(entry),
            )


def _colour(found: Found, scheme: str, name: str) -> str:
    entry = found[scheme, name]
    if not isinstance(entry.value, str) or not _COLOUR.fullmatch(entry.value):
        raise RenderError(
            f"[{scheme}] {name} is {entry.value!r}; write a colour of six digits such as '#1b1a17'",
            resource=line_of(entry),
        )
    return entry.value.lower()


def _font(found: Found, name: str) -> str:
    entry = found["fonts", name]
    if not isinstance(entry.value, str) or not _FONT.fullmatch(entry.value):
        raise RenderError(
            f"[fonts] {name} is {entry.value!r}; write names without quotes, with commas, such as 'Georgia,serif'; "
            "no word may begin with a digit",
            resource=line_of(entry),
        )
    return entry.value


def _size(found: Found, name: str) -> Size:
    match found["sizes", name].value:
        case [int(size), int(leading)] if 8 <= size <= leading <= 96:  # noqa: PLR2004 - said in the message
            return Size(size=size, leading=leading)
        case value:
            raise RenderError(
                f"[sizes] {name} is {value!r}; write [size, line height] in px, 8 ≤ size ≤ line height ≤ 96",
                resource=line_of(found["sizes", name]),
            )


def _space(found: Found, name: str) -> int:
    entry, (least, most) = found["space", name], _SPACES[name]
    if not isinstance(entry.value, int) or isinstance(entry.value, bool) or not least <= entry.value <= most:
        raise RenderError(
            f"[space] {name} is {entry.value!r}; write whole px from {least} to {most}", resource=line_of(entry)
        )
    return entry.value
