"""`digest demo`: the whole job, as a newcomer sees it first."""

from __future__ import annotations

import email
import json
import os
from email import policy
from pathlib import Path

import pytest
from acceptance_world import Command, Site

DATA = os.environ.get("DIGEST_TEST_DATA", "")
needs_data = pytest.mark.skipif(not DATA, reason="DIGEST_TEST_DATA names no folder with the real weeks")


def test_the_sample_week_goes_out_to_twenty_five_readers(command: Command) -> None:
    """Fourteen pieces in four sections, pictures and all, accepted by a real SMTP server."""
    done = command("demo", "--json", "--out", "out")
    report = json.loads(done.stdout)
    assert report["pieces"] == {"in": 14, "out": 0}
    assert report["deliveries"] == {"submitted": 25}
    assert report["findings"]["error"] == 0
    assert report["source_errors"] == []
    assert report["html_bytes"] < 60_000
    assert "accepted 25 messages" in done.stderr or "send: 25/25" in done.stderr
    html = Path(report["files"]["html"]).read_text("utf-8")
    pictures = list(Path(report["files"]["html"]).parent.glob("pictures/*.jpg"))
    assert len(pictures) == 13
    assert all(f'src="pictures/{picture.name}"' in html for picture in pictures)
    for heading in ("Reporting", "Ideas", "Field Notes", "Books"):
        assert heading in html


def test_furniture_of_the_site_never_reaches_a_reader(command: Command) -> None:
    """Appeal, newsletter box, captions and related teasers of the sample site stay out of every blurb."""
    report = json.loads(command("demo", "--json", "--out", "out").stdout)
    text = Path(report["files"]["text"]).read_text("utf-8").lower()
    for furniture in ("keep reading", "show less", "cookie", "top image credit", "sign up for our", "tax-deductible"):
        assert furniture not in text.replace("keep reading:", "")


def test_it_may_run_again_and_again_but_never_empties_a_foreign_folder(command: Command) -> None:
    """Its own folder is emptied; another's is refused."""
    command("demo", "--out", "out")
    command("demo", "--out", "out")
    (command.folder / "mine").mkdir()
    (command.folder / "mine" / "thesis.txt").write_text("do not lose me")
    assert "other files" in command("demo", "--out", "mine", code=1).stderr
    assert (command.folder / "mine" / "thesis.txt").exists()


def test_any_feed_will_do(command: Command, site: Site) -> None:
    """A URL makes an edition of the week that its newest piece closes, under the feed's own title."""
    site.publish_week(4)
    report = json.loads(command("demo", "--json", "--out", "out", "--source", f"{site.url}/feed.xml").stdout)
    assert report["pieces"] == {"in": 4, "out": 0}
    assert report["deliveries"] == {"submitted": 25}
    assert "The Site" in Path(report["files"]["text"]).read_text("utf-8")


def test_a_source_with_nothing_in_it_says_so(command: Command, site: Site) -> None:
    """No traceback, one line, exit code 1."""
    assert "no piece" in command("demo", "--out", "out", "--source", f"{site.url}/feed.xml", code=1).stderr
    assert "folder" in command("demo", "--out", "out", "--source", "nowhere", code=1).stderr


@needs_data
@pytest.mark.parametrize("week", ["week-2015-W47", "week-2015-W50"])
def test_a_real_week_is_collected_composed_and_accepted(command: Command, week: str) -> None:
    """Two real weeks of a government publication, served on loopback under their own addresses."""
    folder = Path(DATA) / "sample-weeks" / week
    expected = [json.loads(line) for line in (folder / "pieces.jsonl").read_text("utf-8").splitlines()]
    report = json.loads(command("demo", "--json", "--out", "out", "--source", str(folder)).stdout)
    pieces = report["pieces"]
    assert pieces["in"] + pieces["out"] == len(expected)
    assert pieces["in"] >= len(expected) - 1
    assert report["deliveries"] == {"submitted": 25}
    assert report["findings"]["error"] == 0
    message = email.message_from_bytes(Path(report["files"]["message"]).read_bytes(), policy=policy.default)
    html = message.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert sum(row["url"] in html for row in expected) >= pieces["in"]
