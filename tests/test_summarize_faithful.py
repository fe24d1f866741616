"""What a model may print about a piece: nothing that the piece does not say, as far as letters can tell."""

from __future__ import annotations

import dataclasses
import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from digest.model import BlurbRules, Piece
from digest.summarize.facts import Source, quotations
from digest.summarize.faithful import why_unfaithful
from digest.summarize.figures import figures
from digest.summarize.sentences import split
from digest.text import collapse

RULES = BlurbRules(min_chars=60, max_chars=400)
TEXT = """\
The council of Oakham voted on Monday, Sept. 3, to close the town’s last school, which has 1,200 pupils and 12 teachers.

“We have no money,” said Mayor Joe R. Fielding. “We ‘never’ had any.” The roof cost $4.5 million in 2019, 12% more than
planned, and -5 degrees were measured in the U.S. embassy's hall on 2024-05-03 at 12:30.

Mary Smith, who leads the parents' league, said that nine families will sue; the Bank of England declined to comment.
In Saint-Étienne, Dr. Ann Lee-Roe of COVID-19 fame counted 3,000 €, 5th graders and half a dozen NATO flags.

Thousands of people (many of them parents) marched past McDonald’s on Friday, and two million more watched. Nothing came
of it, wrote the Oakham Post: “A town that does not pay its teachers has none.” Ürümqi and Łódź were not mentioned.
"""
PIECE = Piece(
    id="p",
    url="https://x.example/p",
    title="Oakham closes its last school",
    teaser="A school with 90 rooms is closed.",
    authors=("Bo Fox",),
    text=TEXT,
    lang="en",
)
TRUE = [
    "Oakham's council voted to close a school of 1200 pupils; its roof cost 4.5 million dollars in 2019.",
    "Oakham’s council voted to close a school of 1.200 pupils; its roof cost $4.5m in 2019, 12 percent too much.",
    "The council voted in September to close the school. Mayor Joe Fielding said: “we have no money”.",
    'The council voted to close the school: "We have no money," said Joe Fielding, its mayor.',
    "The council voted to close the school, with twelve teachers, 90 rooms and nine families who will sue.",
    "The parents watched: people marched, nine families of the town will sue, and two million more watched.",
    "Parents of nine families will sue the council, says Mary Smith; 9 of them marched in the town.",
    "The US embassy’s hall had −5 degrees at 12:30 on 2024-05-03, and people of the town marched past it.",
    "Dr. Ann Lee-Roe counted flags of NATO in Saint-Étienne, with 5th graders of COVID-19 fame, says Bo Fox.",
    "The roof of the school cost $4.5 million; the Bank of England declined to comment to the Oakham Post.",
]
FALSE = [
    ("Oakham's council voted to close a school of 1300 pupils; the roof cost too much.", "has the figure “1300”"),
    ("Oakham's council voted to close a school of 1.2 pupils; the roof cost too much.", "has the figure “1.2”"),
    ("The roof of the last school in town cost the council of Oakham $4.5 billion.", "has the figure “$4.5 billion”"),
    ("The roof of the last school in town cost the council of Oakham €4.5 million.", "has the figure “€4.5 million”"),
    ("The roof of the last school in town cost the council of Oakham 12 dollars.", "has the figure “12 dollars”"),
    ("The council measured 5 degrees in the hall of the embassy, and people marched.", "has the figure “5”"),
    ("Thirteen families of the town will sue the council, and people marched past it.", "has the figure “thirteen”"),
    (
        "Millions of people marched past the council, and nine families of the town will sue.",
        "has the figure “millions”",
    ),
    (
        "The council voted to close the school and measured degrees on 2024-05-04 at 12:30.",
        "has the figure “2024-05-04”",
    ),
    ("The council voted in the hall of the embassy at 12:31 to close the last school.", "has the figure “12:31”"),
    ("The council voted on Tuesday to close the last school, and people marched past it.", "gives the day “tuesday”"),
    ("The council voted in October to close the last school, and people marched past it.", "gives the day “october”"),
    ("The council voted yesterday to close the last school, and people marched past it.", "gives the day “yesterday”"),
    (
        "The council voted to close the school: “We have little money,” said Joe Fielding.",
        "quotes “We have little money,”",
    ),
    (
        "The council voted to close the school: 'we have little money', said Joe Fielding.",
        "quotes “we have little money”",
    ),
    ("The council voted to close the school; «has no» teachers were in town, people said.", "quotes “has no”"),
    ("The council voted to close the school, and Putin was told of nine families who sue.", "names “Putin”"),
    ("Putin was told that the council voted to close the school; nine families will sue.", "names “Putin”"),
    ("Mary Fielding, who leads the parents of the town, said that nine families will sue.", "names “Mary Fielding”"),
    ("Nine families of the town will sue the Bank of Oakham, which declined to comment.", "names “Bank of Oakham”"),
    ("The council voted to close the school; parents marched past the UN and will sue it.", "names “UN”"),
    ("The council voted to close the school; parents marched past it with an iPhone each.", "names “iPhone”"),
    ("The council voted to close the school; people marched past it with COVID-20 flags.", "has the figure “20”"),
    ("The council voted to close the school 🎉 and nine families of the town will sue it.", "has the character “🎉”"),
    ("The council voted to *close* the school and nine families of the town will sue it.", "has the character “*”"),
    ("The council voted to close the school\u202e and nine families of the town will sue.", "has the character"),
    ("The council voted to close <b>the school</b> and nine families of the town will sue.", "markup"),
    ("The council voted to close the school; see www.oakham.example for nine families.", "an address"),
    ("The council voted to close the school; write to a@oakham.example for the families.", "an address"),
    ("However, the council voted to close the school, and nine families of town will sue.", "connective or pronoun"),
    ("She said that the council voted to close the school, and nine families will sue it.", "connective or pronoun"),
    ("Will the council close the last school of the town, and will nine families sue it?", "question"),
    ("The council voted to close the school and nine families of the town will sue", "no end"),
    ("The council voted to close the school (and nine families of the town will sue.", "open"),
    ("The council voted to close the school and nine families ”of the town will sue.", "open"),
    ("The council voted to close the school and nine families of the town will sue…", "trails off"),
    ("The council voted.\n\nIt closed the school, and nine families of the town will sue.", "has line breaks"),
    ("Oakham closes its last school. People of the town marched past it, and parents sue.", "repeats the headline"),
    ("The council voted. People marched. Parents sue. Nothing came of it. Nine families sue.", "has 5 sentences"),
    ("The school is closed.", "has 21 characters, too few for at least 60"),
    ("The council voted to close the school. " * 20, "has 780 characters, more than 400"),
    (" \n", "is empty"),
    ("", "is empty"),
    ("The gardeners ought to prune their roses early each spring before bugs wake up.", "shares few words"),
]


