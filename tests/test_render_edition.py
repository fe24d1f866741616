"""The e-mail as a whole: what stands in it, what cannot get into it, and what a designer may change."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html
from rendering_samples import LOOKS, SHIPPED, sample_edition, sample_publication

from digest.errors import RenderError
from digest.model import Blurb, Card, Edition, Image, Look, Origin, Place, Token
from digest.render import render
from digest.render.sheet import MAX_STYLE_BYTES

if TYPE_CHECKING:
    from pathlib import Path

PUBLIC = "https://news.example.org/"


def html_of(edition: Edition, *folders: Path, public_url: str = PUBLIC) -> str:
    """Render the HTML part."""
    return render(edition, templates=(*folders, SHIPPED), public_url=public_url).html


def lead_changed(edition: Edition, *, blurb: str | None = None, **changes: object) -> Edition:
    """Return *edition* with another lead piece."""
    assert edition.lead is not None
    lead = replace(edition.lead, piece=replace(edition.lead.piece, **changes))
    if blurb is not None:
        lead = replace(lead, blurb=Blurb(text=blurb, origin=Origin.EDITOR))
    return replace(edition, lead=lead)


def shown(html: str) -> str:
    """Return the text of a page as one line."""
    return " ".join(lxml_html.fromstring(html).find("body").text_content().split())


@pytest.mark.parametrize("lang", ["en", "de", "fr", "es", "ar"])
def test_language_and_direction_stand_on_html_and_on_the_wrapper(lang: str) -> None:
    """Clients drop <html>; without them a screen reader speaks the wrong language (97 % of all mails lack dir)."""
    tree = lxml_html.fromstring(html_of(sample_edition(6, lang=lang)))
    direction = "rtl" if lang == "ar" else "ltr"
    wrapper = tree.find("body/div")
    for element in (tree, wrapper):
        assert (element.get("lang"), element.get("dir")) == (lang, direction)
    assert wrapper.get("role") == "article"
    assert wrapper.get("aria-roledescription") == "email"
    assert wrapper.get("aria-label") == tree.findtext("head/title")


def test_headings_follow_one_another() -> None:
    """One h1, an h2 for the lead and each section, an h3 for each piece in one."""
    edition = sample_edition(14)
    tree = lxml_html.fromstring(html_of(edition))
    levels = [int(element.tag[1]) for element in tree.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert levels.count(2) == 1 + len(edition.sections) + 1
    assert levels.count(3) == sum(len(section.cards) for section in edition.sections)
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_table_is_for_layout_and_every_picture_has_its_attributes() -> None:
    """Else screen readers announce tables and Outlook guesses sizes."""
    tree = lxml_html.fromstring(html_of(sample_edition(14)))
    assert all(table.get("role") == "presentation" for table in tree.iter("table"))
    images = list(tree.iter("img"))
    assert images
    for image in images:
        assert image.get("alt") is not None
        assert int(image.get("width")) in {592, 112}
        assert int(image.get("height")) in {333, 75}


def test_a_picture_is_linked_only_if_it_says_something() -> None:
    """A linked picture without a description is read out as its address."""
    for image in lxml_html.fromstring(html_of(sample_edition(14))).iter("img"):
        assert (image.getparent().tag == "a") == bool(image.get("alt"))


def test_a_credit_stands_beside_its_picture() -> None:
    """Whoever took it is named where it is shown."""
    tree = lxml_html.fromstring(html_of(sample_edition(14)))
    for table in tree.find_class("thumb"):
        number = int(re.search(r"/(\d+)-", table.find(".//img").get("src"))[1])
        assert table.text_content().strip() == ("Photo: Lena Vos / Coast Press", "Lena Vos", "")[number % 3]
    assert tree.find_class("caption")[0].text == "Photo: Lena Vos / Coast Press"


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((592, 333), ("592", "333")),
        ((1184, 666), ("592", "333")),
        ((300, 400), ("300", "400")),
        ((None, None), ("592", None)),
        ((600, None), ("592", None)),
        ((None, 333), ("592", None)),
        ((0, -1), ("592", None)),
    ],
)
def test_a_picture_never_outgrows_its_place(
    size: tuple[int | None, int | None], expected: tuple[str, str | None]
) -> None:
    """Whatever the size that comes with it; without one only the width is said."""
    image = Image(url="https://pictures.example.org/x.jpg", alt="x", width=size[0], height=size[1])
    tree = lxml_html.fromstring(html_of(lead_changed(sample_edition(2), image=image)))
    shown_image = next(tree.iter("img"))
    assert (shown_image.get("width"), shown_image.get("height")) == expected


def test_tokens_stand_where_a_recipients_values_go() -> None:
    """Once as a whole address, once as text."""
    html = html_of(sample_edition(6))
    assert f'href="{Token.UNSUBSCRIBE}"' in html
    assert html.count(Token.UNSUBSCRIBE) == 1
    assert html.count(Token.ADDRESS) == 1


def test_view_in_browser_only_with_a_public_address() -> None:
    """Not every publication has an archive."""
    edition = sample_edition(3)
    assert f'href="https://news.example.org/editions/{edition.id}"' in html_of(edition)
    assert "View in browser" not in html_of(edition, public_url="")


def test_the_preheader_comes_first_and_is_filled_up() -> None:
    """Inbox lists show the first text; without filler they go on into the masthead."""
    rendering = render(sample_edition(14), templates=(SHIPPED,), public_url=PUBLIC)
    first = next(t for t in lxml_html.fromstring(rendering.html).find("body").itertext() if t.strip())
    assert first.startswith(rendering.preheader + "\u2007\u034f")
    assert "\u00ad" * 10 in first


def test_parts_without_content_leave_no_trace() -> None:
    """No empty box, no loose rule, no button to nowhere."""
    publication = replace(
        sample_publication(), note="", tagline="", url="", appeal_text="", postal_address="", title="—"
    )
    html = html_of(replace(sample_edition(2), publication=publication))
    for trace in (
        'class="appeal"',
        "forwarded to you",
        'class="note"',
        'class="mark"',
        "<p></p>",
        'href=""',
        "Subscribe",
    ):
        assert trace not in html


def test_an_appeal_stands_after_the_first_section_or_after_the_lead() -> None:
    """And has a button only with an address; with a mailto address too."""
    edition = sample_edition(8)
    html = html_of(edition)
    assert html.index(edition.sections[0].cards[-1].piece.url.split("?")[0]) < html.index("Four reporters")
    assert html.index("Four reporters") < html.index(edition.sections[1].cards[0].piece.url.split("?")[0])
    alone = replace(edition, sections=(), publication=replace(edition.publication, appeal_url="mailto:a@b.example"))
    assert 'href="mailto:a@b.example"' in html_of(alone)
    silent = replace(edition, publication=replace(edition.publication, appeal_url="javascript:x", appeal_label=""))
    assert "Four reporters" in html_of(silent)
    assert "Become a member" not in html_of(silent)


@pytest.mark.parametrize("look", Look)
def test_an_appeal_that_somebody_pays_for_says_so(look: Look) -> None:
    """Advertising must be marked as such in most countries; in the publication's language, in both parts."""
    edition = sample_edition(8, lang="de")
    assert "Anzeige" not in render(edition, templates=LOOKS[look]).html
    paid = replace(edition, publication=replace(edition.publication, appeal_sponsor="Reederei <Nord> & Söhne"))
    made = render(paid, templates=LOOKS[look])
    assert "Anzeige von Reederei &lt;Nord&gt; &amp; Söhne</p>" in made.html
    assert "Anzeige von Reederei <Nord> & Söhne\n" in made.text


