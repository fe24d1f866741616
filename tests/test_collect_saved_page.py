"""A saved page of a magazine comes apart into its main piece, its teasers, and lines left out with their reasons."""

from __future__ import annotations

import itertools
import json
import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.collect.saved_page import SavedPage, SavedPiece, read_saved_page
from digest.errors import ParseError

BODY = (
    (
        "The harbour council voted on Tuesday night to close the old ferry terminal, ending a dispute that "
        "had divided the town for more than eleven years and outlasted four mayors."
    ),
    (
        "“Nobody gets everything they asked for,” council leader Marta Lindqvist told a crowded hall after "
        "the vote. “But the boats will run, and that is what matters to people who have to get to work in the "
        "morning.”"
    ),
    (
        "According to the harbour office, the last sailing from the old pier is planned for the first week of "
        "March, weather permitting, and the new terminal is to open the day after."
    ),
)
TEASERS = (
    (
        "A dam that nobody wanted is now too costly to remove",
        "Water",
        (
            (
                "When engineers poured the first concrete in 1961, the valley above Ardal had forty farms and a "
                "school. Today it has a reservoir that loses more water than it sells."
            ),
            (
                "The owners would like to give it away, but neither the county nor the state will take on the cost of "
                "the cracks."
            ),
        ),
    ),
    (
        "Why do trains in the north run on time?",
        "Middle East",
        (
            (
                "Punctuality figures published on Monday show that the northern lines, long the poor relation of the "
                "network, now beat every other region for the third year in a row."
            ),
        ),
    ),
    (
        "Think a new bridge will save the islands? Not so fast.",
        "Washington Politics",
        (
            (
                "The ministry's plan to connect the three outer islands by a bridge rests on traffic numbers that its "
                "own statisticians called optimistic in a note obtained under the access law."
            ),
            "Ferry captains say that nobody has asked them how many people actually cross.",
        ),
    ),
)
CREDITS = (
    ("Top image credit: Olga Berg via shutterstock.com", "Olga Berg via shutterstock.com"),
    (
        "The reservoir at Ardal in a dry August, seen from the north. (Harbour Office photo by Nils Aas)",
        "Harbour Office photo by Nils Aas",
    ),
    ("", ""),
)
ENDS = (
    "keep readingShow less",
    "Keep reading",
    "Read more",
    "Weiterlesen",
    "Lire la suite",
    "Seguir leyendo",
    "Les mer",
)
TITLE = "Town closes its ferry terminal after an eleven-year quarrel"
DEK = "The vote ends a dispute that began with a leaking roof and cost four mayors their office along the way."


def teaser_lines(number: int, *, is_repeated: bool, credit: str, end: str) -> list[str]:
    """Give one teaser as a browser pastes it."""
    title, section, paragraphs = TEASERS[number]
    caption = [credit] if credit else []
    head = [title, *caption, title] if is_repeated else [*caption, title]
    return [*head, section, *paragraphs, end]


def page(teasers: list[list[str]], *, dek: str = DEK, label: str = "Analysis | Europe") -> bytes:
    """Give a whole page as a browser pastes it."""
    lines = ["Follow us on social", "harbour-vote-1-scaled", TITLE]
    lines += [line for line in (dek, label) if line]
    lines += ["google cta", *BODY]
    lines += [
        "Dear readers: our small newsroom depends on you. Please consider making a tax-exempt donation.",
        "The old ferry terminal in January. [Town Archive photo by Ida Moe]",
        "google cta",
    ]
    lines += itertools.chain.from_iterable(teasers)
    lines += ["Want more of our stories on Google?", "LATEST", "Newsletter", "Subscribe now to our weekly newsletter."]
    return "\n\n".join(lines).encode()


def everything(found: SavedPage) -> Counter[str]:
    """Count the lines in every part of a page but the sections."""
    pieces = (found.main, *found.teasers)
    parts = [line.text for line in found.left_out]
    for piece in pieces:
        parts += [piece.title, *piece.text.split("\n\n")]
    return Counter(part for part in parts if part)


