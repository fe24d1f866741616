"""The only user of premailer: CSS from `<style>` into `style` attributes, once per edition.

Decides premailer's settings, each against a fault that was measured on 3.10, and takes out the bytes that say nothing.
Does not know the templates. Loaded only when something is rendered: premailer takes 0.3 s to import.
"""

from __future__ import annotations

__all__ = ["SETTINGS", "inline_css", "kept_properties", "minified"]

import os
import re
from typing import TYPE_CHECKING, Any

# All of premailer's caches share one store of 128 entries; two templates in one process thrash it, 3 times slower.
os.environ.setdefault("PREMAILER_CACHE_MAXSIZE", "4096")

import cssutils
from premailer import Premailer
from premailer.cache import cache, cache_access_lock
from premailer.merge_style import csstext_to_pairs

from digest.errors import RenderError
from digest.model import Token
from digest.render.markup import check_page, line_at
from digest.render.rules import plain_rules

if TYPE_CHECKING:
    from collections.abc import Callable

_CRITICAL = 50  # logging.CRITICAL: cssutils reports every mso-* property to stderr
DOCTYPE = "<!DOCTYPE html>"
SETTINGS: dict[str, Any] = {
    "strip_important": False,  # else the rules of head.css lose to the inlined ones: no dark mode, no phones
    "disable_validation": True,  # 47 % of the time, and it knows no mso-* property
    "allow_network": False,  # else any <link> in the page is fetched
    "align_floating_images": False,  # parses every image's style again: a third of the time
    # else width="592" becomes width="100%", which Outlook cannot use
    "disable_basic_attributes": ["width", "height", "bgcolor", "align", "valign"],
    "keep_style_tags": False,
    "remove_classes": False,  # head.css needs them
    "include_star_selectors": False,
}
"""premailer's settings, each against a fault of its defaults."""

_BODY = re.compile(r"<body[\s>]", re.IGNORECASE)
_TAG = re.compile(r"""<!--.*?-->|<style.*?</style>|<[a-zA-Z](?:[^>"']|"[^"]*"|'[^']*')*>""", re.DOTALL)
_STYLE_ATTRIBUTE = re.compile(r' style="([^"]*)"')
_CLASS_ATTRIBUTE = re.compile(r' class="([^"]*)"')
_STYLE_BLOCK = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)
_CLASS_SELECTOR = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
_LINE_BREAKS = re.compile(r">[ \t\r]*\n\s*<")
_SEPARATOR = re.compile(r"&quot;.*?&quot;|([;,:])\s+|;\Z")


def inline_css(html: str, *, place: Callable[[int], str] | None = None) -> str:
    """Move the rules of every `<style>` that is not marked `data-premailer="ignore"` into style attributes.

    *html* is a whole document that begins with `<!DOCTYPE html>`, its style sheets checked before by `sheet`. Tokens,
    conditional comments and marked blocks come through as they are. Raise `RenderError` where that cannot be, at what
    *place* says of the offset in *html*.
    """
    where = place or (lambda at: f"edition.html.j2:{line_at(html, at)}")
    if not html.lstrip().startswith(DOCTYPE) or not _BODY.search(html):
        raise RenderError(
            f"the page does not begin with {DOCTYPE}, or has no <body>; begin edition.html.j2 with the one, in these "
            "letters, and write the other",
            resource=where(0),
        )
    check_page(html, where)
    inlined = minified(_transformed(html))
    for token in Token:
        if inlined.count(token) != html.count(token):
            raise RenderError(
                f"{token} was lost or changed by the inlining; use it in text or as a whole href",
                resource=where(html.find(token)),
            )
    return inlined


def kept_properties(declarations: str) -> frozenset[str]:
    """Return the names of the properties that survive premailer's parser, which drops what it cannot read."""
    cssutils.log.setLevel(_CRITICAL)
    return frozenset(item.name for item in cssutils.parseStyle(declarations, validate=False))


class _Inliner(Premailer):  # type: ignore[misc] # premailer has no types
    """Premailer with a faster reader for plain style sheets, which also tells its cache what the declarations are."""

    def _parse_css_string(self, css_body: str, validate: bool = True) -> Any:  # noqa: ANN401, FBT001, FBT002 - theirs
        rules = plain_rules(css_body)
        if rules is None:
            return super()._parse_css_string(css_body, validate=validate)
        for rule in rules:
            text = ";".join(f"{item.name}:{item.value}" for item in rule.properties)
            cache[csstext_to_pairs.cache_key(text, validate=validate)] = [
                (item.name, item.value) for item in rule.properties
            ]
        return rules


def _transformed(html: str) -> str:
    cssutils.log.setLevel(_CRITICAL)
    with cache_access_lock:
        # A declaration that fell out of the cache would be read by cssutils, and come out in other bytes.
        if cache.currsize > cache.maxsize // 2:
            cache.clear()
        return str(_Inliner(html, **SETTINGS).transform(pretty_print=False))


def minified(html: str) -> str:
    """Take out white space in styles and around line breaks, and the classes that no remaining rule names.

    Line breaks between tags stay, as one character: a finding can name a line, and no word joins another.
    """
    used = frozenset(_CLASS_SELECTOR.findall(" ".join(_STYLE_BLOCK.findall(html))))

    def lean(tag: re.Match[str]) -> str:
        if tag[0].startswith(("<!--", "<style")):
            return tag[0]
        text = _STYLE_ATTRIBUTE.sub(lambda style: f' style="{_SEPARATOR.sub(_tight, style[1])}"', tag[0])
        return _CLASS_ATTRIBUTE.sub(lambda names: _kept(names[1], used), text)

    return _TAG.sub(lean, _LINE_BREAKS.sub(">\n<", html))


def _tight(match: re.Match[str]) -> str:
    if match[0] == ";":  # the last
        return ""
    return match[1] or match[0]  # what stands in quotes is a name


def _kept(names: str, used: frozenset[str]) -> str:
    kept = " ".join(name for name in names.split() if name in used)
    return f' class="{kept}"' if kept else ""
