"""What the tests let the sandbox do: work, misbehave, and try to get out."""

from __future__ import annotations

import os
import signal
import sys
import time

from digest.errors import FetchError, ParseError


def add(one: int, other: int, *, url: str = "") -> int:  # noqa: ARG001 - errors name it
    """Work as it should."""
    return one + other


def pid(url: str = "") -> int:  # noqa: ARG001 - as above
    """Say which process this is."""
    return os.getpid()


def spin(url: str = "") -> None:
    """Never end."""
    while url is not None:
        pass


def sleep(seconds: float, url: str = "") -> int:  # noqa: ARG001 - as above
    """Wait without working."""
    time.sleep(seconds)
    return os.getpid()


def eat(url: str = "") -> int:
    """Take all the memory there is."""
    held = []
    while url is not None:
        held.append(bytearray(10_000_000))
    return len(held)


def die(number: int, url: str = "") -> None:  # noqa: ARG001 - as above
    """End by a signal, as a parser in C does."""
    os.kill(os.getpid(), number)
    signal.pause()


def refuse(url: str) -> None:
    """Raise an error of our own."""
    raise ParseError("it is no feed; check the address", resource=url)


def refuse_by_status(url: str) -> None:
    """Raise one with more to it."""
    raise FetchError("answered 410", resource=url, status=410)


def stumble(url: str = "") -> None:  # noqa: ARG001 - as above
    """Raise an error that nobody foresaw."""
    raise KeyError("nobody thought of this")


def nest(url: str = "") -> None:
    """Recurse without end."""
    nest(url)


def big(size: int, url: str = "") -> bytes:  # noqa: ARG001 - as above
    """Give a large result."""
    return b"x" * size


def chatter(url: str = "") -> str:  # noqa: ARG001 - as above
    """Print, and read what is not there."""
    sys.stdout.write("noise on standard output\n" * 1000)
    sys.stdout.flush()
    return sys.stdin.read()


class Escape:
    """What a child that was taken over would send: data that is code."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("touch escaped",)


def escape(url: str = "") -> object:  # noqa: ARG001 - as above
    """Send code where data is expected."""
    return Escape()


def unsendable(url: str = "") -> object:  # noqa: ARG001 - as above
    """Give what cannot be sent at all."""
    return lambda: None
