"""A small web site on loopback for the tests of collecting: answers are given by path, requests are kept.

It can be told to misbehave: every status and header, answers written byte by byte, TLS by a private authority, and it
knows how many requests it had at a time.
"""

from __future__ import annotations

import itertools
import shutil
import ssl
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


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
    spans: list[tuple[float, float]] = field(default_factory=list)
    """When each request came and when its answer was ready, by the monotonic clock."""
    busiest: int = 0
    """The most requests that were being answered at one time."""
    busy: int = 0
    lock: Lock = field(default_factory=Lock)

    @property
    def paths(self) -> list[str]:
        """The paths that were asked for, in order."""
        return [path for path, _ in self.requests]

    @property
    def gaps(self) -> list[float]:
        """The seconds between the end of each answer and the next request."""
        ordered = sorted(self.spans)
        return [later[0] - earlier[1] for earlier, later in itertools.pairwise(ordered)]

    def redirect(self, path: str, location: str, status: int = 302) -> None:
        """Let *path* lead to *location*."""
        self.replies[path] = Reply(status=status, headers={"Location": location})

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Count a request for the length of the block."""
        with self.lock:
            self.busy += 1
            self.busiest = max(self.busiest, self.busy)
        begun = time.monotonic()
        try:
            yield
        finally:
            with self.lock:
                self.busy -= 1
                self.spans.append((begun, time.monotonic()))


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            site.requests.append((self.path, headers))
            found = site.replies.get(self.path, Reply(status=404))
            try:
                with site.answering():
                    reply = found if isinstance(found, Reply) else found(headers)
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

    return Handler


class _Server(ThreadingHTTPServer):
    def handle_error(self, *args: object) -> None:
        """Say nothing: a client that goes away is what these tests are about."""


@contextmanager
def running_site(*, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    """Run a site for the length of the block, on any loopback address, by TLS where it has certificates."""
    site = Site(url="", origin="")
    server = _Server((host, 0), _handler(site))
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    site.origin = f"{host}:{server.server_address[1]}"
    site.url = f"{'https' if tls else 'http'}://{site.origin}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass(frozen=True)
class Authority:
    """A private certificate authority, made for one test, and a server's certificate by it."""

    ca_file: Path
    server: ssl.SSLContext


def make_authority(folder: Path, *names: str) -> Authority:
    """Make certificates for *names* below *folder*; skips the test where there is no openssl."""
    openssl = shutil.which("openssl")
    if not openssl:
        pytest.skip("needs the command openssl, which makes the certificates")
    new = ("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2")
    of_authority = ("basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign")
    of_server = ("basicConstraints=CA:FALSE", "subjectAltName=" + ",".join(f"DNS:{name}" for name in names))
    signed = ("-CA", "ca.pem", "-CAkey", "ca.key")

    def run(name: str, subject: str, extensions: tuple[str, ...], more: tuple[str, ...] = ()) -> None:
        added = [word for extension in extensions for word in ("-addext", extension)]
        paths = ("-keyout", f"{name}.key", "-out", f"{name}.pem", "-subj", f"/CN={subject}")
        done = subprocess.run(
            [openssl, *new, *paths, *more, *added], cwd=folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr

    run("ca", "A private authority", of_authority)
    run("server", names[0], of_server, signed)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    return Authority(ca_file=folder / "ca.pem", server=context)
