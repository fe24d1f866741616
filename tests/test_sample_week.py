"""The shipped sample week is finished: complete, dated, illustrated, and written to be read."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from digest.collect.folder import read_folder
from digest.config import shipped
from digest.model import Piece
from digest.text import paragraphs, word_count

WEEK = shipped("config") / "sample-week"
ZONE = ZoneInfo("America/New_York")
PIECES, FAILURES = read_folder(WEEK, zone=ZONE)
FILES = sorted(WEEK.glob("*.md"))
WITH_PICTURE = [piece for piece in PIECES if piece.image]
MAX_PICTURE_BYTES = 60_000

each_piece = pytest.mark.parametrize("piece", PIECES, ids=lambda piece: urlsplit(piece.url).path)
each_picture = pytest.mark.parametrize("piece", WITH_PICTURE, ids=lambda piece: urlsplit(piece.url).path)


def local(piece: Piece) -> datetime:
    """Give the instant of publication in the publication's zone."""
    assert piece.published is not None
    return piece.published.astimezone(ZONE)


def test_fourteen_pieces_in_four_sections_can_be_read() -> None:
    """Enough for a lead, four sections and a full e-mail; nothing in the folder is passed over."""
    assert FAILURES == ()
    assert len(PIECES) == len(FILES) == 14
    assert set(Counter(piece.section for piece in PIECES)) == {"Reporting", "Ideas", "Field Notes", "Books"}
    assert min(Counter(piece.section for piece in PIECES).values()) >= 3


def test_all_fall_in_one_window_and_one_stands_just_before_its_end() -> None:
    """Half-open, Friday 06:00 to Friday 06:00 in New York; one on a Saturday, at all times of day."""
    start, end = datetime(2026, 11, 13, 6, tzinfo=ZONE), datetime(2026, 11, 20, 6, tzinfo=ZONE)
    times = [local(piece) for piece in PIECES]
    assert all(start <= moment < end for moment in times)
    assert (end - max(times)).total_seconds() < 30 * 60
    assert any(moment.isoweekday() == 6 for moment in times)
    assert len({moment.hour for moment in times}) >= 10


def test_files_are_numbered_in_the_order_of_publication() -> None:
    """The folder reads like the week."""
    assert [local(piece) for piece in PIECES] == sorted(local(piece) for piece in PIECES)
    slugs = [urlsplit(piece.url).path.rpartition("/")[2] for piece in PIECES]
    assert [file.stem for file in FILES] == [f"{number:02d}-{slug}" for number, slug in enumerate(slugs, 1)]


def test_lengths_vary_as_a_magazine_does() -> None:
    """Five features, six columns, three notes."""
    words = sorted(word_count(piece.text) for piece in PIECES)
    assert words[0] >= 300
    assert words[-1] <= 900
    assert [len([n for n in words if low <= n < high]) for low, high in ((300, 400), (400, 600), (800, 901))] == [
        3,
        6,
        5,
    ]


@each_piece
def test_the_lead_stands_alone(piece: Piece) -> None:
    """The first paragraph is a blurb by itself: 200 to 400 characters, whole sentences, no pronoun first."""
    lead = paragraphs(piece.text)[0]
    assert 200 <= len(lead) <= 400
    assert re.search(r"[.?!][”’]?$", lead)
    assert not re.match(r"(?:He|She|They|This|That|These|Those|But|And|So)\b", lead)


@each_piece
def test_a_piece_is_complete(piece: Piece) -> None:
    """Title, authors, address on the magazine's own site, language."""
    parts = urlsplit(piece.url)
    assert (parts.scheme, parts.netloc) == ("https", "slowharbour.example")
    assert parts.path.startswith(f"/{(piece.section or '').lower().replace(' ', '-')}/")
    assert piece.title
    assert piece.authors
    assert piece.lang == "en"


def test_teasers_are_whole_sentences_where_the_editor_wrote_one() -> None:
    """Eight have one, six leave the work to the program; none repeats the lead."""
    teasers = [piece.teaser for piece in PIECES if piece.teaser]
    assert len(teasers) == 8
    assert all(80 <= len(teaser) <= 200 and teaser.endswith(".") for teaser in teasers)
    assert not any(piece.teaser and piece.teaser in piece.text for piece in PIECES)