def test_a_piece_may_be_nothing_but_a_headline() -> None:
    """Origin.HEADLINE, no authors, no text, no picture, no section, no address that may be followed."""
    edition = sample_edition(2)
    assert edition.lead is not None
    bare = replace(
        edition.lead.piece, section=None, authors=(), text="", image=None, url="javascript:alert(1)", title="Only this"
    )
    blurb = Blurb(text="", origin=Origin.HEADLINE)
    cards = tuple(Card(piece=bare, blurb=blurb, place=place) for place in (Place.LEAD, Place.SECTION, Place.BRIEF))
    section = replace(edition.sections[0], title="", cards=cards[1:2])
    html = html_of(replace(edition, lead=cards[0], sections=(section,), brief=cards[2:]))
    assert html.count(">Only this<") == 3
    assert "javascript" not in html
    assert not re.search(r"<(p|h2|h3|span|a)[^>]*></\1>", html)


def test_an_empty_edition_is_still_a_mail() -> None:
    """Composing decides whether it goes."""
    rendering = render(sample_edition(0), templates=(SHIPPED,))
    assert "The Harbour Review" in rendering.html
    assert "0 pieces" in rendering.text


HOSTILE = st.lists(
    st.sampled_from(
        [
            "<script>alert(1)</script>",
            '"><img src=x onerror=alert(1)>',
            "</style></title><!--",
            "{{ 7*7 }}",
            "{% for %}",
            Token.UNSUBSCRIBE.value,
            Token.ADDRESS.value.lower(),
            "\u202e",
            "\u0092",
            "\x00",
            "style=\"x; y\" class='g'",
            "<![if mso]>",
            "]]>",
            "&amp;lt;",
            "x" * 300,
            "plain words",
        ]
    )
    | st.text(max_size=20),
    max_size=5,
).map(" ".join)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(title=HOSTILE, blurb=HOSTILE, author=HOSTILE, url=st.sampled_from(["https://a.example/", ""]) | HOSTILE)
def test_the_text_of_a_piece_stays_text(title: str, blurb: str, author: str, url: str) -> None:
    """No element, attribute or token comes from a piece, and what is shown is what was said."""
    edition = sample_edition(2)
    image = Image(url=url or "https://pictures.example.org/x.jpg", alt=title, credit=author)
    changed = lead_changed(
        edition, title=title, blurb=blurb, authors=(author,), section=blurb, url=f"https://a.example/{url}", image=image
    )
    rendering = render(changed, templates=(SHIPPED,), public_url=PUBLIC)
    html = rendering.html
    tree = lxml_html.fromstring(html)
    assert not list(tree.iter("script"))
    assert len(list(tree.iter("style"))) == 2
    assert not tree.xpath("//@*[starts-with(name(), 'on')]")
    assert html.count(Token.UNSUBSCRIBE) == rendering.text.count(Token.UNSUBSCRIBE) == 1
    assert html.count(Token.ADDRESS) == rendering.text.count(Token.ADDRESS) == 1
    assert "{{" not in html
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef]", html + rendering.text)
    if title.isascii() and title.isprintable():
        assert " ".join(title.split()) in shown(html)


