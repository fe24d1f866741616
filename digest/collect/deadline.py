"""Ends an answer in time: one moment for the whole of it, kept by every read, write and handshake.

A time limit per read, all that HTTP clients offer, never ends a server that sends one byte a second. Knows nothing of
what is sent.
"""

from __future__ import annotations

__all__ = ["Deadline", "DeadlineStream"]

import math
import time
from typing import TYPE_CHECKING, Any

import httpcore

if TYPE_CHECKING:
    import ssl


class Deadline:
    """The moment by which one whole answer must be there, whatever the other side does."""

    def __init__(self, seconds: float, *, patience: float = math.inf) -> None:
        """Allow *seconds* from now on, and in no case more than *patience*, also in seconds."""
        now = time.monotonic()
        self.seconds = seconds
        self._end = now + seconds
        self._last = now + patience

    def extend(self, seconds: float) -> None:
        """Allow *seconds* more: they passed in waiting for something else."""
        self._end += seconds

    def patience(self) -> float:
        """Give the seconds for which it may still be waited for something else; they may be infinite."""
        return max(0.0, self._last - time.monotonic())

    def left(self) -> float:
        """Give the seconds that are left; raises httpcore.ReadTimeout where there are none."""
        seconds = min(self._end, self._last) - time.monotonic()
        if seconds <= 0:
            raise httpcore.ReadTimeout
        return seconds


class DeadlineStream(httpcore.NetworkStream):
    """A stream whose every read, write and handshake ends by the deadline; time limits of its own count for nothing."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        """Guard *stream* by *deadline*."""
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - the deadline replaces it
        """Read what has come, at most *max_bytes*."""
        return self._stream.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - as above
        """Write the whole of *buffer*."""
        self._stream.write(buffer, self._deadline.left())

    def close(self) -> None:
        """Close the stream."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 - as above
    ) -> httpcore.NetworkStream:
        """Shake hands; the secured stream keeps the same deadline."""
        secured = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left())
        return DeadlineStream(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - httpcore's own signature
        """Give what the stream knows of itself."""
        return self._stream.get_extra_info(info)