@pytest.mark.parametrize("text", TRUE)
def test_a_text_that_keeps_to_the_piece_passes(text: str) -> None:
    """Other words are welcome; figures, names and quotations may be spelled in other ways."""
    assert why_unfaithful(text, PIECE, RULES, "en") == ""


@pytest.mark.parametrize(("text", "why"), FALSE)
def test_a_text_that_does_not_is_refused_by_name(text: str, why: str) -> None:
    """An editor reads why the model's text was not printed."""
    assert why in why_unfaithful(text, PIECE, RULES, "en")


@pytest.mark.parametrize(
    ("lang", "text", "blurb", "why"),
    [
        (
            "de",
            "Der Stadtrat von Köln schließt zwölf Schulen für 5 Mio. Euro.",
            "Die Räte Kölns schließen 12 Schulen.",
            "Räte",
        ),
        (
            "de",
            "Die Häuser der Stadt Köln stehen leer, im März kamen Gäste.",
            "Im März kamen Gäste in ein Haus Kölns, der Stadt.",
            "",
        ),
        (
            "de",
            "Die Häuser der Stadt Köln stehen leer, im März kamen Gäste.",
            "Ein Haus Bonns steht im März leer.",
            "Bonns",
        ),
        ("de", "Köln schließt Schulen für 5 Mio. Euro.", "Köln schließt Schulen für fünf Millionen Euro.", ""),
        ("de", "Köln schließt 200 Schulen.", "Köln schließt zweihundert Schulen.", "zweihundert"),
        ("de", "Köln schließt 12 Schulen.", "Köln schließt ein Dutzend Schulen.", "dutzend"),
        ("fr", "La mairie de Lyon a fermé douze écoles le 3 mars.", "Lyon a fermé 12 écoles le 3 mars.", ""),
        ("fr", "La mairie de Lyon a fermé douze écoles le 3 mars.", "Lyon a fermé 12 écoles le 3 avril.", "avril"),
        ("fr", "L’Assemblée de Lyon a fermé des écoles.", "Les écoles de l'Assemblée sont fermées à Lyon.", ""),
        (
            "fr",
            "La mairie de Lyon a fermé douze écoles.",
            "La mairie a fermé une quinzaine d’écoles à Lyon.",
            "quinzaine",
        ),
        ("es", "Madrid cerró doce escuelas el lunes.", "El lunes cerró Madrid 12 escuelas.", ""),
        ("es", "Madrid cerró doce escuelas el lunes.", "El martes cerró Madrid 12 escuelas.", "martes"),
        ("nb", "Oslo stenger skolen på mandag.", "Oslos skole stenger mandag.", ""),
        ("nb", "Oslo stenger skolen på mandag.", "Oslos skole stenger fredag.", "fredag"),
        ("ja", "市議会は学校を閉鎖した。", "市議会は学校を閉鎖した。", ""),
        ("ja", "市議会は学校を閉鎖した。", "首相は学校を閉鎖した。", "首相"),
    ],
)
def test_each_language_has_its_names_and_numbers(lang: str, text: str, blurb: str, why: str) -> None:
    """German nouns have capitals, French days have none, and Japanese knows neither."""
    piece = Piece(id="p", url="u", title="", text=text, lang=lang)
    found = why_unfaithful(blurb, piece, BlurbRules(min_chars=10, max_chars=400), lang)
    assert (why in found and "the piece does not" in found) if why else found == ""


