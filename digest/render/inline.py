"""The only user of premailer: CSS from `<style>` into `style` attributes, once per edition.

Decides premailer's settings, each against a fault that was measured on 3.10, and takes out the bytes that say nothing.
Does not know the templates. Loaded only when something is rendered: premailer takes 0.3 s to import.
"""

from __future__ import annotations

__all__ = ["SETTINGS", "check_source", "check_template", "inline_css", "kept_properties", "minified"]

import os
import re
from typing import Any

# All of premailer's caches share one store of 128 entries; two templates in one process thrash it, 3 times slower.
os.environ.setdefault("PREMAILER_CACHE_MAXSIZE", "4096")

import cssutils
from premailer import Premailer
from premailer.cache import cache, cache_access_lock
from premailer.merge_style import csstext_to_pairs

from digest.errors import RenderError
from digest.model import Token
from digest.render.rules import plain_rules

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

_COMMENT = re.compile(r"<!--.*?-->|\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_REMARK = re.compile(r"<!--.*?-->|\{#.*?#\}", re.DOTALL)
_OWN_STYLE = re.compile(r"<style\b(?![^>]*\sdata-premailer\s*=)[^>]*>(?!\s*\{\{[^{}]*\}\}\s*</style)", re.IGNORECASE)
_FORBIDDEN = (
    (
        re.compile(r"""<[a-z](?:[^<>"']|"[^"]*"|'[^']*')*?\sstyle\s*=""", re.IGNORECASE),
        "a style attribute beats inline.css and can stop premailer; give the element a class",
    ),
    (
        re.compile(r"<!\[(?:if|endif)", re.IGNORECASE),
        "premailer breaks <![if …]>; write <!--[if !mso]><!--> and <!--<![endif]-->",
    ),
    (
        re.compile(r"<link\b", re.IGNORECASE),
        "a linked style sheet never reaches the reader; put its rules into inline.css or head.css",
    ),
)
_TAG = re.compile(r"""<!--.*?-->|<style.*?</style>|<[a-zA-Z](?:[^>"']|"[^"]*"|'[^']*')*>""", re.DOTALL)
_STYLE_ATTRIBUTE = re.compile(r' style="([^"]*)"')
_CLASS_ATTRIBUTE = re.compile(r' class="([^"]*)"')
_STYLE_BLOCK = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)
_CLASS_SELECTOR = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
_LINE_BREAKS = re.compile(r">[ \t\r]*\n\s*<")
_SEPARATOR = re.compile(r"([;,:])\s+")


def inline_css(html: str) -> str:
    """Move the rules of every `<style>` that is not marked `data-premailer="ignore"` into style attributes.

    *html* is a whole document that begins with `<!DOCTYPE html>`, its style sheets checked before by `sheet`. Tokens,
    conditional comments and marked blocks come through as they are. Raise `RenderError` where that cannot be.
    """
    if not html.lstrip().startswith(DOCTYPE):
        raise RenderError(
            f"the page does not begin with {DOCTYPE}; begin edition.html.j2 with it, in these letters",
            resource="edition.html.j2",
        )
    check_source(html, "edition.html.j2")
    inlined = minified(_transformed(html))
    for token in Token:
        if inlined.count(token) != html.count(token):
            raise RenderError(f"{token} was lost or changed by the inlining; use it in text or as a whole href")
    return inlined


def kept_properties(declarations: str) -> frozenset[str]:
    """Return the names of the properties that survive premailer's parser, which drops what it cannot read."""
    cssutils.log.setLevel(_CRITICAL)
    return frozenset(item.name for item in cssutils.parseStyle(declarations, validate=False))


def check_source(source: str, file: str) -> None:
    """Raise `RenderError` for what premailer would break in a template or page: style attributes, `<![if`, `<link>`."""
    blank = _COMMENT.sub(_blank, source)
    for pattern, message in _FORBIDDEN:
        if match := pattern.search(blank):
            raise RenderError(message, resource=f"{file}:{_line(blank, match)}")


def check_template(source: str, file: str) -> None:
    """Raise `RenderError` for what `check_source` refuses, and for a style sheet that no preflight would read."""
    check_source(source, file)
    blank = _REMARK.sub(_blank, source)
    if match := _OWN_STYLE.search(blank):
        message = (
            "of a style sheet in a template premailer drops in silence what it does not know; put its rules into "
            'inline.css or head.css, or write <style data-premailer="ignore">'
        )
        raise RenderError(message, resource=f"{file}:{_line(blank, match)}")


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def _line(source: str, match: re.Match[str]) -> int:
    return source.count("\n", 0, match.end()) + 1


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
        text = _STYLE_ATTRIBUTE.sub(lambda style: f' style="{_SEPARATOR.sub(_tight, style[1]).rstrip(";")}"', tag[0])
        return _CLASS_ATTRIBUTE.sub(lambda names: _kept(names[1], used), text)

    return _TAG.sub(lean, _LINE_BREAKS.sub(">\n<", html))


def _tight(match: re.Match[str]) -> str:
    return match[1]


def _kept(names: str, used: frozenset[str]) -> str:
    kept = " ".join(name for name in names.split() if name in used)
    return f' class="{kept}"' if kept else ""
