"""Why a blurb is what it is: candidates, scores, reasons; and what an edition's other blurbs change."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.cli import digest
from digest.model import BlurbMode, BlurbRules, Length, Origin, Piece, Place
from digest.summarize import explain_blurb, write_blurb
from digest.summarize.fresh import adds_nothing, opens_alike

RULES = BlurbRules()
TITLE = "Oakham closes its last school"
FIRST = "The council of Oakham voted on Monday to close the town's only remaining primary school next summer."
SECOND = "Sixty pupils will have to travel nine miles to Melton, where classes already hold more than thirty children."
THIRD = "Parents have collected four thousand signatures against the plan, and want the county to step in."
FOURTH = "The county said that it would look at the figures in January, before the budget is settled."
TEXT = f"By Ann Bee\n\n{FIRST} {SECOND}\n\n{THIRD} {FOURTH}\n\nClick here to read more about schools."
PIECE = Piece(id="a", url="https://a.example/a", title=TITLE, text=TEXT, lang="en")


def test_every_sentence_looked_at_has_its_place_its_scores_and_a_reason() -> None:
    """As a workbench shows them: what was taken first, then the best of the others."""
    found = explain_blurb(PIECE, RULES)
    assert found.blurb == write_blurb(PIECE, RULES)
    assert [one.sentence.text for one in found.candidates if one.is_taken] == [FIRST, SECOND]
    assert {one.sentence.text for one in found.candidates} == {FIRST, SECOND, THIRD, FOURTH}
    assert all(TEXT[one.sentence.start : one.sentence.end] == one.sentence.text for one in found.candidates)
    assert {"position", "headline", "length", "lexrank", "luhn", "sumbasic", "edmundson"} == set(
        found.candidates[0].scores
    )
    assert all(0 <= score <= 1 for one in found.candidates for score in one.scores.values())
    rest = [one.total for one in found.candidates if not one.is_taken]
    assert rest == sorted(rest, reverse=True)
    assert all(one.why for one in (*found.candidates, *found.left_out))
    left_out = {one.sentence.text: one.why for one in found.left_out}
    assert set(left_out) == {"By Ann Bee", "Click here to read more about schools."}


def test_a_headline_alone_has_a_reason() -> None:
    """Nobody should have to guess why nothing is printed."""
    found = explain_blurb(replace(PIECE, text="Photo: Jane Doe\n\nClick here to subscribe to our newsletter."), RULES)
    assert found.blurb.origin is Origin.HEADLINE
    assert "headline" in found.why
    assert len(found.left_out) == 2


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=300), title=st.text(max_size=40))
def test_any_text_can_be_explained(text: str, title: str) -> None:
    """Every listed sentence slices back, and nothing raises."""
    piece = replace(PIECE, text=text, title=title, lang="")
    found = explain_blurb(piece, RULES)
    for one in (*found.candidates, *found.left_out):
        assert text[one.sentence.start : one.sentence.end] == one.sentence.text


# ---- across the edition -----------------------------------------------------------------------------------------


def test_two_pieces_on_one_story_do_not_open_alike() -> None:
    """The second begins with what the reader has not read yet."""
    found = write_blurb(PIECE, RULES, openings=[FIRST])
    assert found.text.startswith(SECOND)
    assert found.sentences


def test_an_opening_is_said_again_where_nothing_else_serves() -> None:
    """A blurb that repeats is better than none."""
    piece = replace(PIECE, text=FIRST)
    assert write_blurb(piece, RULES, openings=[FIRST]).text == FIRST


def test_what_only_says_the_headline_again_is_not_the_opening() -> None:
    """The headline stands right above it."""
    text = f"Oakham closes its last school. {FIRST} {SECOND}"
    assert write_blurb(replace(PIECE, text=text), RULES).text == f"{FIRST} {SECOND}"


def test_a_teaser_that_repeats_gives_way_to_the_text() -> None:
    """As above."""
    piece = replace(PIECE, teaser=FIRST)
    assert write_blurb(piece, RULES).origin is Origin.TEASER
    assert write_blurb(piece, RULES, openings=[FIRST]).origin is Origin.SUMMARY


@given(text=st.text(max_size=100), other=st.text(max_size=100))
def test_freshness_is_symmetrical_and_total(text: str, other: str) -> None:
    """Of two openings, neither is the first."""
    assert opens_alike(text, [other]) == opens_alike(other, [text])
    assert isinstance(adds_nothing(text, other), bool)


# ---- lengths by place, and paragraphs ------------------------------------------------------------------------------


def test_each_place_has_its_length() -> None:
    """In brief is short; the lead may be long; None prints no blurb."""
    rules = BlurbRules(lead=Length(min_chars=300, max_chars=600))
    lead, section, brief = rules.at(Place.LEAD), rules.at(Place.SECTION), rules.at(Place.BRIEF)
    assert lead is not None
    assert section == rules
    assert brief is not None
    assert write_blurb(PIECE, lead).text == f"{FIRST} {SECOND} {THIRD}"
    assert write_blurb(PIECE, brief).text == FIRST
    assert BlurbRules(brief=None).at(Place.BRIEF) is None


@pytest.mark.parametrize(("count", "text"), [(1, f"{FIRST} {SECOND}"), (2, f"{FIRST} {SECOND} {THIRD} {FOURTH}")])
def test_whole_paragraphs(count: int, text: str) -> None:
    """As news sites do it: the first one or two, and furniture between them counts for nothing."""
    assert write_blurb(PIECE, BlurbRules(paragraphs=count, max_chars=1000)).text == text


def test_paragraphs_keep_the_length() -> None:
    """By whole sentences."""
    assert write_blurb(PIECE, BlurbRules(paragraphs=2, max_chars=350)).text == f"{FIRST} {SECOND} {THIRD}"


# ---- beginnings that were cut off ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "first"),
    [
        ("en", "That was the strategy behind the new homepage of the centre for disease control."),
        ("en", "However, the council did not say when the new road is to be built or what it costs."),
        ("en", "He said that the new road is to be built before the winter comes to the valley."),
        ("de", "Er sagte, dass die neue Straße noch vor dem Winter gebaut werden soll, wenn das Geld reicht."),
        ("fr", "Cependant, la nouvelle route ne sera pas construite avant l'hiver, selon le conseil municipal."),
        ("es", "Sin embargo, la nueva carretera no se construirá antes del invierno, según el ayuntamiento."),
    ],
)
def test_what_leans_on_a_beginning_that_was_cut_off_does_not_open(lang: str, first: str) -> None:
    """Even though it is the first sentence that we have."""
    text = f"{first} {FIRST} {SECOND}"
    assert write_blurb(replace(PIECE, text=text, lang=lang), RULES).text.startswith(FIRST)


def test_a_pronoun_that_looks_forward_may_open() -> None:
    """Cataphora is a fine beginning."""
    first = "It may not be a looker, but the toadfish of the northern coast sings better than any other fish."
    assert write_blurb(replace(PIECE, text=f"{first} {FIRST}"), RULES).text.startswith(first)


# ---- the command -----------------------------------------------------------------------------------------------------


def test_summarize_explains(tmp_path: Path) -> None:
    """For people and for programs."""
    file = tmp_path / "piece.txt"
    file.write_text(TEXT)
    shown = CliRunner().invoke(digest, ["summarize", "--explain", str(file)])
    assert shown.exit_code == 0, shown.output
    assert shown.output.startswith(f"{FIRST} {SECOND}\n\nsummary: the lead")
    assert "lexrank" in shown.output
    assert "By Ann Bee" in shown.output.split("left out:")[1]
    line = json.dumps({"id": 7, "text": TEXT, "title": TITLE})
    told = CliRunner().invoke(digest, ["summarize", "--explain", "--jsonl"], input=line)
    row = json.loads(told.output)
    assert row["id"] == 7
    assert row["blurb"] == f"{FIRST} {SECOND}"
    assert row["candidates"][0]["why"] == "taken"
    assert row["candidates"][0]["scores"]["lexrank"] >= 0
    assert next(one["text"] for one in row["left_out"]) == "By Ann Bee"


def test_summarize_takes_lengths_modes_and_paragraphs(tmp_path: Path) -> None:
    """As a publication's configuration does."""
    file = tmp_path / "piece.txt"
    file.write_text(TEXT)

    def blurb(*options: str) -> str:
        return CliRunner().invoke(digest, ["summarize", *options, str(file)]).output.strip()

    assert blurb("--paragraphs", "2") == f"{FIRST} {SECOND} {THIRD} {FOURTH}"
    assert blurb("--min-chars", "60", "--max-chars", "120") == FIRST
    assert blurb("--mode", str(BlurbMode.INFORMATIVE))
    wrong = CliRunner().invoke(digest, ["summarize", "--min-chars", "500", "--max-chars", "400", str(file)])
    assert wrong.exit_code == 2
