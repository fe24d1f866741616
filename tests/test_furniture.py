"""What stands beside a piece is recognised by its words; what is the piece stays."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.furniture import image_credit, is_dateline, strip_credit, strip_dateline, why_left_out, without_furniture

FURNITURE = {
    "share bar": [
        "Follow us on social",
        "Facebook Twitter LinkedIn Email",
        "Share this article",
        "Artikel teilen",
        "Partager sur Facebook",
        "Del artikkelen",
    ],
    "call to action": [
        "keep readingShow less",
        "Read more »",
        "google cta",
        "Click here to make us a preferred source.",
        "Want more of our stories on Google?",
        "Weiterlesen",
        "Lire la suite",
        "Leer más",
        "Les mer",
        "Please direct any questions to the press office.",
        "Travis Andersen can be reached at travis@globe.example.",
        "VIDEO - Scroll down for video",
        "Download our free app today",
    ],
    "newsletter box": [
        "Newsletter",
        "Subscribe now to our weekly round-up and don't miss a beat with your favourite reporters.",
        "Sign up for the Slatest newsletter to get this in your inbox.",
        "Want more movie news? Sign up for our free newsletter to get the latest trailers.",
        "Get daily insight, inspiration and deals in your inbox",
        "Abonnez-vous à notre newsletter",
        "Suscríbete a nuestro boletín",
        "Melden Sie sich für unseren Newsletter an",
        "Meld deg på vårt nyhetsbrev",
    ],
    "donation appeal": [
        "Support independent journalism. The Review depends on readers like you: please consider making a donation.",
        "Dear readers: it has been a hard year. Please consider making a tax-exempt contribution so that we can go on.",
        "Support our journalism. Become a member today and help us continue.",
        "We rely on readers like you. If you value our work, donate now.",
        "Liebe Leserinnen und Leser, unterstützen Sie unsere Arbeit mit einer Spende, damit wir weitermachen können.",
    ],
    "cookie notice": [
        "We use cookies to improve your experience. Accept all",
        "Nous utilisons des cookies sur ce site.",
    ],
    "by-line": [
        "By Jane Doe",
        "By JANE DOE and John Smith",
        "By A. B. Jones, Political Editor of The Coast",
        "Von Peter Müller, Berlin",
        "Photos and Story By David Colman",
    ],
    "time stamp": [
        "Feb 22, 2022",
        "Published: 3 March 2024 at 10:15",
        "Updated March 3, 2024 | 5:30 p.m. ET",
        "22. Februar 2022",
        "5 min read",
        "3 hours ago",
        "vor 2 Stunden",
        "By Jane Doe, Feb 3, 2022",
    ],
    "dateline": ["WASHINGTON, Feb. 3 (Reuters)"],
    "image credit": [
        "Top image credit: Miss.Cabul via shutterstock.com",
        "Photo: Jane Doe",
        "Jane Doe/Getty Images",
        "© Reuters",
        "(AP Photo/John Smith)",
        "Foto: Kay Nietfeld/dpa",
        "Crédit photo : AFP",
        "Quelle: dpa",
    ],
    "caption": [
        "The secretary gives remarks in Brussels in 2021. [State Department photo by Ron Doe/ Public Domain]",
        "FILE - In this Dec. 3, 2020 file photo, the mayor speaks.",
        "Pictured: the mayor at the harbour",
        "Merkel am Montag in Berlin. Foto: Kay Nietfeld/dpa",
        "The mayor speaks during a visit to the harbour (AP)",
        "Top image credit: The mayor waves to the crowd on Monday. (Official Town Photo by Ida Moe)",
    ],
    "name of a picture": ["Blinken-1-scaled", "DSC_0034.jpg", "harbour-1024x683"],
    "section label": ["Analysis | Europe", "Middle East", "Washington Politics", "Meinung"],
    "related teaser": [
        "Read more: 2023 is the best year",
        "Related stories",
        "More from The Coast",
        "Lesen Sie auch: Der Hafen",
        "Lire aussi : La guerre",
        "Les også: Dette skjedde",
        ">>> Enough Is Enough",
    ],
    "comment box": ["12 Comments", "Leave a comment", "Kommentare"],
    "advertisement": ["Advertisement", "ADVERTISEMENT - Scroll to continue", "Anzeige"],
    "copyright notice": ["© 2024 The Coast. All rights reserved.", "Copyright 2022 Amy Doe. All rights reserved."],
    "disclosure": ["All products featured here are independently selected by our editors."],
    "editor's note": ["Editor's note: this piece was updated.", "This article originally appeared on The Coast."],
    "agency note": ["The Associated Press contributed to this report.", "Reporting by Steve H.; Editing by Ann L."],
    "empty line": ["* * *", "—"],
}

PROSE = [
    "By Friday, Smith had left the country.",
    "By the time the vote was called, half of the seats were empty.",
    "The subscribers to our newsletter rose to 3,000, the editor said, and the paper lives on their donations.",
    "“Please consider making a donation to our campaign,” the candidate told you, “because we need you.”",
    "He asked his followers to donate to our campaign, and said that we all would become members.",
    "The photo shows what the ministry denied for two years: a row of tents behind the airport.",
    "Photo by photo, the exhibition tells how the town lost its harbour.",
    "More than 300 people died when the dam broke.",
    "The company declined to comment. (Reuters)",
    "Europe is not ready for this war.",
    "The cookies were baked in a kitchen that we use for nothing else.",
    "Share prices fell.",
    "Copyright law is at the heart of the quarrel between the two publishers.",
    "Register offices across the county will close in May.",
    "The image of the sea (view full size image) is on the left.",
    "Town closes its ferry terminal after an eleven-year quarrel",
    "Support for the bridge has fallen since the ministry published its numbers.",
    (
        "Related: a word that the court used forty times, and that no one in the room could define, became the case "
        "in the end, because the law of 1961 says that only related companies may be joined."
    ),
]


@pytest.mark.parametrize(("why", "line"), [(why, line) for why, lines in FURNITURE.items() for line in lines])
def test_furniture_is_named_for_what_it_is(why: str, line: str) -> None:
    """An editor reads the reason in the report and must agree with it."""
    assert why_left_out(line) == why


@pytest.mark.parametrize("line", PROSE)
def test_prose_that_mentions_furniture_stays(line: str) -> None:
    """A lost paragraph is worse than a caption too many."""
    assert why_left_out(line) is None


def test_the_headline_and_the_author_are_known_when_they_come_again() -> None:
    """Extractors often keep the headline, the name and the biography as the first or last paragraphs."""
    title, authors = "Town closes its ferry", ("Jane Doe", "", "Friday")
    assert why_left_out("TOWN CLOSES ITS FERRY!", title=title) == "repeat of the headline"
    assert why_left_out("Jane Doe", authors=authors) == "by-line"
    assert why_left_out("Jane Doe is a fellow at the Institute.", authors=authors) == "about the author"
    assert why_left_out("Friday is the last day.", authors=authors) is None
    assert why_left_out("Jane Doe voted against it.", authors=authors) is None


def test_a_whole_text_loses_its_furniture_and_nothing_else() -> None:
    """This is what feeds and pages go through before a blurb is written."""
    text = "\n\n".join(["Town votes", PROSE[0], "Advertisement", PROSE[5], "Sign up for our newsletter", PROSE[7]])
    assert without_furniture(text, title="Town votes") == "\n\n".join([PROSE[0], PROSE[5], PROSE[7]])


@pytest.mark.parametrize(
    ("dateline", "rest"),
    [
        ("WASHINGTON (AP) — ", "The meeting"),
        ("PARIS, Feb 3 (Reuters) - ", "The meeting"),
        ("LOS ANGELES -- ", "For six years"),
        ("BERLIN (dpa) – ", "Die Regierung"),
        ("Karlsruhe (dpa/lsw) - ", "Der Bund"),
        ("TAMPA, Fla.- ", "Georgia Tech"),
        ("(CNN) — ", "He"),
        ("Paris (AFP) - ", "Le président"),
        ("KYIV, Ukraine — ", "Russia"),
        ("Oslo (NTB): ", "Det"),
        ("BEIJING, Dec. 5 (Xinhua) -- ", "China"),
        ("MADRID, 3 Feb. (EUROPA PRESS) - ", "El"),
        ("ST. LOUIS — ", "The"),
        ("JERUSALEM — ", "“We are here,” he said."),
        ("", "NATO — the alliance — said"),
        ("", "NATO — Europe's shield — is back"),
        ("", "AI — What is it good for?"),
        ("", "MIT — Boston's best — is growing"),
        ("", "Paris (Reuters) was"),
        ("", "UPDATE — The road is open"),
        ("", "ROME — "),
        ("", ""),
    ],
)
def test_a_dateline_is_measured_and_an_acronym_is_none(dateline: str, rest: str) -> None:
    """A blurb must not open with the agency's mark, and must not lose its subject."""
    assert strip_dateline(dateline + rest) == (len(dateline) if rest else 0)