@pytest.mark.parametrize("numbers", [(), (0,), (1, 0), (0, 1, 2), (2, 1)])
@pytest.mark.parametrize("is_repeated", [True, False])
@pytest.mark.parametrize("credit", CREDITS)
@pytest.mark.parametrize("end", ENDS[:3])
def test_a_pasted_page_gives_its_main_piece_and_each_teaser(
    numbers: tuple[int, ...], *, is_repeated: bool, credit: tuple[str, str], end: str
) -> None:
    """Magazines differ in how many teasers follow, whether each has a credit, and whether its title stands twice."""
    blocks = [teaser_lines(number, is_repeated=is_repeated, credit=credit[0], end=end) for number in numbers]
    found = read_saved_page(page(blocks), name="page.txt")
    assert found.main.title == TITLE
    assert found.main.section == "Europe"
    assert found.main.text == "\n\n".join(BODY)
    assert found.main.image_credit == "Town Archive photo by Ida Moe"
    expected = [
        SavedPiece(title=TEASERS[n][0], section=TEASERS[n][1], text="\n\n".join(TEASERS[n][2]), image_credit=credit[1])
        for n in numbers
    ]
    if numbers and not credit[0] and not is_repeated:  # the caption above the first teaser may be either's
        assert [(t.title, t.section, t.text) for t in found.teasers] == [(t.title, t.section, t.text) for t in expected]
    else:
        assert list(found.teasers) == expected
    reasons = {line.text: line.why for line in found.left_out}
    assert reasons[DEK] == "dek"
    assert reasons["Follow us on social"] == "share bar"
    assert reasons["Subscribe now to our weekly newsletter."] == "newsletter box"


@pytest.mark.parametrize("end", ENDS)
def test_the_words_that_end_a_teaser_are_known_in_five_languages(end: str) -> None:
    """Similar magazines close their teasers in their own words."""
    found = read_saved_page(page([teaser_lines(0, is_repeated=True, credit="", end=end)]), name="page.txt")
    assert [teaser.title for teaser in found.teasers] == [TEASERS[0][0]]


@pytest.mark.parametrize(
    ("dek", "label", "section"), [("", "Analysis | Europe", "Europe"), ("", "", None), (DEK, "QiOSK", "QiOSK")]
)
def test_a_page_may_lack_its_standfirst_or_its_label(dek: str, label: str, section: str | None) -> None:
    """The first paragraph is the body's where no standfirst stands apart from it."""
    found = read_saved_page(page([], dek=dek, label=label), name="page.txt")
    assert (found.main.title, found.main.section, found.main.text) == (TITLE, section, "\n\n".join(BODY))


def test_by_line_and_date_between_headline_and_body_are_left_out() -> None:
    """Most magazines print them there; neither is text."""
    lines = ["Home", "Opinion", TITLE, DEK, "By Ida Moe", "Feb 22, 2022", *BODY]
    found = read_saved_page("\n".join(lines).encode(), name="page.txt")
    assert found.main == SavedPiece(title=TITLE, section="Opinion", text="\n\n".join(BODY), image_credit="")
    reasons = {line.text: line.why for line in found.left_out}
    assert (reasons["By Ida Moe"], reasons["Feb 22, 2022"], reasons[DEK]) == ("by-line", "time stamp", "dek")


def test_short_paragraphs_and_intertitles_stay_in_the_body() -> None:
    """A line between two paragraphs is the piece's, however short."""
    lines = [TITLE, BODY[0], "The price", BODY[1], "“Never.”", BODY[2], "And that was that."]
    found = read_saved_page("\n\n".join(lines).encode(), name="page.txt")
    assert found.main.text == "\n\n".join(lines[1:])
    assert found.left_out == ()


def test_headlines_with_teasers_after_a_related_heading_are_not_the_body() -> None:
    """A list of other pieces needs no "keep reading" to be recognised."""
    related = ["Related stories", TEASERS[0][0], TEASERS[0][2][0], TEASERS[1][0], TEASERS[1][2][0]]
    found = read_saved_page("\n\n".join([TITLE, *BODY, *related]).encode(), name="page.txt")
    assert found.main.text == "\n\n".join(BODY)