def test_a_rendering_re_parses_to_the_same_pieces() -> None:
    """Titles and links, each in its order."""
    edition = sample_edition(14)
    tree = lxml_html.fromstring(html_of(edition))
    headings = [h for h in tree.xpath("//h2[a] | //h3[a] | //li") if h.find("a") is not None]
    assert [(h.find("a").text, h.find("a").get("href")) for h in headings] == [
        (card.piece.title, card.piece.link) for card in edition.cards
    ]


def test_a_piece_in_another_language_says_so() -> None:
    """A screen reader changes its voice, and right-to-left text its side."""
    html = html_of(lead_changed(sample_edition(2), lang="he", title="כותרת"))
    assert re.search(r'<h2 lang="he" dir="rtl"[^>]*>', html)
    assert re.search(r'<h2 lang="fr"(?! dir)[^>]*>', html_of(lead_changed(sample_edition(2), lang="fr-CA"))) is None
    assert '<h2 lang="fr-CA" style' in html_of(lead_changed(sample_edition(2), lang="fr-CA"))
    for same in ("en-GB", "", 'x" onload="y'):
        assert "<h2 lang" not in html_of(lead_changed(sample_edition(2), lang=same))


def test_right_to_left_editions_are_mirrored() -> None:
    """Thumbs float left, the bar stands right, and Arabic is never letter-spaced, which tears it apart."""
    html = html_of(sample_edition(6, lang="ar"))
    assert '<table class="thumb" role="presentation" align="left"' in html
    assert "border-right:4px" in html
    assert "letter-spacing" not in html


def test_many_authors_are_counted() -> None:
    """Three are named."""
    assert "A, B, C +2" in html_of(lead_changed(sample_edition(2), authors=("A", "B", "C", "D", "E")))


def test_styles_are_inlined_and_the_rest_stays_below_gmails_limit() -> None:
    """Dark mode and phone rules in the head, one block apart for Outlook's own selectors."""
    html = html_of(sample_edition(14))
    blocks = re.findall(r"<style[^>]*>(.*?)</style>", re.sub(r"<!--.*?-->", "", html, flags=re.DOTALL), re.DOTALL)
    assert len(blocks) == 2
    assert "prefers-color-scheme" in blocks[0]
    assert "[data-ogsc]" in blocks[1]
    assert "@media" not in blocks[1]
    assert sum(len(block.encode()) for block in blocks) < MAX_STYLE_BYTES
    assert html.count(' style="') > 100


