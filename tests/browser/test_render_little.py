"""What is left when something is taken from the mail: width, style, pictures, or the size of its text doubled."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from mail_views import IN_BROWSER, SIDEWAYS, SITE, evaluate, open_page, without_any_style, without_style_blocks
from rendering_samples import LOOKS, sample_edition

from digest.model import Blurb, Edition, Look, Origin
from digest.render import render

pytestmark = IN_BROWSER
WIDTHS = (280, 320, 375, 680)

# Every text twice as large, as phones and browsers do it that leave the layout alone: the line height of px goes along.
LARGER_TEXT = """() => {
  const texts = [...document.body.querySelectorAll("*")].map(element => {
    const style = getComputedStyle(element);
    return [element, parseFloat(style.fontSize), parseFloat(style.lineHeight)];
  });
  for (const [element, size, leading] of texts) {
    element.style.setProperty("font-size", 2 * size + "px", "important");
    if (leading) element.style.setProperty("line-height", 2 * leading + "px", "important");
  }
}"""
# WCAG 2.2, 1.4.12: what a reader may set, with no loss of content.
SPACED_TEXT = """() => {
  for (const element of document.body.querySelectorAll("*")) {
    const size = parseFloat(getComputedStyle(element).fontSize);
    const set = (name, value) => element.style.setProperty(name, value, "important");
    set("line-height", 1.5 * size + "px");
    set("letter-spacing", .12 * size + "px");
    set("word-spacing", .16 * size + "px");
    if (element.tagName === "P") set("margin-bottom", 2 * size + "px");
  }
}"""
# Texts that another text covers, or that reach out of a box which hides what does.
LOST_TEXT = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), lines = [], lost = [];
  while (walker.nextNode()) {
    const text = walker.currentNode, parent = text.parentElement;
    if (!text.data.trim() || !parent.getClientRects().length) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const size = parseFloat(getComputedStyle(parent).fontSize);
    for (const box of range.getClientRects()) {
      // The middle half of a line: ascenders and descenders of two lines may well meet.
      if (box.width > 1) lines.push([text, box.left, box.right, box.top + box.height / 4, box.bottom - box.height / 4]);
      if (box.left < -1 || box.right > innerWidth + 1) lost.push("outside: " + text.data.trim().slice(0, 30));
    }
  }
  lines.sort((a, b) => a[3] - b[3]);
  lines.forEach(([text, left, right, top, bottom], i) => {
    for (let j = i + 1; j < lines.length && lines[j][3] < bottom; j++) {
      const other = lines[j];
      if (other[0] !== text && other[1] < right - 1 && left < other[2] - 1)
        lost.push(text.data.trim().slice(0, 30) + " / " + other[0].data.trim().slice(0, 30));
    }
  });
  return lost;
}"""


def endless_edition() -> Edition:
    """Return an edition with endless words in every place."""
    edition = sample_edition(6)
    word = "W" * 10_000

    def changed(card: Any) -> Any:
        image = card.piece.image and replace(card.piece.image, credit=word[:200], alt=word[:200])
        piece = replace(card.piece, title=word[:2000], section=word[:300], authors=(word[:300],), image=image)
        return replace(card, piece=piece, blurb=Blurb(text=word[:3000], origin=Origin.EDITOR))

    publication = replace(
        edition.publication, title=word[:100], tagline=word[:100], appeal_label=word[:60], note=word[:400]
    )
    sections = tuple(replace(s, title=word[:200], cards=tuple(map(changed, s.cards))) for s in edition.sections)
    return replace(edition, publication=publication, lead=changed(edition.lead), sections=sections)


def mail(name: str, look: Look) -> str:
    """Render the edition *name*: a language, or `endless`."""
    edition = endless_edition() if name == "endless" else sample_edition(14, lang=name)
    return render(edition, templates=LOOKS[look], public_url=SITE).html


