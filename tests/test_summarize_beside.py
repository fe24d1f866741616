"""What stands beside a piece: series lines, welcomes, notes, subheads, bare questions, and texts without end."""

from __future__ import annotations

import pytest

from digest.model import BlurbRules, Origin, Piece
from digest.summarize import summarize_text, verify, write_blurb
from digest.summarize.beside import is_boilerplate, is_note, repeats_headline
from digest.summarize.openers import leans_back

RULES = BlurbRules()
LEAD = (
    "The council of Oakham voted on Monday to close the primary school in Mill Lane after 140 years. "
    "Parents said that they would fight the vote in court, all the way up if they must. "
    "Buses will take the 80 pupils to the next town from September."
)
SERIES = "This is part two of a series telling how the villages of the valley pay for their schools."


def blurb_of(text: str, *, title: str = "", lang: str = "en", rules: BlurbRules = RULES) -> str:
    """Give the text of the blurb of *text*."""
    return summarize_text(text, title=title, lang=lang, rules=rules).text


@pytest.mark.parametrize(
    "line",
    [
        SERIES,
        "This is the second in a series of posts on the schools of the valley.",
        "This is the final installment of our series on village schools.",
        "The third in our series about village schools.",
        "Part 4 of our autumn series on schools.",
        "Welcome to this week’s letter, where we walk through one village and its books.",
        "Welcome back to the column that counts the buses.",
        "You can find the introduction to the series on our website.",
        "In yesterday’s post, we counted the schools of the valley.",
        "Autumn 2019 Update: The school has found a buyer in the meantime.",
    ],
)
@pytest.mark.parametrize("border", [" ", "\n\n"])
def test_a_line_about_the_series_or_an_update_is_skipped(line: str, border: str) -> None:
    """It is the same above every piece of the series, so it tells nothing of this one."""
    assert blurb_of(line + border + LEAD) == LEAD


@pytest.mark.parametrize(
    "line",
    [
        "This is the third in a series of burglaries in Oakham since May, the police said.",
        "Welcome to Oakham, the village where nobody locks the door at night.",
        "This is the first of many buses, the mayor said.",
        "The second part of the valley gets its buses in May.",
        "Traffic update: the road to Oakham is closed.",
    ],
)
def test_a_series_of_events_and_a_place_that_welcomes_are_the_piece(line: str) -> None:
    """Only a series of texts stands beside the piece."""
    assert not is_boilerplate(line)


def test_a_series_line_serves_where_nothing_else_is_left() -> None:
    """A poor sentence of the piece beats none."""
    assert blurb_of(SERIES) == SERIES


def test_what_leans_on_a_skipped_series_line_does_not_open() -> None:
    """'It' would be the series, which is not printed."""
    assert not blurb_of(f"{SERIES} It runs every Monday until the end of May. {LEAD}").startswith("It runs")


@pytest.mark.parametrize(
    "note",
    [
        "Editor’s note: The school was sold in 2021. The names below are those of the time.",
        "Summer 2021 Update: The school was sold. The keys were handed over in May.",
        "The School Almanac of the county is no longer in production. To order other books, visit the county library.",
        "The county’s bus card was discontinued in 2019.\n\nIts site closes in May; this page will then be archived.",
        "Count the Buses is a weekly column that answers letters. Our drivers know every road.",
    ],
)
def test_a_note_put_above_the_piece_is_skipped_whole(note: str) -> None:
    """It tells what became of the page or the thing later, in a tense of its own."""
    assert blurb_of(f"{note}\n\n{LEAD}") == LEAD


def test_news_of_something_that_is_gone_is_no_note() -> None:
    """That a thing is no longer made may be the news."""
    assert not is_note("The Oakham bus is no longer in production. The last one left the works on Friday.", LEAD)
    assert not is_note("This page is no longer updated. " * 40)
    gone = "The Oakham bus was discontinued in 2019. The works were sold to a maker of trams and lifts from the coast."
    assert blurb_of(f"{gone}\n\n{LEAD}").startswith(gone)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "More specifically, the roof is gone."),
        ("en", "Specifically, the roof is gone."),
        ("en", "Ten years later, the roof is gone."),
        ("en", "A few months later the roof was gone."),
        ("en", "Given Oakham’s debts, the roof stays."),
        ("en", "That same year the roof fell in."),
        ("de", "Zehn Jahre später fehlt das Dach."),
        ("fr", "Dix ans plus tard, le toit manque."),
        ("es", "Diez años después, falta el techo."),
        ("no", "Ti år senere mangler taket."),
    ],
)
def test_what_narrows_or_counts_from_the_sentence_before_leans_back(lang: str, text: str) -> None:
    """Without that sentence nobody knows what is narrowed, or when the years began."""
    assert leans_back(text, lang)


@pytest.mark.parametrize("text", ["Previously unseen letters were found.", "First graders moved.", "This post counts."])
def test_what_only_looks_like_a_connective_does_not_lean(text: str) -> None:
    """A comma makes the adverb a connective."""
    assert not leans_back(text, "en")


def test_stubs_glued_between_sentences_are_skipped() -> None:
    """Subheads lose their line when a page is flattened."""
    first, second, third = LEAD.split(". ")
    assert blurb_of(f"{first}. Buses. {second}. Old bricks. {third}") == LEAD
    assert blurb_of(f"Hard to leave. A long road. The last bell. {LEAD}") == LEAD


def test_short_sentences_that_speak_or_answer_are_kept() -> None:
    """Leaving out “It did.” would turn the story round; Japanese has no spaces to count words by."""
    answer = "Nobody in the village of Oakham believed that the bus would ever come back to Mill Lane. It did. " + LEAD
    assert "It did." in blurb_of(answer)
    speech = "“We looked for the money in every drawer of the town hall. Nothing. We go on,” the mayor of Oakham said."
    assert blurb_of(f"{speech} {LEAD}").startswith(speech)
    assert blurb_of("学校は閉鎖。保護者は提訴。議会は沈黙。", lang="ja") == "学校は閉鎖。保護者は提訴。議会は沈黙。"


def test_a_question_that_repeats_the_headline_is_skipped() -> None:
    """The reader has just read it, in larger type."""
    assert blurb_of(f"Why close the school? {LEAD}", title="Why Oakham had to close its school") == LEAD
    assert not repeats_headline("Why close the bank?", "Why Oakham had to close its school")


def test_two_bare_questions_give_way_to_what_follows() -> None:
    """Questions alone do not say what the piece is about."""
    asked = "Do you drive a bus? Or can you mend one?"
    told = (
        "One evening is all that it takes!\n\nThe village of Oakham invites drivers and mechanics to its hall on "
        "Friday to put an old bus back on the road.\n\nThe bus served the valley for forty years."
    )
    assert blurb_of(f"{asked}\n\n{told}") == told.replace("\n\n", " ")
    assert blurb_of(asked) == "Do you drive a bus?"


def test_a_text_without_end_is_read_from_its_beginning_only() -> None:
    """What a piece is about stands in its first pages; a sentence cut by the limit is none."""
    filler = "word " * 11_990
    cut = "The last sentence that begins before the limit costs 3.50 pounds."
    piece = Piece(id="p", url="u", title="Oakham", lang="en", text=f"{filler}\n\n{cut} {LEAD}")
    found = write_blurb(piece, RULES)
    verify(found, piece)
    assert found.origin is Origin.HEADLINE
    assert blurb_of(f"{LEAD}\n\n{filler}") == LEAD
