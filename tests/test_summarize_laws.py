"""The laws of every blurb, whatever the text."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.errors import SummarizeError
from digest.model import BlurbMode, BlurbRules, Origin, Piece
from digest.summarize import summarize_text, verify, write_blurb
from digest.summarize.marks import are_balanced, ends_whole, trails_off

RULES = BlurbRules()

SENTENCES = [
    "The council of Oakham voted on Monday to close the school.",
    "“We have no money,” she said.",
    "“We have none.”",
    "However, Dr. Roe of the U.S. Army disagreed!",
    "So why now?",
    "It cost $4.5 m. in 2019, and twice that in 2020, when the roof of the old hall fell in.",
    "By Jane Doe",
    "Photo: Jane Doe/AP",
    "Read more at https://x.example/a.",
    "“He opened it and never",
    "They will fight it in court (all the way up).",
    "市議会は決定した。",
    "1. An item",
    "And so on…",
    "small letters only.",
    "",
    "\ud800 broken.",
    "Wait… What?",
    "THE END OF ALL THINGS.",
    "The mayor of Oakham did not answer the letters of the parents who live in the lane.",
]
texts = st.lists(st.tuples(st.sampled_from(SENTENCES), st.sampled_from([" ", "\n", "\n\n", "  "])), max_size=14).map(
    lambda parts: "".join(itertools.chain.from_iterable(parts))
)
limits = st.tuples(st.integers(20, 250), st.integers(0, 250)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts, texts, limits, st.sampled_from(list(BlurbMode)))
def test_every_blurb_is_traced_whole_short_and_the_same_again(
    text: str, teaser: str, limit: tuple[int, int], mode: BlurbMode
) -> None:
    """The promises to the reader, whatever the piece."""
    piece = Piece(id="p", url="u", title="Oakham closes its school", text=text, teaser=teaser, lang="en")
    rules = BlurbRules(mode=mode, min_chars=limit[0], max_chars=limit[1])
    found = write_blurb(piece, rules)
    verify(found, piece)
    assert len(found.text) <= rules.max_chars
    assert are_balanced(found.text)
    assert not trails_off(found.text)
    assert found.text == "" or all(ends_whole(sentence.text) for sentence in found.sentences)
    assert found.origin is not Origin.SUMMARY or len(found.sentences) <= 3
    assert (found.text == "") is (found.origin is Origin.HEADLINE)
    assert write_blurb(piece, rules) == found


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300), st.text(max_size=40), st.sampled_from(["en", "de", "no", "ja", "zz"]))
def test_any_text_gives_a_blurb_or_the_one_error(text: str, title: str, lang: str) -> None:
    """Feeds carry everything that Unicode has."""
    try:
        found = summarize_text(text, title=title, lang=lang, rules=RULES)
    except SummarizeError:
        assert not any(map(str.isalnum, text))
    else:
        assert len(found.text) <= RULES.max_chars


@pytest.mark.parametrize("text", ["", "  \n", "***", "…", "🎉", "—"])
def test_a_text_without_words_is_an_error_that_says_so(text: str) -> None:
    """An empty file given to the command is a mistake of the user's."""
    with pytest.raises(SummarizeError, match="Some title: the text has no words; give the text of a piece"):
        summarize_text(text, title="Some title", rules=RULES)


PARAGRAPHS = (
    "The council of Oakham voted on Monday to close the town's only remaining primary school next summer.",
    "Sixty pupils will have to travel nine miles to Melton, where classes already hold more than thirty children.",
    "Parents have collected four thousand signatures against the plan, and want the county to step in.",
    "The county said that it would look at the figures in January, before the budget is settled.",
)
FURNITURE = (
    "By Jane Doe",
    "By JANE DOE and JOHN ROE, Staff Writers",
    "Photo: Jane Doe/Reuters",
    "(Photo by Ann Lee/Getty Images)",
    "Subscribe to our daily newsletter for the best stories of the week.",
    "Please donate to support our independent journalism.",
    "Click here to read more.",
    "Advertisement",
    "Share on Facebook Share on Twitter",
    "Show less",
    "5 min read",
    "Published 3:04 PM EST, Tue November 12, 2024",
    "We use cookies to improve your experience. Accept all",
    "Scroll down for video",
    "Editor's note: This story was updated.",
    "Jane Doe is a staff writer at the Times.",
    "FILE - The Capitol is seen in Washington, Nov. 3, 2022.",
    "This story was originally published by the Guardian and is reproduced here.",
    "Copyright 2024 The Times. All rights reserved.",
    "Get the latest news delivered to your inbox every morning.",
)


@settings(deadline=None)
@given(
    planted=st.lists(st.tuples(st.integers(0, 4), st.sampled_from(FURNITURE)), max_size=4),
    mode=st.sampled_from(BlurbMode),
)
def test_furniture_added_to_a_piece_changes_nothing(planted: list[tuple[int, str]], mode: BlurbMode) -> None:
    """Wherever it stands."""
    paragraphs: list[list[str]] = [[] for _ in range(len(PARAGRAPHS) + 1)]
    for place, line in planted:
        paragraphs[place].append(line)
    mixed = [line for index, lines in enumerate(paragraphs) for line in (*lines, *PARAGRAPHS[index : index + 1])]
    rules = BlurbRules(mode=mode)
    plain = summarize_text("\n\n".join(PARAGRAPHS), title="Oakham and its school", lang="en", rules=rules)
    found = summarize_text("\n\n".join(mixed), title="Oakham and its school", lang="en", rules=rules)
    assert found.text == plain.text
