"""What the families of mail clients can do, feature by feature.

Decides support and harm, as a table of facts: from the test results that caniemail.com publishes (tests of 2019 to
2026) where one was found, else from what is generally known of the client. Does not know how a feature is recognised in
a page (`support`). Loads no library.
"""

from __future__ import annotations

__all__ = ["FEATURES", "Effect", "Feature"]

from dataclasses import dataclass
from enum import Enum

from digest.check.clients import Client


class Effect(Enum):
    """What a reader loses where a feature is missing."""

    BREAKS = "breaks"
    """Text, a picture or the order of reading."""
    HARMS = "harms"
    """The look; everything can still be read."""
    DEGRADES = "degrades"
    """Nothing that anyone would miss: it may be used freely."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """A feature of HTML, CSS or pictures, and who lacks it."""

    name: str
    effect: Effect
    lacking: frozenset[Client]
    partly: frozenset[Client]
    advice: str


def _feature(name: str, support: str, effect: Effect, advice: str = "") -> tuple[str, Feature]:
    """Read a row: *support* says y, p (partly) or n for each family, in the order of `Client`."""
    marks = tuple(zip(Client, support.replace(" ", ""), strict=True))
    lacking = frozenset(client for client, mark in marks if mark == "n")
    partly = frozenset(client for client, mark in marks if mark == "p")
    return name, Feature(name=name, effect=effect, lacking=lacking, partly=partly, advice=advice)


_COLOUR = "write it as #rrggbb"
_FILE = "use JPEG, PNG or GIF"
_PLAIN = "write the result itself"

FEATURES = dict(
    (
        # Apple, Gmail, Outlook for Windows, other Outlooks, Yahoo, Samsung, Thunderbird
        # layout
        _feature("display:flex", "y y n y y y y", Effect.BREAKS, "put the parts into table cells"),
        _feature("display:grid", "y n n p n y y", Effect.BREAKS, "put the parts into table cells"),
        _feature("position", "p n n p p p y", Effect.BREAKS, "place it by tables, padding and align"),
        _feature("float", "y y n y y y y", Effect.BREAKS, "add the attribute align, which all of them know"),
        _feature("columns", "y p n p n y y", Effect.DEGRADES),
        _feature("gap", "y p n p n y y", Effect.HARMS, "use padding or an empty cell"),
        _feature("negative margin", "y p n n y y y", Effect.HARMS, "lay it out without overlap"),
        _feature("logical properties", "y p n p p y y", Effect.HARMS, "name the side: margin-left, padding-right"),
        _feature("inset", "y n n p n y y", Effect.HARMS, "place it by padding"),
        _feature("transform", "y n n n n y y", Effect.HARMS, "do without, or put it into the picture"),
        _feature("aspect-ratio", "y p n p n y y", Effect.HARMS, "give width and height as attributes"),
        _feature("object-fit", "y p n y n y y", Effect.HARMS, "cut the picture to its shape before it is sent"),
        _feature("@layer", "y n n n n n y", Effect.HARMS, "write the rules without it"),
        _feature("nested rules", "y n n n n n y", Effect.HARMS, "write each selector in full"),
        _feature("linked style sheet", "y n n n n p y", Effect.HARMS, "put the rules into style attributes"),
        _feature("@import", "y n n n n p y", Effect.HARMS, "put the rules into the page"),
        # colour and surface
        _feature("background picture", "y y n y p y y", Effect.BREAKS, "give a background-color too"),
        _feature("gradient", "y y n n n y y", Effect.BREAKS, "give a background-color too"),
        _feature(
            "rgb() with spaces", "y n n y n y y", Effect.BREAKS, f"{_COLOUR}; Gmail drops the whole style otherwise"
        ),
        _feature("rgba()", "y y n y y y y", Effect.HARMS, _COLOUR),
        _feature("hsl()", "y y n y y y y", Effect.HARMS, _COLOUR),
        _feature("#rrggbbaa", "y p n p p y y", Effect.HARMS, _COLOUR),
        _feature("modern colour function", "y n n n n p y", Effect.HARMS, _COLOUR),
        _feature("filter or blend mode", "y n n n n y y", Effect.HARMS, "put the effect into the picture"),
        _feature("clip-path or mask", "y n n n n y y", Effect.HARMS, "cut the picture before it is sent"),
        _feature("opacity", "y y n y y y y", Effect.DEGRADES),
        _feature("border-radius", "y y n y y y y", Effect.DEGRADES),
        _feature("shadow", "y p n p n y y", Effect.DEGRADES),
        _feature("letter-spacing", "y y y y y y y", Effect.DEGRADES),
        _feature("animation", "y n n n n y y", Effect.DEGRADES),
        # functions, units, priority
        _feature("calc()", "y p n n n y y", Effect.HARMS, _PLAIN),
        _feature("min(), max(), clamp()", "y p n n n y y", Effect.HARMS, _PLAIN),
        _feature("var()", "y n n n n y y", Effect.HARMS, _PLAIN),
        _feature("vw, vh", "y p n p p y y", Effect.HARMS, "use pixels or per cent"),
        _feature(
            "!important in a style attribute", "y y n y y y y", Effect.HARMS, "take it out; Outlook drops the rule"
        ),
        # conditional rules: written for those that know them
        _feature("@media", "y p n y y y y", Effect.DEGRADES),
        _feature("@supports", "y n n p p p y", Effect.DEGRADES),
        _feature("@container", "y n n n n n y", Effect.DEGRADES),
        _feature("color-scheme", "y n n p n y n", Effect.DEGRADES),
        # letters
        _feature("web font", "y n n n n y p", Effect.DEGRADES),
        # pictures
        _feature("SVG picture", "y n n y y y y", Effect.BREAKS, _FILE),
        _feature("WebP picture", "y p n y y y y", Effect.BREAKS, _FILE),
        _feature("AVIF picture", "y p n y y n y", Effect.BREAKS, _FILE),
        _feature("HEIC, TIFF or JPEG XL picture", "y n n n n n n", Effect.BREAKS, _FILE),
        _feature("picture in a data: URL", "y n n y y y y", Effect.BREAKS, "put the file on a server and link to it"),
        _feature("srcset", "y n n p p y y", Effect.DEGRADES),
        # elements
        _feature("inline SVG", "y n n n n y y", Effect.BREAKS, "use a PNG in an img element"),
        _feature("video or audio", "y n n n n y y", Effect.BREAKS, "put a linked picture inside it, or instead of it"),
        _feature("form", "y p n p p y y", Effect.BREAKS, "link to a page with the form"),
        _feature("frame or plug-in", "n n n n n n n", Effect.BREAKS, "link to the page instead"),
        _feature("details or dialog", "y n n n n y y", Effect.HARMS, "show the text itself"),
    )
)
