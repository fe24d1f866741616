"""Composing: which pieces are in, where they stand, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.compose import compose, select
from digest.compose.duplicates import find_copies
from digest.model import (
    Audience,
    Blurb,
    Cadence,
    Edition,
    KnownPiece,
    Origin,
    Piece,
    Place,
    Precision,
    Publication,
    SectionRule,
    Selection,
    Window,
)

ZONE = ZoneInfo("America/New_York")
END = datetime(2026, 11, 20, 11, tzinfo=UTC)
WINDOW = Window(start=END - timedelta(days=7), end=END)
PUBLICATION = Publication(
    slug="harbour",
    title="Harbour",
    cadence=Cadence(weekdays=(4,), time=time(6), zone="America/New_York"),
    audience=Audience(file=""),
    sections=(
        SectionRule(title="Reporting", match=("news",)),
        SectionRule(title="Books", match=("/books/",), limit=2),
    ),
)


def known(name: str, hours_before: float = 24, *, section: str | None = None, **changes: object) -> KnownPiece:
    """Give a piece published so many hours before the cut-off."""
    published = END - timedelta(hours=hours_before)
    piece = Piece(
        id=name, url=f"https://a.example/{name}", title=name.title(), published=published, section=section, text=name
    )
    return KnownPiece(piece=replace(piece, **changes), first_seen=published + timedelta(minutes=5))  # type: ignore[arg-type]


def edition(pieces: list[KnownPiece], publication: Publication = PUBLICATION) -> Edition:
    """Compose *pieces* with a plain blurb."""
    chosen = select(pieces, WINDOW, zone=ZONE)
    return compose(
        publication,
        chosen,
        slot="2026-11-20T06:00",
        window=WINDOW,
        number=1,
        write_blurb=lambda piece, _place: Blurb(text=piece.title, origin=Origin.EDITOR),
    )


def why(pieces: list[KnownPiece], previous_freeze: datetime | None = None) -> dict[str, tuple[bool, str]]:
    """Give the decisions by piece."""
    chosen = select(pieces, WINDOW, zone=ZONE, previous_freeze=previous_freeze)
    return {decision.piece_id: (decision.is_in, decision.why) for decision in chosen.decisions}


def test_the_window_is_half_open() -> None:
    """A piece of the cut-off's own instant belongs to the next edition, one a minute earlier to this one."""
    verdicts = why([known("at", 0), known("before", 1 / 60), known("start", 168), known("older", 168.1)])
    assert {name: is_in for name, (is_in, _) in verdicts.items()} == {
        "at": False,
        "before": True,
        "start": True,
        "older": False,
    }
    assert "waits for the next edition" in verdicts["at"][1]
    assert "before the first edition's window" in verdicts["older"][1]


def test_a_late_piece_is_carried_and_a_left_over_is_not() -> None:
    """A piece that turned up after the last edition was composed is late, not lost; a known one had its chance."""
    freeze = WINDOW.start + timedelta(minutes=15)
    late = replace(known("late", 200), first_seen=freeze + timedelta(hours=1))
    left = replace(known("left", 200), first_seen=freeze - timedelta(hours=1))
    ancient = replace(known("ancient", 168 + 15 * 24), first_seen=freeze + timedelta(hours=1))
    verdicts = why([late, left, ancient], previous_freeze=freeze)
    assert verdicts["late"][0]
    assert "turned up after the last edition" in verdicts["late"][1]
    assert verdicts["left"] == (False, "published Wed 11 Nov 22:00, left over from the last edition")
    assert "more than 14 days late" in verdicts["ancient"][1]


def test_a_used_piece_stays_out_and_says_where_it_was() -> None:
    """A piece is in at most one edition."""
    used = replace(known("used"), edition_id="harbour/2026-11-13T06:00")
    assert why([used])["used"] == (False, "already in harbour/2026-11-13T06:00")


def test_a_piece_without_a_date_counts_from_when_it_was_seen() -> None:
    """It is not lost, and the reason says so."""
    undated = known("undated", 30, published=None, precision=Precision.GUESSED)
    assert why([undated])["undated"][0]
    assert "no date given" in why([undated])["undated"][1]


def test_a_date_just_ahead_is_a_clocks_fault_and_a_far_one_waits() -> None:
    """Up to 24 hours ahead of first sight a date is clamped to it; a later one is a scheduled piece."""
    ahead = replace(known("ahead", -10), first_seen=END - timedelta(hours=2))
    scheduled = replace(known("scheduled", -30), first_seen=END - timedelta(hours=2))
    assert why([ahead])["ahead"][0]
    assert not why([scheduled])["scheduled"][0]


def test_day_precision_is_said() -> None:
    """An editor must see that a time was not given."""
    assert "(day only)" in why([known("day", precision=Precision.DAY)])["day"][1]


def test_a_cross_post_is_one_piece() -> None:
    """The same text under two addresses gives one card, the earlier one, and the other says what it copies."""
    text = " ".join(f"word{n}" for n in range(120))
    original = known("original", 30, text=text)
    copy = known("copy", 20, text=f"Cross-posted. {text}", url="https://b.example/copy")
    verdicts = why([copy, original])
    assert verdicts["original"][0]
    assert verdicts["copy"] == (False, "copy of “Original” (https://a.example/original)")