def test_a_dateline_alone_is_told_from_a_heading() -> None:
    """Some sites set it in its own paragraph."""
    assert is_dateline("LONDON, 3 March (AFP)")
    assert not is_dateline("LONDON CALLING")


@pytest.mark.parametrize(
    ("text", "caption", "credit"),
    [
        ("In Bonn. [Town photo by Ron/ Public Domain]", "In Bonn.", "Town photo by Ron/ Public Domain"),
        ("Biden, left, and Xi in Bali. Alex Brandon | AP", "Biden, left, and Xi in Bali.", "Alex Brandon | AP"),
        ("He spoke on Monday.Jane Doe/Getty Images", "He spoke on Monday.", "Jane Doe/Getty Images"),
        ("A man | Jane Doe", "A man", "Jane Doe"),
        ("Erika, a student, in 2019. (Photo courtesy of UW–Madison)", "Erika, a student, in 2019.", "UW–Madison"),
        ("[Image via MEGA/WENN]", "", "MEGA/WENN"),
        ("Foto di Leeloo Prima", "", "Leeloo Prima"),
        ("Photo: A man walks his dog in Oslo on a cold day.", "A man walks his dog in Oslo on a cold day.", ""),
        ("18F Headquarters 1800 F St. NW (map)", "18F Headquarters 1800 F St. NW (map)", ""),
        ("No credit in here", "No credit in here", ""),
        ("x" * 2000 + " (Photo: Jane)", "x" * 2000 + " (Photo: Jane)", ""),
    ],
)  # fmt: skip
def test_a_caption_is_parted_from_its_credit(text: str, caption: str, credit: str) -> None:
    """The credit is printed under the picture; it must be a name and nothing but the name."""
    assert (strip_credit(text), image_credit(text)) == (caption, credit)


