"""The readers' pages: the web version, and leaving with one click."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from digest.collect.feeds import parse_feed
from digest.model import Token
from digest.public import create_blueprint, create_public_app
from digest.render.archive import Archive, ArchiveEntry, web_page

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

EDITION = "<!DOCTYPE html><html lang='en'><body><p>The river</p></body></html>"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


ENTRY = ArchiveEntry(
    title="The river & <b>the town",
    summary="Snow in the hills.",
    url="https://n.example/editions/harbour/2026-11-20T06:00",
    submitted_at=datetime(2026, 11, 20, 6, 1, tzinfo=UTC),
    image="https://n.example/pictures/a.jpg",
)
ARCHIVE = Archive(
    title="Harbour \x07Review",
    tagline="Weekly",
    lang="ar",
    url="https://n.example/editions/harbour/",
    feed_url="https://n.example/editions/harbour/feed.xml",
    entries=(ENTRY,),
)


class Pages:
    """A list of one reader, whose token is `ok.42`."""

    def __init__(self) -> None:
        self.left: list[str] = []

    def web_version(self, edition_id: str) -> str | None:
        """Know one edition."""
        return EDITION if edition_id == "harbour/2026-11-20T06:00" else None

    def archive(self, slug: str) -> Archive | None:
        """List one edition."""
        return ARCHIVE if slug == "harbour" else None

    def address_of(self, token: str) -> str | None:
        """Mask with what a hostile address could hold."""
        return "<b>re…@example.net" if token == "ok.42" else None

    def unsubscribe(self, token: str) -> bool:
        """Note who left."""
        if token != "ok.42":
            return False
        self.left.append(token)
        return True


@pytest.fixture
def pages() -> Pages:
    """Return the list."""
    return Pages()


@pytest.fixture
def client(pages: Pages) -> FlaskClient:
    """Return a client of a plain application with the blueprint alone: it must stand without the desk."""
    app = Flask("plain")
    app.register_blueprint(create_blueprint(pages))
    return app.test_client()


@pytest.mark.parametrize("path", ["/editions/harbour/2026-11-20T06:00", "/editions/harbour/2026-11-20T06%3A00"])
def test_the_web_version_is_the_edition_itself(client: FlaskClient, path: str) -> None:
    """Readers whose client shows no HTML follow the link at the top."""
    answer = client.get(path)
    assert (answer.status_code, answer.text) == (200, EDITION)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "script-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "img-src * data:" in answer.headers["Content-Security-Policy"]


def test_the_web_version_is_not_sent_twice_to_one_browser(client: FlaskClient) -> None:
    """An edition never changes once it is out; an ETag spares the second transfer (RFC 9110 § 8.8.3)."""
    path = "/editions/harbour/2026-11-20T06:00"
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("path", ["/editions/harbour/2026-11-27T06:00", "/editions/other/2026-11-20T06:00"])
def test_an_edition_that_is_not_out_does_not_exist(client: FlaskClient, path: str) -> None:
    """Drafts are nobody's business; the page says what may be the matter."""
    answer = client.get(path)
    assert answer.status_code == 404
    assert "There is no such page" in answer.text


