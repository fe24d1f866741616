"""A mail in a real browser, for the tests of what is seen: only sample pictures load, and nothing from the network."""

from __future__ import annotations

import re
from typing import Any

import pytest
from rendering_samples import PICTURES

from tools.proof.axe import CHROMIUM

IN_BROWSER = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Chromium at /usr/bin/chromium (apt-get install chromium)"),
]
VIEWS = [(width, scheme) for width in (375, 680) for scheme in ("light", "dark")]
SITE = "https://news.example.org"
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
"""How many px a page scrolls sideways."""

_PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}"><rect width="100%" height="100%"/></svg>'

STYLES = """() => {
  const names = ["backgroundColor", "borderTopColor", "borderTopWidth", "borderLeftWidth", "borderTopLeftRadius",
    "color", "display", "fontFamily", "fontSize", "fontWeight", "height", "letterSpacing", "lineHeight", "marginTop",
    "marginBottom", "maxWidth", "paddingTop", "paddingLeft", "textDecorationLine", "textTransform", "width",
    "wordBreak"];
  return [...document.body.querySelectorAll("*")].map(element => {
    const style = getComputedStyle(element);
    return element.tagName + " " + names.map(name => style[name]).join("|");
  });
}"""
"""What every element is computed to."""


def open_page(
    browser: Any, html: str, *, width: int, scheme: str = "light", has_images: bool = True, scale: float = 1
) -> Any:
    """Show *html* in a window of *width* CSS px, each drawn by *scale* px of the screen."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, device_scale_factor=scale
    )
    page = context.new_page()

    def answer(route: Any) -> None:
        size = re.search(r"-(\d+)x(\d+)\.jpg", route.request.url)
        if has_images and size and route.request.url.startswith(PICTURES):
            route.fulfill(body=_PICTURE.format(*size.groups()), content_type="image/svg+xml")
        else:
            route.abort()

    page.route("**/*", answer)
    page.set_content(html, wait_until="load")
    return page


def evaluate(browser: Any, html: str, script: str, **view: Any) -> Any:
    """Run *script* in a page of *html* and close it."""
    page = open_page(browser, html, **view)
    try:
        return page.evaluate(script)
    finally:
        page.context.close()


def without_style_blocks(html: str) -> str:
    """Take out what clients take out that show a mail without its head."""
    return re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)


def without_any_style(html: str) -> str:
    """Take out the style attributes too: what is left is the structure and the attributes for Word."""
    return re.sub(r' style="[^"]*"', "", without_style_blocks(html))
