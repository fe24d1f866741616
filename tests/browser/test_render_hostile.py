"""An edition of hostile text in a browser: nothing of it runs, becomes an element, or pushes the page sideways."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from mail_views import IN_BROWSER, SIDEWAYS, SITE, open_page
from rendering_samples import LOOKS, sample_edition

from digest.model import Blurb, Card, Edition, Look, Origin, Place, Token
from digest.render import render

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = IN_BROWSER

RUN = "document.title='ran';window.ran=1;alert(1)"
TEXTS = (
    f"<script>{RUN}</script> the harbour",
    f"</title></style></script><script>{RUN}</script><svg onload={RUN}>",
    f'" onmouseover="{RUN}" x="<img src=x onerror={RUN}>',
    f"<iframe srcdoc='<script>parent.ran=1</script>'></iframe><a href=javascript:{RUN}>here</a>",
    "<!--[if mso]><table><![endif]--> --> <![CDATA[ ]]> &lt;b&gt; &#60;script&#62;",
    "\u202eThe tide \u2066turned\u2069\u202d over\u202c and \u202eback",
    "👩\u200d👩\u200d👧\u200d👦🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f🧑🏽\u200d🚀 " * 2,
    "H" + "".join(map(chr, range(0x300, 0x36F))) + "arbour" + "\u0489" * 30,
    "{{ 7 * 7 }} {% include '/etc/passwd' %} {# no #} {{ config }} __DG_UNSUBSCRIBE__ __DG_ADDRESS__",
    "\x00\x07\x1b[31m\x92\ufeff\ufdd0\ufdd1 red \u2028 line \u2029 end",
    "ﷺ" * 60 + " ا" * 60,
)
"""Each stands once in every place of the edition."""
URLS = (
    f"javascript:{RUN}//",
    f"data:text/html,<script>{RUN}</script>",
    f"  JaVaScRiPt\t:{RUN}",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "https://harmless.example.org@evil.example.org/",
    "//evil.example.org/",
    "https://ok.example.org/\"onclick='x'><script>",
)
OF_PUBLICATION = ("title", "tagline", "note", "appeal_text", "appeal_label", "postal_address")
PLACES = frozenset({"headline", "blurb", "author", "section", "alt", "credit", *OF_PUBLICATION})
SHAPE = "[...document.querySelectorAll('*')].map(e => e.tagName + ' ' + e.getAttributeNames().sort().join(' '))"


def edition_of(text: str, url: str, *, places: frozenset[str] = PLACES, pieces: int = 8) -> Edition:
    """Return an edition that says *text* in *places* and leads to *url* from every piece."""
    edition = sample_edition(pieces)
    said = {place: f"Harbour {text}" if place in places else "Harbour" for place in PLACES}  # a letter makes the mark

    def changed(card: Card, place: Place) -> Card:
        image = card.piece.image and replace(card.piece.image, alt=said["alt"], credit=said["credit"])
        piece = replace(
            card.piece,
            title=said["headline"],
            authors=(said["author"],) * 2,
            section=said["section"],
            url=url,
            image=image,
        )
        return Card(piece=piece, blurb=Blurb(text=said["blurb"], origin=Origin.EDITOR), place=place)

    assert edition.lead is not None
    bodies = [card for section in edition.sections for card in section.cards]
    # Each line of the address is one on the page, as it should be.
    said["postal_address"] = " ".join(said["postal_address"].splitlines())
    publication = replace(edition.publication, **{name: said[name] for name in OF_PUBLICATION})
    cards = tuple(changed(card, Place.SECTION) for card in bodies[:4])
    return replace(
        edition,
        publication=publication,
        lead=changed(edition.lead, Place.LEAD),
        sections=(replace(edition.sections[0], title=said["section"], cards=cards),),
        brief=tuple(changed(card, Place.BRIEF) for card in bodies[4:]),
    )


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """Open a window of 280 px that notes in `page.ran` what runs in it."""
    page = open_page(browser, "", width=280)
    page.ran = []
    page.on("dialog", lambda dialog: (page.ran.append(dialog.message), dialog.dismiss()))
    page.on("framenavigated", lambda frame: page.ran.append(frame.url))
    yield page
    page.context.close()


def shown(page: Any, html: str) -> tuple[list[str], int, list[str]]:
    """Show *html*; give its elements with the names of their attributes, the px it scrolls sideways, and what ran."""
    page.ran.clear()
    page.set_content(html, wait_until="load")
    # What waits for the reader: every handler is called.
    page.evaluate("document.querySelectorAll('*').forEach(e => e.dispatchEvent(new Event('mouseover')))")
    if page.evaluate("window.ran || document.title === 'ran'"):
        page.ran.append("a script")
        page.evaluate("window.ran = 0")
    return page.evaluate(SHAPE), page.evaluate(SIDEWAYS), list(page.ran)


@pytest.mark.parametrize("look", Look)
def test_hostile_text_is_text(page: Any, look: Look) -> None:
    """As many elements and attributes as with harmless words, no script run, and nothing to scroll sideways for."""
    templates = LOOKS[look]
    harmless = render(edition_of("Harbour", "https://ok.example.org/"), templates=templates, public_url=SITE)
    expected, _, _ = shown(page, harmless.html)
    assert len(expected) > 60
    for text in TEXTS:
        rendering = render(edition_of(text, "https://ok.example.org/"), templates=templates, public_url=SITE)
        elements, sideways, ran = shown(page, rendering.html)
        name = text[:40]
        assert (name, rendering.fitting) == (name, harmless.fitting)
        assert (name, elements) == (name, expected)
        assert (name, sideways) == (name, 0)
        assert (name, ran) == (name, [])


@pytest.mark.parametrize("look", Look)
def test_a_word_of_ten_thousand_letters_breaks(page: Any, look: Look) -> None:
    """In each place alone: in all of them it would be clipped by Gmail, and the edition be shortened."""
    plain = edition_of("Harbour", "https://ok.example.org/", pieces=3)
    expected, _, _ = shown(page, render(plain, templates=LOOKS[look], public_url=SITE).html)
    for place in sorted(PLACES):
        edition = edition_of("W" * 10_000, "https://ok.example.org/", places=frozenset({place}), pieces=3)
        html = render(edition, templates=LOOKS[look], public_url=SITE).html
        elements, sideways, _ = shown(page, html)
        assert (place, sideways) == (place, 0)
        assert (place, elements) == (place, expected)


@pytest.mark.parametrize("look", Look)
def test_hostile_addresses_lead_nowhere(page: Any, look: Look) -> None:
    """No link but to the web, by a name that is what it seems; and what is no such address is no link at all."""
    for url in URLS:
        html = render(edition_of("Harbour", url), templates=LOOKS[look], public_url=SITE).html
        page.set_content(html, wait_until="load")
        links = page.evaluate("[...document.links].map(a => [a.protocol, a.hostname, a.getAttributeNames().join()])")
        hosts = {host for protocol, host, _ in links if protocol in {"http:", "https:"}}
        others = {href for href in re.findall(r'href="([^"]*)"', html) if not href.startswith("http")}
        assert (url, others) == (url, {Token.UNSUBSCRIBE})
        assert (url, hosts - {"news.example.org", "harbour.example.org", "ok.example.org"}) == (url, set())
        assert not any("onclick" in names for _, _, names in links)


@pytest.mark.parametrize("look", Look)
def test_nothing_hostile_stands_for_a_reader_or_a_template(page: Any, look: Look) -> None:
    """The tokens are counted: a piece that prints one is not filled in, and braces are printed as they are."""
    html = render(edition_of(TEXTS[8], "https://ok.example.org/"), templates=LOOKS[look], public_url=SITE).html
    harmless = render(edition_of("Harbour", "https://ok.example.org/"), templates=LOOKS[look], public_url=SITE).html
    assert {token: html.count(token) for token in Token} == {token: harmless.count(token) for token in Token}
    page.set_content(html, wait_until="load")
    said = page.evaluate("document.querySelector('h2').textContent + document.querySelector('h3').textContent")
    assert "{{ 7 * 7 }}" in said
    assert "__DG_UNSUBSCRIBE__" in said


def test_a_script_that_runs_would_be_seen(page: Any) -> None:
    """The page of these tests runs scripts, and says so."""
    _, _, ran = shown(page, f"<!DOCTYPE html><title>x</title><script>{RUN}</script>")
    assert "a script" in ran
    assert "1" in ran
