"""Pictures on their way from a page to the reader: fetched, checked, credited, hosted or carried in the message."""

from __future__ import annotations

import io
import random
import struct
import threading
import zlib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from lxml import html as lxml_html
from PIL import Image as Raster
from rendering_samples import LOOKS, sample_edition
from send_parts import Manners, serving

from digest.check import check_edition, check_message
from digest.collect.fetch import Fetcher
from digest.config import load_config
from digest.config.starter import start_publication
from digest.model import Finding, Level, Look, PictureMode, Rendering
from digest.pipeline import Previewer, Workspace, collect, open_workspace, run, send_test
from digest.pipeline.composing import make_draft, render_draft
from digest.pipeline.embedding import MOST_BYTES, embed
from digest.pipeline.pictures import PictureShelf
from digest.pipeline.reading import ReaderPages
from digest.public.pictures import picture_view
from digest.render import render

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage
    from pathlib import Path

    from digest.model import Card
    from digest.pipeline import RunReport

AT = datetime(2026, 11, 20, 11, tzinfo=UTC)
SLOT = "2026-11-20T06:00"
PUBLIC = "https://news.example.org"
EMBEDDED = 'pictures = "embedded"\n'
PIECE = """\
---
title: About {name}
date: {date}
section: News
url: https://magazine.example/{name}
image: {image}
image_alt: A ferry
image_credit: Drawn by {name}
---

The ferry left the quay at six with eleven people aboard and a crate of seed oysters on deck. Marta Lind, who has
steered it for nineteen years, said the channel of {name} had moved again in the night, as it does every spring.
"""


def photograph(seed: int) -> bytes:
    """Make a picture of soft spots, another one for each *seed*."""
    chance = random.Random(seed)
    spots = Raster.frombytes("RGB", (24, 14), chance.randbytes(24 * 14 * 3))
    return saved(spots.resize((1300, 740), Raster.Resampling.BICUBIC), "JPEG")


def saved(image: Raster.Image, kind: str) -> bytes:
    """Give the bytes of *image* as a file."""
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


def bomb() -> bytes:
    """Write the head of a PNG of 50,000 pixels square."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(100)))


GOOD = {
    "photo": photograph(1),
    "other": photograph(2),
    "logo": saved(Raster.new("RGB", (900, 600), "#0b4f7a"), "PNG"),
}
BAD = {
    "page": b"<!DOCTYPE html><html><body>Not found, but 200</body></html>",
    "words": b"not a picture",
    "vector": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "nothing": b"",
    "half": GOOD["photo"][: len(GOOD["photo"]) * 2 // 3],
    "bomb": bomb(),
    "heavy": b"\xff\xd8\xff" + bytes(8_000_001),
}
FAULTS = {
    "half": "no readable JPEG, PNG, GIF or WebP picture",
    "bomb": "more than 40 megapixels",
    "heavy": "8",
    "missing": "404",
}


class Server(ThreadingHTTPServer):
    """Serves the pictures on loopback and counts who asks for what."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.asked: Counter[str] = Counter()


class Answers(BaseHTTPRequestHandler):
    """Answers by the last part of the address, always as a JPEG."""

    server: Server

    def do_GET(self) -> None:
        """Give the picture, or what stands in its place."""
        name = self.path.rpartition("/")[2]
        self.server.asked[name] += 1
        body = (GOOD | BAD).get(name)
        self.send_response(404 if body is None else 200)
        self.send_header("Content-Type", "image/jpeg")
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    """Serve on loopback."""
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture
def home(tmp_path: Path, server: Server) -> Path:
    """Make a publication with a piece for each picture, good ones first."""
    (tmp_path / "pieces").mkdir()
    base = f"http://127.0.0.1:{server.server_port}"
    for number, name in enumerate((*GOOD, *BAD, "missing")):
        when = (AT - timedelta(hours=number + 1)).isoformat()
        text = PIECE.format(name=name, date=when, image=f"{base}/{name}")
        (tmp_path / "pieces" / f"{name}.md").write_text(text, "utf-8")
    start_publication(tmp_path, title="Weekly", sources=[str(tmp_path / "pieces")], zone="America/New_York")
    machine = tmp_path / "config" / "digest.toml"
    text = machine.read_text().replace("allow = []", f'allow = ["127.0.0.1:{server.server_port}"]\ngap_seconds = 0')
    machine.write_text(text.replace("http://127.0.0.1:8025", PUBLIC))
    return tmp_path


def change(home: Path, *, publication: str = "", mail: str = "") -> None:
    """Put lines at the top of the publication's file and into the table [mail]."""
    path = home / "config" / "publications" / "weekly.toml"
    path.write_text(publication + path.read_text())
    machine = home / "config" / "digest.toml"
    machine.write_text(machine.read_text().replace('transport = "folder"', mail or 'transport = "folder"'))


