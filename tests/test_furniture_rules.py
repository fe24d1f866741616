"""A publication's own furniture: given as rules, and learned from what stands in many of its pieces."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.furniture.learned import learn
from digest.furniture.rules import normalised, pattern_mistake, without_boilerplate
from digest.model import Boilerplate
from digest.text import paragraphs

APPEAL = "The Slow Harbour is a reader-supported weekly of rivers and coasts."
PROSE = "The ferry left at {n} past six with {n} people and a crate of seed oysters on its deck, as it does every day. "


def body(number: int, *more: str) -> str:
    """Write a text of a hundred words that no other has, and *more* paragraphs."""
    own = "\n\n".join((PROSE.format(n=f"{number}-{part}") * 2).strip() for part in range(3))
    return "\n\n".join((own, *more))


# ---- rules ----------------------------------------------------------------------------------------------------


def test_a_line_goes_wherever_it_stands_and_the_rest_stays_to_the_letter() -> None:
    """Compared without case, quotes' shapes and marks at the ends."""
    text = f"One  paragraph.\n\n“the slow harbour IS a reader-supported weekly of rivers and coasts”…\n\n{body(1)}"
    kept, removed = without_boilerplate(text, Boilerplate(lines=(APPEAL,)))
    assert kept == f"One  paragraph.\n\n{body(1)}".strip()
    assert [each.why for each in removed] == ["a line of [boilerplate]"]


def test_a_pattern_fits_a_whole_paragraph() -> None:
    """Half a sentence of a piece is not furniture because a rule fits it."""
    rules = Boilerplate(patterns=(r"editor’s note:.*",))
    assert without_boilerplate("Editor’s note: corrected.\n\nText.", rules)[0] == "Text."
    assert (
        without_boilerplate("The editor’s note: it was corrected.", rules)[0] == "The editor’s note: it was corrected."
    )


def test_what_is_to_be_kept_wins() -> None:
    """Over given and learned rules alike."""
    texts = [("s", str(number), body(number, APPEAL)) for number in range(4)]
    learned = learn(texts)
    rules = Boilerplate(lines=(APPEAL,), patterns=(".*weekly.*",), keep=(APPEAL.upper(),))
    assert without_boilerplate(texts[0][2], rules, learned) == (texts[0][2], ())


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("(", "no regular expression"),
        ("(a+)+", "repetition of a repetition"),
        (r"(\w*\s?)*x", "repetition"),
        (r"((a+)b?)+", "repetition of a repetition"),
        (r"(?:a|ab)+c", "alternatives that begin alike"),
        (r"(?:a{1,19}){1,19}b", "repetition of a repetition"),
        (r"(?:a?a)+b", "repetition of a repetition"),
        (r"(?:|x)+", "may be empty"),
        (r"(?:colou?r ){1,9}", ""),
        (r".*a.*b.*c.*d", "more than 3 repetitions"),
        (r"[[a]", "no regular expression"),
        (r"a{99999999999999999999}", "no regular expression"),
        ("(" * 3000 + ")" * 3000, "no regular expression"),
        (r"Subscribe .* newsletter\.?", ""),
        (r"(?:ads?|sponsored) (?:by|from) [A-Z]\w+", ""),
        (r"(?:\(c\)|©) \d{4} .{2,40}", ""),
        ("a+b*", ""),
    ],
)
def test_a_wrong_pattern_is_named(pattern: str, said: str) -> None:
    """Before it stalls a run at six in the morning."""
    assert said in pattern_mistake(pattern)
    assert bool(said) == bool(pattern_mistake(pattern))


def test_no_rules_change_nothing() -> None:
    """Not even white space."""
    assert without_boilerplate(" a \n\n\n b ", Boilerplate()) == (" a \n\n\n b ", ())


texts_of_paragraphs = st.lists(st.text("ab .!", min_size=1, max_size=12), max_size=8).map("\n\n".join)


@given(text=texts_of_paragraphs, lines=st.lists(st.text("ab .", max_size=6), max_size=4))
def test_taking_out_is_done_in_one_go(text: str, lines: list[str]) -> None:
    """What is left is a subsequence of the paragraphs, and a second time changes nothing."""
    rules = Boilerplate(lines=tuple(lines))
    kept, removed = without_boilerplate(text, rules)
    assert without_boilerplate(kept, rules) == (kept, ())
    rest = iter(paragraphs(text))
    assert all(part in rest for part in paragraphs(kept))
    assert len(paragraphs(kept)) + len(removed) == len(paragraphs(text))


SHAPES = st.recursive(
    st.sampled_from(["a", "b", ".", r"\w", r"\s", "[ab]", "(?:a|b)", "(?:aa|b)"]),
    lambda inner: (
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{1,9}", "{2,30}", ""])).map(
            lambda pair: f"(?:{pair[0]}){pair[1]}"
        )
        | st.lists(inner, min_size=1, max_size=4).map("".join)
        | st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})")
    ),
    max_leaves=8,
)


@settings(deadline=None, max_examples=300)
@given(pattern=SHAPES, text=st.text("ab ", min_size=1, max_size=4))
def test_no_pattern_that_is_let_through_stalls(pattern: str, text: str) -> None:
    """Whatever the shape; the suite's time limit is the judge."""
    if not pattern_mistake(pattern):
        without_boilerplate((text * 250)[:250] + "!", Boilerplate(patterns=(pattern,)))


