"""The shipped looks: each keeps the rules of the medium, differs in structure, and can be overridden file by file."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from lxml import html as lxml_html
from rendering_samples import LOOKS, SHIPPED, sample_edition, sample_publication

from digest.model import Edition, Look, Rendering, Token
from digest.render import render
from digest.render.tokens import load_tokens
from digest.render.view import CardView, EditionView, PictureView, PublicationView

if TYPE_CHECKING:
    from pathlib import Path

PUBLIC = "https://news.example.org/"
OTHERS = [look for look in Look if look is not Look.MAGAZINE]


def rendered(look: Look, edition: Edition | None = None, *folders: Path) -> Rendering:
    """Render in *look*."""
    return render(edition or sample_edition(14), templates=(*folders, *LOOKS[look]), public_url=PUBLIC)


@pytest.mark.parametrize("look", Look)
def test_every_look_keeps_the_outline_of_headings(look: Look) -> None:
    """One h1, then h2 and h3 without a gap, also where a headline runs into its paragraph."""
    tree = lxml_html.fromstring(rendered(look).html)
    levels = [int(element.tag[1]) for element in tree.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all(table.get("role") == "presentation" for table in tree.iter("table"))


@pytest.mark.parametrize("look", Look)
def test_every_look_leads_to_every_piece(look: Look) -> None:
    """Titles and links, each in its order, and the way out once."""
    edition = sample_edition(14)
    html = rendered(look, edition).html
    tree = lxml_html.fromstring(html)
    headings = [h for h in tree.xpath("//h2[a] | //h3[a] | //li") if h.find("a") is not None]
    assert [(h.find("a").text, h.find("a").get("href")) for h in headings] == [
        (card.piece.title, card.piece.link) for card in edition.cards
    ]
    for token in (Token.UNSUBSCRIBE, Token.ADDRESS):
        assert html.count(token) == 1
    assert f'href="{PUBLIC}editions/{edition.id}"' in html


@pytest.mark.parametrize("look", Look)
def test_forty_pieces_stay_small_in_every_look(look: Look) -> None:
    """Below the point where a mail client clips."""
    assert len(rendered(look, sample_edition(40)).html.encode()) <= 80_000


@pytest.mark.parametrize("look", Look)
@pytest.mark.parametrize("pieces", [0, 1, 2])
def test_parts_without_content_leave_no_trace_in_any_look(look: Look, pieces: int) -> None:
    """A bare publication on a bare week: no empty element, no address to nowhere."""
    publication = replace(sample_publication(), note="", tagline="", url="", appeal_text="", postal_address="")
    html = rendered(look, replace(sample_edition(pieces), number=0, publication=publication)).html
    assert not re.search(r"<(p|h1|h2|h3|span|a|ol|ul|li)[^>]*>\s*</\1>", html)
    assert 'href=""' not in html
    assert "No. 0" not in html


@pytest.mark.parametrize("look", Look)
def test_the_text_part_is_the_same_in_every_look(look: Look) -> None:
    """A look is of the HTML; the words are the edition's. A letter greets and is signed in both parts."""
    text = rendered(look).text
    if look is Look.LETTER:
        assert text.index("\nDear reader,\n\nWater runs") < text.index("\nUntil next time,\n\nThe Harbour Review\n")
        text = text.replace("Dear reader,\n\n", "").replace("Until next time,\n\nThe Harbour Review\n\n", "")
    assert text == rendered(Look.MAGAZINE).text


@pytest.mark.parametrize("look", OTHERS)
def test_a_look_holds_only_what_differs(look: Look) -> None:
    """A copy of a shipped file would miss its next correction; a file of another name would never be read."""
    folder = LOOKS[look][0]
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    for path in files:
        shipped = SHIPPED / path.relative_to(folder)
        assert shipped.is_file(), path
        assert shipped.read_bytes() != path.read_bytes(), path


