"""The use cases, driven without a command line."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from digest.config import load_config
from digest.config.starter import start_publication
from digest.errors import ConfigError, Refused
from digest.model import DeliveryState, EditionState, Level
from digest.pipeline import Previewer, Workspace, collect, open_workspace, run, send
from digest.pipeline.reading import ReaderPages
from digest.pipeline.running import catch_up, resume
from digest.pipeline.stopwatch import Stopwatch
from digest.pipeline.workspace import silent, user_agent

SLOT = "2026-11-20T06:00"
AT = datetime(2026, 11, 20, 11, tzinfo=UTC)
PIECE = """\
---
title: {title}
date: {date}
section: News
url: https://magazine.example/{name}
---

The ferry left the quay at six with eleven people aboard and a crate of seed oysters on deck. Marta Lind, who has
steered it for nineteen years, said the channel of {title} had moved again in the night, as it does every spring.
"""


def write_piece(folder: Path, name: str, when: datetime) -> None:
    """Write a piece into a folder source."""
    text = PIECE.format(title=f"Piece {name}", date=when.isoformat(), name=name)
    (folder / f"{name}.md").write_text(text, "utf-8")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Make a publication whose source is a folder with three pieces."""
    (tmp_path / "pieces").mkdir()
    for number in range(3):
        write_piece(tmp_path / "pieces", f"p{number}", AT - timedelta(hours=20 * number + 2))
    start_publication(tmp_path, title="Weekly", sources=[str(tmp_path / "pieces")], zone="America/New_York")
    return tmp_path


@contextmanager
def opened(home: Path, *, is_dry_run: bool = False) -> Iterator[Workspace]:
    """Open its workspace."""
    config = load_config(home / "config", environment={"DIGEST_SECRET_KEY": "for tests"})
    with open_workspace(config, is_dry_run=is_dry_run) as workspace:
        yield workspace


def outbox(home: Path) -> list[Path]:
    """List the messages that were made."""
    return sorted((home / "var" / "outbox").glob("*.eml"))


def test_installing_late_in_the_week_sends_nothing_for_the_week_before(home: Path) -> None:
    """The first wake only opens the next edition; the wake at its slot makes it; the one after that does nothing."""
    with opened(home) as workspace:
        assert catch_up(workspace, now=AT - timedelta(days=2)) is None
        (opened_edition,) = workspace.store.editions.all("weekly")
        assert (opened_edition.slot, opened_edition.state) == (SLOT, EditionState.COLLECTING)
        assert catch_up(workspace, now=AT - timedelta(days=1)) is None
        assert catch_up(workspace, now=AT + timedelta(minutes=14)) is None
        report = catch_up(workspace, now=AT + timedelta(minutes=15))
        assert report is not None
        assert report.state is EditionState.SUBMITTED
        assert catch_up(workspace, now=AT + timedelta(hours=1)) is None
    assert len(outbox(home)) == 1


def test_a_long_outage_is_made_up_for_by_one_edition_with_all_its_pieces(home: Path) -> None:
    """Of three missed slots only the latest is made, and its window begins where the last edition ended."""
    with opened(home) as workspace:
        run(workspace, at=AT)
        write_piece(home / "pieces", "late", AT + timedelta(days=2))
        write_piece(home / "pieces", "later", AT + timedelta(days=16))
        report = catch_up(workspace, now=AT + timedelta(days=21, hours=3))
        assert report is not None
        assert report.edition.slot == "2026-12-11T06:00"
        assert report.edition.window.start == AT
        assert {card.piece.title for card in report.edition.cards} == {"Piece late", "Piece later"}
        assert [stored.slot for stored in workspace.store.editions.all("weekly")] == [SLOT, "2026-12-11T06:00"]


