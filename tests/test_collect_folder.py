"""Folders of pieces: which files are pieces, what their keys mean, and which line is wrong."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.collect.folder import read_folder
from digest.collect.front_matter import FrontMatterError, read_front_matter
from digest.errors import ParseError
from digest.model import Piece, Precision, SourceFailure

ZONE = ZoneInfo("Europe/Oslo")
KEYS = frozenset({"title", "authors", "date", "teaser"})


def write(folder: Path, name: str, text: str) -> Path:
    """Write one file."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def one(folder: Path, text: str, name: str = "a.md") -> Piece:
    """Read the only piece of a folder."""
    write(folder, name, text)
    (piece,), failures = read_folder(folder, zone=ZONE)
    assert failures == ()
    return piece


def failure(folder: Path, text: str) -> SourceFailure:
    """Read the only failure of a folder."""
    write(folder, "a.md", text)
    pieces, (wrong,) = read_folder(folder, zone=ZONE)
    assert pieces == ()
    return wrong


def test_a_markdown_file_becomes_a_piece(tmp_path: Path) -> None:
    """Every key, Markdown in the body, and the picture beside the file."""
    piece = one(
        tmp_path,
        """---
title: "War: the sequel"      # the editor's note
date: 2024-07-02 10:00
updated: 2024-07-03
section: Essays
authors: [Jane Doe, 'John O''Neil']
teaser: What the site says.
url: https://example.org/war/
image: ../pictures/a b.jpg
image_alt: A boat
image_credit: Jane Roe
lang: en_gb
id: piece-7
weight: 3
---
# Head

Some *text* with a [link](/b), and

- a list

<script>alert(1)</script>
""",
        "2024/war.md",
    )
    assert piece.id == "piece-7"
    assert (piece.title, piece.url, piece.section) == ("War: the sequel", "https://example.org/war/", "Essays")
    assert (piece.published, piece.precision) == (datetime(2024, 7, 2, 8, tzinfo=UTC), Precision.INSTANT)
    assert piece.published_raw == "2024-07-02 10:00"
    assert piece.updated == datetime(2024, 7, 3, 10, tzinfo=UTC)
    assert piece.authors == ("Jane Doe", "John O'Neil")
    assert piece.teaser == "What the site says."
    assert piece.text == "Head\n\nSome text with a link, and\n\na list"
    assert 'href="https://example.org/b"' in piece.content
    assert "script" not in piece.content
    assert piece.lang == "en-GB"
    assert piece.source == str(tmp_path)
    assert piece.image is not None
    assert piece.image.url == (tmp_path / "pictures" / "a b.jpg").as_uri()
    assert (piece.image.alt, piece.image.credit) == ("A boat", "Jane Roe")


def test_toml_between_plus_signs_is_front_matter_too(tmp_path: Path) -> None:
    """With its own dates, offsets included; HTML files keep their HTML."""
    piece = one(
        tmp_path,
        '+++\ntitle = "T"\ndate = 2024-07-02T10:00:00-04:00\nauthors = ["Jane Doe"]\nurl = "https://e.org/t"\n'
        'image = "https://e.org/p.jpg"\n[params]\nx = 1\n+++\n<p>Some <b>text</b>.</p>',
        "t.html",
    )
    assert piece.published == datetime(2024, 7, 2, 14, tzinfo=UTC)
    assert (piece.text, piece.authors, piece.id) == ("Some text.", ("Jane Doe",), "https://e.org/t")
    assert piece.image is not None
    assert piece.image.url == "https://e.org/p.jpg"


@pytest.mark.parametrize(
    ("line", "instant", "precision"),
    [
        ("date = 2024-07-02", datetime(2024, 7, 2, 10, tzinfo=UTC), Precision.DAY),
        ("date = 2024-07-02T10:00:00", datetime(2024, 7, 2, 8, tzinfo=UTC), Precision.INSTANT),
        ('date = "2. Juli 2024"', datetime(2024, 7, 2, 10, tzinfo=UTC), Precision.DAY),
        ("", None, Precision.GUESSED),
    ],
)
def test_dates_of_toml_are_in_the_zone_of_the_publication(
    tmp_path: Path, line: str, instant: datetime | None, precision: Precision
) -> None:
    """A bare day is a day; no date at all is when the piece was first seen."""
    piece = one(tmp_path, f'+++\ntitle = "T"\nurl = "https://e.org/t"\n{line}\n+++\n')
    assert (piece.published, piece.precision) == (instant, precision)


def test_only_files_with_front_matter_are_pieces(tmp_path: Path) -> None:
    """A README, a draft, a hidden folder and a picture lie in such folders too."""
    write(tmp_path, "README.md", "# How to write for us\n")
    write(tmp_path, "empty.md", "")
    write(tmp_path, "draft.md", "---\ntitle: D\nurl: https://e.org/d\ndraft: true\n---\n")
    write(tmp_path, "draft2.md", '+++\ntitle = "D"\nurl = "https://e.org/d"\ndraft = true\n+++\n')
    write(tmp_path, ".git/a.md", "---\ntitle: H\nurl: https://e.org/h\n---\n")
    write(tmp_path, "notes.txt", "---\ntitle: N\nurl: https://e.org/n\n---\n")
    (tmp_path / "folder.md").mkdir()
    assert read_folder(tmp_path, zone=ZONE) == ((), ())


