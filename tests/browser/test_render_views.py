"""What a browser shows: the inlined mail as designed, in every width and scheme, and with everything taken from it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from rendering_samples import LOOKS, PICTURES, SHIPPED, sample_edition

from digest.model import Blurb, Edition, Look, Origin
from digest.render import render
from digest.render.edition import raw_html

if TYPE_CHECKING:
    from collections.abc import Iterator

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Chromium at /usr/bin/chromium (apt-get install chromium)"),
]
VIEWS = [(width, scheme) for width in (375, 680) for scheme in ("light", "dark")]
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}"><rect width="100%" height="100%"/></svg>'

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

# Effective contrast of every text that is shown: its colour against the nearest painted ground.
CONTRASTS = """() => {
  const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = colour => {
    const [r, g, b] = numbers(colour).map(v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = element => {
    for (; element; element = element.parentElement) {
      const colour = getComputedStyle(element).backgroundColor;
      if (numbers(colour).length === 3 || numbers(colour)[3] === 1) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.getClientRects().length) continue;
    const [a, b] = [light(getComputedStyle(element).color), light(ground(element))].sort((x, y) => y - x);
    found.push([(a + 0.05) / (b + 0.05), walker.currentNode.data.trim().slice(0, 30)]);
  }
  return found;
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One Chromium for all views."""
    from playwright.sync_api import sync_playwright

    switches = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=[*switches, "--disable-background-networking"]
        )
        yield chromium
        chromium.close()


def open_page(browser: Any, html: str, *, width: int, scheme: str = "light", has_images: bool = True) -> Any:
    """Show *html* in a window of *width*; only sample pictures load, nothing from the network."""
    page = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()

    def answer(route: Any) -> None:
        size = re.search(r"-(\d+)x(\d+)\.jpg", route.request.url)
        if has_images and size and route.request.url.startswith(PICTURES):
            route.fulfill(body=PICTURE.format(*size.groups()), content_type="image/svg+xml")
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


def hostile_edition() -> Edition:
    """Return an edition with endless words in every place."""
    edition = sample_edition(6)
    word = "W" * 10_000

    def changed(card: Any) -> Any:
        piece = replace(
            card.piece,
            title=word[:2000],
            section=word[:300],
            authors=(word[:300],),
            image=replace_credit(card.piece.image),
        )
        return replace(card, piece=piece, blurb=Blurb(text=word[:3000], origin=Origin.EDITOR))

    def replace_credit(image: Any) -> Any:
        return image and replace(image, credit=word[:200], alt=word[:200])

    publication = replace(
        edition.publication, title=word[:100], tagline=word[:100], appeal_label=word[:60], note=word[:400]
    )
    sections = tuple(replace(s, title=word[:200], cards=tuple(map(changed, s.cards))) for s in edition.sections)
    return replace(edition, publication=publication, lead=changed(edition.lead), sections=sections)


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("look", Look)
def test_inlining_changes_nothing_that_is_seen(browser: Any, width: int, scheme: str, lang: str, look: Look) -> None:
    """The page with its style sheets and the inlined mail compute to the same style, element by element."""
    edition = sample_edition(14, lang=lang)
    raw = raw_html(edition, templates=LOOKS[look], public_url="https://news.example.org")
    inlined = render(edition, templates=LOOKS[look], public_url="https://news.example.org").html
    before = evaluate(browser, raw, STYLES, width=width, scheme=scheme)
    after = evaluate(browser, inlined, STYLES, width=width, scheme=scheme)
    assert len(before) > 150
    assert [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]] == []


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
@pytest.mark.parametrize("look", Look)
def test_every_text_can_be_read(browser: Any, width: int, scheme: str, look: Look) -> None:
    """Contrast of at least 4.5 as painted, in both schemes (WCAG 2.2, 1.4.3)."""
    html = render(sample_edition(14), templates=LOOKS[look], public_url="https://news.example.org").html
    contrasts = evaluate(browser, html, CONTRASTS, width=width, scheme=scheme, has_images=False)
    assert len(contrasts) > 50
    assert [entry for entry in contrasts if entry[0] < 4.5] == []


@pytest.mark.parametrize("is_styled", [True, False], ids=["styled", "style blocks stripped"])
@pytest.mark.parametrize("width", [280, 320, 375, 680])
@pytest.mark.parametrize("name", ["en", "ar", "hostile"])
@pytest.mark.parametrize("look", Look)
def test_nothing_scrolls_sideways(browser: Any, name: str, width: int, look: Look, *, is_styled: bool) -> None:
    """Not on the narrowest phone, not with endless words, not where the client strips style blocks."""
    edition = hostile_edition() if name == "hostile" else sample_edition(14, lang=name)
    html = render(edition, templates=LOOKS[look], public_url="https://news.example.org").html
    if not is_styled:
        html = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    assert evaluate(browser, html, "document.documentElement.scrollWidth", width=width) <= width


def test_the_dark_scheme_is_dark_and_a_phones_lead_fills_the_screen(browser: Any) -> None:
    """The rules of head.css win over the inlined ones, which premailer's defaults prevent."""
    html = render(sample_edition(6), templates=(SHIPPED,)).html
    page = open_page(browser, html, width=375, scheme="dark")
    ground = page.evaluate("getComputedStyle(document.querySelector('.sheet')).backgroundColor")
    lead = page.evaluate("document.querySelector('.bleed img').getBoundingClientRect().width")
    thumb = page.evaluate("document.querySelector('.thumb img').getBoundingClientRect().toJSON()")
    page.context.close()
    assert ground == "rgb(28, 31, 34)"
    assert lead == 375
    assert (round(thumb["width"]), round(thumb["height"])) == (86, 58)


@pytest.mark.parametrize(("look", "least"), [(Look.MAGAZINE, 9), (Look.BULLETIN, 3), (Look.LETTER, 1)])
def test_links_to_act_on_are_large_enough_to_tap(browser: Any, look: Look, least: int) -> None:
    """Keep reading, the buttons and Unsubscribe: at least 44 px high on a phone."""
    html = render(sample_edition(14), templates=LOOKS[look]).html
    script = (
        "[...document.querySelectorAll('.piece > a, .button a, .footer a')].map(a => a.getBoundingClientRect().height)"
    )
    heights = evaluate(browser, html, script, width=375)
    assert len(heights) >= least
    assert min(heights) >= 44


def test_with_pictures_blocked_their_descriptions_are_read(browser: Any) -> None:
    """Most desktop clients ask first."""
    html = render(sample_edition(6), templates=(SHIPPED,)).html
    script = "(i => [i.alt, i.getBoundingClientRect().width])(document.querySelector('.bleed img'))"
    alt, width = evaluate(browser, html, script, width=680, has_images=False)
    assert alt == "A sluice gate at low water"
    assert width == 592
