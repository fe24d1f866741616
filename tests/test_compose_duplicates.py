"""Which texts are copies of which, and what must not be taken for one."""

from __future__ import annotations

import gzip
import json
import os
import random
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.compose.duplicates import find_copies
from digest.compose.shingles import containment, shingles
from digest.model import Piece

START = datetime(2026, 9, 1, 8, tzinfo=UTC)
DATA = os.environ.get("DIGEST_TEST_DATA")

Dated = tuple[Piece, datetime]


def text(seed: int, words: int = 200) -> str:
    """Make up a text that shares no phrase with that of another seed."""
    return " ".join(f"{seed}word{number}" for number in range(words))


def dated(name: str, body: str, days: float = 0, *, title: str | None = None, host: str | None = None) -> Dated:
    """Give a piece, by default under a host and a headline of its own."""
    piece = Piece(
        id=name, url=f"https://{host or name}.example/{name}", title=f"On {name}" if title is None else title, text=body
    )
    return piece, START + timedelta(days=days)


def edited(body: str, every: int) -> str:
    """Replace one word in *every*."""
    words = body.split()
    words[::every] = [f"{word}x" for word in words[::every]]
    return " ".join(words)


def test_a_cross_post_is_a_copy_of_the_earlier_one() -> None:
    """Under another host, headline and guid, with a line above it and some words changed."""
    original = dated("original", text(1))
    copy = dated("copy", f"This first appeared elsewhere. {edited(text(1), 20)}", 8)
    assert find_copies([copy, original]) == {"copy": "original"}


def test_texts_that_share_their_phrases_only_are_no_copies() -> None:
    """At half the shingles lie the templates of series and programmes, not copies."""
    one, other = dated("a", text(1, 200) + text(2, 200)), dated("b", text(1, 200) + text(3, 250))
    assert find_copies([one, other]) == {}


def test_short_texts_are_never_copies() -> None:
    """Below 80 words a shared phrase proves nothing."""
    assert find_copies([dated("a", text(1, 79)), dated("b", text(1, 79))]) == {}
    assert find_copies([dated("a", text(1, 80)), dated("b", text(1, 80))]) == {"b": "a"}


def test_copies_are_remembered_for_ninety_days() -> None:
    """A third of them comes a week later or more; what comes back after a season is news again."""
    first = dated("first", text(1))
    assert find_copies([first, dated("later", text(1), 89)]) == {"later": "first"}
    assert find_copies([first, dated("later", text(1), 91)]) == {}


def test_a_copy_of_a_copy_points_to_the_first() -> None:
    """Whoever asks what it copies wants to know what readers have had."""
    second = edited(text(1), 22)
    chain = [dated("first", text(1)), dated("second", second, 1), dated("third", edited(second, 23), 2)]
    assert containment(frozenset(shingles(chain[0][0].text)), frozenset(shingles(chain[2][0].text))) < 0.7
    assert find_copies(chain) == {"second": "first", "third": "first"}


def test_what_readers_have_had_is_the_original_whatever_its_date() -> None:
    """A cross-post was in the last edition; now the original turns up, dated the day before."""
    had, late = dated("had", text(1), 1), dated("late", text(1), 0)
    assert find_copies([had, late]) == {"had": "late"}
    assert find_copies([had, late], used={"had"}) == {"late": "had"}


# ---- one host -----------------------------------------------------------------------------------------------------


def test_a_series_on_one_host_is_not_a_copy_of_itself() -> None:
    """The same words under other headlines are a weekly notice."""
    week = [dated(name, text(1), day, title=name, host="a") for day, name in enumerate(("Monday", "Tuesday"))]
    assert find_copies(week) == {}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Harbour fee rises in May", "Harbour fees rise in May"),
        ("The Tide", "The tide!"),
        ("What&#8217;s the Dif?", "What’s the dif?"),
        ("Planning a prize competition", "Spotlight: Planning a Prize Competition"),
        ("José Jerí leaves office", "Jose Jeri leaves office"),
        ("U.S. talks to Iran", "US talks to Iran"),
    ],
)
def test_a_corrected_headline_on_one_host_is_one_piece(before: str, after: str) -> None:
    """Corrected within the hour, published again under another address and another guid."""
    pieces = [dated("a", text(1), title=before, host="a"), dated("b", text(1) + " one more", 1, title=after, host="a")]
    assert find_copies(pieces) == {"b": "a"}


@pytest.mark.parametrize(
    ("one", "next_one"),
    [
        ("UX and CX, what differs: Part 1", "UX and CX, what differs: Part 2"),
        ("The long story, part II", "The long story, part III"),
        ("Call for participation: 2025 summit", "Call for participation: 2026 summit"),
        ("Winners of the third round", "Winners of the fourth round"),
        ("Trends on Tuesday: telephones", "Trends on Tuesday: watches"),
    ],
)
def test_the_next_of_a_series_is_not_the_last_one_corrected(one: str, next_one: str) -> None:
    """Even in the same words: the headlines say that there are two."""
    pieces = [dated("a", text(1), title=one, host="a"), dated("b", text(1), 7, title=next_one, host="a")]
    assert find_copies(pieces) == {}


