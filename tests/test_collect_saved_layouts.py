"""Pages of many houses come apart alike; the samples say line by line what is what.

A sample's line opens with what it is: T title, S section, B text, C caption with its credit behind ` => `, X left out;
of a teaser likewise t, s, p, c and x.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

import pytest

from digest.collect.saved_page import SavedPage, SavedPiece, read_saved_page
from digest.errors import ParseError

SAMPLES = (Path(__file__).parent / "data" / "saved-layouts.txt").read_text("utf-8")
LAYOUTS = dict(re.findall(r"^=== (.*)\n((?:(?!===).*\n?)*)", SAMPLES, re.MULTILINE))


@dataclass
class Wanted:
    """A piece as a sample's lines give it."""

    title: str = ""
    section: str | None = None
    text: list[str] = field(default_factory=list)
    credit: str = ""

    def piece(self) -> SavedPiece:
        """Give it as the reader does."""
        return SavedPiece(title=self.title, section=self.section, text="\n\n".join(self.text), image_credit=self.credit)


def read_layout(layout: str) -> tuple[list[str], SavedPiece, list[SavedPiece]]:
    """Give a sample's lines, its main piece and its teasers."""
    lines, main, teasers, credit = [], Wanted(), [Wanted()], ""
    for marked in layout.splitlines():
        mark, (line, _, other) = marked[0], marked[3:].partition(" => ")
        lines.append(line)
        if mark == "t":
            teasers.append(Wanted(title=line, credit=credit))
        credit = other if mark == "c" else "" if mark == "t" else credit
        piece = teasers[-1] if mark.islower() else main
        if mark == "T":
            main.title = line
        elif mark in "Ss":
            piece.section = other or line.split(" | ")[-1]
        elif mark in "Bp":
            piece.text.append(line)
        elif mark == "C":
            main.credit = other
    return lines, main.piece(), [teaser.piece() for teaser in teasers[1:]]


def lines_of(found: SavedPage) -> Counter[str]:
    """Count the lines in every part of a page but the sections."""
    parts = [line.text for line in found.left_out]
    for piece in (found.main, *found.teasers):
        parts += [piece.title, *piece.text.split("\n\n")]
    return Counter(part for part in parts if part)


@pytest.mark.parametrize("joint", ["\n", "\n\n", "\r\n"])
@pytest.mark.parametrize("name", LAYOUTS)
def test_a_page_of_any_house_comes_apart(name: str, joint: str) -> None:
    """Main piece and teasers as they were written, and every other line left out with a reason."""
    lines, main, teasers = read_layout(LAYOUTS[name])
    found = read_saved_page(joint.join(lines).encode(), name="page.txt")
    assert (found.main, list(found.teasers)) == (main, teasers)
    assert all(line.why for line in found.left_out)
    sections = Counter(piece.section for piece in (main, *teasers) if piece.section)
    given = Counter(lines)
    assert lines_of(found) - given == Counter()
    assert given - lines_of(found) - sections == Counter()


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_text_in_the_dress_of_a_page_comes_apart_as_the_text_does(name: str) -> None:
    """Some save what they pasted as HTML: paragraphs and nothing else."""
    lines, main, teasers = read_layout(LAYOUTS[name])
    body = "".join(f"<p>{escape(line)}</p>" for line in lines)
    content = f"<html><head><title>{escape(main.title)} - The Coast</title></head><body>{body}</body></html>"
    found = read_saved_page(content.encode(), name="page.html")
    assert (found.main, list(found.teasers)) == (main, teasers)


ONE = "a magazine without teasers, with a note on the author"


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("windows-1252"),
        lambda text: text.replace(" ", "\N{NO-BREAK SPACE}").encode(),
        lambda text: text.replace("\n", "\n\N{ZERO WIDTH SPACE}").encode(),
        lambda text: text.replace("th", "t\N{SOFT HYPHEN}h").encode(),
    ],
    ids=["UTF-16", "byte order mark", "windows-1252", "no-break spaces", "zero width spaces", "soft hyphens"],
)  # fmt: skip
def test_encodings_and_unseen_characters_change_nothing(change: Callable[[str], bytes]) -> None:
    """Editors save in what their machine has; nobody sees the difference."""
    lines, main, _ = read_layout(LAYOUTS[ONE].replace("ã", "a"))
    assert read_saved_page(change("\n\n".join(lines)), name="page.txt").main == main


