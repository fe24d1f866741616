"""An embedded SMTP server that keeps what it takes: the demo's and the tests' stand-in for the world.

Decides nothing about mail but what the standard does: lines of at most 998 octets (RFC 5322 §2.1.1) and a declared
size (RFC 1870). Messages live in memory and end with the mailbox's object.
"""

from __future__ import annotations

__all__ = ["Mailbox", "Received"]

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

    from digest.demo.strict_smtp import StrictController

MAX_LINE = 998
MAX_BYTES = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One message as it came for one recipient; a message to three makes three."""

    envelope_from: str
    to: str
    content: bytes


class Mailbox:
    """A context manager that takes mail on *host* and *port* (0: any that is free) while it is open.

    Lines of more than *max_line* octets are refused with 500 (None: any length is taken), messages of more than
    *max_bytes* with 552. Raises Refused on entry where the port is taken.
    """

    def __init__(
        self, host: str = "127.0.0.1", port: int = 0, *, max_line: int | None = MAX_LINE, max_bytes: int = MAX_BYTES
    ) -> None:
        self._host = host
        self._port = port
        self._max_line = max_line
        self._max_bytes = max_bytes
        self._received: list[Received] = []
        self._controller: StrictController | None = None

    @property
    def port(self) -> int:
        """The port that it listens on; before it is open, the one that was asked for."""
        return self._port if self._controller is None else int(self._controller.port)

    @property
    def messages(self) -> tuple[Received, ...]:
        """What has come so far, in its order."""
        return tuple(self._received)

    def __enter__(self) -> Self:
        from digest.demo.strict_smtp import StrictController

        self._controller = StrictController(
            self._accept, host=self._host, port=self._port, max_line=self._max_line, max_bytes=self._max_bytes
        )
        self._controller.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def _accept(self, envelope_from: str, recipients: tuple[str, ...], content: bytes) -> None:
        self._received += [Received(envelope_from=envelope_from, to=to, content=content) for to in recipients]