@contextmanager
def opened(home: Path) -> Iterator[Workspace]:
    """Open its workspace."""
    config = load_config(home / "config", environment={"DIGEST_SECRET_KEY": "for tests"})
    with open_workspace(config) as workspace:
        yield workspace


def ran(home: Path) -> RunReport:
    """Do the weekly job."""
    with opened(home) as workspace:
        return run(workspace, at=AT)


def of_rule(findings: tuple[Finding, ...], rule: str) -> list[Finding]:
    """Give the findings of one rule."""
    return [each for each in findings if each.rule == rule]


def addresses(html: str) -> list[str]:
    """List what the pictures of a page are shown from."""
    return [str(image.get("src")) for image in lxml_html.fromstring(html).iter("img")]


def pieces_with_pictures(report: RunReport) -> set[str]:
    """Name the pieces that have kept theirs."""
    return {card.piece.title.removeprefix("About ") for card in report.edition.cards if card.piece.image}


def parsed(content: bytes) -> EmailMessage:
    """Parse as the standard library does it today."""
    return message_from_bytes(content, policy=policy.default)  # type: ignore[return-value]


def shown_parts(content: bytes) -> dict[str, bytes]:
    """Resolve every picture of a message's page to the part that it names; all must be there, and none left over."""
    message = parsed(content)
    page = message.get_body(("html",))
    assert page is not None
    parts = {str(each["Content-ID"])[1:-1]: each.get_content() for each in message.walk() if each["Content-ID"]}
    sources = [address for address in addresses(page.get_content()) if address.startswith("cid:")]
    assert {address.removeprefix("cid:") for address in sources} == set(parts)
    return parts


def test_what_is_no_picture_costs_its_piece_the_picture_and_nothing_else(home: Path) -> None:
    """A wrong file on one page must not keep the week from its readers."""
    report = ran(home)
    assert len(report.edition.cards) == len(GOOD) + len(BAD) + 1
    assert pieces_with_pictures(report) == set(GOOD)
    found = of_rule(report.findings, "pictures/fetch")
    assert {each.level for each in found} == {Level.WARNING}
    assert {each.place.removeprefix("About ") for each in found} == {*BAD, "missing"}
    for each in found:
        name = each.place.removeprefix("About ")
        assert each.message.startswith("the piece goes without its picture: http://127.0.0.1:")
        assert f"/{name}: " in each.message
        assert FAULTS.get(name, "no readable JPEG, PNG, GIF or WebP picture") in each.message
    assert report.deliveries


def test_a_picture_is_asked_for_once_in_a_run_and_its_file_is_written_once(home: Path, server: Server) -> None:
    """A later run asks again, for the site may have changed it, and finds the same file."""
    with opened(home) as workspace:
        collect(workspace, now=AT)
        make_draft(workspace, SLOT, now=AT)
        first = {path.name: path.stat().st_mtime_ns for path in workspace.config.pictures.iterdir()}
        make_draft(workspace, SLOT, now=AT)
        assert set(server.asked.values()) == {1}
    with opened(home) as workspace:
        make_draft(workspace, SLOT, now=AT)
        assert set(server.asked.values()) == {2}
        assert {path.name: path.stat().st_mtime_ns for path in workspace.config.pictures.iterdir()} == first
    assert sorted(name.rpartition(".")[2] for name in first) == ["jpg", "jpg", "png"]


def test_a_picture_may_be_written_by_several_threads_at_once(tmp_path: Path) -> None:
    """`digest serve` makes a preview for the editor while the weekly run composes the same pieces."""
    (tmp_path / "a.png").write_bytes(GOOD["logo"])
    edition = sample_edition(1)
    assert edition.lead is not None
    assert edition.lead.piece.image is not None
    image = replace(edition.lead.piece.image, url=(tmp_path / "a.png").as_uri())
    edition = replace(edition, lead=replace(edition.lead, piece=replace(edition.lead.piece, image=image)))
    ready = threading.Barrier(8)

    def furnish(folder: Path) -> int:
        shelf = PictureShelf(folder, PUBLIC, fetcher, folders=(tmp_path,))
        ready.wait(20)
        return len(shelf.furnish(edition, lambda _done: None)[1])

    with Fetcher(user_agent="digest/1") as fetcher, ThreadPoolExecutor(8) as pool:
        for turn in range(10):
            folder = tmp_path / str(turn)
            assert list(pool.map(furnish, [folder] * 8)) == [0] * 8
            assert len(list(folder.iterdir())) == 1