def test_the_limits_of_letters_are_known() -> None:
    """The docstring says so: a deed denied, or given to another whom the piece names, passes."""
    for text in (
        "The council of Oakham did not vote to close the school, and nine families will sue.",
        "Joe Fielding leads the parents and said that nine families of the town will sue it.",
    ):
        assert why_unfaithful(text, PIECE, RULES, "en") == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1,200", "1.200"),
        ("1,200", "1200"),
        ("1 200", "1’200".replace("’", "'")),
        ("1.5", "1,5"),
        ("1,234.50", "1.234,50"),
        ("$5m", "5 million dollars"),
        ("usd 5 million", "$5 million"),
        ("12 %", "12 percent"),
        ("twelve", "12"),
        ("two million", "2 million"),
    ],
)
def test_one_figure_has_many_spellings(one: str, other: str) -> None:
    """Houses differ in where they put commas."""
    assert list(figures(one, "en")) == list(figures(other, "en")) != []


@pytest.mark.parametrize(
    ("text", "found", "is_open"),
    [
        ("“One,” he said, ‘two’ and 'three'.", ("One,", "two", "three"), False),
        ("„Eins“, »zwei« und «drei»", ("Eins", "zwei", "drei"), False),
        ("The parents' league don't like the ’90s or rock ’n’ roll.", (), False),
        ('A 27" screen', (), False),
        ("“One", (), True),
        ("One”", (), True),
        ('"One" "', ("One",), True),
        ("“One ‘two’ three”", ("One ‘two’ three",), False),
    ],
)
def test_quotations_are_told_from_apostrophes(text: str, found: tuple[str, ...], is_open: bool) -> None:  # noqa: FBT001 - a case of a table
    """A mark that is left over hides where a quotation ends."""
    assert quotations(text) == (found, is_open)


# ---- laws ---------------------------------------------------------------------------------------------------------

SENTENCES = [collapse(sentence.text) for sentence in split(TEXT, "en")]
SOURCE = Source((PIECE.title, TEXT), "en")


def whys(source: Source, text: str) -> list[str]:
    """Give what each rule of facts finds in *text*."""
    names = [source.foreign_name(sentence.text) for sentence in split(text, "en")]
    found = [source.foreign_figure(text), source.foreign_day(text), source.foreign_quotation(text), *names]
    return [why for why in (*found, source.foreign_sign(text)) if why]