def sideways(browser: Any, html: str, widths: tuple[int, ...] = WIDTHS, **view: Any) -> dict[int, int]:
    """Give the px that *html* scrolls sideways, for the *widths* at which it does."""
    page = open_page(browser, html, width=widths[0], **view)
    found = {}
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        found[width] = page.evaluate(SIDEWAYS)
    page.context.close()
    return {width: px for width, px in found.items() if px > 0}


@pytest.mark.parametrize("name", ["en", "ar", "endless"])
@pytest.mark.parametrize("look", Look)
def test_nothing_scrolls_sideways(browser: Any, name: str, look: Look) -> None:
    """Not on the narrowest phone, not with endless words, not where the client strips style blocks."""
    html = mail(name, look)
    assert sideways(browser, html) == {}
    assert sideways(browser, without_style_blocks(html)) == {}


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("look", Look)
def test_nothing_scrolls_sideways_with_pictures_blocked(browser: Any, look: Look, lang: str) -> None:
    """A description takes the picture's place, and may be longer than the picture is wide."""
    html = mail(lang, look)
    assert sideways(browser, html, has_images=False) == {}
    assert sideways(browser, without_style_blocks(html), has_images=False) == {}


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("look", Look)
def test_without_any_style_it_is_a_plain_page_that_can_be_read(browser: Any, look: Look, lang: str) -> None:
    """A reader's own style, or a client of text and tags alone: all in its order, and it fits 280 px, but for pictures.

    A picture has the width of its attribute there, which is what Word needs; so it is left out of this.
    """
    html = without_any_style(mail(lang, look))
    assert "style" not in html.partition("</head>")[2]
    page = open_page(browser, html, width=280, has_images=False)
    page.evaluate("document.querySelectorAll('img').forEach(image => image.remove())")
    assert page.evaluate(SIDEWAYS) <= 0
    assert page.evaluate(LOST_TEXT) == []
    heads = page.evaluate("[...document.querySelectorAll('h1, h2, h3')].map(h => h.getBoundingClientRect().top)")
    page.context.close()
    assert len(heads) > 10
    assert heads == sorted(heads)


@pytest.mark.parametrize(("width", "zoom"), [(750, 2), (1280, 4)])
@pytest.mark.parametrize("look", Look)
def test_zoomed_in_nothing_is_lost(browser: Any, look: Look, width: int, zoom: int) -> None:
    """200 % in a window of 750 px, and 400 % in one of 1280 (WCAG 2.2, 1.4.4 and 1.4.10).

    A browser that zooms divides the window's CSS px and draws each with as many more of the screen's; media queries
    see the divided width. So does this.
    """
    for lang in ("en", "ar"):
        page = open_page(browser, mail(lang, look), width=width // zoom, scale=zoom)
        assert page.evaluate(SIDEWAYS) <= 0
        assert page.evaluate(LOST_TEXT) == []
        page.context.close()


@pytest.mark.parametrize("script", [LARGER_TEXT, SPACED_TEXT], ids=["twice as large", "spaced"])
@pytest.mark.parametrize("look", Look)
def test_with_larger_or_wider_text_nothing_is_lost(browser: Any, look: Look, script: str) -> None:
    """Text of 200 % in a layout that stays (WCAG 2.2, 1.4.4), and the reader's own spacing (1.4.12)."""
    for lang in ("en", "ar"):
        for width in (375, 750):
            page = open_page(browser, mail(lang, look), width=width)
            page.evaluate(script)
            assert page.evaluate(SIDEWAYS) <= 0
            assert page.evaluate(LOST_TEXT) == []
            page.context.close()


def test_text_that_is_lost_would_be_seen(browser: Any) -> None:
    """The script that looks for it finds two lines upon each other, and one outside the window."""
    html = (
        "<!DOCTYPE html><body style='margin:0'><div style='height:10px;line-height:20px'>one"
        "<p style='margin:-15px 0 0'>two</p></div><p style='margin-left:500px;white-space:nowrap'>far away</p></body>"
    )
    assert evaluate(browser, html, LOST_TEXT, width=300) == ["outside: far away", "one / two"]