def test_every_address_in_the_edition_is_one_that_serve_answers(home: Path) -> None:
    """JPEG and PNG, at twice the displayed size."""
    report = ran(home)
    assert report.files is not None
    message = parsed(report.files.message.read_bytes())
    app = Flask("served")
    app.add_url_rule("/pictures/<name>", view_func=picture_view(home / "var" / "pictures"))
    body = message.get_body(("html",))
    assert body is not None
    images = list(lxml_html.fromstring(body.get_content()).iter("img"))
    assert len(images) == len(GOOD)
    for image in images:
        address = str(image.get("src"))
        assert address.startswith(f"{PUBLIC}/pictures/")
        with app.test_client().get(address.removeprefix(PUBLIC)) as response:
            assert response.status_code == 200
            assert response.headers["Content-Type"] == {"jpg": "image/jpeg", "png": "image/png"}[address[-3:]]
            file = Raster.open(io.BytesIO(response.data))
        width, height = int(image.get("width")), int(image.get("height"))
        assert file.size == (2 * width, pytest.approx(2 * height, abs=1)) or file.width in {900, 1300}


@pytest.mark.parametrize("look", Look)
def test_a_credit_is_the_first_thing_read_after_its_picture(look: Look) -> None:
    """Lead and sections alike, in every look; the letter shows no picture and so prints no credit."""
    edition = sample_edition(14)

    def credited(card: Card) -> Card:
        image = card.piece.image
        return replace(
            card, piece=replace(card.piece, image=image and replace(image, credit=f"Credit {card.piece.id}"))
        )

    assert edition.lead is not None
    sections = (replace(section, cards=tuple(map(credited, section.cards))) for section in edition.sections)
    edition = replace(edition, lead=credited(edition.lead), sections=tuple(sections))
    html = render(edition, templates=LOOKS[look], public_url=PUBLIC).html
    shown = [card.piece for card in edition.cards if card.piece.image and card.piece.image.url in html]
    assert len(shown) == {Look.MAGAZINE: 8, Look.BULLETIN: 1, Look.LETTER: 0}[look]
    assert html.count("Credit ") == len(shown)
    for piece in shown:
        assert piece.image is not None
        after = html.partition(piece.image.url)[2].partition(">")[2]
        words = lxml_html.fromstring(f"<div>{after}</div>").text_content().split("\n")
        assert next(filter(None, map(str.strip, words))) == piece.image.credit


def test_a_picture_without_a_credit_is_a_warning_for_lead_and_section() -> None:
    """Somebody made it; the editor has time until Friday to find out who."""
    edition = sample_edition(4)
    assert edition.lead is not None
    assert edition.lead.piece.image is not None
    bare = replace(edition.lead, piece=replace(edition.lead.piece, image=replace(edition.lead.piece.image, credit=" ")))
    found = of_rule(check_edition(replace(edition, lead=bare)), "pictures/credit")
    assert [each.level for each in found] == [Level.WARNING]
    assert "2 places" in found[0].message


def test_embedded_pictures_arrive_by_smtp_in_every_message(home: Path) -> None:
    """Each is the hosted file itself, and the page names nothing else; the checks agree."""
    manners = Manners()
    (home / "config" / "subscribers.csv").write_text("address\na@example.net\nb@example.net\n")
    with serving(manners) as port:
        mail = f'transport = "smtp"\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"'
        change(home, publication=EMBEDDED, mail=mail)
        report = ran(home)
    assert of_rule(report.findings, "pictures/embedded") == []
    assert sorted(manners.recipients) == ["a@example.net", "b@example.net"]
    files = {path.read_bytes() for path in (home / "var" / "pictures").iterdir()}
    for _, content in manners.accepted:
        parts = shown_parts(content)
        assert set(parts.values()) == files
        assert all(name.endswith("@example.org") for name in parts)
        assert f"{PUBLIC}/pictures/".encode() not in content
        assert [
            each for each in check_message(content, name="x") if each.rule.startswith(("images/", "message/"))
        ] == []
    assert report.files is not None
    assert set(shown_parts(report.files.message.read_bytes()).values()) == files


def test_only_the_message_differs(home: Path) -> None:
    """Approval, web version, preview and the files beside the message show the hosted pictures either way."""
    seen = []
    for publication in ("", EMBEDDED):
        change(home, publication=publication)
        with opened(home) as workspace:
            collect(workspace, now=AT)
            preview = Previewer(workspace, slot=SLOT, at=AT).load(workspace.config)
            seen.append((preview.content_hash, preview.html, preview.rendering, preview.findings))
    assert seen[0] == seen[1]
    assert len(shown_parts(preview.message)) == len(GOOD)
    assert len(addresses(preview.html)) == len(GOOD)
    assert all(address.startswith(f"{PUBLIC}/pictures/") for address in addresses(preview.html))
    report = ran(home)
    with opened(home) as workspace:
        page = ReaderPages(config=workspace.config, key=workspace.key).web_version(report.edition.id)
    assert page is not None
    assert "cid:" not in page
    assert report.files is not None
    local = addresses(report.files.html.read_text("utf-8"))
    assert len(local) == len(GOOD)
    assert all((report.files.html.parent / address).is_file() for address in local)


