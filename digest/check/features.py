"""What the families of mail clients can do, feature by feature.

Decides harm, and support where no test is known; else it is `tested`, by the name that caniemail.com gives the feature.
Does not know how a feature is recognised in a page (`support`). Loads no library.
"""

from __future__ import annotations

__all__ = ["FEATURES", "Effect", "Feature"]

from dataclasses import dataclass
from enum import Enum

from digest.check.clients import Client
from digest.check.tested import Tested, results_of


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
    mixed: frozenset[Client]
    """Families of which some clients lack it, and others do not."""
    partly: frozenset[Client]
    advice: str
    tested: str
    """The day of the test, as YYYY-MM-DD; empty where no test is known."""


def _feature(name: str, support: str, effect: Effect, advice: str = "") -> tuple[str, Feature]:
    """Read a row: *support* is a name in the table of tests, or says y, p (partly) or n for each family by itself."""
    found = Tested(marks=support.replace(" ", ""), day="") if " " in support else results_of(support)
    marks = tuple(zip(Client, found.marks, strict=True))
    lacking = frozenset(client for client, mark in marks if mark == "n")
    mixed = frozenset(client for client, mark in marks if mark == "m")
    partly = frozenset(client for client, mark in marks if mark == "p")
    return name, Feature(
        name=name, effect=effect, lacking=lacking, mixed=mixed, partly=partly, advice=advice, tested=found.day
    )


_COLOUR = "write it as #rrggbb"
_FILE = "use JPEG, PNG or GIF"
_PLAIN = "write the result itself"

FEATURES = dict(
    (
        # Where no test has the feature: Apple, Gmail, Outlook for Windows, other Outlooks, Yahoo, Samsung, Thunderbird
        # layout
        _feature("display:flex", "css-display-flex", Effect.BREAKS, "put the parts into table cells"),
        _feature("display:grid", "css-display-grid", Effect.BREAKS, "put the parts into table cells"),
        _feature("position", "css-position", Effect.BREAKS, "place it by tables, padding and align"),
        _feature("float", "css-float", Effect.BREAKS, "add the attribute align, which all of them know"),
        _feature("columns", "css-column-count", Effect.DEGRADES),
        _feature("gap", "css-gap", Effect.HARMS, "use padding or an empty cell"),
        _feature("negative margin", "y p n n y y y", Effect.HARMS, "lay it out without overlap"),
        _feature(
            "logical properties",
            "css-margin-inline-start-end",
            Effect.HARMS,
            "name the side: margin-left, padding-right",
        ),
        _feature("inset", "css-inset", Effect.HARMS, "place it by padding"),
        _feature("transform", "css-transform", Effect.HARMS, "do without, or put it into the picture"),
        _feature("aspect-ratio", "css-aspect-ratio", Effect.HARMS, "give width and height as attributes"),
        _feature("object-fit", "css-object-fit", Effect.HARMS, "cut the picture to its shape before it is sent"),
        _feature("@layer", "y n n n n n y", Effect.HARMS, "write the rules without it"),
        _feature("nested rules", "css-nesting", Effect.HARMS, "write each selector in full"),
        _feature("linked style sheet", "html-link", Effect.HARMS, "put the rules into style attributes"),
        _feature("@import", "css-at-import", Effect.HARMS, "put the rules into the page"),
        # colour and surface
        _feature("background picture", "css-background-image", Effect.BREAKS, "give a background-color too"),
        _feature("gradient", "css-linear-gradient", Effect.BREAKS, "give a background-color too"),
        _feature(
            "rgb() with spaces", "y n n y n y y", Effect.BREAKS, f"{_COLOUR}; Gmail drops the whole style otherwise"
        ),
        _feature("rgba()", "css-rgba", Effect.HARMS, _COLOUR),
        _feature("hsl()", "y y n y y y y", Effect.HARMS, _COLOUR),
        _feature("#rrggbbaa", "y p n p p y y", Effect.HARMS, _COLOUR),
        _feature("modern colour function", "css-modern-color", Effect.HARMS, _COLOUR),
        _feature("filter or blend mode", "css-filter", Effect.HARMS, "put the effect into the picture"),
        _feature("clip-path or mask", "css-clip-path", Effect.HARMS, "cut the picture before it is sent"),
        _feature("opacity", "css-opacity", Effect.DEGRADES),
        _feature("border-radius", "css-border-radius", Effect.DEGRADES),
        _feature("shadow", "css-box-shadow", Effect.DEGRADES),
        _feature("letter-spacing", "css-letter-spacing", Effect.DEGRADES),
        _feature("animation", "css-animation", Effect.DEGRADES),
        # functions, units, priority
        _feature("calc()", "css-unit-calc", Effect.HARMS, _PLAIN),
        _feature("min(), max(), clamp()", "css-function-clamp", Effect.HARMS, _PLAIN),
        _feature("var()", "css-variables", Effect.HARMS, _PLAIN),
        _feature("vw, vh", "css-unit-vw", Effect.HARMS, "use pixels or per cent"),
        _feature(
            "!important in a style attribute", "y y n y y y y", Effect.HARMS, "take it out; Outlook drops the rule"
        ),
        # conditional rules: written for those that know them
        _feature("@media", "css-at-media", Effect.DEGRADES),
        _feature("@supports", "css-at-supports", Effect.DEGRADES),
        _feature("@container", "y n n n n n y", Effect.DEGRADES),
        _feature("color-scheme", "css-color-scheme", Effect.DEGRADES),
        # letters
        _feature("web font", "css-at-font-face", Effect.DEGRADES),
        # pictures
        _feature("SVG picture", "image-svg", Effect.BREAKS, _FILE),
        _feature("WebP picture", "image-webp", Effect.BREAKS, _FILE),
        _feature("AVIF picture", "image-avif", Effect.BREAKS, _FILE),
        _feature("HEIC, TIFF or JPEG XL picture", "image-heif", Effect.BREAKS, _FILE),
        _feature("picture in a data: URL", "image-base64", Effect.BREAKS, "put the file on a server and link to it"),
        _feature("srcset", "html-srcset", Effect.DEGRADES),
        # elements
        _feature("inline SVG", "html-svg", Effect.BREAKS, "use a PNG in an img element"),
        _feature("video or audio", "html-video", Effect.BREAKS, "put a linked picture inside it, or instead of it"),
        _feature("form", "html-form", Effect.BREAKS, "link to a page with the form"),
        _feature("frame or plug-in", "html-object", Effect.BREAKS, "link to the page instead"),
        _feature("details or dialog", "html-dialog", Effect.HARMS, "show the text itself"),
    )
)
