"""Whatever the words, a page has the elements, attributes and tokens that it has with harmless ones, in every look."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html
from rendering_samples import LOOKS, sample_edition

from digest.model import Blurb, Card, Edition, Image, Look, Origin, Place, Rendering, Sentence, Token
from digest.render import render

PUBLIC = "https://news.example.org"
FRAGMENTS = st.sampled_from(
    [
        *(
            "<script>",
            "</script>",
            "<style>",
            "</style>",
            "</title>",
            "</div></td></table>",
            "<!--",
            "-->",
            "<![endif]-->",
        ),
        *('" style="x', "' class='g", '="', "'>", "&#60;b&#62;", "&lt;", "&quot;", "]]>", "<?xml ?>", "<svg/onload=x>"),
        *(
            "{{",
            "}}",
            "{%",
            "%}",
            "{#",
            "#}",
            "{{ 7*7 }}",
            "{{ address }}",
            "{% raw %}",
            "{title}",
            "{address}",
            "%s",
            "\\",
        ),
        *("__DG_", "__DG_ADDRESS__", "_", "__dg_unsubscribe__", "\ufdd0\ufdd0DG_ADDRESS__", "__D\u202eG_ADDRESS__"),
        *(
            "\u202e",
            "\u2066",
            "\ufdd1",
            "\x00",
            "\x92",
            "\x1b",
            "\ud800",
            "\u2028",
            "\r\n.\r\n",
            "\u0301" * 9,
            "👩\u200d👩",
            "ﷺ",
        ),
        *("javascript:x", "data:text/html,x", 'https://x.example/"onclick=x', "W" * 90, " ", "\t"),
    ]
)
TEXTS = st.lists(FRAGMENTS | st.text(max_size=8), max_size=8).map("".join)
PLACES = (
    "title",
    "blurb",
    "author",
    "section",
    "alt",
    "credit",
    "masthead",
    "tagline",
    "note",
    "appeal",
    "label",
    "sender",
)


def edition_of(said: dict[str, str]) -> Edition:
    """Return an edition with a word and *said* in each place; the word keeps a place from being empty."""
    word = {place: f"Harbour {said[place]}" for place in PLACES}
    edition = sample_edition(5)
    publication = replace(
        edition.publication,
        title=word["masthead"],
        tagline=word["tagline"],
        # Each paragraph and each line of the address is an element of its own, as it should be.
        note=" ".join(word["note"].split()),
        postal_address=" ".join(word["note"].split()),
        appeal_text=" ".join(word["appeal"].split()),
        appeal_label=word["label"],
        appeal_sponsor=word["sender"],
        sender_name=word["sender"],
    )
    image = Image(
        url="https://pictures.example.org/x.jpg", alt=word["alt"], credit=word["credit"], width=592, height=333
    )
    sentence = Sentence(text=word["blurb"], start=0, end=len(word["blurb"]))
    blurb = Blurb(text=word["blurb"], origin=Origin.SUMMARY, sentences=(sentence,))

    def changed(card: Card, place: Place) -> Card:
        piece = replace(
            card.piece, title=word["title"], authors=(word["author"],) * 5, section=word["section"], image=image
        )
        return Card(piece=piece, blurb=blurb, place=place)

    cards = list(edition.cards)
    section = replace(
        edition.sections[0], title=word["section"], cards=tuple(changed(card, Place.SECTION) for card in cards[1:3])
    )
    return replace(
        edition,
        publication=publication,
        lead=changed(cards[0], Place.LEAD),
        sections=(section,),
        brief=tuple(changed(card, Place.BRIEF) for card in cards[3:]),
    )


def shape(html: str) -> list[tuple[str, tuple[str, ...]]]:
    """List the elements, comments among them, with the names of their attributes."""
    return [(str(each.tag), tuple(sorted(each.keys()))) for each in lxml_html.document_fromstring(html).iter()]


def tokens(rendering: Rendering) -> list[tuple[int, int]]:
    """Count each token in both parts."""
    return [(rendering.html.count(token), rendering.text.count(token)) for token in Token]


@cache
def harmless(look: Look) -> Rendering:
    """Render plain words."""
    return render(edition_of(dict.fromkeys(PLACES, "")), templates=LOOKS[look], public_url=PUBLIC)


@pytest.mark.parametrize("look", Look)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(said=st.fixed_dictionaries(dict.fromkeys(PLACES, TEXTS)))
def test_no_text_adds_an_element_an_attribute_or_a_token(look: Look, said: dict[str, str]) -> None:
    """The text of a feed is not the operator's; what it says is printed, and nothing of it is obeyed."""
    rendering = render(edition_of(said), templates=LOOKS[look], public_url=PUBLIC)
    assert shape(rendering.html) == shape(harmless(look).html)
    assert tokens(rendering) == tokens(harmless(look))
    assert "{{" not in rendering.html
    assert "{%" not in rendering.html
    assert not re.search(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", rendering.html + rendering.text
    )
    assert all(line == line.rstrip() for line in rendering.text.splitlines())
    for line in (rendering.subject, rendering.preheader):
        assert len(line.splitlines()) == 1
        assert "__DG_" not in line
