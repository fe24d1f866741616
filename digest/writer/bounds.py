"""The client of a model's server, whose answers end in time and have a bounded size, errors among them.

Knows the two HTTP packages that it stands on and nothing of what is asked. The official client has a limit for each
read, which never ends a server that sends one byte a second, and none for the size.
"""

from __future__ import annotations

__all__ = ["MAX_ANSWER_BYTES", "client"]

import time
from typing import TYPE_CHECKING

import httpx2
import openai

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_ANSWER_BYTES = 256_000
"""Fifteen times what the most tokens that are asked for can be."""


class _Bounded(httpx2.SyncByteStream):
    """A body that is cut off with an error where it takes too much time or room."""

    def __init__(self, body: httpx2.SyncByteStream, request: httpx2.Request, seconds: float) -> None:
        self._body = body
        self._request = request
        self._end = time.monotonic() + seconds

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for part in self._body:
            size += len(part)
            if size > MAX_ANSWER_BYTES:
                raise httpx2.ReadError(f"an answer of more than {MAX_ANSWER_BYTES} bytes", request=self._request)
            if time.monotonic() > self._end:
                raise httpx2.ReadTimeout("an answer that does not end", request=self._request)
            yield part

    def close(self) -> None:
        self._body.close()


def client(url: str, api_key: str, seconds: float, attempts: int) -> openai.OpenAI:
    """Make a client for the server at *url*; each attempt's answer has *seconds* from its first byte on.

    An answer is not redirected: what is sent is meant for this server. It comes as it is, since a few packed bytes may
    hold more than any memory.
    """

    def bound(response: httpx2.Response) -> None:
        if response.headers.get("content-encoding", "identity").strip().lower() != "identity":
            raise httpx2.DecodingError("an answer packed though it was asked for plain", request=response.request)
        if isinstance(response.stream, httpx2.SyncByteStream):
            response.stream = _Bounded(response.stream, response.request, seconds)

    return openai.OpenAI(
        base_url=url,
        api_key=api_key or "none",  # the client insists on one; the writer leaves the header out
        timeout=seconds,
        max_retries=attempts - 1,
        http_client=openai.DefaultHttpxClient(
            event_hooks={"response": [bound]},
            headers={"Accept-Encoding": "identity"},
            follow_redirects=False,
        ),
    )
