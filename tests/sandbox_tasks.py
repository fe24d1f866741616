"""What the tests let the sandbox do: work, misbehave, and try to get out."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import struct
import subprocess
import sys
import time
from pathlib import Path

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


class DottedEscape:
    """The same by a name that begins with a module of ours, and goes on to what that module imports."""

    def __reduce__(self) -> tuple[object, tuple[list[str]]]:
        return subprocess.Popen, (["touch", "escaped"],)


def escape(url: str = "") -> object:  # noqa: ARG001 - as above
    """Send code where data is expected."""
    return Escape()


def escape_by_dots(url: str = "") -> object:  # noqa: ARG001 - as above
    """Send code by a name that looks like one of ours."""
    subprocess.Popen.__module__, subprocess.Popen.__qualname__ = "digest.collect.sandbox", "subprocess.Popen"
    import digest.collect.sandbox  # noqa: F401 - where pickle looks for the name

    return DottedEscape()


def garbage(url: str = "") -> None:  # noqa: ARG001 - as above
    """Write over the pipe what no answer is, and go on as if nothing had happened."""
    for descriptor in range(3, 64):
        with contextlib.suppress(OSError):
            os.write(descriptor, struct.pack(">Q", 40) + b"\x80\x04" + b"\xff" * 38)


def boast(size: int, url: str = "") -> None:  # noqa: ARG001 - as above
    """Announce an answer of *size* bytes that never comes."""
    for descriptor in range(3, 64):
        with contextlib.suppress(OSError):
            os.write(descriptor, struct.pack(">Q", size))


def complain(url: str = "") -> None:  # noqa: ARG001 - as above
    """Raise an error whose text would take the terminal over."""
    raise ValueError("one\ntwo\x1b]0;title\x07" + "x" * 10_000)


def variable(name: str) -> str | None:
    """Say what the environment holds."""
    return os.environ.get(name)


def limits() -> dict[str, int]:
    """Say the limits that cannot be raised."""
    names = ("RLIMIT_CORE", "RLIMIT_NOFILE", "RLIMIT_FSIZE", "RLIMIT_DATA")
    return {name: resource.getrlimit(getattr(resource, name))[1] for name in names}


def descriptors() -> list[str]:
    """Say what is open in this process."""
    found = []
    for link in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # the one by which they are listed
            found.append(str(link.readlink()))
    return found


def unsendable(url: str = "") -> object:  # noqa: ARG001 - as above
    """Give what cannot be sent at all."""
    return lambda: None
