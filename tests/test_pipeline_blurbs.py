"""The blurbs of a whole edition: each place's length, what stands beside, and a model that may write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from test_writer import Answer, Server, chat, serving

from digest.config import load_config
from digest.config.starter import start_publication
from digest.model import Card, Level, Origin
from digest.pipeline import Workspace, collect, open_workspace
from digest.pipeline.composing import Draft, compose_draft

SLOT = "2026-11-20T06:00"
AT = datetime(2026, 11, 20, 11, tzinfo=UTC)
FERRY = "The ferry left the quay of Oakham at six on Monday with eleven people aboard and a crate of seed oysters."
STEERED = "Marta Lind, who has steered it for nineteen years, said that the channel had moved again in the night."
WEATHER = "Snow is to fall in the hills above the town from Thursday on, and the road to Melton may be closed by noon."
PLOUGHS = "The county keeps twelve ploughs ready at the depot in Mill Lane, three more than in the winter before."
SHORT = "The bridge at Mill Lane is open again after four months of work, a week before the date that was promised."
LONG = (
    "Whoever drives there now finds two lanes, a path for bicycles, and benches from which one looks upon the old mill."
)
PIECES = {
    "ferry": f"{FERRY} {STEERED}",
    "ferry again": f"{FERRY} {PLOUGHS} {WEATHER}",
    "weather": f"{WEATHER} {PLOUGHS}",
    "bridge": f"{SHORT} {LONG}",
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Make a publication whose source is a folder of four pieces; the edition takes three, the rest is In brief."""
    folder = tmp_path / "pieces"
    folder.mkdir()
    for number, (title, text) in enumerate(PIECES.items(), 1):
        date = (AT - timedelta(hours=number + 1)).isoformat()
        head = f"---\ntitle: About the {title}\ndate: {date}\nurl: https://magazine.example/{number}\n---\n\n"
        (folder / f"{number}.md").write_text(f"{head}{text}\n", "utf-8")
    start_publication(tmp_path, title="Weekly", sources=[str(folder)], zone="America/New_York")
    change(tmp_path, "max_pieces = 20", "max_pieces = 3")
    return tmp_path


def change(home: Path, old: str, new: str) -> None:
    """Change the publication's file."""
    (file,) = (home / "config" / "publications").glob("*.toml")
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))


@contextmanager
def opened(home: Path) -> Iterator[Workspace]:
    """Open its workspace."""
    config = load_config(home / "config", environment={"DIGEST_SECRET_KEY": "for tests"})
    with open_workspace(config) as workspace:
        yield workspace


def draft_of(home: Path) -> tuple[Draft, dict[str, Card]]:
    """Collect and compose."""
    with opened(home) as workspace:
        collect(workspace, now=AT - timedelta(hours=1))
        draft = compose_draft(workspace, SLOT, number=1)
    return draft, {card.piece.title.removeprefix("About the "): card for card in draft.edition.cards}


def test_each_place_has_its_length_and_no_two_blurbs_open_alike(home: Path) -> None:
    """The second piece on the ferry begins with what the first has not told."""
    change(home, "max_chars = 400\n", "max_chars = 400\nlead = {min_chars = 80, max_chars = 130}\n")
    _, cards = draft_of(home)
    assert cards["ferry"].blurb.text == FERRY
    assert cards["ferry again"].blurb.text == f"{PLOUGHS} {WEATHER}"
    assert cards["bridge"].blurb.text == SHORT


def test_in_brief_may_be_headlines_alone(home: Path) -> None:
    """By configuration."""
    change(home, "max_chars = 400\n", "max_chars = 400\nbrief = false\n")
    _, cards = draft_of(home)
    assert cards["bridge"].blurb.origin is Origin.HEADLINE


# ---- a model ---------------------------------------------------------------------------------------------------------


def with_model(home: Path, server: Server, more: str = "") -> None:
    """Let the publication's blurbs be written by *server*."""
    table = f'[blurbs.model]\nurl = "{server.url}"\nname = "small"\n{more}\n[approval]'
    change(home, "[approval]", table)


def test_a_model_writes_what_keeps_to_the_piece(home: Path) -> None:
    """What names what the piece does not is not printed, and the report says why."""
    told = "At six on Monday the ferry left Oakham with eleven people aboard; Marta Lind has steered it nineteen years."
    with serving() as server:
        server.answers.append(chat(told))
        with_model(home, server)
        draft, cards = draft_of(home)
        assert len(server.requests) == 3  # In brief is not worth a question
    assert (cards["ferry"].blurb.text, cards["ferry"].blurb.origin) == (told, Origin.MODEL)
    assert cards["weather"].blurb.origin is Origin.SUMMARY
    found = {
        f.place.removeprefix("About the "): f.message for f in draft.findings if f.rule == "blurbs/model-unfaithful"
    }
    assert set(found) == {"ferry again", "weather"}
    assert "the piece's own sentences stand" in found["weather"]


def test_a_server_that_is_down_is_asked_twice_and_costs_nothing(home: Path) -> None:
    """The edition goes out with the pieces' own sentences."""
    with serving() as server:
        server.answers.append(Answer(b"", status=401))
        with_model(home, server)
        draft, cards = draft_of(home)
        assert len(server.requests) == 2
    assert {card.blurb.origin for card in cards.values()} == {Origin.SUMMARY}
    findings = [finding for finding in draft.findings if finding.rule == "blurbs/model-failed"]
    assert len(findings) == 2
    assert "401" in findings[0].message


def test_a_key_that_is_not_set_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And nobody is asked without it."""
    monkeypatch.delenv("MODEL_KEY_OF_TESTS", raising=False)
    with serving() as server:
        server.answers.append(chat("x"))
        with_model(home, server, 'key_env = "MODEL_KEY_OF_TESTS"')
        draft, _ = draft_of(home)
        assert not server.requests
    messages = [finding.message for finding in draft.findings if finding.rule == "blurbs/model-failed"]
    assert "the environment variable MODEL_KEY_OF_TESTS is not set" in messages[0]


def test_a_publication_says_what_its_findings_do(home: Path) -> None:
    """Here the edition's warnings block, but for those that are left out."""
    draft, _ = draft_of(home)
    rules = sorted({finding.rule for finding in draft.findings if finding.level is Level.WARNING})
    assert len(rules) > 1
    change(home, "[approval]", f'[check]\nlevels = {{"{rules[0]}" = "error", "{rules[1]}" = "off"}}\n\n[approval]')
    with opened(home) as workspace:
        again = compose_draft(workspace, SLOT, number=1)
    assert {finding.level for finding in again.findings if finding.rule == rules[0]} == {Level.ERROR}
    assert rules[1] not in {finding.rule for finding in again.findings}
