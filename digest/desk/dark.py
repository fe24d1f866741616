"""The same message in a forced colour scheme, so that every browser can show what a client in that scheme would.

Decides which media queries count; touches nothing but style sheets, `media` attributes and one added style. Two
kinds of dark exist and are kept apart: the styles that the edition defines (`prefers-color-scheme`; Apple Mail,
Outlook on macOS and iOS, Samsung) and the client that inverts what it is given (Gmail on iOS wholly, others in part).
"""

from __future__ import annotations

import re
from enum import StrEnum

__all__ = ["Scheme", "defines_dark", "in_scheme"]


class Scheme(StrEnum):
    """How the shown message is coloured."""

    LIGHT = "light"
    DARK = "dark"
    INVERTED = "inverted"


_SHEET = re.compile(r"(<style\b[^>]*>)(.*?)(</style\s*>)", re.IGNORECASE | re.DOTALL)
_MEDIA_RULE = re.compile(r"(?<=@media)\b[^{};]*(?=\{)", re.IGNORECASE)
_TAG_WITH_MEDIA = re.compile(r"<(?:style|link|source)\b[^>]*\bmedia\s*=[^>]*>", re.IGNORECASE)
_MEDIA_VALUE = re.compile(r"""(\smedia\s*=\s*["']?)([^"'>]*)""", re.IGNORECASE)
_FEATURE = re.compile(r"\(\s*prefers-color-scheme\s*:\s*(dark|light)\s*\)", re.IGNORECASE)
_HEAD_END = re.compile(r"</head\s*>", re.IGNORECASE)

# A client with `color-scheme: light dark` in the message takes the canvas and the default text colour from its own
# scheme, not from the media query; so the scheme itself is pinned too.
_PINNED = "<style>:root{{color-scheme:{scheme} !important}}</style>"
# Inverting twice, with the hue turned back, leaves pictures as they are: what the inverting clients do.
_INVERTING = (
    "<style>html{background-color:#fff;filter:invert(1) hue-rotate(180deg)}"
    "img,video,svg,[background]{filter:invert(1) hue-rotate(180deg)}</style>"
)


def defines_dark(html: str) -> bool:
    """Whether the message brings styles of its own for dark clients."""
    rules = [rule[0] for sheet in _SHEET.finditer(html) for rule in _MEDIA_RULE.finditer(sheet[2])]
    tags = [tag[0] for tag in _TAG_WITH_MEDIA.finditer(html)]
    return any(feature.lower() == Scheme.DARK for place in (*rules, *tags) for feature in _FEATURE.findall(place))


def in_scheme(html: str, scheme: Scheme) -> str:
    """Rewrite *html* so that it looks the same in every browser: light, dark by its own styles, or inverted.

    >>> in_scheme("<style>@media (prefers-color-scheme: dark) {p{color:red}}</style>", Scheme.DARK)[:29]
    '<style>@media all {p{color:re'
    """
    held = Scheme.DARK if scheme is Scheme.DARK and defines_dark(html) else Scheme.LIGHT
    html = _SHEET.sub(lambda sheet: sheet[1] + _in_sheet(sheet[2], held) + sheet[3], html)
    html = _TAG_WITH_MEDIA.sub(lambda tag: _in_tag(tag[0], held), html)
    added = _PINNED.format(scheme=held.value)
    return _add(html, added + _INVERTING if scheme is Scheme.INVERTED else added)


def _in_sheet(css: str, held: Scheme) -> str:
    return _MEDIA_RULE.sub(lambda rule: _queries(rule[0], held), css)


def _in_tag(tag: str, held: Scheme) -> str:
    return _MEDIA_VALUE.sub(lambda media: media[1] + _queries(media[2], held).lstrip(), tag)


def _queries(prelude: str, held: Scheme) -> str:
    return ",".join(_query(query, held) for query in prelude.split(",")) if _FEATURE.search(prelude) else prelude


def _query(query: str, held: Scheme) -> str:
    bare = _FEATURE.fullmatch(query.strip())
    if bare:
        said = "all" if bare[1].lower() == held else "not all"
        lead, trail = query[: len(query) - len(query.lstrip())], query[len(query.rstrip()) :]
        return f"{lead or ' '}{said}{trail}"
    # Beside other features (`screen and (…)`, `not (…)`) only another feature can stand in its place.
    return _FEATURE.sub(lambda match: "(min-width:0)" if match[1].lower() == held else "(max-width:0)", query)


def _add(html: str, style: str) -> str:
    ends = list(_HEAD_END.finditer(html))
    return html[: ends[0].start()] + style + html[ends[0].start() :] if ends else html + style