def test_a_series_on_one_site_is_not_a_copy_of_itself() -> None:
    """A weekly column repeats its phrases under another headline; the same headline twice is one piece."""
    text = " ".join(f"word{n}" for n in range(120))
    verdicts = why([known("monday", 30, text=text), known("tuesday", 20, text=text)])
    assert all(is_in for is_in, _ in verdicts.values())
    twice = why([known("a", 30, text=text, title="The Tide"), known("b", 20, text=text, title="The tide!")])
    assert [is_in for is_in, _ in twice.values()] == [False, True]


def test_a_piece_without_a_link_stays_out() -> None:
    """There would be nowhere to keep reading; it must not block the others."""
    assert why([known("a", url="")])["a"] == (False, "it has no link that a reader could follow")


def test_short_texts_are_never_copies() -> None:
    """Below 80 words a shared phrase proves nothing."""
    pieces = [(known(name, text="same words").piece, END) for name in ("a", "b")]
    assert find_copies(pieces) == {}


def test_sections_follow_their_rules_and_the_rest_has_a_place() -> None:
    """By section name, by its own title, by URL part; what matches nothing goes to the last section."""
    made = edition(
        [
            known("lead", 1, section="News"),
            known("a", 2, section="news"),
            known("b", 3, section="reporting"),
            known("c", 4, url="https://a.example/books/c"),
            known("d", 5, section="Sport"),
        ]
    )
    titles = {section.title: [card.piece.id for card in section.cards] for section in made.sections}
    assert made.lead is not None
    assert made.lead.piece.id == "lead"
    assert titles == {"Reporting": ["a", "b"], "Books": ["c"], "More this week": ["d"]}


def test_without_rules_the_pieces_own_sections_are_used() -> None:
    """Two of a kind make a section."""
    bare = replace(PUBLICATION, sections=())
    pieces = [
        known("lead", 1),
        *(known(f"x{n}", n + 2, section="Essays") for n in range(2)),
        known("y", 9, section="Z"),
    ]
    made = edition(pieces, bare)
    assert [section.title for section in made.sections] == ["Essays", "More this week"]


def test_what_exceeds_a_limit_goes_to_in_brief_and_then_out() -> None:
    """Every section keeps its newest before any its second; the reasons name the limit."""
    small = replace(PUBLICATION, selection=Selection(max_pieces=4, max_brief=2))
    pieces = [known("lead", 1)]
    pieces += [known(f"news{n}", 2 + n, section="news") for n in range(4)]
    pieces += [known(f"book{n}", 20 + n, url=f"https://a.example/books/{n}") for n in range(4)]
    made = edition(pieces, small)
    reasons = {decision.piece_id: decision for decision in made.decisions}
    assert [[card.piece.id for card in s.cards] for s in made.sections] == [["news0", "news1"], ["book0"]]
    assert len(made.brief) == 2
    assert all(card.place is Place.BRIEF for card in made.brief)
    assert sum(decision.is_in for decision in made.decisions) == 6
    assert "the edition takes 4" in reasons["news2"].why
    assert not reasons["book3"].is_in
    assert "Books takes 2 and In brief is full" in reasons["book3"].why


@pytest.mark.parametrize(("rule", "lead"), [("newest", "c"), ("longest", "b"), ("first", "a")])
def test_the_lead_follows_the_rule(rule: str, lead: str) -> None:
    """Newest of all, longest of all, or first of the first section."""
    publication = replace(PUBLICATION, selection=Selection(lead=rule))
    pieces = [known("a", 5, section="news"), known("b", 9, text="long " * 50), known("c", 1)]
    made = edition(pieces, publication)
    assert made.lead is not None
    assert made.lead.piece.id == lead


def test_an_empty_week_is_an_empty_edition() -> None:
    """No piece, no lead, no section: the caller decides that it is not sent."""
    made = edition([])
    assert made.cards == ()
    assert made.lead is None


pieces_of_a_week = st.lists(
    st.tuples(st.integers(-48, 400), st.sampled_from(["news", "books", "", "Sport"]), st.booleans()), max_size=24
).map(lambda rows: [known(f"p{n}", h, section=s, text="t " * (n if b else 1)) for n, (h, s, b) in enumerate(rows)])


@given(pieces_of_a_week, st.randoms(use_true_random=False))
@settings(max_examples=100)
def test_the_order_of_the_input_never_matters(pieces: list[KnownPiece], random: object) -> None:
    """Composing is order-independent, and the same input gives the same edition."""
    shuffled = list(pieces)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert edition(pieces) == edition(shuffled)


@given(pieces_of_a_week, st.integers(1, 12), st.integers(0, 5))
@settings(max_examples=100)
def test_every_candidate_has_one_decision_and_every_card_is_in(
    pieces: list[KnownPiece], max_pieces: int, max_brief: int
) -> None:
    """What is printed and what the reasons say agree, and no limit is exceeded."""
    publication = replace(PUBLICATION, selection=Selection(max_pieces=max_pieces, max_brief=max_brief))
    made = edition(pieces, publication)
    assert sorted(decision.piece_id for decision in made.decisions) == sorted(each.piece.id for each in pieces)
    assert {card.piece.id for card in made.cards} == {d.piece_id for d in made.decisions if d.is_in}
    assert len(made.cards) - len(made.brief) <= max_pieces
    assert len(made.brief) <= max_brief
