"""Which pieces tell the same story, and which only look like it."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.compose.stories import group_stories
from digest.model import Piece

START = datetime(2026, 9, 1, 8, tzinfo=UTC)

Dated = tuple[Piece, datetime]


def told(name: str, title: str, hours: float = 0, *, host: str | None = None) -> Dated:
    """Give a piece, by default under a host of its own."""
    return Piece(id=name, url=f"https://{host or name}.example/{name}", title=title), START + timedelta(hours=hours)


def stories(*pieces: Dated) -> dict[str, str]:
    """Group *pieces*."""
    return group_stories([piece for piece, _ in pieces], [instant for _, instant in pieces])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Harbour strike ends after nine days", "Nine-day harbour strike ends"),
        ("Minister Jose Marin resigns over ferry deal", "Minister José Marín resigns over ferry deal"),
        ("U.S. and Norway sign fishing treaty", "US, Norway sign treaty on fishing"),
        ("LIVE: Storm hits the north coast", "Storm hits the north coast | Opinion"),
        ("UPDATE 2-Ferry company cuts 300 jobs", "Ferry company cuts 300 jobs"),
        ("Breaking news: Bridge closed to lorries", "Bridge is closed to lorries - two"),
        ("[Video] The lighthouse falls into the sea", "Lighthouse falls into sea"),
        ("Забастовка в порту закончилась", "В порту закончилась забастовка"),
        ("港のストライキが九日ぶりに終結", "港のストライキ、九日ぶりに終結へ"),
        ("बंदरगाह की हड़ताल समाप्त हुई", "बंदरगाह की हड़ताल हुई समाप्त"),
    ],
)
def test_like_headlines_of_two_outlets_tell_one_story(one: str, other: str) -> None:
    """Their words in any order, whatever each house puts before and after them."""
    assert stories(told("one", one), told("two", other, 5)) == {"one": "one", "two": "one"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Harbour strike ends after nine days", "Airport strike enters its second week"),
        ("The problem with representative councils", "The problem with diagnosing deafness"),
        ("Cartoon", "Cartoon"),
        ("", ""),
        ("?!", "?!"),
        ("今日", "今日"),
    ],
)
def test_other_headlines_tell_other_stories(one: str, other: str) -> None:
    """And one or two words tell none."""
    assert stories(told("one", one), told("two", other)) == {}


def test_an_outlets_column_is_no_story() -> None:
    """“Trends on Tuesday” comes every week and has nothing to do with the last one."""
    title = "Trends on Tuesday: what moved"
    assert stories(*(told(f"n{day}", title, 24 * day, host="a") for day in range(3))) == {}
    mirror = (Piece(id="w", url="https://www.a.example/w", title=title), START)
    assert stories(told("n", title, host="a"), mirror) == {}


def test_a_story_is_three_days_long() -> None:
    """The same headline months later is another event, and mostly a yearly one."""
    assert stories(told("a", "Storm closes the harbour"), told("b", "Storm closes the harbour", 72))
    assert stories(told("a", "Storm closes the harbour"), told("b", "Storm closes the harbour", 73)) == {}


def test_likenesses_in_a_chain_do_not_drift_apart() -> None:
    """Each headline is like the next, and the last is nothing like the first."""
    found = stories(
        told("p0", "harbour strike ends after nine long days on"),
        told("p2", "ends after nine long days on northern coast", 2),
        told("p4", "nine long days on northern coast of Norway", 4),
        told("p6", "days on northern coast of Norway says union", 6),
    )
    assert found["p2"] == found["p0"]
    assert found.get("p6") != "p0"


def test_a_second_piece_of_an_outlet_joins_through_the_others() -> None:
    """It follows up on a story that other outlets told as well."""
    found = stories(
        told("first", "Harbour strike ends after nine days", host="a"),
        told("other", "Harbour strike ends after nine days", 1, host="b"),
        told("again", "Harbour strike ends after nine days: why", 2, host="a"),
    )
    assert found == dict.fromkeys(("first", "other", "again"), "first")


def test_an_outlets_name_is_no_part_of_its_headlines() -> None:
    """It is learned where it stands at the end of several, and known where it is the host's."""
    found = stories(
        told("a1", "Ferries delayed - The Long Sound Weekly", host="a"),
        told("a2", "Council meets again - The Long Sound Weekly", host="a"),
        told("b1", "Prices up | Northern Coast Daily News", host="b"),
        told("b2", "Winter is near | Northern Coast Daily News", host="b"),
        told("c", "Ferries are delayed", host="c"),
        told("d", "Prices are up again | Harbourpost", host="harbourpost"),
    )
    assert found == {}
    long = "Ferries are delayed by the fog"
    found = stories(
        told("a1", f"{long} - The Long Sound Weekly", host="a"),
        told("a2", "Council meets again - The Long Sound Weekly", host="a"),
        told("b", f"{long} | The Harbour Post", 1, host="harbour-post"),
    )
    assert found == {"a1": "a1", "b": "a1"}


def test_the_year_one_is_a_date_too() -> None:
    """Feeds write it where they have none."""
    ancient = (told("a", "Storm closes the harbour")[0], datetime.min.replace(tzinfo=UTC))
    assert stories(ancient, told("b", "Storm closes the harbour")) == {}


# ---- laws ---------------------------------------------------------------------------------------------------------

SUBJECTS = ("harbour", "airport", "station")
TITLES = [
    f"{head} {subject} strike {tail}" for subject, head, tail in product(SUBJECTS, ("The", "Big"), ("ends", "over"))
]


@st.composite
def weeks(draw: st.DrawFn) -> list[Dated]:
    """Draw pieces of a few outlets on a few subjects."""
    return [
        told(
            f"p{place}",
            draw(st.sampled_from(TITLES) | st.text(max_size=30)),
            draw(st.sampled_from([0, 1, 24, 70, 140])),
            host=draw(st.sampled_from(["a", "b", "c"])),
        )
        for place in range(draw(st.integers(0, 12)))
    ]


@settings(max_examples=150, deadline=None)
@given(weeks(), st.randoms(use_true_random=False))
def test_the_order_of_the_pieces_does_not_matter(pieces: list[Dated], dice: random.Random) -> None:
    """The same week is divided in the same way."""
    shuffled = pieces.copy()
    dice.shuffle(shuffled)
    assert stories(*shuffled) == stories(*pieces)
    assert stories(*pieces, *shuffled) == stories(*pieces)


@settings(max_examples=150, deadline=None)
@given(weeks())
def test_a_story_is_known_by_its_earliest_piece_and_has_two_outlets(pieces: list[Dated]) -> None:
    """No piece is in two stories, and none is told by one outlet alone."""
    known = {piece.id: (instant, piece) for piece, instant in pieces}
    found = stories(*pieces)
    for story in set(found.values()):
        members = [each for each in found if found[each] == story]
        assert story == min(members, key=lambda each: (known[each][0], each))
        assert len({known[each][1].url.split("/")[2] for each in members}) > 1
