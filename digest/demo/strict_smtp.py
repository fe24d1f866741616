"""An SMTP server in a thread that holds clients to the letter, and hangs up cleanly.

Decides what is accepted. This module imports aiosmtpd at its top and is imported by `Mailbox` when one is opened.
"""

from __future__ import annotations

__all__ = ["StrictController"]

import asyncio
import socket
from typing import TYPE_CHECKING

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from digest.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiosmtpd.smtp import Envelope, Session

LONGEST_FAREWELL = 5
"""Seconds."""
ANY_LENGTH = 1 << 24
"""Octets of a line, where lines are not held to the standard's length."""


class _Clients:
    """Who is connected, so that nobody is left hanging when the loop ends."""

    def __init__(self) -> None:
        self.transports: set[asyncio.Transport] = set()
        self.is_closing = False

    def hang_up(self) -> None:
        """Drop every connection, and each that comes from now on."""
        self.is_closing = True
        for transport in tuple(self.transports):
            transport.abort()


class _Protocol(SMTP):
    clients: _Clients

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        assert isinstance(transport, asyncio.Transport)
        self.clients.transports.add(transport)
        if self.clients.is_closing:
            transport.abort()

    def connection_lost(self, error: Exception | None) -> None:
        if isinstance(self.transport, asyncio.Transport):
            self.clients.transports.discard(self.transport)
        super().connection_lost(error)


class _Intake:
    """What aiosmtpd asks at the end of DATA."""

    def __init__(self, accept: Callable[[str, tuple[str, ...], bytes], None], max_line: int | None) -> None:
        self._accept = accept
        self._max_line = max_line

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802 - aiosmtpd calls it so
        content = envelope.original_content or b""
        # aiosmtpd lets 999 octets pass, for the dot that stuffing adds; the dot is gone by now, so 998 can be held.
        if self._max_line is not None and any(len(line) > self._max_line for line in content.split(b"\r\n")):
            return "500 Line too long (see RFC 5321 4.5.3.1.6)"
        sender = "" if envelope.mail_from in {None, "<>"} else str(envelope.mail_from)
        self._accept(sender, tuple(envelope.rcpt_tos), content)
        return "250 OK"


class StrictController(Controller):
    """Listens on *host* and *port* (0: any that is free) and gives each message that it takes to *accept*.

    Lines of more than *max_line* octets and messages of more than *max_bytes* are refused. Raises Refused where the
    port is taken.
    """

    def __init__(
        self,
        accept: Callable[[str, tuple[str, ...], bytes], None],
        *,
        host: str,
        port: int,
        max_line: int | None,
        max_bytes: int,
    ) -> None:
        self._socket = _listening(host, port)
        self._clients = _Clients()
        limit = {} if max_line is not None else {"line_length_limit": ANY_LENGTH}
        self._protocol: type[_Protocol] = type("_Protocol", (_Protocol,), {"clients": self._clients, **limit})
        super().__init__(
            _Intake(accept, max_line),
            hostname=host,
            port=self._socket.getsockname()[1],
            data_size_limit=max_bytes,
            ident="digest demo",
        )

    def factory(self) -> SMTP:
        """Make the protocol for one client."""
        return self._protocol(self.handler, **self.SMTP_kwargs)

    def _create_server(self) -> Awaitable[asyncio.AbstractServer]:
        return self.loop.create_server(self._factory_invoker, sock=self._socket)

    def stop(self, no_assert: bool = False) -> None:  # noqa: FBT001, FBT002 - aiosmtpd's signature
        """Hang up on every client, then end the loop and its thread."""
        asyncio.run_coroutine_threadsafe(self._hang_up(), self.loop).result()
        super().stop(no_assert)

    async def _hang_up(self) -> None:
        if self.server is not None:
            self.server.close()
        self._clients.hang_up()
        # A connection that is lost cancels the task that serves it; each task needs its turn to end.
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        if tasks:
            await asyncio.wait(tasks, timeout=LONGEST_FAREWELL)


def _listening(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise Refused(f"{error.strerror}; choose another port", resource=f"{host}:{port}") from error
    return listener
