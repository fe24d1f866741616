"""A web server on loopback for the tests of links: what it answers to HEAD and to GET, and who asked for what."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CHUNK = 65_536


@dataclass
class Reply:
    """What is answered to one path."""

    status: int = 200
    kind: str = "text/html"
    headers: dict[str, str] = field(default_factory=dict)
    head_status: int = 0
    """The status for HEAD, where it differs from that for GET."""
    length: int | None = None
    """The Content-Length; None for that of a short body."""
    is_cut: bool = False
    """Whether the connection is closed instead of an answer."""
    drip_seconds: float = 0.0
    """Seconds between two bytes of an answer that never ends."""


@dataclass
class LinkSite:
    """A running server."""

    url: str = ""
    replies: dict[str, Reply] = field(default_factory=dict)
    requests: list[tuple[str, str]] = field(default_factory=list)
    """Method and path of every request, in order."""
    sent: int = 0
    """Bytes of bodies that were written."""
    busy: int = 0
    busiest: int = 0
    """The most requests that were being answered at one time."""
    lock: threading.Lock = field(default_factory=threading.Lock)
    is_over: threading.Event = field(default_factory=threading.Event)

    def asked(self, path: str) -> list[str]:
        """List the methods by which *path* was asked for."""
        return [method for method, each in self.requests if each == path]

    def redirect(self, path: str, location: str, status: int = 302) -> None:
        """Let *path* lead to *location*."""
        self.replies[path] = Reply(status=status, headers={"Location": location})


class _Handler(BaseHTTPRequestHandler):
    site: LinkSite

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        self.close_connection = True
        site = self.site
        with site.lock:
            site.requests.append((self.command, self.path))
            site.busy += 1
            site.busiest = max(site.busiest, site.busy)
        time.sleep(0.01)  # long enough for a second request to be noticed
        with site.lock:  # before the answer: the client may be back before this thread goes on
            site.busy -= 1
        reply = site.replies.get(self.path, Reply(status=404))
        with suppress(OSError):  # the client has seen enough
            if reply.drip_seconds:
                self._drip(reply)
            elif not reply.is_cut:
                self._reply(reply)

    def _drip(self, reply: Reply) -> None:
        while not self.site.is_over.wait(reply.drip_seconds):
            self.wfile.write(b"H")

    def _reply(self, reply: Reply) -> None:
        self.send_response((self.command == "HEAD" and reply.head_status) or reply.status)
        self.send_header("Content-Type", reply.kind)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        length = 5 if reply.length is None else reply.length
        self.send_header("Content-Length", str(length))
        self.end_headers()
        while self.command == "GET" and length > 0:
            part = b"x" * min(length, CHUNK)
            self.wfile.write(part)
            length -= len(part)
            with self.site.lock:
                self.site.sent += len(part)

    def log_message(self, *arguments: object) -> None:
        """Keep the test's output clean."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *arguments: object) -> None:
        """Say nothing: a client that goes away is what these tests are about."""


@contextmanager
def running() -> Iterator[LinkSite]:
    """Run a server for the length of the block."""
    site = LinkSite()
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"site": site}))
    site.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield site
    finally:
        site.is_over.set()
        server.shutdown()
        thread.join()
        server.server_close()