def test_files_that_are_gone_are_shown_from_the_server_and_said(home: Path) -> None:
    """Between approval and sending somebody tidied up: the edition goes out whole, and someone is told, in one line."""
    change(home, publication=EMBEDDED)
    path = home / "config" / "publications" / "weekly.toml"
    path.write_text(path.read_text().replace('policy = "auto"', 'policy = "editor"'))
    told: list[str] = []

    def progress(stage: str, message: str, *, done: int = 0, total: int = 0) -> None:
        del done, total
        told.append(f"{stage}: {message}")

    with ExitStack() as stack:
        workspace = replace(stack.enter_context(opened(home)), progress=progress)
        report = run(workspace, at=AT)
        gone = [next(workspace.config.pictures.glob(f"*.{kind}")) for kind in ("png", "jpg")]
        for path in gone:
            path.unlink()
        stored = workspace.store.editions.get("weekly", SLOT)
        assert stored is not None
        assert stored.rendering is not None
        send_test(workspace, stored.rendering, stored.id, "desk@example.org")
        (copy,) = (home / "var" / "outbox").glob("*.eml")
        again = render_draft(workspace, report.edition)
    assert len(shown_parts(copy.read_bytes())) == len(GOOD) - len(gone)
    body = parsed(copy.read_bytes()).get_body(("html",))
    assert body is not None
    assert {f"{PUBLIC}/pictures/{path.name}" for path in gone} <= set(addresses(body.get_content()))
    found = of_rule(again.findings, "pictures/embedded")
    assert [each.level for each in found] == [Level.WARNING] * len(gone)
    messages = [each.message for each in found]
    assert all(any(path.name in message for message in messages) for path in gone)
    assert f"pictures: {' · '.join(messages)}" in told


def test_what_is_too_much_for_a_message_stays_on_the_server(home: Path) -> None:
    """In the order of the page, so that the lead is inside; the finding says how many are not."""
    change(home, publication=EMBEDDED)
    with opened(home) as workspace:
        folder = workspace.config.pictures
        folder.mkdir(parents=True)
        for name, size in (("c", 500_000), ("a", 500_000), ("b", 500_000), ("d", 10)):
            (folder / f"{name}.jpg").write_bytes(bytes(size))
        html = "".join(f'<img src="{PUBLIC}/pictures/{name}.jpg">' for name in "cabd")
        made = embed(workspace, Rendering(html=html * 2, text="", subject="", preheader=""), "weekly/x")
    assert [each.name for each in made.pictures] == ["c.jpg", "a.jpg"]
    (finding,) = made.findings
    assert (finding.rule, finding.level, finding.place) == ("pictures/embedded", Level.WARNING, "weekly/x")
    assert "the last 2 of 4 pictures" in finding.message
    assert f"{MOST_BYTES:,}" in finding.message


@pytest.mark.parametrize(
    "name", ["../secret.png", "%2e%2e/secret.png", "a.svg", "sub/a.png", "a.png?x=1", "", "empty.png"]
)
def test_nothing_but_pictures_of_the_folder_is_put_into_a_message(home: Path, name: str) -> None:
    """A template can name any address below ours."""
    change(home, publication=EMBEDDED)
    with opened(home) as workspace:
        folder = workspace.config.pictures
        (folder / "sub").mkdir(parents=True)
        for path in (folder.parent / "secret.png", folder / "a.svg", folder / "sub" / "a.png", folder / "a.png"):
            path.write_bytes(b"x")
        (folder / "empty.png").touch()
        html = f'<img src="{PUBLIC}/pictures/{name}">'
        made = embed(workspace, Rendering(html=html, text="", subject="", preheader=""), "weekly/x")
    assert made.pictures == ()
    assert [each.rule for each in made.findings] == ["pictures/embedded"]


def test_hosted_is_what_a_publication_has_that_says_nothing(home: Path) -> None:
    """Messages stay small, and an edition stored before there was a choice reads as one."""
    with opened(home) as workspace:
        assert workspace.publication.pictures is PictureMode.HOSTED
        rendering = Rendering(html=f'<img src="{PUBLIC}/pictures/a.jpg">', text="", subject="", preheader="")
        made = embed(workspace, rendering, "weekly/x")
    assert (made.pictures, made.findings) == ((), ())