def test_a_bad_file_names_its_line_and_the_others_go_on(tmp_path: Path) -> None:
    """One slip of the pen must not cost the week."""
    bad = write(tmp_path, "b.md", "---\ntitle: B\nurl: https://e.org/b\ndate: someday\n---\n")
    write(tmp_path, "a.md", "---\ntitle: A\nurl: https://e.org/a\n---\n")
    write(tmp_path, "c.md", "---\ntitle: C\nurl: https://e.org/c\n---\n")
    (tmp_path / "d.md").write_bytes(b"---\ntitle: \xff\xfe\n---\n")
    pieces, failures = read_folder(tmp_path, zone=ZONE)
    assert [piece.title for piece in pieces] == ["A", "C"]
    assert failures[0].source == f"{bad}:4"
    assert "someday" in failures[0].error
    assert "UTF-8" in failures[1].error


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("---\ntitle: T\n", 1, "no end"),
        ("---\ntitle: T\nnonsense\n---\n", 3, "no `key: value`"),
        ("---\ntitle: T\ntitle: U\n---\n", 3, "twice"),
        ('---\ntitle: "T\nurl: https://e.org/a\n---\n', 2, "quotation has no end"),
        ("---\ntitle: [a, b]\nurl: https://e.org/a\n---\n", 2, "a list where one text"),
        ("---\ntitle: T\nauthors: [a, b\n---\n", 3, "list has no end"),
        ("---\ntitle: T\nauthors: [{a}]\n---\n", 3, "cannot be read as a list"),
        ("---\ntitle: T\nteaser: >\n  long\n---\n", 3, "in quotes, on one line"),
        ("---\ntitle: T\nteaser: one\n  two\n---\n", 4, "goes on here"),
        ("---\ntitle:\nurl: https://e.org/a\n---\n", 2, "no title"),
        ("---\ndate: 2024-01-01\nurl: https://e.org/a\n---\n", 1, "no title"),
        ("---\ntitle: T\n---\n", 1, "no url"),
        ("---\ntitle: T\nurl: /a\n---\n", 3, "no web address"),
        ("---\ntitle: T\nurl: https://e.org/a\nimage: javascript:x\n---\n", 4, "image"),
        ('+++\ntitle = "T"\nurl = \n+++\n', 3, "not TOML"),
        ('+++\ntitle = "T"\nauthors = [1, 2]\n+++\n', 3, "neither a text nor a list"),
        ("---\ntitle: T\n...\n", 1, "no url"),
    ],
)
def test_each_mistake_is_named_with_its_line(tmp_path: Path, text: str, line: int, reason: str) -> None:
    """The editor goes there and mends it."""
    wrong = failure(tmp_path, text)
    assert wrong.source == f"{tmp_path / 'a.md'}:{line}"
    assert reason in wrong.error


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """Silence would look like a week without pieces."""
    with pytest.raises(ParseError, match="no such folder"):
        read_folder(tmp_path / "missing", zone=ZONE)


def test_addresses_below_a_base_may_be_relative_or_left_out(tmp_path: Path) -> None:
    """The file's own path is the address then."""
    write(tmp_path, "2024/a.md", "---\ntitle: A\n---\n")
    write(tmp_path, "2024/b.md", "---\ntitle: B\nurl: /essays/b\n---\n")
    pieces, _ = read_folder(tmp_path, zone=ZONE, base_url="https://e.org/x/")
    assert [piece.url for piece in pieces] == ["https://e.org/x/2024/a", "https://e.org/essays/b"]


def test_a_huge_file_is_no_piece(tmp_path: Path) -> None:
    """A log file with the wrong name must not fill the memory."""
    assert "larger than" in failure(tmp_path, "---\ntitle: T\n---\n" + "x" * 5_000_001).error


@pytest.mark.parametrize(
    ("yaml", "values"),
    [
        ("title: We are #1 # note", {"title": "We are #1"}),
        ('title: "a \\"b\\" \\u00e9 \\q"', {"title": 'a "b" é \\q'}),
        ("title: ~", {"title": ""}),
        ("title:", {"title": ""}),
        ("# c\n\nTitle: T", {"title": "T"}),
        ("authors: []", {"authors": ()}),
        ('authors: ["Doe, J", Roe]  # two', {"authors": ("Doe, J", "Roe")}),
        ("authors:\n- A\n- 'B'", {"authors": ("A", "B")}),
        ("authors:\n  - A # x\n  - B", {"authors": ("A", "B")}),
        ("cover:\n  image: x\n  - odd\ntitle: T", {"title": "T"}),
        ("params: {a: 1}\ntitle: T", {"title": "T"}),
    ],
)
def test_the_small_yaml_is_read_as_yaml_is(yaml: str, values: dict[str, object]) -> None:
    """Scalars, flat lists and comments; what nobody asks for is passed over."""
    front = read_front_matter(f"\ufeff---\n{yaml}\n---\nbody\n", KEYS)
    assert front is not None
    assert front.values == values
    assert front.body == "body"


@given(st.text(alphabet="title: []'\",#-\n\\|>{}ab", max_size=80))
def test_no_front_matter_makes_it_fail_otherwise(inside: str) -> None:
    """Either values or a FrontMatterError with a line that exists."""
    text = f"---\n{inside}\n---\n"
    line = 1
    try:
        read_front_matter(text, KEYS)
    except FrontMatterError as error:
        line = error.line
    assert 1 <= line <= len(text.splitlines())
