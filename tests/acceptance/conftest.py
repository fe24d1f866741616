"""Fixtures of the acceptance tests: the world, set up and taken down."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from acceptance_world import Command, Home, Site

from digest.demo.mailbox import Mailbox


@pytest.fixture
def command(tmp_path: Path) -> Command:
    """Give the command, in an empty folder."""
    return Command(tmp_path)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """Run an SMTP server."""
    with Mailbox() as running:
        yield running


@pytest.fixture
def site() -> Iterator[Site]:
    """Run a news site."""
    served = Site()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            served.requests.append(self.path)
            status, kind, text = 200, "text/html", ""
            if served.is_down:
                status, text = 503, "down"
            elif self.path == "/feed.xml":
                kind, text = "application/rss+xml", served.feed()
            elif self.path.startswith("/news/") and int(self.path[6:]) < len(served.items):
                text = served.page(int(self.path[6:]))
            else:
                status, text = 404, "not here"
            content = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    served.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield served
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def home(command: Command, site: Site, mailbox: Mailbox) -> Home:
    """Make a publication as a user does: `init`, then SMTP and three subscribers."""
    command("init", ".", "--title", "Weekly", "--source", f"{site.url}/feed.xml", "--timezone", "America/New_York")
    made = Home(command, site, mailbox)
    made.change(
        "digest.toml",
        'transport = "folder" ',
        f'transport = "smtp"\nport = {mailbox.port}\nsecurity = "none"\nhost = "127.0.0.1" ',
    )
    made.change("digest.toml", "[fetch]", "[fetch]\ngap_seconds = 0")
    made.change("publications/weekly.toml", 'postal_address = ""', 'postal_address = "1 Quay, Port Ellery"')
    (made.config / "subscribers.csv").write_text("address,name\na@example.org,A\nb@example.org,B\nc@example.org,\n")
    command.environment["DIGEST_SECRET_KEY"] = "a key for tests only"
    return made
