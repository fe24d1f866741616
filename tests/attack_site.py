"""What a server can do to whoever asks it: bombs, bodies without end, drops, lies, and headers that nobody can read."""

from __future__ import annotations

__all__ = ["GOOD_FEED", "TRANSPORT", "attack"]

import time
import zlib
from collections.abc import Callable, Iterator

from collect_site import Reply, Site

GOOD_FEED = (
    b"<rss><channel><title>Good</title><item><title>A good piece</title><link>https://e.example/good</link>"
    b"<description>It is read whatever the others do.</description></item></channel></rss>"
)
_OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"
_SECONDS = 60
"""How long a server goes on that never ends; the client leaves long before."""


def _raw(*parts: bytes) -> Reply:
    """Send *parts* as they are, and close."""

    def stream(write: Callable[[bytes], object]) -> None:
        for part in parts:
            write(part)

    return Reply(stream=stream)


def _endless(start: bytes, part: bytes, *, pause: float = 0.0) -> Reply:
    """Send *start*, and then *part* again and again."""

    def stream(write: Callable[[bytes], object]) -> None:
        write(start)
        end = time.monotonic() + _SECONDS
        while time.monotonic() < end:
            write(part)
            time.sleep(pause)

    return Reply(stream=stream)


def _packed(wbits: int, megabytes: int) -> Iterator[bytes]:
    pack = zlib.compressobj(9, zlib.DEFLATED, wbits)
    for _ in range(megabytes):
        yield pack.compress(b" " * 1_000_000)
    yield pack.flush()


def _bomb(encoding: bytes, wbits: int) -> Reply:
    body = b"".join(_packed(wbits, 1_000))
    return _raw(_OK, b"Content-Encoding: %s\r\nContent-Length: %d\r\n\r\n" % (encoding, len(body)), body)


TRANSPORT: dict[str, Callable[[], Reply]] = {
    "a gigabyte in a megabyte of gzip": lambda: _bomb(b"gzip", 31),
    "a gigabyte in a megabyte of deflate": lambda: _bomb(b"deflate", 15),
    "gzip within gzip": lambda: _raw(_OK, b"Content-Encoding: gzip, gzip\r\n\r\n", b"\x1f\x8b" * 1_000),
    "brotli that nobody asked for": lambda: _raw(_OK, b"Content-Encoding: br\r\n\r\n", b"\xcf\xff\xff\x7f" * 200),
    "gzip that is none": lambda: _raw(_OK, b"Content-Encoding: gzip\r\n\r\n", GOOD_FEED),
    "gzip that ends too early": lambda: _raw(_OK, b"Content-Encoding: gzip\r\n\r\n", b"".join(_packed(31, 1))[:200]),
    "a body without end": lambda: _endless(_OK + b"\r\n", b"x" * 100_000),
    "a byte every half a second": lambda: _endless(_OK + b"\r\n", b"x", pause=0.5),
    "headers byte by byte": lambda: _endless(b"HTTP/1.1 200 OK\r\nX-Slow: ", b"x", pause=0.5),
    "headers without end": lambda: _endless(_OK, b"X-More: and more\r\n" * 1_000),
    "one header without end": lambda: _endless(_OK + b"X-Long: ", b"x" * 100_000),
    "interim answers without end": lambda: _endless(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100),
    "a chunk of all the bytes there are": lambda: _raw(
        _OK, b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n", b"x" * 1_000
    ),
    "chunks of one byte without end": lambda: _endless(
        _OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n" * 10_000
    ),
    "chunks that are none": lambda: _raw(_OK, b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"),
    "less than was promised": lambda: _raw(_OK, b"Content-Length: 1000000\r\n\r\n", GOOD_FEED),
    "a length of 5,000 digits": lambda: _raw(_OK, b"Content-Length: ", b"9" * 5_000, b"\r\n\r\n", GOOD_FEED),
    "a length below zero": lambda: _raw(_OK, b"Content-Length: -1\r\n\r\n", GOOD_FEED),
    "no status": lambda: _raw(b"<html>", b"x" * 10_000),
    "nothing at all": _raw,
    "a status of no class": lambda: _raw(b"HTTP/1.1 999 Go away\r\nContent-Length: 0\r\n\r\n"),
    "a media type of 50 KB": lambda: Reply(GOOD_FEED[:40], headers={"Content-Type": "text/" + "x" * 50_000}),
    "a charset that is slow to read": lambda: Reply(
        b"<html><body>" + b"a-" * 2_400_000, headers={"Content-Type": "text/html; charset=punycode"}
    ),
    "a circle": lambda: Reply(status=302, headers={"Location": "?again"}),
    "a way to a file": lambda: Reply(status=302, headers={"Location": "file:///etc/passwd"}),
    "a way to 60 KB": lambda: Reply(status=301, headers={"Location": "/" + "a" * 60_000}),
    "unchanged since never": lambda: Reply(status=304),
}


def attack(site: Site, path: str, replies: dict[str, Callable[[], Reply]]) -> dict[str, str]:
    """Let *site* answer by *replies* below *path*; gives the address of each by its name."""
    addresses = {}
    for number, (name, reply) in enumerate(replies.items()):
        site.replies[f"/{path}/{number}"] = reply()
        addresses[name] = f"{site.url}/{path}/{number}"
    return addresses