def test_an_approved_edition_is_sent_by_whoever_wakes_next(home: Path) -> None:
    """`digest approve` in one process, `digest serve` in another."""
    path = home / "config" / "publications" / "weekly.toml"
    path.write_text(path.read_text().replace('policy = "auto"', 'policy = "editor"'))
    with opened(home) as workspace:
        report = run(workspace, at=AT)
        assert report.state is EditionState.DRAFT
        assert resume(workspace) is None
        stored = workspace.store.editions.get("weekly", SLOT)
        assert stored is not None
        workspace.store.editions.approve("weekly", SLOT, content_hash=stored.content_hash, now=AT)
        again = resume(workspace)
        assert again is not None
        assert again.deliveries == {DeliveryState.SUBMITTED: 1}


def test_a_suppressed_reader_gets_nothing_and_is_counted(home: Path) -> None:
    """Who left through the link stays out, however the address is written."""
    (home / "config" / "subscribers.csv").write_text("address\nReader@Example.org\nother@example.org\n")
    with opened(home) as workspace:
        first = run(workspace, at=AT)
        assert first.deliveries == {DeliveryState.SUBMITTED: 2}
        message = next(path.read_text() for path in outbox(home) if "reader@example.org" in path.read_text().lower())
        token = message.split("/unsubscribe/")[1].split(">")[0].split(",")[0]
        pages = ReaderPages(config=workspace.config, key=workspace.key)
        assert pages.address_of(token) == "re…@example.org"
        assert pages.unsubscribe(token)
        assert not pages.unsubscribe("nonsense")
        assert pages.address_of("nonsense") is None
        write_piece(home / "pieces", "next", AT + timedelta(days=2))
        second = run(workspace, at=AT + timedelta(days=7))
        assert second.deliveries == {DeliveryState.SUBMITTED: 1, DeliveryState.SUPPRESSED: 1}
        archive = pages.archive("weekly")
        assert archive is not None
        assert [entry.url.rpartition("/")[2] for entry in archive.entries] == ["2026-11-27T06:00", SLOT]
        assert pages.archive("nobody") is None
        page = pages.web_version(f"weekly/{SLOT}")
        assert page is not None
        assert f'<link rel="canonical" href="{archive.entries[1].url}">' in page
        assert page.count("<main") == page.count("</main>") == 1


def test_the_web_version_is_there_once_the_edition_is_out_and_names_nobody(home: Path) -> None:
    """A stranger sees the edition, not a reader's address or unsubscribe link; drafts are not public."""
    with opened(home) as workspace:
        pages = ReaderPages(config=workspace.config, key=workspace.key)
        assert pages.web_version(f"weekly/{SLOT}") is None
        run(workspace, at=AT)
        html = pages.web_version(f"weekly/{SLOT}")
    assert html is not None
    assert "Piece p0" in html
    assert "__DG_" not in html
    assert "reader@example.org" not in html


def test_a_preview_keeps_nothing_and_shows_what_would_go(home: Path) -> None:
    """On a copy of the database; an empty week turns to the last one that is not."""
    with opened(home, is_dry_run=True) as workspace:
        previewer = Previewer(workspace, at=AT + timedelta(days=30))
        previewer.prepare(silent)
        preview = previewer.load(load_config(home / "config", environment={}))
        assert preview.edition.slot == SLOT
        assert preview.state is None
        assert preview.audience == 1
        assert "Piece p0" in preview.html
        assert preview.message.startswith(b"From: ")
    assert not (home / "var").exists()


def test_no_piece_blocks_the_edition_by_what_it_says(home: Path) -> None:
    """A piece about templates shows braces in any of its words; a template that forgot some does block."""
    piece = home / "pieces" / "p0.md"
    text = piece.read_text("utf-8").replace("Piece p0", "Use {{ title }} and {% for %}")
    piece.write_text(text.replace("section: News", 'section: "{{news}}"\nauthor: "Ann {{author}} Lee"'), "utf-8")

    def levels() -> set[Level]:
        with opened(home, is_dry_run=True) as workspace:
            findings = run(workspace, at=AT).findings
        return {each.level for each in findings if each.rule == "wording/placeholder"}

    assert levels() == {Level.WARNING}
    (home / "templates" / "partials").mkdir(parents=True)
    (home / "templates" / "partials" / "forwarded.html.j2").write_text("")
    (home / "templates" / "partials" / "signoff.html.j2").write_text("<p>Hello {{ '{{' }} first_name }}</p>")
    assert levels() == {Level.WARNING, Level.ERROR}