# ---- learning -------------------------------------------------------------------------------------------------


def test_a_line_that_stands_in_many_pieces_is_learned() -> None:
    """Three of them and a tenth; two say nothing."""
    texts = [("s", str(number), body(number, *([APPEAL] if number < 3 else []))) for number in range(20)]
    (line,) = learn(texts)
    assert (line.text, line.pieces, line.share) == (APPEAL, 3, 0.15)
    assert learn(texts[1:]) == ()
    assert without_boilerplate(texts[0][2], Boilerplate(), [line])[0] == body(0).strip()


def test_five_are_enough_however_many_there_are() -> None:
    """A disclaimer under one series of a large house."""
    texts = [("s", str(number), body(number, *([APPEAL] if number < 5 else []))) for number in range(200)]
    assert [line.pieces for line in learn(texts)] == [5]
    short = [("s", str(number), body(number, *(["Conclusion"] if number < 9 else []))) for number in range(200)]
    assert learn(short) == ()


def test_a_sentence_at_the_end_is_learned_too() -> None:
    """Who the author is, behind the last paragraph."""
    tail = "Ada Ferrol writes about tides for The Slow Harbour."
    texts = [("s", str(number), f"{body(number)} {tail}") for number in range(4)]
    (line,) = learn(texts)
    assert (line.text, line.is_tail) == (tail, True)
    kept, (removed,) = without_boilerplate(texts[0][2], Boilerplate(), [line])
    assert kept.endswith("every day.")
    assert removed.text == tail


def test_two_sentences_at_the_end_go_together() -> None:
    """And what was learned as an end goes where it stands alone, too."""
    tail = "Ada Ferrol writes about tides for The Slow Harbour. Her last book is The Ebb."
    texts = [("s", str(number), f"{body(number)} {tail}") for number in range(4)]
    learned = learn(texts)
    assert [(line.text, line.is_tail) for line in learned] == [(tail, True)]
    assert without_boilerplate(body(9, tail), Boilerplate(), learned)[0] == body(9).strip()
    kept, removed = without_boilerplate(texts[0][2], Boilerplate(), learned)
    assert (kept, [each.text for each in removed]) == (body(0).strip(), [tail])


def test_an_end_above_learned_lines_is_the_end() -> None:
    """Furniture below hides it from nobody."""
    tail = "Ada Ferrol writes about tides for The Slow Harbour."
    texts = [("s", str(number), f"{body(number)} {tail}\n\n{APPEAL}") for number in range(4)]
    learned = learn(texts)
    assert {line.text for line in learned} == {tail, APPEAL}
    assert without_boilerplate(texts[0][2], Boilerplate(), learned)[0] == body(0).strip()


def test_an_appeal_longer_than_every_paragraph_is_learned() -> None:
    """Agencies write paragraphs of one sentence; the appeal below has three."""
    appeal = f"{APPEAL} It has no owner but its readers. It asks them once a year for what a crate of oysters costs."
    short = [
        "\n\n".join([*(f"Tide {number} of harbour {part} came in late." for part in range(12)), appeal])
        for number in range(5)
    ]
    assert [line.text for line in learn(("s", str(n), text) for n, text in enumerate(short))] == [appeal]


def test_copies_that_were_edited_are_copies() -> None:
    """Whoever takes over a piece changes its first words and keeps the rest."""
    texts = [("s", str(number), f"A first line of house {number}.\n\n{body(1)}") for number in range(6)]
    assert learn(texts) == ()
    assert [line.pieces for line in learn([*texts, *(("s", str(n), body(n, APPEAL)) for n in range(7, 11))])] == [4]


def test_cross_posts_do_not_make_their_own_text_furniture() -> None:
    """One piece under five addresses is one piece."""
    assert learn([("s", str(number), body(1, "A last paragraph of the very same piece.")) for number in range(5)]) == ()


def test_other_sources_are_other_houses() -> None:
    """An agency's sentence in three papers is news."""
    assert learn([(f"s{number}", str(number), body(number, APPEAL)) for number in range(5)]) == ()


@settings(deadline=None)
@given(order=st.permutations(range(6)), holders=st.integers(0, 6))
def test_learning_does_not_depend_on_the_order(order: list[int], holders: int) -> None:
    """And never takes a line of fewer than three pieces."""
    texts = [("s", str(number), body(number, *([APPEAL] if number < holders else []))) for number in range(6)]
    learned = learn(texts[number] for number in order)
    assert learned == learn(texts)
    assert bool(learned) == (holders >= 3)
    assert all(line.pieces >= 3 and line.key == normalised(line.text) for line in learned)


def test_a_real_house_has_five_lines_of_furniture_and_no_prose() -> None:
    """497 pieces of a government publication; each line was read."""
    folder = os.environ.get("DIGEST_TEST_DATA")
    if not folder:
        pytest.skip("DIGEST_TEST_DATA is not set: no real pieces here")
    path = Path(folder) / "blurbs" / "gov-teasers-dev.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    learned = learn(("gov", row["id"], row["text"]) for row in rows)
    assert {line.text.split()[0] for line in learned} == {"Disclaimer:", "Additional", "Each", "This", "All"}
