"""What is looked at: the sample week in each look, by the demo's own path, and every page that people meet.

Arabic stands beside English, because half of what can go wrong in a layout goes wrong in the other direction.
"""

from __future__ import annotations

__all__ = ["PUBLIC_URL", "Page", "Played", "pages_of", "played", "served", "weeks"]

import logging
import tempfile
import threading
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from digest.cli.server import address_of, listen, preview_app
from digest.demo import Play, stage
from digest.message import parts_of
from digest.message.tokens import unsubscribe_token
from digest.model import Look
from digest.pipeline import Previewer, RunReport
from digest.pipeline.reading import ReaderPages
from digest.pipeline.workspace import silent
from digest.render import render
from digest.render.archive import Archive, ArchiveEntry, web_page
from tests.rendering_samples import LOOKS, sample_edition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from digest.config import Config
    from digest.pipeline.workspace import Progress

PUBLIC_URL = "https://news.slowharbour.example"
ARABIC = "مراجعة الميناء"
DESK_PARTS = ("html", "text", "headers", "source", "pieces", "findings")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page: its HTML, and its address where it needs its own server to be seen as it is."""

    name: str
    html: str
    address: str = ""
    pictures: str = ""
    """The folder of its pictures on this machine, as an address."""
    is_mail: bool = False
    """Whether it is an e-mail, or the web version of one, which is made of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """The sample week, made and sent in one look."""

    look: Look
    play: Play
    report: RunReport

    @property
    def message(self) -> bytes:
        """One subscriber's message."""
        assert self.report.files is not None
        return self.report.files.message.read_bytes()

    @property
    def file(self) -> Path:
        """The file of its HTML part, the pictures beside it."""
        assert self.report.files is not None
        return self.report.files.html

    @property
    def pictures(self) -> str:
        """The folder of its pictures, as an address."""
        return self.play.config.pictures.as_uri()


@contextmanager
def played(look: Look, folder: Path) -> Iterator[Played]:
    """Do the demo's whole run in *look*, with its files in *folder*."""
    with stage(None, folder, public_url=PUBLIC_URL) as plain:
        dressed = tuple(replace(each, look=look) for each in plain.config.publications)
        play = replace(plain, config=replace(plain.config, publications=dressed))
        yield Played(look=look, play=play, report=play.run())


@contextmanager
def weeks(shown: Progress = silent) -> Iterator[tuple[Played, ...]]:
    """Do the run in every look, in a folder that goes away afterwards."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        made = []
        for number, look in enumerate(Look, 1):
            shown("sample", f"the sample week as a {look}", done=number, total=len(Look))
            made.append(stack.enter_context(played(look, folder / look)))
        yield tuple(made)


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve *app* on a free port of loopback, and give its address."""
    import waitress

    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    listener = listen("127.0.0.1", 0)
    server = waitress.create_server(app, sockets=[listener])
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield address_of(listener)
    finally:
        server.close()


@contextmanager
def pages_of(sample: tuple[Played, ...]) -> Iterator[tuple[Page, ...]]:
    """Give every page: the mails, their web versions, the readers' pages, and the desk, which is served meanwhile."""
    found = [page for each in sample for page in (_mail(each), _web(each))]
    found += [page for look in Look for page in _arabic(look)]
    first = sample[0]
    found += _readers(first)
    with first.play.workspace() as workspace:
        app = preview_app(workspace, Previewer(workspace, slot=first.play.slot))
        with served(app) as address:
            client = app.test_client()
            for part in DESK_PARTS:
                where = f"/?part={part}"
                html = client.get(where, base_url=address).text
                found.append(Page(name=f"desk, {part}", html=html, address=address + where))
            yield tuple(found)


def _mail(sample: Played) -> Page:
    _, html = parts_of(sample.message)
    return Page(name=f"mail, {sample.look}, en", html=html, pictures=sample.pictures, is_mail=True)


def _web(sample: Played) -> Page:
    html = ReaderPages(config=sample.play.config, key=b"").web_version(sample.report.edition.id)
    assert html is not None
    return Page(name=f"web version, {sample.look}, en", html=html, pictures=sample.pictures, is_mail=True)


def _arabic(look: Look) -> tuple[Page, Page]:
    edition = sample_edition(14, lang="ar")
    rendering = render(edition, templates=LOOKS[look], public_url=PUBLIC_URL)
    url = f"{PUBLIC_URL}/editions/{edition.id}"
    entry = ArchiveEntry(
        title=rendering.subject, summary=rendering.preheader, url=url, submitted_at=edition.window.end, image=""
    )
    archive = Archive(
        title=ARABIC, tagline="", lang="ar", url=PUBLIC_URL, feed_url=f"{PUBLIC_URL}/feed.xml", entries=(entry,)
    )
    return (
        Page(name=f"mail, {look}, ar", html=rendering.html, is_mail=True),
        Page(name=f"web version, {look}, ar", html=web_page(rendering.html, entry, archive), is_mail=True),
    )


def _readers(sample: Played) -> list[Page]:
    """Give what readers reach: the list of editions, also in Arabic, and the pages of leaving."""
    from digest.public import create_public_app

    config: Config = sample.play.config
    arabic = tuple(replace(each, lang="ar", title=ARABIC) for each in config.publications)
    slug = config.publications[0].slug
    key = b"a key for this page alone"
    token = unsubscribe_token(key, slug, "reader@example.org")

    def ask(where: str, *, config: Config = config, method: str = "GET") -> str:
        app = create_public_app(ReaderPages(config=config, key=key))
        return app.test_client().open(where, method=method).text

    return [
        Page(name="editions, en", html=ask(f"/editions/{slug}/")),
        Page(name="editions, ar", html=ask(f"/editions/{slug}/", config=replace(config, publications=arabic))),
        Page(name="unsubscribe", html=ask(f"/unsubscribe/{token}")),
        Page(name="unsubscribed", html=ask(f"/unsubscribe/{token}", method="POST")),
        Page(name="unsubscribe, broken link", html=ask("/unsubscribe/no")),
        Page(name="no such page", html=ask("/editions/none/")),
    ]
