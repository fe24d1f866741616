"""Inlining is held to two judges: the pixels of the page before it, and what another inliner makes of the same page."""

from __future__ import annotations

import io
import re
from typing import Any

import css_inline
import pytest
from mail_views import IN_BROWSER, SITE, STYLES, VIEWS, open_page
from PIL import Image, ImageChops
from rendering_samples import LOOKS, sample_edition

from digest.model import Look
from digest.render import render
from digest.render.edition import raw_html

pytestmark = IN_BROWSER


def seen(browser: Any, html: str, *, what: str) -> list[Any]:
    """Give the pixels or the computed styles of *html* in the four views."""
    page = open_page(browser, html, width=VIEWS[0][0])
    found = []
    for width, scheme in VIEWS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        if what == "styles":
            found.append(page.evaluate(STYLES))
        else:
            found.append(Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB"))
    page.context.close()
    return found


def by_css_inline(html: str) -> str:
    """Inline with the dev dependency css-inline. It drops every sheet, so those for the head are put back."""
    kept = re.findall(r'<style data-premailer="ignore">.*?</style>', html, re.DOTALL)
    for sheet in kept:
        html = html.replace(sheet, "")
    inlined = css_inline.CSSInliner(load_remote_stylesheets=False).inline(html)
    assert "<style>" not in inlined.partition("<![endif]-->")[2]
    return inlined.replace("</head>", f"{''.join(kept)}</head>")


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("look", Look)
def test_not_one_pixel_changes(browser: Any, look: Look, lang: str) -> None:
    """The page with its style sheets and the inlined mail are painted alike, in every width and scheme."""
    edition = sample_edition(14, lang=lang)
    before = seen(browser, raw_html(edition, templates=LOOKS[look], public_url=SITE), what="pixels")
    after = seen(browser, render(edition, templates=LOOKS[look], public_url=SITE).html, what="pixels")
    for (width, scheme), one, other in zip(VIEWS, before, after, strict=True):
        assert one.size == other.size, (width, scheme)
        assert len(one.getcolors(1 << 24) or ()) > 20, "an empty page proves nothing"
        assert ImageChops.difference(one, other).getbbox() is None, (width, scheme)


def test_one_pixel_would_be_seen(browser: Any) -> None:
    """A comparison that cannot fail proves nothing."""
    html = render(sample_edition(3), templates=LOOKS[Look.LETTER]).html
    one = seen(browser, html, what="pixels")[0]
    other = seen(browser, html.replace("padding:44px 0 20px", "padding:44px 0 21px"), what="pixels")[0]
    assert one.size != other.size or ImageChops.difference(one, other).getbbox()


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("look", Look)
def test_nothing_computes_to_another_style(browser: Any, look: Look, lang: str) -> None:
    """Element by element alike: the page with its sheets, our mail, and that of css-inline, which shares no code."""
    edition = sample_edition(14, lang=lang)
    raw = raw_html(edition, templates=LOOKS[look], public_url=SITE)
    ours = render(edition, templates=LOOKS[look], public_url=SITE).html
    theirs = by_css_inline(raw)
    assert theirs.count("<style") == ours.count("<style")
    pages = (seen(browser, html, what="styles") for html in (raw, ours, theirs))
    for view, before, after, oracle in zip(VIEWS, *pages, strict=True):
        assert len(before) > 150
        assert [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]] == [], view
        assert [pair for pair in zip(after, oracle, strict=True) if pair[0] != pair[1]] == [], view
