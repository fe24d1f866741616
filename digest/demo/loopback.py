"""A small web server on this machine, for pages that are made or read beforehand.

Decides how a resource travels: keep-alive, validators and 304 (RFC 9110 §13), gzip where it is asked for. What stands
at an address is the caller's business. It listens on loopback and is no server for the world.
"""

from __future__ import annotations

__all__ = ["Loopback", "Resource"]

import gzip
import hashlib
import re
import socket
import sys
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime
from functools import cached_property
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from digest.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

IDLE_SECONDS = 30
SMALLEST_GZIP = 256
"""Bytes; below, gzip makes an answer longer."""
_PACKABLE = re.compile(r"text/|application/(?:[\w.-]+\+)?(?:xml|json)\b")
_GZIP = re.compile(r"(?:^|,)\s*(?:gzip|x-gzip)\s*(?:;\s*q=(?!0(?:\.0*)?\s*(?:,|$))[\d.]+)?\s*(?:,|$)", re.IGNORECASE)
_TAG = re.compile(r'(?:W/)?("[^"]*")')


@dataclass(frozen=True)
class Resource:
    """What stands at an address."""

    body: bytes
    media_type: str
    modified: float | None = None
    """Seconds since 1970; None where nobody can tell."""
    status: int = HTTPStatus.OK

    @cached_property
    def tag(self) -> str:
        """The opaque part of the entity tag; the same for the packed and the plain form, hence sent as a weak one."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:24]}"'

    @cached_property
    def packed(self) -> bytes:
        """The body in gzip, the same bytes each time."""
        return gzip.compress(self.body, mtime=0)

    @property
    def is_packable(self) -> bool:
        """Whether gzip makes it smaller."""
        return len(self.body) >= SMALLEST_GZIP and bool(_PACKABLE.match(self.media_type))


class Loopback:
    """The running server; it listens from the start and answers after `serve`.

    Raises Refused where the port is taken.
    """

    def __init__(self, *, host: str = "127.0.0.1", port: int = 0) -> None:
        try:
            self._server = _Server(host, port)
        except OSError as error:
            raise Refused(f"{error.strerror}; choose another port", resource=f"{host}:{port}") from error
        self._thread: Thread | None = None

    @property
    def url(self) -> str:
        """The base URL, without a slash at its end."""
        host, port = self._server.server_address[:2]
        name = host.decode() if isinstance(host, bytes) else host
        return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"

    def serve(self, answer: Callable[[str, str], Resource]) -> Self:
        """Answer each request by what *answer* gives for its Host header and for its path and query as sent."""
        self._server.answer = answer
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), name="loopback", daemon=True)
        self._thread.start()
        return self

    def close(self) -> None:
        """Stop answering, hang up on every client, and wait until all is closed."""
        if self._thread is not None:
            self._server.shutdown()
            self._thread.join()
        self._server.hang_up()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Server(ThreadingHTTPServer):
    # The threads are waited for on close: a thread that outlives its server leaks its socket.
    daemon_threads = False
    block_on_close = True
    answer: Callable[[str, str], Resource]

    def __init__(self, host: str, port: int) -> None:
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._open: set[socket.socket] = set()
        self._lock = Lock()
        super().__init__((host, port), _Handler)

    def server_bind(self) -> None:
        # HTTPServer would look up the name of the address here, which takes seconds on a machine without network.
        socket_address = self.server_address
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(socket_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - socketserver's signature
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:  # noqa: ANN401 - as above
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End the connections that clients keep open; their threads wait for the next request."""
        with self._lock:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # the client was faster

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as above
        # A client that hangs up is no fault; anything else is shown as usual.
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "Loopback"
    sys_version = ""
    timeout = IDLE_SECONDS
    # One small packet after another would wait 40 ms for the client's acknowledgement.
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        """Answer with the resource, or with 304 where the client has it."""
        resource = self._resource()
        if resource.status == HTTPStatus.OK and self._is_known(resource):
            self._head(resource, HTTPStatus.NOT_MODIFIED)
            return
        is_packed = resource.is_packable and bool(_GZIP.search(self.headers.get("Accept-Encoding", "")))
        body = resource.packed if is_packed else resource.body
        self._head(resource, resource.status, length=len(body), is_packed=is_packed)
        if self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_GET  # noqa: N815 - as above

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's signature
        """Keep quiet: the one who runs the demo watches its progress, not each request."""

    def _resource(self) -> Resource:
        target = urlsplit(self.path)
        path = target.path + (f"?{target.query}" if target.query else "")
        return self.server.answer(target.netloc or self.headers.get("Host", ""), path)

    def _is_known(self, resource: Resource) -> bool:
        tags = self.headers.get("If-None-Match")
        if tags is not None:  # RFC 9110 §13.1.3: with a tag, the date is not looked at
            return tags.strip() == "*" or resource.tag in _TAG.findall(tags)
        since = self.headers.get("If-Modified-Since")
        if since is None or resource.modified is None:
            return False
        try:
            return int(resource.modified) <= parsedate_to_datetime(since).timestamp()
        except ValueError:
            return False  # RFC 9110 §13.1.3: what is no date is passed over

    def _head(self, resource: Resource, status: int, *, length: int | None = None, is_packed: bool = False) -> None:
        self.send_response(status)
        if length is not None:
            self.send_header("Content-Type", resource.media_type)
            self.send_header("Content-Length", str(length))
        if is_packed:
            self.send_header("Content-Encoding", "gzip")
        if resource.is_packable:
            self.send_header("Vary", "Accept-Encoding")
        if resource.status == HTTPStatus.OK:
            self.send_header("ETag", f"W/{resource.tag}")
            self.send_header("Cache-Control", "no-cache")
        if resource.modified is not None:
            self.send_header("Last-Modified", formatdate(resource.modified, usegmt=True))
        self.end_headers()