@pytest.mark.parametrize("look", OTHERS)
def test_a_publication_overrides_a_look_file_by_file(look: Look, tmp_path: Path) -> None:
    """One token and one partial; the rest stays the look's."""
    (tmp_path / "partials").mkdir()
    (tmp_path / "tokens.toml").write_text('[light]\nlink = "#5b2a6e"\n', "utf-8")
    (tmp_path / "partials" / "note.html.j2").write_text("<p>Our own {{ publication.title }}</p>\n", "utf-8")
    html = rendered(look, None, tmp_path).html
    assert "Our own The Harbour Review" in html
    assert "#5b2a6e" in html
    assert load_tokens((tmp_path, *LOOKS[look])).light["ink"] == load_tokens(LOOKS[look]).light["ink"]
    assert "#9b2226" not in html


def test_a_bulletin_numbers_its_pieces_as_its_contents_do() -> None:
    """The list counts by itself, so both must follow one order."""
    edition = sample_edition(14)
    tree = lxml_html.fromstring(rendered(Look.BULLETIN, edition).html)
    listed = [item.text_content() for item in tree.iterfind(".//ol/li")]
    headings = [h for h in tree.iter("h2", "h3") if h.find("a") is not None]
    assert listed == [h.text_content() for h in headings]
    numbers = [h.getparent().getprevious().text_content() for h in headings]
    assert numbers == [str(number) for number in range(1, len(listed) + 1)]
    assert "No. 47" in tree.text_content()


def test_a_bulletins_one_picture_is_small() -> None:
    """A research bulletin is read for its text."""
    (image,) = lxml_html.fromstring(rendered(Look.BULLETIN).html).iter("img")
    assert int(image.get("width")) == load_tokens(LOOKS[Look.BULLETIN]).space["plate"]


def test_a_letter_greets_signs_and_shows_no_picture(tmp_path: Path) -> None:
    """By the sender's name, or the title; a publication may leave the greeting to its note."""
    edition = sample_edition(14)
    publication = replace(edition.publication, sender_name="Anna Weber")
    html = rendered(Look.LETTER, replace(edition, publication=publication)).html
    assert html.index("Dear reader,") < html.index("Water runs through") < html.index("Until next time,")
    assert html.index("Until next time,") < html.index(">Anna Weber<") < html.index("forwarded to you")
    assert "<img" not in html
    assert "bgcolor" not in re.sub(r"<!--.*?-->", "", html, flags=re.DOTALL)
    unsigned = replace(edition, publication=replace(publication, sender_name=""))
    (tmp_path / "words.toml").write_text('[en]\ngreeting = ""\nclosing = ""\n', "utf-8")
    bare = rendered(Look.LETTER, unsigned, tmp_path).html
    assert "Dear reader" not in bare
    assert re.search(r"<p[^>]*>The Harbour Review</p>", bare)


@pytest.mark.parametrize("look", OTHERS)
def test_arabic_is_mirrored_neither_spaced_nor_slanted(look: Look) -> None:
    """Letter spacing tears it apart, and it has no italics."""
    html = rendered(look, sample_edition(6, lang="ar")).html
    for latin in ("letter-spacing", "text-transform", "font-style:italic", 'align="right"'):
        assert latin not in html


@pytest.mark.parametrize(("look", "fonts"), [(Look.BULLETIN, "Georgia"), (Look.LETTER, "Helvetica")])
def test_word_is_told_the_looks_own_fonts(look: Look, fonts: str) -> None:
    """What Outlook for Windows reads stands in a conditional comment, which nothing inlines."""
    assert fonts not in rendered(look).html


def test_the_designers_guide_names_every_partial_and_every_name_that_templates_see() -> None:
    """What is not in it is found by nobody but who reads the code."""
    guide = (SHIPPED.parent / "docs" / "templates.md").read_text("utf-8")
    partials = {path.name.partition(".html.j2")[0].removesuffix(".j2") for path in SHIPPED.rglob("partials/*.j2")}
    views = (EditionView, PublicationView, CardView, PictureView)
    names = {field.name for view in views for field in fields(view)}
    assert {name for name in partials | names if f"`{name}`" not in guide} == set()
