"""Reads a body that a stranger sends: decompresses as it arrives, and stops at a limit of bytes.

One megabyte of gzip can unpack to a gigabyte, so the limit holds for what comes out as well as for what comes in, and
each step of decompression is bounded too. Knows gzip and deflate (RFC 9110 §8.4.1) and nothing of connections.
"""

from __future__ import annotations

__all__ = ["TooLarge", "UnreadableBody", "read_body", "read_start"]

import zlib
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

GZIP = 16 + zlib.MAX_WBITS
GZIP_MAGIC = b"\x1f\x8b"
MAX_MEMBERS = 64
"""Each member of a gzip stream costs time of its own, even an empty one of 20 bytes."""
STEP = 256 * 1024
"""Bytes that one step of decompression may give."""


class TooLarge(ValueError):  # noqa: N818 - the name says what the body is
    """The body has more bytes than allowed."""


class UnreadableBody(ValueError):  # noqa: N818 - as above
    """The body is not what its Content-Encoding says."""


class _Decompressor(Protocol):
    """What zlib's own type offers; it has no public name."""

    @property
    def eof(self) -> bool: ...
    @property
    def unconsumed_tail(self) -> bytes: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


def read_body(chunks: Iterable[bytes], *, encoding: str, max_bytes: int) -> bytes:
    """Join *chunks*, decompressed by *encoding*, the value of Content-Encoding.

    Raises TooLarge above *max_bytes*, and UnreadableBody for broken, cut or unknown encodings.
    """
    return b"".join(_limited(_decoded(_limited(chunks, max_bytes), encoding), max_bytes))


def read_start(chunks: Iterable[bytes], *, encoding: str, max_bytes: int) -> bytes:
    """Join *chunks* as `read_body` does, but leave off reading after *max_bytes*, however many follow.

    Raises UnreadableBody for what comes before.
    """
    got = bytearray()
    for chunk in _decoded(chunks, encoding):
        got += chunk
        if len(got) >= max_bytes:
            break
    return bytes(got[:max_bytes])


def _decoded(chunks: Iterable[bytes], encoding: str) -> Iterable[bytes]:
    names = [name.strip().lower() for name in encoding.split(",") if name.strip().lower() not in {"", "identity"}]
    match names:
        case []:
            return chunks
        case ["gzip" | "x-gzip"]:
            return _gunzip(chunks)
        case ["deflate"]:
            return _inflate(chunks)
        case _:
            raise UnreadableBody(f"encoded as {encoding!r}, which was not asked for")


def _limited(chunks: Iterable[bytes], max_bytes: int) -> Iterator[bytes]:
    count = 0
    for chunk in chunks:
        count += len(chunk)
        if count > max_bytes:
            raise TooLarge
        yield chunk


def _steps(decompressor: _Decompressor, data: bytes) -> Iterator[bytes]:
    while data and not decompressor.eof:
        try:
            yield decompressor.decompress(data, STEP)
        except zlib.error as error:
            raise UnreadableBody(f"broken compression ({error})") from error
        data = decompressor.unconsumed_tail


def _gunzip(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Decompress gzip, which may consist of several members; what follows the last one is padding."""
    decompressor: _Decompressor = zlib.decompressobj(GZIP)
    members, is_started = 1, False
    for chunk in filter(None, chunks):
        is_started, rest = True, chunk
        while rest:
            if decompressor.eof:
                if not rest.startswith(GZIP_MAGIC):
                    return
                if members == MAX_MEMBERS:
                    raise UnreadableBody(f"packed in more than {MAX_MEMBERS} parts")
                decompressor, members = zlib.decompressobj(GZIP), members + 1
            yield from _steps(decompressor, rest)
            rest = decompressor.unused_data
    _require_end(decompressor, is_started=is_started)


def _inflate(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Decompress `deflate`: zlib by the standard, the bare stream by some servers' custom."""
    decompressor: _Decompressor | None = None
    for chunk in filter(None, chunks):
        decompressor = decompressor or _inflater(chunk[0])
        yield from _steps(decompressor, chunk)
    if decompressor is not None:
        _require_end(decompressor, is_started=True)


def _inflater(first_byte: int) -> _Decompressor:
    # RFC 1950 §2.2: the low half of the first byte is the method, 8; a bare stream of text never begins so.
    is_zlib = first_byte & 0x0F == zlib.DEFLATED
    return zlib.decompressobj(zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS)


def _require_end(decompressor: _Decompressor, *, is_started: bool) -> None:
    if is_started and not decompressor.eof:
        raise UnreadableBody("cut off in the middle")
