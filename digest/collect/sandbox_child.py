"""The other side of the sandbox: a process that calls functions, within limits that the kernel holds it to.

    python -P -c "from digest.collect.sandbox_child import main; main()" CPU_SECONDS WALL_SECONDS MEMORY_BYTES

Reads length-prefixed pickles of (module, name, args, kwargs) from its standard input and writes (kind, value, peak
bytes) to its standard output until the input ends: when the parent goes, so does the pipe, and a call that nobody waits
for any more ends by its limits. (Linux's signal at the parent's death is no use here: it comes when the thread ends
that started the child.)
"""

from __future__ import annotations

__all__ = ["HEADER", "main"]

import importlib
import os
import pickle
import signal
import struct
import sys
from typing import BinaryIO

from digest.errors import DigestError

HEADER = struct.Struct(">Q")
"""How many bytes follow."""
OPEN_FILES = 64
FILE_BYTES = 4_000_000
"""What a file may grow to; Python keeps its compiled modules."""
GRACE_SECONDS = 2.0
"""How much longer than its parent a process waits for itself."""
_KIBIBYTE = 1024
_MAX_MESSAGE = 500


def main() -> None:
    """Answer calls until the input ends."""
    cpu_seconds, wall_seconds, memory_bytes = int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
    requests, answers = _pipes()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to hear
    _limit(memory_bytes)
    while (request := _read(requests)) is not None:
        _allow(cpu_seconds, wall_seconds + GRACE_SECONDS)
        kind, value = _answer(request)
        try:
            content = pickle.dumps((kind, value, _peak_bytes()))
        except Exception as error:  # noqa: BLE001 - whatever cannot be sent is a failure of this call alone
            content = pickle.dumps((*_failure(error), _peak_bytes()))
        answers.write(HEADER.pack(len(content)))
        answers.write(content)
        answers.flush()
        _rest()


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
        return "refused", (type(error).__name__, str(error), vars(error))
    except Exception as error:  # noqa: BLE001 - a parser may raise anything; the parent says what it was about
        return _failure(error)


def _failure(error: Exception) -> tuple[str, object]:
    if isinstance(error, MemoryError):
        return "memory", None
    if isinstance(error, RecursionError):
        return "failed", "nested too deeply"
    return "failed", f"{type(error).__name__}: {error}"[:_MAX_MESSAGE]


def _limit(memory_bytes: int) -> None:
    try:
        import resource
    except ImportError:
        return
    # Data, not address space: libraries map hundreds of megabytes that they never touch.
    for kind, limit in (
        (resource.RLIMIT_DATA, memory_bytes),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_FSIZE, FILE_BYTES),
    ):
        _, most = resource.getrlimit(kind)
        least = limit if most == resource.RLIM_INFINITY else min(limit, most)
        resource.setrlimit(kind, (least, least))  # for good: nothing in here can raise it again


def _allow(cpu_seconds: int, wall_seconds: float) -> None:
    """Allow so many seconds more, of work and by the clock; the kernel ends the process when they are spent."""
    try:
        import resource
    except ImportError:
        return
    signal.setitimer(signal.ITIMER_REAL, wall_seconds)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    # The kernel counts the process's whole life, in whole seconds.
    resource.setrlimit(resource.RLIMIT_CPU, (int(usage.ru_utime + usage.ru_stime) + cpu_seconds + 1, most))


def _rest() -> None:
    """Wait for the next call without a limit."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, 0)


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
