"""The machine-readable contracts: what other programs rely on, line by line."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from acceptance_world import PROSE, Command, Home

DATA = os.environ.get("DIGEST_TEST_DATA", "")
needs_data = pytest.mark.skipif(not DATA, reason="DIGEST_TEST_DATA names no folder with real data")

PAGE = (
    '<!doctype html><html lang="en"><head><title>The channel | The Site</title>'
    '<link rel="canonical" href="https://site.example/news/channel"></head><body><article><h1>The channel</h1>'
    + "".join(f"<p>{part}</p>" for part in PROSE.format(n=4).split("\n\n"))
    + "</article></body></html>"
)


def rows(text: str) -> list[dict[str, object]]:
    """Read JSON lines."""
    return [json.loads(line) for line in text.splitlines()]


def test_summarize_answers_every_line_in_order(command: Command) -> None:
    """A line that cannot be done gives an error, and the rest go on; spans slice the input exactly."""
    text = PROSE.format(n=4)
    lines = [
        json.dumps({"id": 1, "text": text, "title": "The channel", "url": "https://site.example/1"}),
        json.dumps({"id": "two", "text": "   "}),
        "not json",
        json.dumps({"id": 3}),
        json.dumps(["a", "list"]),
        json.dumps({"id": 4, "text": 12}),
        "",
        json.dumps({"id": "last", "text": text, "lang": None}),
    ]
    done = command("summarize", "--jsonl", "--max-chars", "300", stdin="\n".join(lines))
    out = rows(done.stdout)
    assert [row["id"] for row in out] == [1, "two", None, 3, None, 4, "last"]
    assert ["error" in row for row in out] == [False, True, True, True, True, True, False]
    first = out[0]
    assert set(first) == {"id", "blurb", "origin", "sentences"}
    assert 0 < len(str(first["blurb"])) <= 300
    sentences = first["sentences"]
    assert isinstance(sentences, list)
    assert all(text[s["start"] : s["end"]] == s["text"] for s in sentences)
    assert first["blurb"] == " ".join(" ".join(s["text"].split()) for s in sentences)


def test_no_line_ends_the_stream(command: Command) -> None:
    """Lone surrogates, endless nesting and infinite numbers get an answer that is JSON, and the rest go on."""
    text = PROSE.format(n=4)
    lines = [
        '{"id": "\\ud800", "text": ' + json.dumps(text) + "}",
        '{"id": 1, "x": ' + "[" * 100_000,
        '{"id": ' + "[" * 5_000 + "]" * 5_000 + ', "text": "x"}',
        '{"id": 1e400, "text": "x"}',
        '{"id": "ok", "text": ' + json.dumps("\ud800" + text) + "}",
    ]
    out = rows(command("summarize", "--jsonl", stdin="\n".join(lines)).stdout)
    assert [row["id"] for row in out] == ["\ud800", None, None, None, "ok"]
    assert ["error" in row for row in out] == [False, True, True, True, False]


def test_summarize_reads_files_too(command: Command) -> None:
    """A text file, an HTML page, and JSON lines in a file; a missing one is named and the rest go on."""
    (command.folder / "a.txt").write_text(PROSE.format(n=4))
    (command.folder / "b.html").write_text(PAGE)
    (command.folder / "c.jsonl").write_text(json.dumps({"id": 1, "text": PROSE.format(n=4)}))
    done = command("summarize", "a.txt", "gone.txt", "b.html", code=1)
    assert done.stdout.count("The ferry left the quay") == 2
    assert "gone.txt" in done.stderr
    assert rows(command("summarize", "--jsonl", "c.jsonl").stdout)[0]["origin"] == "summary"
    command("summarize", code=2)


def test_extract_gives_every_field_or_an_error(command: Command) -> None:
    """Fields that a page lacks are null; a file that is no page gives its error on its line."""
    (command.folder / "a.html").write_text(PAGE)
    (command.folder / "b.html").write_bytes(b"\x00\x01")
    (command.folder / "m.jsonl").write_text(
        '{"file": "a.html", "url": "https://site.example/news/channel"}\n{"file": "gone.html"}\n'
    )
    first, second = rows(command("extract", "--jsonl", "a.html", "b.html").stdout)
    fields = ["file", "url", "title", "authors", "published", "section", "lang", "image", "canonical_url", "text"]
    assert list(first) == fields
    assert first["title"] == "The channel"
    assert first["published"] is None
    assert first["image"] is None
    assert first["canonical_url"] == "https://site.example/news/channel"
    assert "nineteen years" in str(first["text"])
    assert set(second) == {"file", "error"}
    listed = rows(command("extract", "--manifest", "m.jsonl").stdout)
    assert [("error" in row) for row in listed] == [False, True]
    assert "a.html" in command("extract", "a.html").stdout
    (command.folder / "m.jsonl").write_text("nonsense\n")
    (wrong,) = rows(command("extract", "--manifest", "m.jsonl").stdout)
    assert "m.jsonl:1" in str(wrong["error"])
    assert "b.html" in command("extract", "b.html", code=1).stderr


def test_feed_gives_a_line_for_each_file(command: Command) -> None:
    """Dates in ISO 8601 with offset, or null; what is no feed gives an error."""
    (command.folder / "a.xml").write_text(
        '<rss version="2.0"><channel><title>T</title>'
        "<item><title>One</title><link>https://site.example/1</link>"
        "<pubDate>Tue, 17 Nov 2026 08:00:00 BST</pubDate><description>Short.</description></item>"
        "<item><title>Two</title><guid>2</guid></item></channel></rss>"
    )
    (command.folder / "b.xml").write_text("just text")
    first, second = rows(command("feed", "--jsonl", "a.xml", "b.xml").stdout)
    assert first["title"] == "T"
    one, two = first["pieces"]  # type: ignore[misc]
    assert list(one) == [
        "id",
        "url",
        "title",
        "authors",
        "published",
        "updated",
        "teaser",
        "content",
        "image",
        "section",
    ]
    assert one["published"].startswith("2026-11-17T0")
    assert one["teaser"] == "Short."
    assert two["published"] is None
    assert set(second) == {"file", "error"}
    assert "2 pieces" in command("feed", "a.xml", "b.xml", code=1).stdout


def test_check_reports_findings_of_anybodys_file(command: Command) -> None:
    """Lines with level, rule, place and message; exit code 3 when one is an error."""
    (command.folder / "bad.html").write_text('<p><img src="x.png"><a href="javascript:alert(1)">x</a></p>')
    done = command("check", "bad.html", "--json", code=3)
    for row in rows(done.stdout):
        assert {"level", "rule", "place", "message"} <= set(row) <= {"level", "rule", "place", "line", "message"}
        assert row["level"] in {"error", "warning"}
    assert "error" in command("check", "bad.html", code=3).stdout
    assert "gone.eml" in command("check", "gone.eml", code=1).stderr


@needs_data
def test_a_saved_page_gives_its_main_piece_and_its_teasers(command: Command) -> None:
    """The shape that the whole project started from: nothing of the furniture in a text."""
    row = command.json("import", str(Path(DATA) / "saved-page.txt"))
    assert list(row) == ["main", "teasers", "left_out"]
    assert row["main"]["title"] == "Blinken cancels meeting with Lavrov, citing Russian 'invasion'"
    assert len(row["teasers"]) == 3
    for piece in (row["main"], *row["teasers"]):
        assert list(piece) == ["title", "section", "text", "image_credit"]
        assert "google cta" not in piece["text"]
        assert "keep reading" not in piece["text"].lower()
        assert "tax-exempt" not in piece["text"]
    assert all(set(each) == {"text", "why"} and each["why"] for each in row["left_out"])


def test_render_writes_the_four_files(home: Home) -> None:
    """index.html, text.txt, message.eml, findings.json, for the edition in the making."""
    home.site.publish_week()
    home.command("collect", "--at", "2026-11-19T12:00")
    home.command("compose", "--at", "2026-11-19T12:00")
    home.command("render", "--out", "made")
    names = {path.name for path in (home.command.folder / "made").iterdir() if path.is_file()}
    assert names == {"index.html", "text.txt", "message.eml", "findings.json"}
    assert isinstance(json.loads((home.command.folder / "made" / "findings.json").read_text()), list)
    assert "no such edition" in home.command("render", "2030-01-01T00:00", "--out", "made", code=1).stderr


def test_pieces_say_why(home: Home) -> None:
    """One line for every candidate."""
    home.site.publish_week(3)
    assert "nothing is known" in home.command("pieces").stdout
    home.command("collect", "--at", "2026-11-19T12:00")
    assert home.command("pieces").stdout.count("Piece number") == 3
    why = home.command("pieces", "--why", "2026-11-20T06:00").stdout
    assert why.count("in the window") == 3
    listed = rows(home.command("pieces", "--why", "2026-11-13T06:00", "--json").stdout)
    assert [row["in"] for row in listed] == [False, False, False]


def test_next_lists_eight_slots(home: Home) -> None:
    """In the publication's zone, across the clock change."""
    lines = home.command("next", "--at", "2026-10-20T12:00").stdout.splitlines()
    assert len(lines) == 8
    assert lines[0] == "weekly/2026-10-23T06:00  Friday 23 October 2026 06:00 America/New_York  (10:00 UTC)"
    assert "(11:00 UTC)" in lines[2]
    assert rows(home.command("next", "--json").stdout)[0]["edition"]


def test_init_never_asks_when_flags_are_given(command: Command) -> None:
    """And the publication it makes is dry-run at once, without sending anything by accident."""
    done = command("init", "mine", "--title", "Mine", "--source", "https://site.example/", "--timezone", "Europe/Oslo")
    assert "digest.toml" in done.stdout
    assert 'transport = "folder"' in (command.folder / "mine" / "config" / "digest.toml").read_text()
    assert "already" in command("init", "mine", "--title", "Again", code=1).stderr


def test_what_goes_wrong_is_one_line_and_the_right_exit_code(command: Command) -> None:
    """No traceback for what a user can mend; 2 for wrong usage."""
    done = command("run", code=1)
    assert done.stderr.startswith("digest: 1 mistake in the configuration:")
    assert "Traceback" not in done.stderr
    command("fly", code=2)
    command("run", "--at", "yesterday", code=2)
    assert "digest, version" in command("--version").stdout