def test_the_marks_of_markdown_are_no_text() -> None:
    """Reader modes and web clippers save pages as Markdown."""
    written = (
        "[Skip to content](https://coast.example/#main)\n\n![Harbor at dawn](https://coast.example/a.jpg)\n\n"
        "# The harbor that forgot its ships\n\nBy [Ann Lee](https://coast.example/ann) | March 3, 2024\n\n"
        "The **harbor** at Lunde was built for *sixty* ships and has, on most days, "
        "[none at all](https://coast.example/none), which is how its master likes it.\n\n## A quiet trade\n\n"
        "> What passes through instead is paper, bills of lading, certificates of origin, and the occasional "
        "summons from a court in another country\\."
    )
    found = read_saved_page(written.encode(), name="page.md")
    assert found.main.title == "The harbor that forgot its ships"
    assert found.main.text.split("\n\n")[0].startswith("The harbor at Lunde was built for sixty ships and has")
    assert found.main.text.split("\n\n")[1] == "A quiet trade"
    assert {line.text: line.why for line in found.left_out} == {
        "Skip to content": "call to action",
        "Harbor at dawn": "caption",
        "By Ann Lee | March 3, 2024": "time stamp",
    }


def test_a_page_saved_in_one_file_is_a_page() -> None:
    """Browsers save as MHTML, the page and its pictures as the parts of one message."""
    lines, main, _ = read_layout(LAYOUTS[ONE].replace("ã", "a"))
    page = "<html><body>" + "".join(f"<p>{line}</p>" for line in lines) + "</body></html>"
    archive = (
        "From: <Saved by a browser>\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="cut"\r\n\r\n'
        "--cut\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page + "\r\n--cut\r\nContent-Type: image/png\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n" + "QUJD" * 1_400_000 + "\r\n--cut--\r\n"
    )
    assert read_saved_page(archive.encode(), name="page.mhtml").main == main


def test_a_list_of_links_within_the_text_interrupts_it_and_does_not_end_it() -> None:
    """A box of one related headline stands in the middle of many pieces."""
    body = [
        f"Paragraph {number} is long enough to be one: the ferry left at six with oysters on deck." for number in "1234"
    ]
    lines = ["The ferry that came back", *body[:1], "Related", "Why trains run on time", *body[1:], "Nobody minded it."]
    found = read_saved_page("\n".join(lines).encode(), name="page.txt")
    assert found.main.text.split("\n\n") == [*body, "Nobody minded it."]
    assert [line.why for line in found.left_out] == ["related teaser", "related teaser"]


def test_whom_the_text_names_is_no_author() -> None:
    """A piece may close with who its subject is."""
    lines = ["The professor and the weir", "By Ida Moe"]
    lines.append(
        "For eleven years Voss measured the weir at Teddon by hand, in a book that nobody had asked her to keep."
    )
    lines.append("Ellen Voss is a professor of hydrology at the university, and was not paid for any of it.")
    found = read_saved_page("\n".join(lines).encode(), name="page.txt")
    assert found.main.text.split("\n\n") == lines[2:]


def test_a_page_of_too_many_lines_is_refused_at_once() -> None:
    """Nobody reads it, and each line takes its time."""
    with pytest.raises(ParseError, match=r"page\.txt: the saved page has more than 20,000 lines"):
        read_saved_page(b"A line\n" * 200_000, name="page.txt")


@pytest.mark.parametrize(
    "content",
    [
        b"word " * 900_000,
        b"# T\n" + b"**a " * 400_000,
        b"# T\n" + b"[a](" * 400_000,
        b"Head\n" * 30 + b"keep reading\n" * 5_000,
        b"T\n" + b"Ann Lee is a fellow at the Institute for the study of all things under the sun.\n" * 9_000,
        b"T\nEurope\n" + b"google cta\n" * 9_000 + b"keep reading\n" * 9_000,
        b"MIME-Version: 1.0\n" + b"--x\n" * 15_000,
    ],
    ids=["one line", "marks", "links", "ends", "notes", "calls", "parts"],
)
def test_no_page_stalls_the_reader(content: bytes) -> None:
    """The suite's time limit is the judge."""
    assert read_saved_page(content, name="page.txt").main
