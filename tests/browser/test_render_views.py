"""What a browser shows: the mail as designed, in every width and scheme."""

from __future__ import annotations

from typing import Any

import pytest
from mail_views import IN_BROWSER, SITE, VIEWS, evaluate, open_page
from rendering_samples import LOOKS, SHIPPED, sample_edition

from digest.model import Look
from digest.render import render

pytestmark = IN_BROWSER

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


@pytest.mark.parametrize("look", Look)
def test_every_text_can_be_read(browser: Any, look: Look) -> None:
    """Contrast of at least 4.5 as painted, in both schemes and widths (WCAG 2.2, 1.4.3)."""
    html = render(sample_edition(14), templates=LOOKS[look], public_url=SITE).html
    for width, scheme in VIEWS:
        contrasts = evaluate(browser, html, CONTRASTS, width=width, scheme=scheme, has_images=False)
        assert len(contrasts) > 50
        assert [entry for entry in contrasts if entry[0] < 4.5] == []


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


@pytest.mark.parametrize("look", Look)
def test_an_address_in_latin_letters_keeps_its_order_in_an_arabic_mail(browser: Any, look: Look) -> None:
    """The house number before the street: else "12 Quay Street" is printed as "Quay Street 12"."""
    html = render(sample_edition(6, lang="ar"), templates=LOOKS[look], public_url=SITE).html
    script = """() => {
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (walker.nextNode() && !walker.currentNode.data.includes("12 Quay Street"));
      const at = (start, end) => {
        const range = document.createRange();
        range.setStart(walker.currentNode, start);
        range.setEnd(walker.currentNode, end);
        return range.getBoundingClientRect().left;
      };
      const start = walker.currentNode.data.indexOf("12");
      return [at(start, start + 2), at(start + 3, start + 7)];
    }"""
    number, street = evaluate(browser, html, script, width=375)
    assert number < street