def test_keep_reading_below_the_main_piece_itself_makes_no_teaser() -> None:
    """Pages that scroll on for ever fold the main piece as well."""
    found = read_saved_page("\n\n".join([TITLE, *BODY, "keep reading", "Show less"]).encode(), name="page.txt")
    assert found.teasers == ()
    assert found.main.text == "\n\n".join(BODY)


def test_the_name_of_the_file_helps_to_find_the_headline() -> None:
    """Browsers offer the page's title as file name."""
    lines = ["Independent reporting from the coast since 1961", TITLE, *BODY]
    found = read_saved_page("\n\n".join(lines).encode(), name=f"{TITLE} - The Coast.txt")
    assert found.main.title == TITLE


def test_lines_broken_at_a_fixed_width_become_paragraphs_again() -> None:
    """Some browsers break saved text at column 72."""
    wrapped = []
    for paragraph in BODY:
        line = ""
        for word in paragraph.split():
            if len(line) + len(word) > 71:
                wrapped.append(line.strip())
                line = ""
            line += word + " "
        wrapped += [line.strip(), ""]
    found = read_saved_page("\n".join([TITLE, "", *wrapped]).encode(), name="page.txt")
    assert found.main.text == "\n\n".join(BODY)


def html_page(teasers: list[int]) -> bytes:
    """Give the same page as HTML."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in BODY)
    blocks = "".join(
        f'<div class="widget"><a href="/{n}"><img src="/{n}.jpg" alt=""></a><h2><a href="/{n}">{TEASERS[n][0]}</a></h2>'
        f'<div class="section">{TEASERS[n][1]}</div>' + "".join(f"<p>{p}</p>" for p in TEASERS[n][2])
        + '<div><a href="#">keep reading</a><a href="#">Show less</a></div></div>'
        for n in teasers
    )  # fmt: skip
    return (
        f"<!doctype html><html><head><title>{TITLE} | The Coast</title>"
        f"<meta property='og:site_name' content='The Coast'>"
        f"<style>p {{ color: red }}</style></head><body><nav><a href='/'>Home</a> <a href='/a'>About us</a></nav>"
        f"<article><h1>{TITLE}</h1><p class='dek'>{DEK}</p><div class='kicker'>Analysis | Europe</div>"
        f"<figure><img src='/a.jpg'><figcaption>The terminal in January. (Photo: Ida Moe)</figcaption></figure>"
        f"{body}</article>"
        f"{blocks}<footer>© 2024 The Coast. All rights reserved</footer><script>var a = 1;</script></body></html>"
    ).encode()


@pytest.mark.parametrize("numbers", [[], [0], [0, 1, 2]])
def test_saved_html_gives_the_same_parts(numbers: list[int]) -> None:
    """Saving a page as HTML or as text must not change what it is."""
    found = read_saved_page(html_page(numbers), name="page.html")
    assert found.main == SavedPiece(title=TITLE, section="Europe", text="\n\n".join(BODY), image_credit="Ida Moe")
    assert [(t.title, t.section, t.text) for t in found.teasers] == [
        (TEASERS[n][0], TEASERS[n][1], "\n\n".join(TEASERS[n][2])) for n in numbers
    ]
    reasons = {line.text: line.why for line in found.left_out}
    assert "var a = 1;" not in reasons
    assert reasons["© 2024 The Coast. All rights reserved"] == "copyright notice"


LINES = st.sampled_from(
    [
        *BODY, TITLE, DEK, "Middle East", "Analysis | Europe", "Trump", "keep readingShow less", "Read more",
        "google cta",
        CREDITS[0][0], CREDITS[1][0], "photo-1-scaled", "Related stories", "By Ida Moe", "“Never.”", "Feb 22, 2022", "",
        TEASERS[0][0], TEASERS[2][0], TEASERS[0][2][0], "Newsletter", "What now?", "QiOSK", "* * *",
    ]
)  # fmt: skip


@given(st.lists(LINES, max_size=40))
@settings(deadline=None, max_examples=300)
def test_every_line_of_a_page_ends_in_exactly_one_place(lines: list[str]) -> None:
    """Nothing is lost, and nothing is there twice, whatever the page."""
    if not any(character.isalnum() for line in lines for character in line):
        with pytest.raises(ParseError):
            read_saved_page("\n".join(lines).encode(), name="page.txt")
        return
    found = read_saved_page("\n\n".join(lines).encode(), name="page.txt")
    given_lines = Counter(line for line in lines if line)
    sections = Counter(piece.section for piece in (found.main, *found.teasers) if piece.section)
    missing = given_lines - everything(found)
    assert everything(found) - given_lines == Counter()
    assert missing - sections == Counter()


def test_an_empty_file_is_refused_with_its_name() -> None:
    """An editor must learn which file was empty."""
    with pytest.raises(ParseError, match=r"empty\.txt: the saved page has no text"):
        read_saved_page(b" \n\n ", name="empty.txt")


def test_the_real_saved_page_comes_apart() -> None:
    """The page that the project started from: three teasers, two credits in captions, one as a line of its own."""
    folder = os.environ.get("DIGEST_TEST_DATA", "")
    path = Path(folder) / "saved-page.txt"
    if not folder or not path.is_file():
        pytest.skip("DIGEST_TEST_DATA names no folder with saved-page.txt")
    found = read_saved_page(path.read_bytes(), name=path.name)
    assert found.main.title.startswith("Blinken cancels meeting with Lavrov")
    assert found.main.section == "Europe"
    assert len(found.main.text.split("\n\n")) == 6
    assert found.main.image_credit == "State Department photo by Ron Przysucha/ Public Domain"
    assert [teaser.section for teaser in found.teasers] == ["Middle East", "Middle East", "Washington Politics"]
    assert [teaser.image_credit for teaser in found.teasers] == [
        "U.S. Air Force photo by Master Sgt. Patrick OReilly",
        "Miss.Cabul via shutterstock.com",
        "Official White House Photo by Daniel Torok",
    ]
    assert all(len(teaser.text.split("\n\n")) == 2 for teaser in found.teasers)


# ---- pages as HTML --------------------------------------------------------------------------------------------


def test_a_menu_s_words_are_neither_headline_nor_text() -> None:
    """`U.S.` ends as a sentence does, and its letters stand in any text."""
    body = "".join(f"<p>{paragraph} The U.S. and Europe. agreed.</p>" for paragraph in BODY)
    menu = "<ul><li><a href='/1'>U.S.</a></li><li><a href='/2'>Europe.</a></li></ul><p>Town and Council.</p>"
    headline = "Town and council close the ferry terminal"
    head = f'<title>{headline}</title><meta property="og:title" content="{headline}">'
    for heading in (f"<h1>{headline}</h1>", ""):
        content = f"<html><head>{head}</head><body>{menu}<article>{heading}{body}</article></body></html>"
        page = read_saved_page(content.encode(), name="x.html")
        assert page.main.title == headline
        assert page.main.text.startswith("The harbour council voted")
        assert page.main.text.count("\n\n") == len(BODY) - 1


def test_a_text_that_the_lines_do_not_show_is_taken_from_the_page() -> None:
    """Some pages carry the whole piece in their metadata and show its beginning."""
    text = "\n\n".join(BODY * 4)
    article = {"@type": "NewsArticle", "headline": "A town votes", "datePublished": "2024-03-05", "articleBody": text}
    script = f'<script type="application/ld+json">{json.dumps(article)}</script>'
    content = f"<html><head>{script}</head><body><h1>A town votes</h1><p>{BODY[0]}</p></body></html>"
    assert read_saved_page(content.encode(), name="x.html").main.text == text


def test_a_saved_page_that_is_too_large_is_refused() -> None:
    """As any page is."""
    with pytest.raises(ParseError, match="larger than 5 MB"):
        read_saved_page(b"A line of words.\n" * 300_000, name="x.txt")


def test_thousands_of_lines_are_read_all_the_same() -> None:
    """Nothing in the reader looks at all lines for each of them."""
    lines = [f"{BODY[0]} {number}." for number in range(3_000)]
    page = read_saved_page("\n\n".join(["A town votes", *lines]).encode(), name="A town votes.txt")
    assert page.main.text.count("\n\n") == len(lines) - 1