def test_a_column_that_fills_a_form_is_no_copy_of_last_weeks() -> None:
    """The headline never changes, and three quarters of the words do not either."""
    weeks = [dated(f"w{n}", text(1, 200) + " " + text(5 + n, 55), 7 * n, title="The tides", host="a") for n in range(3)]
    assert find_copies(weeks) == {}
    assert find_copies([weeks[0], (weeks[1][0], START + timedelta(hours=5))]) == {"w1": "w0"}


def test_www_is_no_other_host() -> None:
    """A series stays a series on its site's mirror."""
    one, other = dated("a", text(1), title="Monday"), dated("b", text(1), title="Tuesday")
    mirror = (replace(other[0], url="http://www.a.example/b"), other[1])
    assert find_copies([one, mirror]) == {}


# ---- excerpts and press reviews -----------------------------------------------------------------------------------


def test_an_excerpt_is_a_copy_under_the_same_headline_only() -> None:
    """A feed that gives 100 words of a piece has that piece; a text that quotes 100 words has something to say."""
    full = dated("full", text(1, 1000), title="The price of fish")
    assert find_copies([full, dated("part", text(1, 100), 1, title="The Price of Fish")]) == {"part": "full"}
    assert find_copies([full, dated("part", text(1, 100), 1, title="What others say")]) == {}
    assert find_copies([full, dated("part", text(1, 600), 1, title="Fish, again")]) == {"part": "full"}


def test_a_press_review_swallows_none_of_its_pieces() -> None:
    """It contains each of them, and would make strangers of each other copies of one another."""
    parts = [dated(f"p{number}", text(number, 150), number) for number in range(1, 5)]
    review = dated("review", " ".join(piece.text for piece, _ in parts), 2.5)
    assert find_copies([*parts, review]) == {}


def test_the_two_halves_of_a_long_piece_are_not_each_others_copies() -> None:
    """The whole is a copy of its first half; the second half shares nothing with that and stays."""
    pieces = [
        dated("half", " ".join(text(1, 600).split()[:330])),
        dated("whole", text(1, 600), 1),
        dated("rest", " ".join(text(1, 600).split()[270:]), 2),
    ]
    assert find_copies(pieces) == {"whole": "half"}


# ---- what stands everywhere ---------------------------------------------------------------------------------------


def notices(number: int, own: int, host: str) -> list[Dated]:
    """Give pieces of one host that end in the same 200 words."""
    return [dated(f"{host}{n}", f"{text(100 + n, own)} {text(7, 200)}", n, host=host) for n in range(number)]


def test_what_stands_in_many_pieces_of_a_host_counts_for_nothing() -> None:
    """A house describes itself below each piece; another site that quotes the description has copied no piece."""
    house = notices(8, own=60, host="a")
    quoting = dated("quoting", text(7, 200) + " " + text(900, 60), 9)
    assert find_copies([*house[:2], quoting]) == {"quoting": "a0"}
    assert find_copies([*house, quoting, dated("copy", house[3][0].text, 9)]) == {"copy": "a3"}


def test_furniture_that_is_named_counts_for_nothing() -> None:
    """A publication's own rules are known before anything could be learned."""
    notice = text(7, 200)
    pieces = [dated("a", f"{text(1, 90)}\n\n{notice}"), dated("b", f"{text(2, 90)}\n\n{notice}")]
    longer = dated("c", f"{text(1, 90)}\n\n{notice}", 1)
    assert find_copies([*pieces, longer], furniture=[notice.upper()]) == {"c": "a"}


def test_an_agency_report_in_many_papers_is_one_piece() -> None:
    """It stands in twenty texts and is no boilerplate: no house has it twice."""
    papers = [dated(f"p{number:02}", text(1), number / 24) for number in range(20)]
    assert find_copies(papers) == {f"p{number:02}": "p00" for number in range(1, 20)}


def test_a_piece_that_comes_again_and_again_is_one_piece() -> None:
    """A site that gives its page another address with each fetch makes no boilerplate of its text."""
    again = [dated(f"p{n:02}", text(1), n / 24, title="Same", host="a") for n in range(20)]
    assert len(find_copies(again)) == 19


