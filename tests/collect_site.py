"""A small web site on loopback for the tests of collecting: answers are given by path, requests are kept."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass
class Reply:
    """What the site answers to one path."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    stream: Callable[[Callable[[bytes], object]], None] | None = None
    """Writes the whole answer by itself, status line included."""


@dataclass
class Site:
    """A running site."""

    url: str
    origin: str
    replies: dict[str, Reply | Callable[[dict[str, str]], Reply]] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        """The paths that were asked for, in order."""
        return [path for path, _ in self.requests]


@contextmanager
def running_site() -> Iterator[Site]:
    """Run a site for the length of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            site.requests.append((self.path, headers))
            found = site.replies.get(self.path, Reply(status=404))
            reply = found if isinstance(found, Reply) else found(headers)
            try:
                self._answer(reply)
            except OSError:
                self.close_connection = True  # the client has seen enough

        def _answer(self, reply: Reply) -> None:
            if reply.stream:
                self.close_connection = True
                reply.stream(self.wfile.write)
                return
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, *args: object) -> None:
            """Keep the test's output clean."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, *args: object) -> None:
            """Say nothing: a client that goes away is what these tests are about."""

    server = Server(("127.0.0.1", 0), Handler)
    port = server.server_address[1]
    site = Site(url=f"http://127.0.0.1:{port}", origin=f"127.0.0.1:{port}")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