def test_the_editions_are_listed_as_a_page_and_as_a_feed(client: FlaskClient) -> None:
    """Our own reader finds them in the feed."""
    page = client.get("/editions/harbour/")
    assert page.status_code == 200
    assert '<html lang="ar" dir="rtl">' in page.text
    assert (
        'href="https://n.example/editions/harbour/2026-11-20T06:00">The river &amp; &lt;b&gt;the town</a>' in page.text
    )
    assert 'type="application/rss+xml"' in page.text
    answer = client.get("/editions/harbour/feed.xml")
    assert answer.headers["Content-Type"] == "application/rss+xml; charset=utf-8"
    feed = parse_feed(answer.data, url=ARCHIVE.feed_url, zone=ZoneInfo("UTC"))
    (piece,) = feed.pieces
    assert (piece.title, piece.url, piece.published) == ("The river & the town", ENTRY.url, ENTRY.submitted_at)
    assert (
        client.get("/editions/harbour/feed.xml", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    )
    assert client.get("/editions/nobody/").status_code == 404
    assert client.get("/editions/nobody/feed.xml").status_code == 404


def test_the_web_version_says_what_it_is_to_those_who_link_to_it() -> None:
    """Open Graph for previews, a canonical address, the feed, and a main for screen readers."""
    email = (
        '<html><head><title>x</title></head><body>\n<div class="page" role="article" aria-roledescription="email" '
        f'lang="en"><a class="x" href="{ENTRY.url}">View in <b>browser</b></a>!<div>In</div>'
        f"<p>Sent to {Token.ADDRESS}. Why.</p>"
        f'<div>For {Token.ADDRESS} <i>x</i><a href="{Token.UNSUBSCRIBE}">Leave</a> now '
        f'<a href="mailto:x?body={Token.ADDRESS}">Write</a></div></div>\n</body></html>'
    )
    page = web_page(email, ENTRY, ARCHIVE)
    assert '<meta property="og:title" content="The river &amp; &lt;b&gt;the town">' in page
    assert '<meta property="og:image" content="https://n.example/pictures/a.jpg">' in page
    assert '<link rel="canonical" href="https://n.example/editions/harbour/2026-11-20T06:00">' in page
    assert (
        f'<body>\n<main class="page" lang="en"><a class="x" href="{ARCHIVE.url}">Harbour \ufffdReview</a>!<div>In</div>'
        "<div>For … <i>x</i> now <a>Write</a></div></main>\n</body>"
    ) in page
    assert page.startswith("<!DOCTYPE html>\n<html>")
    other = "<html><head></head><body><p>A template of one's own</p></body></html>"
    assert "<body><p>A template of one's own</p></body>" in web_page(other, ENTRY, ARCHIVE)


def test_opening_the_link_unsubscribes_nobody(client: FlaskClient, pages: Pages) -> None:
    """Link scanners open every link of a message; only a POST may change anything."""
    for method in ("GET", "HEAD", "OPTIONS"):
        client.open("/unsubscribe/ok.42", method=method)
    answer = client.get("/unsubscribe/ok.42")
    assert pages.left == []
    assert answer.status_code == 200
    assert '<form method="post">' in answer.text
    assert "&lt;b&gt;re…@example.net" in answer.text, "the address is escaped in any application"


@pytest.mark.parametrize("kind", ["form", "multipart", "wrong type", "empty"])
def test_one_click_unsubscribes_without_cookie_redirect_or_question(
    client: FlaskClient, pages: Pages, kind: str
) -> None:
    """RFC 8058 § 3.2; and a provider that gets the body wrong must not keep a reader on the list."""
    sent = {
        "form": {"data": ONE_CLICK},
        "multipart": {"data": ONE_CLICK, "content_type": "multipart/form-data"},
        "wrong type": {"data": b"List-Unsubscribe=One-Click", "content_type": "text/plain"},
        "empty": {},
    }[kind]
    answer = client.post("/unsubscribe/ok.42", **sent)
    assert answer.status_code == 200
    assert "You are unsubscribed" in answer.text
    assert not answer.headers.getlist("Set-Cookie")
    assert pages.left == ["ok.42"]


def test_leaving_twice_is_as_good_as_once(client: FlaskClient) -> None:
    """Providers repeat the request; readers press again."""
    assert [client.post("/unsubscribe/ok.42").status_code for _ in range(2)] == [200, 200]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_invalid_link_says_what_to_do(client: FlaskClient, pages: Pages, method: str) -> None:
    """Half a link, copied from a forwarded mail, must not be a dead end."""
    answer = client.open("/unsubscribe/ok.4", method=method)
    assert answer.status_code == 404
    assert "reply to any edition" in answer.text
    assert pages.left == []


def test_the_unsubscribe_address_is_kept_secret(client: FlaskClient) -> None:
    """Whoever knows it can unsubscribe the reader: no cache, no referrer, no search engine, no frame."""
    headers = client.get("/unsubscribe/ok.42").headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Robots-Tag"] == "noindex"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "script" not in client.get("/unsubscribe/ok.42").text


def test_the_public_application_answers_its_own_names_only(pages: Pages, tmp_path: Path) -> None:
    """Its name may be given with a port, as in the public URL; everything else is refused."""
    (tmp_path / "p.png").write_bytes(b"\x89PNG")
    client = create_public_app(pages, pictures=tmp_path, hosts=("News.example.org:8443",)).test_client()
    public = {"Host": "news.example.org"}
    assert client.get("/unsubscribe/ok.42", headers=public).status_code == 200
    assert client.get("/unsubscribe/ok.42", headers={"Host": "[::1]:80"}).status_code == 200
    assert client.get("/unsubscribe/ok.42", headers={"Host": "evil.example"}).status_code == 421
    missing = client.get("/", headers=public)
    assert (missing.status_code, "no such page" in missing.text) == (404, True)
    picture = client.get("/pictures/p.png", headers=public)
    assert (picture.status_code, picture.headers["Content-Type"]) == (200, "image/png")
    assert "immutable" in picture.headers["Cache-Control"]
    picture.close()


@pytest.mark.parametrize("name", ["../secret.png", "p.txt", ".png", "none.png"])
def test_the_public_application_gives_nothing_but_pictures(pages: Pages, tmp_path: Path, name: str) -> None:
    """The folder may hold more than pictures."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    (folder / "p.txt").touch()
    (tmp_path / "secret.png").touch()
    assert create_public_app(pages, pictures=folder).test_client().get(f"/pictures/{name}").status_code == 404


def test_without_pictures_the_public_application_still_stands(pages: Pages) -> None:
    """A publication may show none."""
    assert create_public_app(pages).test_client().get("/pictures/p.png").status_code == 404