@given(st.text(max_size=400))
@settings(deadline=None)
def test_any_line_gets_an_answer(line: str) -> None:
    """Pages hold every character there is."""
    answer = why_left_out(line, title="A title", authors=("Jane Doe",))
    assert answer is None or answer
    assert 0 <= strip_dateline(line) <= len(line)


@given(st.lists(st.sampled_from(PROSE + [line for lines in FURNITURE.values() for line in lines]), max_size=12))
@settings(deadline=None)
def test_cleaning_keeps_order_and_cleaning_again_changes_nothing(lines: list[str]) -> None:
    """What is kept is kept whole, in its order."""
    once = without_furniture("\n\n".join(lines))
    assert once == "\n\n".join(line for line in lines if line in PROSE)
    assert without_furniture(once) == once


RUNAWAYS = ("By " + "A" * 150, "A_" * 700, '"\\' * 700, "( " * 700, "Reuters/" * 180, ". Reuters/Reuters" * 80)
RUNAWAYS += ("a (b" * 300, "share " * 200, "1 Jan 2020 | " * 100, "x | y" * 250, "Get " * 300, "FILE" + "- " * 500)


@pytest.mark.parametrize("line", RUNAWAYS)
def test_no_line_makes_a_pattern_run_away(line: str) -> None:
    """A page's author can write anything; the suite's time limit is the judge, the answer does not matter."""
    assert why_left_out(line[:1499], title="T", authors=("A",)) != ""


def test_real_pieces_keep_all_but_a_few_of_their_paragraphs() -> None:
    """Measured over 497 government pieces: of 100 paragraphs at most one is taken for furniture."""
    folder = os.environ.get("DIGEST_TEST_DATA", "")
    path = Path(folder) / "blurbs" / "gov-teasers-dev.jsonl.gz"
    if not folder or not path.is_file():
        pytest.skip("DIGEST_TEST_DATA names no folder with blurbs/gov-teasers-dev.jsonl.gz")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    prose = [part for text in texts for part in text.split("\n") if len(part) > 120]
    lost = [part for part in prose if why_left_out(part)]
    assert len(lost) <= len(prose) / 100


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (
            "This article appeared in the Leaders section of the print edition under the headline “A new order”",
            "editor's note",
        ),
        ("A version of this article appeared in print on May 3.", "editor's note"),
        ("If Your Time is short", "editor's note"),
        ("Contributing: Associated Press; Jane Doe, USA TODAY", "agency note"),
        ("12 of 57", "share bar"),
        ("© 2025 Miss Cabul / Alamy Stock Photo", "image credit"),
        ("© 2025 The Coast", "copyright notice"),
        ("If your time is short, take the train to Bergen.", None),
        ("Contributing to the harbour was hard work.", None),
        ("12 of 57 senators agreed.", None),
        ("This article appeared to please nobody.", None),
    ],
)
def test_notes_of_print_editions_and_galleries_are_left_out(line: str, why: str | None) -> None:
    """Met on real pages; sentences that begin alike stay."""
    assert why_left_out(line) == why


@pytest.mark.parametrize(
    ("line", "credit", "caption"),
    [
        ("Photo: Bo. A man on a quay.", "Bo", "A man on a quay."),
        (
            "Photo: Bo Ek/Reuters. Ships wait in the harbour of Oslo for better weather.",
            "Bo Ek/Reuters",
            "Ships wait in the harbour of Oslo for better weather.",
        ),
        ("Photo: J. Smith. A man on a quay.", "J. Smith", "A man on a quay."),
        ("Photo: Dr. Bo Ek", "Dr. Bo Ek", ""),
        ("© 2025 Miss Cabul / Alamy Stock Photo", "Miss Cabul / Alamy Stock Photo", ""),
    ],
)
def test_a_credit_ends_where_the_caption_or_the_year_begins(line: str, credit: str, caption: str) -> None:
    """The year is no name, and a sentence after the name describes the picture."""
    assert (image_credit(line), strip_credit(line)) == (credit, caption)
