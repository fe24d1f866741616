"""Where a blurb comes from: the editor, the site's teaser, the text, or nowhere."""

from __future__ import annotations

import dataclasses

import pytest

from digest.model import Blurb, BlurbMode, BlurbRules, Origin, Piece
from digest.summarize import write_blurb
from digest.text import collapse

RULES = BlurbRules()
LEAD = (
    "The council of Oakham voted on Monday to close the primary school in Mill Lane after 140 years. "
    "Parents said that they would fight the vote in court, all the way up if they must. "
    "Buses will take the 80 pupils to the next town from September."
)
MORE = (
    "Oakham had four schools in 1990 and has two today, both of them full. "
    "The council says that closing the school will save 900,000 pounds a year."
)
TEXT = f"{LEAD}\n\n{MORE}"
TEASER = "A village loses its only primary school, and its parents go to court over the council's vote."
PIECE = Piece(id="p", url="https://x.example/p", title="Oakham closes its school", teaser=TEASER, text=TEXT, lang="en")


def test_an_editors_text_comes_before_everything_and_is_never_cut() -> None:
    """The editor has the last word, also about length."""
    long = "My own  words,\nat length. " * 40
    assert write_blurb(PIECE, RULES, editor_text=long) == Blurb(text=collapse(long), origin=Origin.EDITOR)


def test_an_editors_white_space_is_no_text() -> None:
    """An emptied box on the desk means: write it for me."""
    assert write_blurb(PIECE, RULES, editor_text=" \n\t").origin is Origin.TEASER


def test_the_sites_own_teaser_comes_before_the_lead() -> None:
    """Somebody wrote it for this purpose."""
    found = write_blurb(PIECE, RULES)
    assert (found.origin, found.text) == (Origin.TEASER, TEASER)


@pytest.mark.parametrize(
    "teaser",
    [
        "",
        "Too short a teaser.",
        "A village loses its only primary school, and its parents go to court over the council's …",
        "A village loses its only primary school, and its parents go to court over the vote. And then […]",
        "A village loses its only primary school, and its parents go to court over the vote [...]",
        "A village loses its only primary school, and its parents go to court over it. Read more",
        "A village loses its only primary school, and its parents go to court over it. Continue reading →",
        "A village loses its only primary school, and its parents go to court over the council's",
        "Sign up for our newsletter and get the best of the week in your inbox every single Friday morning.",
        "By Jane Doe",
        "village loses its only primary school, and its parents go to court over the council's vote.",
        "A village loses its school, “and the parents go to court over the council's vote, they said.",
        "Get the full story at https://x.example/a-village-loses-its-only-primary-school-in-mill-lane today.",
        "The council of Oakham voted on Monday to close the primary school in Mill Lane after 140 years of St.",
    ],
)
def test_a_teaser_that_is_cut_short_or_furniture_gives_way_to_the_lead(teaser: str) -> None:
    """Half of all feeds cut their summaries at a number of characters."""
    text = TEXT.replace("140 years.", "140 years of St. Mary's.")
    found = write_blurb(dataclasses.replace(PIECE, teaser=teaser, text=text), RULES)
    assert found.origin is Origin.SUMMARY
    assert found.text.startswith("The council of Oakham voted on Monday")


def test_a_teaser_above_the_limit_is_trimmed_by_whole_sentences() -> None:
    """Some feeds put the whole text there."""
    found = write_blurb(dataclasses.replace(PIECE, teaser=TEXT, text=""), BlurbRules(max_chars=200))
    assert found.origin is Origin.TEASER
    assert found.text == collapse(LEAD)[: len(found.text)]
    assert 100 < len(found.text) <= 200
    assert found.text.endswith("if they must.")


@pytest.mark.parametrize(
    ("lang", "teaser"),
    [
        (
            "en",
            "Oakham has lost its only primary school, its post office, its last bus and a good deal more.",
        ),
        (
            "fr",
            "Le village a perdu son école, et le maire n’a dit qu’une chose aux parents : « C’est fini. »",
        ),
        ("ja", "市議会は月曜日に水車通りの小学校を閉鎖することを決定し、保護者は裁判を起こすと述べた。"),
        (
            "en",
            "“We have no money left,” says the mayor of Oakham, whose village loses its only primary school in May.",
        ),
    ],
)
def test_a_teaser_that_only_looks_cut_is_taken(lang: str, teaser: str) -> None:
    """'More' and » may end a whole sentence, and an ideograph says as much as two letters."""
    found = write_blurb(dataclasses.replace(PIECE, teaser=teaser, lang=lang), RULES)
    assert (found.origin, found.text) == (Origin.TEASER, teaser)


def test_the_line_that_wordpress_adds_is_left_out() -> None:
    """Its feeds end each description with the names of the post and of the site."""
    teaser = f"{TEASER} The post Oakham closes its school appeared first on The Oakham Times."
    assert write_blurb(dataclasses.replace(PIECE, teaser=teaser), RULES).text == TEASER


def test_without_a_text_the_whole_sentences_of_a_cut_teaser_serve() -> None:
    """A feed without texts still deserves blurbs."""
    teaser = "A village loses its only school. Its parents go to court over the vote of the cou…"
    found = write_blurb(dataclasses.replace(PIECE, teaser=teaser, text=""), RULES)
    assert (found.origin, found.text) == (Origin.TEASER, "A village loses its only school.")


def test_a_piece_of_which_nothing_can_be_printed_stands_with_its_headline() -> None:
    """Never a broken blurb."""
    nothing = Blurb(text="", origin=Origin.HEADLINE)
    assert write_blurb(dataclasses.replace(PIECE, teaser="", text=""), RULES) == nothing
    assert (
        write_blurb(dataclasses.replace(PIECE, teaser="", text="Photo: Jane Doe\n\nhttps://x.example"), RULES)
        == nothing
    )


def test_teaser_only_never_takes_a_word_of_the_text() -> None:
    """Some publishers allow nothing else."""
    rules = BlurbRules(mode=BlurbMode.TEASER_ONLY)
    assert write_blurb(PIECE, rules).text == TEASER
    assert write_blurb(dataclasses.replace(PIECE, teaser=""), rules).origin is Origin.HEADLINE
