"""SMTP servers on loopback for the tests of sending: aiosmtpd with manners, and one that follows a script."""

from __future__ import annotations

import asyncio
import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from aiosmtpd.smtp import SMTP, Envelope, Session

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator


class Manners:
    """An aiosmtpd handler: what it does to a recipient, the local part says; it keeps what it has accepted."""

    def __init__(self, *, delay_seconds: float = 0.0) -> None:
        self.accepted: list[tuple[str, bytes]] = []
        self.offered: list[str] = []
        self.connections = 0
        self._delay_seconds = delay_seconds

    @property
    def recipients(self) -> list[str]:
        """Who has got a message, once for each copy."""
        return [address for address, _ in self.accepted]

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's names
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Count the connections."""
        del server, envelope
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's names
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take the recipient, or not."""
        del session, options
        self.offered.append(address)
        match address.partition("@")[0].rstrip("0123456789"):
            case "soft":
                return "450 4.2.0 try again later"
            case "hard":
                return "550 5.1.1 no such user"
            case "bye":
                asyncio.get_running_loop().call_soon(server.transport.close)
                return "421 4.3.2 closing"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Take the message, or not."""
        del session
        if self._delay_seconds:
            await asyncio.sleep(self._delay_seconds)
        address = envelope.rcpt_tos[0]
        local = address.partition("@")[0].rstrip("0123456789")
        if local == "full":
            return "452 4.3.1 no room"
        if local == "spam":
            return "554 5.7.1 not wanted"
        self.accepted.append((address, envelope.original_content or b""))
        if local == "drop":
            server.transport.abort()
        return "250 2.0.0 taken"


@contextmanager
def serving(handler: object, **options: Any) -> Iterator[int]:
    """Run aiosmtpd with *handler* in a thread; gives its port. Nothing of it is left at the end."""
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(loop.create_server(lambda: SMTP(handler, loop=loop, **options), "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        asyncio.run_coroutine_threadsafe(_end(server), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _end(server: asyncio.Server) -> None:
    server.close()
    rest = asyncio.all_tasks() - {asyncio.current_task()}
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)


Answer = str | None
"""What the script answers; None closes the connection."""


@contextmanager
def scripted(
    answer: Callable[[str], Answer], *, greeting: str = "220 script", context: ssl.SSLContext | None = None
) -> Iterator[int]:
    """Run a server that answers each command with `answer(command)`; the message itself comes as the command `.`."""
    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=_accept, args=(listener, answer, greeting, context))
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(10)
        listener.close()


def _accept(
    listener: socket.socket, answer: Callable[[str], Answer], greeting: str, context: ssl.SSLContext | None
) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        connection.settimeout(10)
        try:
            _converse(context.wrap_socket(connection, server_side=True) if context else connection, answer, greeting)
        except OSError:
            continue
        finally:
            connection.close()


def _converse(connection: socket.socket, answer: Callable[[str], Answer], greeting: str) -> None:
    with connection, connection.makefile("rwb") as file:
        reply: Answer = greeting
        while reply is not None:
            file.write(f"{reply}\r\n".encode())
            file.flush()
            is_message = reply.startswith("354")
            command = file.readline()
            if not command:
                return
            while is_message and command != b".\r\n":
                command = file.readline()
            reply = answer(command.decode().strip())