# ---- languages ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "alphabet",
    [
        "日本語新聞記者海山川田東京都市民党政府経済会議発表昨日今年",
        "กขคงจฉชซญฐณดตถทธนบปผฝพฟภมยรลวศสหอ",
        "გამარჯობათბილისი",
        "कखगघचछजझटठडढणतथदधनपफबभमयरलवशषसह",
    ],
)
def test_copies_are_found_in_every_script(alphabet: str) -> None:
    """Japanese and Thai write no spaces: there a character is a word, and eight of them a shingle."""
    dice = random.Random(1)
    has_spaces = alphabet[0] in "გक"
    bodies = [
        (" " if has_spaces else "。").join("".join(dice.choices(alphabet, k=6)) for _ in range(120)) for _ in range(2)
    ]
    pieces = [dated("a", bodies[0]), dated("b", bodies[1]), dated("c", f"{bodies[0]}。{bodies[1][:60]}", 1)]
    assert find_copies(pieces) == {"c": "a"}


def test_accents_and_vowel_signs_make_no_other_text() -> None:
    """One outlet writes them, another one does not, and Unicode has two ways to write them."""
    composed = " ".join(f"café{number} العَرَبِيَّة{number}" for number in range(100))
    bare = " ".join(f"cafe\u0301{number} العربية{number}" for number in range(100))
    assert find_copies([dated("a", composed), dated("b", bare, 1)]) == {"b": "a"}
    assert len(shingles("हिन्दी " * 80)) == 1


# ---- laws ---------------------------------------------------------------------------------------------------------

BODIES = [
    text(1),
    edited(text(1), 30),
    edited(text(1), 11),
    text(1, 120),
    text(2),
    f"{text(2)} {text(1)}",
    text(3, 90),
    "short",
    "",
]


@st.composite
def weeks(draw: st.DrawFn) -> list[Dated]:
    """Draw pieces that copy, contain and follow each other on a few hosts under a few headlines."""
    number = draw(st.integers(0, 14))
    return [
        dated(
            f"p{place}",
            draw(st.sampled_from(BODIES)),
            draw(st.sampled_from([0, 0.5, 3, 7, 60, 100])),
            title=draw(st.sampled_from(["The tides", "The tide", "Another thing entirely", ""])),
            host=draw(st.sampled_from(["a", "b", "c"])),
        )
        for place in range(number)
    ]


@settings(max_examples=150, deadline=None)
@given(weeks(), st.randoms(use_true_random=False))
def test_the_order_of_the_pieces_does_not_matter(pieces: list[Dated], dice: random.Random) -> None:
    """The ledger gives them in any order."""
    shuffled = pieces.copy()
    dice.shuffle(shuffled)
    assert find_copies(shuffled) == find_copies(pieces)
    assert find_copies([*pieces, *shuffled]) == find_copies(pieces)


@settings(max_examples=150, deadline=None)
@given(weeks())
def test_no_piece_is_lost(pieces: list[Dated]) -> None:
    """Each copy has an original that stays, is earlier, and at most 90 days away; what stays has no copies."""
    instants = {piece.id: (at, piece.id) for piece, at in pieces}
    found = find_copies(pieces)
    for copy, original in found.items():
        assert original not in found
        assert instants[original] < instants[copy]
        assert instants[copy][0] - instants[original][0] <= timedelta(days=90)
    originals = [(piece, at) for piece, at in pieces if piece.id not in found]
    assert find_copies(originals) == {}


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.floats(0, 1))
def test_the_index_finds_what_comparing_all_pairs_finds(seed: int, share: float) -> None:
    """A sample of each text leads to the comparison; it must lead to all that would be copies."""
    dice = random.Random(seed)
    one = text(1, dice.randint(80, 600))
    kept = int(share * len(one.split()))
    other = " ".join([*one.split()[:kept], *text(2, len(one.split()) - kept).split()])
    is_copy = containment(frozenset(shingles(one)), frozenset(shingles(other))) >= 0.7
    assert find_copies([dated("a", one), dated("b", other, 1)]) == ({"b": "a"} if is_copy else {})


# ---- real texts ---------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not DATA, reason="DIGEST_TEST_DATA is not set")
def test_the_real_cross_posts_are_found_and_nothing_else() -> None:
    """Read one by one: eight copies among 497 real pieces; a yearly call in nearly the same words is none of them."""
    path = Path(DATA or "") / "blurbs" / "gov-teasers-dev.jsonl.gz"
    pieces = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            house, *day = re.match(r"(\w+)-(\d+)-(\d+)-(\d+)", row["id"]).groups()  # type: ignore[union-attr]
            piece = Piece(
                id=row["id"], url=f"https://{house}.example/{row['id']}", title=row["title"], text=row["text"]
            )
            pieces.append((piece, datetime(*map(int, day), tzinfo=UTC)))  # type: ignore[arg-type,misc]
    assert {copy.split("-", 4)[4][:20] for copy in find_copies(pieces)} == {
        "how-18f-and-pif-work",
        "three-teams-using-th",
        "live-streamed-demos-",
        "announcing-the-digit",
        "how-the-u-s-customs-",
        "the-next-step-toward",
        "introducing-accessib",
        "spotlight-chat-plann",
    }