def test_rendering_is_deterministic() -> None:
    """Approval binds to the bytes."""
    assert render(sample_edition(14), templates=(SHIPPED,)) == render(sample_edition(14), templates=(SHIPPED,))


# ---- what a designer may change -------------------------------------------------------------------------------


def write(folder: Path, name: str, text: str) -> Path:
    """Write one file of a publication's own templates."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_one_partial_is_overridden_alone_and_seen_at_once(tmp_path: Path) -> None:
    """The preview runs for hours: a file that appears, changes or goes must count in the same process."""
    edition = sample_edition(2)
    assert "Was this forwarded" in html_of(edition, tmp_path)
    file = write(tmp_path, "partials/forwarded.html.j2", "<p>Tell {{ publication.title }}</p>\n")
    assert "Tell The Harbour Review" in html_of(edition, tmp_path)
    assert "Was this forwarded" not in html_of(edition, tmp_path)
    file.unlink()
    assert "Was this forwarded" in html_of(edition, tmp_path)


def test_a_style_sheet_is_overridden_alone(tmp_path: Path) -> None:
    """With the tokens at hand."""
    shipped = (SHIPPED / "inline.css").read_text(encoding="utf-8")
    write(tmp_path, "inline.css", shipped + "\n.kicker { font-style: italic; color: {{ light.link }}; }\n")
    assert "color:#0b4f7a" in re.search(r'class="kicker" style="([^"]*)"', html_of(sample_edition(2), tmp_path))[1]


@pytest.mark.parametrize(
    ("name", "text", "line", "word"),
    [
        ("partials/note.html.j2", "<p>\n{% if %}</p>", 2, "correct the template"),
        ("partials/note.html.j2", "<p>\n\n{{ publication.titel }}</p>", 3, "titel"),
        ("partials/note.html.j2", "{% for x in nothing %}{% endfor %}", 1, "nothing"),
        ("partials/note.html.j2", "\n{{ 1 / 0 }}", 2, "division"),
        ("partials/note.html.j2", "\n{{ publication.title | shout }}", 2, "shout"),
        ("partials/note.html.j2", '\n{% include "partials/nothing.html.j2" %}', 2, "no template partials/nothing"),
        ("partials/note.html.j2", '\n\n<p style="p">x</p>', 3, "style attribute"),
        ("partials/note.html.j2", "<![if !mso]>x<![endif]>", 1, "<![if"),
        ("partials/note.html.j2", '{% include "partials/note.html.j2" %}', 1, "without end"),
        ("edition.txt.j2", "\n{{ edition.nothing }}", 2, "nothing"),
        ("inline.css", "p { margin: 0; }\np { color: {{ light.none }}; }", 2, "none"),
        ("inline.css", "p { margin: 0; }\n\n* { color: {{ light.ink }}; }", 3, "'*'"),
        ("inline.css", "td { padding: 0; }\n.g { padding-left: 1px; }", 2, "not both"),
        ("head.css", "@media print {\n @media print { p { top: 0 } } }", 2, "@media stands inside"),
        ("outlook.css", "p { top: 0 } \n}", 2, "no CSS"),
        ("head.css", "p { top: 0 }\n" * 1300, 0, "16384"),
    ],
)
def test_a_mistake_in_a_template_names_file_and_line(
    tmp_path: Path, name: str, text: str, line: int, word: str
) -> None:
    """The designer reads one line instead of a traceback or, worse, nothing."""
    file = write(tmp_path, name, text)
    with pytest.raises(RenderError) as error:
        html_of(sample_edition(4), tmp_path)
    assert error.value.resource == (f"{file}:{line}" if line else str(file))
    assert word in error.value.message


def test_a_template_prints_text_escaped_and_never_the_piece_itself(tmp_path: Path) -> None:
    """Autoescape is on for partials of the publication too."""
    write(tmp_path, "partials/lead.html.j2", "<p>{{ card.title }}</p><a href='{{ card.link }}'>x</a>\n")
    html = html_of(lead_changed(sample_edition(2), title="<b>x</b>", url="javascript:x"), tmp_path)
    assert '<p style="margin:0">&lt;b&gt;x&lt;/b&gt;</p>' in html
    assert unescape("javascript") not in html


def test_without_a_template_folder_the_error_says_what_is_missing(tmp_path: Path) -> None:
    """The shipped folder has to be given."""
    with pytest.raises(RenderError, match="give the shipped folder as the last one"):
        render(sample_edition(2), templates=(tmp_path,))