@given(st.integers(0, len(SENTENCES) - 1), st.integers(1, 4))
def test_what_the_piece_says_itself_is_true(start: int, count: int) -> None:
    """Every run of the piece's own sentences passes."""
    assert whys(SOURCE, " ".join(SENTENCES[start : start + count])) == []


PARTS = st.sampled_from(
    [
        "The council", "Mayor Fox", "voted", "on Monday", "in May", "$5", "million", "12%", "1,200", "of", "the U.S.",
        "“no”", "‘never’", "5.", "Dr.", "Roe", "said", "’90s", "O’Brien",
        "twelve", "dozen", "-5", "€", "Ürümqi", "k", "K",
        "市議会", "Æon", "ﬁ", "½", "İ", "ß", "usd", "dollars.", "No.", "!", "percent",
    ]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(PARTS, min_size=1, max_size=8).map(" ".join), min_size=1, max_size=5), st.data())
def test_any_sentence_of_any_piece_is_true_to_it(paragraphs: list[str], data: st.DataObject) -> None:
    """Also where figures, marks and scripts meet in ways that nobody writes."""
    text = "\n\n".join(f"{paragraph}." for paragraph in paragraphs)
    sentences = split(text, "en")
    chosen = data.draw(st.sampled_from(sentences)).text
    assert whys(Source((text,), "en"), collapse(chosen)) == []


@given(st.sampled_from([sentence for sentence in SENTENCES if re.search(r"\d", sentence)]), st.data())
def test_a_changed_digit_is_caught(sentence: str, data: st.DataObject) -> None:
    """The mistake that readers trust most."""
    places = [match.start() for match in re.finditer(r"\d", sentence)]
    place = data.draw(st.sampled_from(places))
    digit = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != sentence[place]]))
    changed = sentence[:place] + digit + sentence[place + 1 :]
    assume(not set(figures(changed.casefold(), "en")) <= set(figures(TEXT.casefold(), "en")))
    assert whys(SOURCE, changed)


NAMES = ["Oakham", "Fielding", "Smith", "England", "NATO", "Ürümqi", "Łódź", "Saint-Étienne", "McDonald’s"]
STRANGERS = ["Putin", "Dunmore", "UNESCO", "İzmir", "Ångström", "Ødegaard", "O’Hara", "Žižek", "von Trapp"]


@given(st.sampled_from(NAMES), st.sampled_from(STRANGERS))
def test_a_swapped_name_is_caught(name: str, stranger: str) -> None:
    """Wherever it stands in its sentence."""
    sentence = next(sentence for sentence in SENTENCES if name in sentence)
    assert whys(SOURCE, sentence.replace(name, stranger))


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300), st.text(max_size=300), st.sampled_from(["en", "de", "fr", "nb", "ja", "", "x-y"]))
def test_no_text_is_too_odd(text: str, source: str, lang: str) -> None:
    """A model may say anything that Unicode has."""
    piece = dataclasses.replace(PIECE, text=source, title=source[:40])
    rules = BlurbRules(min_chars=1, max_chars=400)
    assert isinstance(why_unfaithful(text, piece, rules, lang), str)
    assert isinstance(why_unfaithful(collapse(text) + ".", piece, rules, lang), str)
    assert isinstance(whys(Source((source,), lang), text), list)


def test_long_pieces_and_hostile_texts_take_little_time() -> None:
    """A piece may be a book, and a blurb nothing but marks."""
    book = dataclasses.replace(PIECE, text=TEXT * 800)
    assert why_unfaithful(TRUE[0], book, RULES, "en") == ""
    for mark in (
        "1" + " 000" * 9 + "x",
        "a1",
        "aund",
        "“",
        "'",
        '"a',
        "‘a",
        "1 000 ",
        "1.",
        "-",
        "A ",
        "A.",
        "u.s.",
        "million ",
        "市",
    ):
        hostile = dataclasses.replace(PIECE, text=mark * 60_000)
        assert why_unfaithful(TRUE[0], hostile, RULES, "en")
        assert why_unfaithful((mark * 400)[:399].strip() + ".", PIECE, RULES, "de")
