"""The other side of the sandbox: a process that calls functions, within limits that the kernel holds it to.

    python -c "from digest.collect.sandbox_child import main; main()" CPU_SECONDS MEMORY_BYTES

Reads length-prefixed pickles of (module, name, args, kwargs) from its standard input and writes (kind, value, peak
bytes) to its standard output until the input ends: when the parent goes, so does the pipe, and at the latest after the
seconds of one call this process. (Linux's signal at the parent's death is no use here: it comes when the thread ends
that started the child.)
"""

from __future__ import annotations

__all__ = ["main"]

import importlib
import os
import pickle
import signal
import struct
import sys
from typing import BinaryIO

from digest.errors import DigestError

HEADER = struct.Struct(">Q")
OPEN_FILES = 64
_KIBIBYTE = 1024


def main() -> None:
    """Answer calls until the input ends."""
    cpu_seconds, memory_bytes = map(int, sys.argv[1:3])
    requests, answers = _pipes()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to hear
    _limit(memory_bytes)
    while (request := _read(requests)) is not None:
        _allow_cpu(cpu_seconds)
        kind, value = _answer(request)
        try:
            content = pickle.dumps((kind, value, _peak_bytes()))
        except Exception as error:  # noqa: BLE001 - whatever cannot be sent is a failure of this call alone
            content = pickle.dumps(("failed", f"{type(error).__name__}: {error}"[:500], _peak_bytes()))
        answers.write(HEADER.pack(len(content)))
        answers.write(content)
        answers.flush()


def _pipes() -> tuple[BinaryIO, BinaryIO]:
    """Keep the pipes for the calls; what a library prints goes nowhere, and nobody reads standard input."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    return requests, answers


def _read(stream: BinaryIO) -> bytes | None:
    header = stream.read(HEADER.size)
    return stream.read(HEADER.unpack(header)[0]) if len(header) == HEADER.size else None


def _answer(request: bytes) -> tuple[str, object]:
    try:
        module, name, args, kwargs = pickle.loads(request)  # noqa: S301 - from our own parent
        function = getattr(importlib.import_module(module), name)
        return "result", function(*args, **kwargs)
    except DigestError as error:
        return "refused", (type(error).__name__, error.message, error.resource)
    except MemoryError:
        return "memory", None
    except RecursionError:
        return "failed", "nested too deeply"
    except Exception as error:  # noqa: BLE001 - a parser may raise anything; the parent says what it was about
        return "failed", f"{type(error).__name__}: {error}"[:500]


def _limit(memory_bytes: int) -> None:
    try:
        import resource
    except ImportError:
        return
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    # Data, not address space: libraries map hundreds of megabytes that they never touch.
    resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, files = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(OPEN_FILES, files) if files >= 0 else OPEN_FILES, files))


def _allow_cpu(seconds: int) -> None:
    """Allow so many *seconds* more: the kernel counts a process's whole life, and ends it when they are spent."""
    try:
        import resource
    except ImportError:
        return
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(usage.ru_utime + usage.ru_stime) + seconds + 1, most))


def _peak_bytes() -> int:
    """Give the most memory that this process has held; 1 where the system does not say.

    Not ru_maxrss, which begins with what the parent held when it started this process.
    """
    try:
        with open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123 - no pathlib in this process
            found = next((line.split()[1] for line in status if line.startswith("VmHWM:")), "0")
    except OSError:
        return 1
    return int(found) * _KIBIBYTE