def test_headlines_try_the_templates() -> None:
    """A colon, quotation marks, a question, a very long one and one of two words."""
    titles = [piece.title for piece in PIECES]
    assert any(": " in title for title in titles)
    assert any(title.startswith("“") and title.endswith("”") for title in titles)
    assert any(title.endswith("?") for title in titles)
    assert max(map(len, titles)) >= 90
    assert any(len(title.split()) == 2 for title in titles)


def test_leads_try_the_splitter_of_sentences() -> None:
    """What splits wrongly in a naive program stands in the leads, where it would be printed."""
    leads = "\n".join(paragraphs(piece.text)[0] for piece in PIECES)
    for trap in (
        "J. R. Oduya",
        "E. D. Pruitt",
        "No. 7",
        "U.S.",
        "Dr. ",
        "Nov. 2",
        "$4.3 million",
        "7.5 metres",
        "€86.4",
        "…",
        " — ",
    ):
        assert trap in leads, trap
    assert re.search(r"[?.]” ", leads.replace("\n", " "))
    words = "\n".join(piece.text + " ".join(piece.authors) for piece in PIECES)
    for letter in "éøñßåöü":
        assert letter in words, letter


@each_picture
def test_a_picture_is_there_described_and_credited(piece: Piece) -> None:
    """16:9, sharp on a doubled 600-pixel layout, light enough for a phone; its words are for who cannot see it."""
    assert piece.image is not None
    file = Path(unquote(urlsplit(piece.image.url).path))
    assert file.stat().st_size <= MAX_PICTURE_BYTES
    with Image.open(file) as picture:
        assert (picture.format, picture.size) == ("JPEG", (1200, 675))
        assert not picture.getexif()
    assert piece.image.credit.startswith("Drawing: ")
    assert 60 <= len(piece.image.alt) <= 220
    assert not re.match(r"(?:image|picture|drawing|illustration) of", piece.image.alt, re.IGNORECASE)


def test_one_piece_has_no_picture_and_no_picture_is_left_over() -> None:
    """The template's case without a picture is in every preview."""
    assert len(WITH_PICTURE) == 13
    used = {Path(unquote(urlsplit(piece.image.url).path)).name for piece in WITH_PICTURE if piece.image}
    assert used == {file.name for file in (WEEK / "pictures").iterdir()}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_placeholder_and_no_stock_phrase_is_left(file: Path) -> None:
    """It is written, not filled; and set with real quotation marks and dashes."""
    text = file.read_text("utf-8")
    left = re.search(
        r"lorem|ipsum|\bTODO\b|\bTK\b|\bTBD\b|XXX|placeholder|\[\w+ here\]|\b(?:foo|bar) baz", text, re.IGNORECASE
    )
    assert not left
    stock = re.search(
        r"testament to|tapestry|in a world where|not just|delve|game.changer|at the end of the day", text, re.IGNORECASE
    )
    assert not stock
    body = text.split("---\n", 2)[2]
    assert not re.search(r"[\"']|--|\.\.\.| {2}|\s$(?<!\n)", body)


def test_quotations_are_closed() -> None:
    """Each paragraph has as many closing marks as opening ones."""
    for piece in PIECES:
        for paragraph in paragraphs(piece.text):
            assert paragraph.count("“") == paragraph.count("”"), paragraph


def test_the_sample_subscribers_can_receive_nothing() -> None:
    """Reserved domains alone (RFC 2606); names with accents, a comma, and one without a name."""
    with (shipped("config") / "subscribers.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len({row["address"].lower() for row in rows}) == 25
    assert all(re.fullmatch(r"[\w.+-]+@example\.(?:com|org|net)", row["address"]) for row in rows)
    assert [row["name"] for row in rows].count("") == 1
    assert any("," in row["name"] for row in rows)
    assert any(not row["name"].isascii() for row in rows)
