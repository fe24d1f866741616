"""`digest serve` and `digest preview` as processes: what they answer, and to whom."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from acceptance_world import CUT_OFF, ROOT, Home

AT = ("--at", "2026-11-20T06:00")


@contextmanager
def serving(home: Home, *arguments: str) -> Iterator[str]:
    """Run a serving command and give its address; it must end by itself when told to."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "digest", *arguments],
        cwd=home.command.folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **home.command.environment},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    try:
        for line in process.stderr:
            if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                yield found.group()
                break
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        assert process.returncode == 0
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


def ask(url: str, *, data: bytes | None = None, **headers: str) -> tuple[int, str]:
    """Ask for *url* and give status and text."""
    request = urllib.request.Request(url, data=data, headers={k.replace("_", "-"): v for k, v in headers.items()})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_a_reader_sees_the_edition_and_leaves_with_one_click(home: Home) -> None:
    """GET changes nothing, POST without cookies or redirects does (RFC 8058), and the next edition skips the reader."""
    home.site.publish_week()
    home.command("run", *AT)
    link = re.search(rb"/unsubscribe/[\w.~-]+", home.mailbox.messages[0].content.replace(b"=\r\n", b""))
    assert link is not None
    path = link.group().decode()
    with serving(home, "serve", "--port", "0") as address:
        status, html = ask(f"{address}/editions/weekly/2026-11-20T06:00")
        assert (status, "Piece number 1" in html) == (200, True)
        assert "example.org" not in html.replace("weekly@example.org", "")
        assert ask(f"{address}/editions/weekly/2020-01-01T06:00")[0] == 404
        status, page = ask(address + path)
        assert (status, "<form" in page) == (200, True)
        assert ask(address + path, data=b"List-Unsubscribe=One-Click")[0] == 200
        assert ask(f"{address}/unsubscribe/forged", data=b"List-Unsubscribe=One-Click")[0] == 404
    home.site.publish("Next week", CUT_OFF + timedelta(days=2))
    report = home.command.json("run", "--at", "2026-11-27T06:00")
    assert report["deliveries"] == {"submitted": 2, "suppressed": 1}


def test_the_desk_is_for_this_machine_alone(home: Home) -> None:
    """Whoever comes through a proxy, or by another name, gets the public pages only."""
    home.site.publish_week()
    home.command("run", *AT)
    with serving(home, "serve", "--port", "0") as address:
        status, desk = ask(address + "/")
        assert (status, "preheader" in desk) == (200, True)
        assert ask(address + "/", X_Forwarded_For="203.0.113.7")[0] == 404
        assert ask(address + "/", Forwarded="for=203.0.113.7")[0] == 404
        assert ask(address + "/", Host="evil.example")[0] in {404, 421}
        assert ask(address + "/message.eml", X_Forwarded_For="203.0.113.7")[0] == 404


def test_with_a_public_address_the_desk_has_a_port_of_its_own(home: Home) -> None:
    """Not every proxy says that it is one; on the public port there is no desk for anybody."""
    home.site.publish_week()
    home.command("run", *AT)
    home.change("digest.toml", "http://127.0.0.1:8025", "https://mail.magazine.example")
    with serving(home, "serve", "--port", "0") as address:
        assert ask(address + "/")[0] == 404
        assert ask(address + "/message.eml")[0] == 404


def test_a_preview_reloads_when_a_template_changes_and_survives_a_mistake(home: Home) -> None:
    """The error names file and line; the last good preview stays below it."""
    home.site.publish_week()
    partials = home.command.folder / "templates" / "partials"
    partials.mkdir(parents=True)
    with serving(home, "preview", "--port", "0", *AT, "2026-11-20T06:00") as address:
        assert "Piece number 1" in ask(f"{address}/message.html")[1]
        (partials / "masthead.html.j2").write_text("<h1>Another head</h1>")
        assert "Another head" in ask(f"{address}/message.html")[1]
        (partials / "masthead.html.j2").write_text("{% if %}")
        status, page = ask(address + "/")
        assert "masthead.html.j2:1" in page
        assert status == 200
        assert "Another head" in ask(f"{address}/message.html")[1]
    assert not (home.command.folder / "var").exists()