def test_the_publications_own_clients_weigh_its_edition(home: Path) -> None:
    """clients.toml beside the configuration holds for the run as for a file that is checked."""
    (home / "templates" / "partials").mkdir(parents=True)
    (home / "templates" / "partials" / "signoff.html.j2").write_text('<p class="grid">x</p>')
    shipped_css = (Path(__file__).parent.parent / "templates" / "inline.css").read_text("utf-8")
    (home / "templates" / "inline.css").write_text(shipped_css + "\n.grid{display:grid}\n")

    def levels() -> list[Level]:
        with opened(home, is_dry_run=True) as workspace:
            return [each.level for each in run(workspace, at=AT).findings if each.rule == "clients/support"]

    assert levels() == [Level.ERROR]
    (home / "config" / "clients.toml").write_text("[shares]\napple = 100\n")
    assert levels() == []
    (home / "config" / "clients.toml").write_text("[shares]\napples = 100\n")
    with pytest.raises(ConfigError, match=r"config/clients\.toml"):
        load_config(home / "config", environment={})


def test_a_preview_of_what_went_out_shows_those_bytes(home: Path) -> None:
    """A template changed afterwards does not change the past."""
    with opened(home) as workspace:
        sent = run(workspace, at=AT)
        (home / "templates" / "edition.html.j2").write_text("<p>changed</p>")
        previewer = Previewer(workspace, slot=SLOT)
        preview = previewer.load(load_config(home / "config", environment={"DIGEST_SECRET_KEY": "for tests"}))
    assert preview.state is EditionState.SUBMITTED
    assert sent.files is not None
    assert preview.html_bytes == sent.files.html_bytes


def test_what_was_approved_is_what_goes(home: Path) -> None:
    """A draft that was refreshed after its approval must be approved again."""
    path = home / "config" / "publications" / "weekly.toml"
    path.write_text(path.read_text().replace('policy = "auto"', 'policy = "editor"'))
    with opened(home) as workspace:
        run(workspace, at=AT)
        stored = workspace.store.editions.get("weekly", SLOT)
        assert stored is not None
        workspace.store.editions.approve("weekly", SLOT, content_hash=stored.content_hash, now=AT)
        approved = workspace.store.editions.get("weekly", SLOT)
        assert approved is not None
        with pytest.raises(Refused, match="changed after the approval"):
            send(workspace, replace(approved, content_hash="other"))
    assert outbox(home) == []


def test_an_edition_in_the_past_is_refused(home: Path) -> None:
    """What went out stays as it is; an earlier slot cannot be made after a later one."""
    with opened(home) as workspace:
        run(workspace, at=AT)
        with pytest.raises(Refused, match="not after the last edition"):
            run(workspace, at=AT - timedelta(days=7))


def test_collecting_twice_knows_every_piece_once(home: Path) -> None:
    """A second look adds nothing."""
    with opened(home) as workspace:
        first = collect(workspace, now=AT)
        second = collect(workspace, now=AT + timedelta(hours=1))
        assert (first.results[0].new, second.results[0].new, second.results[0].known) == (3, 0, 3)


def test_a_stage_inside_another_is_counted_for_itself_alone() -> None:
    """The seconds of the stages add up to the whole."""
    watch = Stopwatch()
    started = time.perf_counter()
    with watch.stage("outer"):
        time.sleep(0.02)
        with watch.stage("inner"):
            time.sleep(0.02)
    whole = time.perf_counter() - started
    assert list(watch.seconds) == ["outer", "inner"]
    assert min(watch.seconds.values()) >= 0.02
    assert sum(watch.seconds.values()) == pytest.approx(whole, abs=0.01)


def test_the_user_agent_names_publication_and_contact(home: Path) -> None:
    """Header values are ASCII, whatever the title."""
    config = load_config(home / "config", environment={})
    publication = replace(config.publications[0], title="Über Wasser")
    agent = user_agent(config, publication)
    assert agent.isascii()
    assert "weekly@example.org" in agent
