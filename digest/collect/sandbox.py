"""Runs what reads strangers' bytes in processes of its own, with limits on CPU, memory and time.

Every parser there is can be stalled for minutes, or made to take gigabytes, by a few megabytes of input that somebody
thought about. A child process that does it is ended and replaced; the run goes on, and the error names the source. The
child is used again and again: starting one for each page would cost more than reading the page.

    with Sandbox() as sandbox:
        feed = sandbox.run(parse_feed, content, url=url, zone=zone)

Decides how many children there are, when one is done with, and what a failure is called. What may come back,
`digest.collect.sandbox_answer` says. Only Linux holds a process to a limit on its data, and where Python has no
`resource`, the time by the clock alone is limited.
"""

from __future__ import annotations

__all__ = ["Sandbox"]

import contextlib
import os
import pickle
import queue
import select
import subprocess
import sys
import time
from typing import TYPE_CHECKING, ParamSpec, Self, TypeVar

from digest.collect.sandbox_answer import BadAnswer, error_of, one_line, read_answer
from digest.collect.sandbox_child import HEADER
from digest.errors import ParseError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from digest.collect.sandbox_answer import Answer

P = ParamSpec("P")
T = TypeVar("T")

CPU_SECONDS = 8
"""For one call; the kernel counts whole seconds and may give one more."""
WALL_SECONDS = 45.0
"""For one call; more than the CPU's, because the machine may be busy with others."""
MEMORY_BYTES = 400_000_000
"""Of data that a child may hold; with its code, it stays below 512 MB."""
WORN_BYTES = 250_000_000
"""A child that once held more than this is replaced: what it has freed it may not have given back."""
MAX_CALLS = 2_000
MAX_RESULT = 32_000_000
"""Bytes; a feed of ten megabytes, entities decoded, makes less."""
END_SECONDS = 2.0
_START = "from digest.collect.sandbox_child import main; main()"
_PIECE = 1 << 20
# No keys and passwords: the readers need none, and strangers' bytes shall find none.
_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_", "TZ", "TMPDIR", "PYTHON", "COVERAGE_", "LD_LIBRARY_PATH", "VIRTUAL_ENV")


class _Stopped(Exception):  # noqa: N818 - what became of the child
    """The child did not answer, or not as it should."""


class Sandbox:
    """A few children that call functions for this process; for several threads. Use it as a context manager.

    *workers* calls run at a time, each with at most *cpu_seconds* of work, *wall_seconds* by the clock and
    *memory_bytes* of data. Children start when they are first needed.
    """

    def __init__(
        self,
        *,
        workers: int = 1,
        cpu_seconds: int = CPU_SECONDS,
        wall_seconds: float = WALL_SECONDS,
        memory_bytes: int = MEMORY_BYTES,
    ) -> None:
        self._cpu_seconds = cpu_seconds
        self._wall_seconds = wall_seconds
        self._memory_bytes = memory_bytes
        # Last in, first out: one child is kept busy before a second is started.
        self._places: queue.LifoQueue[_Child | None] = queue.LifoQueue()
        for _ in range(workers):
            self._places.put(None)
        self._workers = workers
        self.peak_bytes = 0
        """The most memory that a child has held so far, of those that answered."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the children, once their calls are over. The next call would start new ones."""
        for child in [self._places.get() for _ in range(self._workers)]:
            if child is not None:
                child.end()
            self._places.put(None)

    def run(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Call *function*, a module's own, in a child, and give what it returns.

        A DigestError that it raises is raised here. Anything else that goes wrong with it, its limits included, is a
        ParseError that names the `url`, or else the `name`, among its arguments.
        """
        resource = str(kwargs.get("url") or kwargs.get("name") or "")
        try:
            answer = self._ask((function.__module__, function.__qualname__, args, kwargs))
        except _Stopped as error:
            limits = f"{self._cpu_seconds} seconds of work and {self._memory_bytes // 1_000_000} MB"
            message = f"it could not be read within {limits} ({error}); leave it out, or tell the site's owner"
            raise ParseError(message, resource=resource) from error
        if answer.kind == "result":
            result: T = answer.value
            return result
        if answer.kind == "refused":
            raise error_of(answer)
        raise ParseError(f"it cannot be read ({one_line(answer.value)}); check it in a browser", resource=resource)

    def _ask(self, call: tuple[str, str, tuple[object, ...], dict[str, object]]) -> Answer:
        child = self._places.get()
        try:
            # Only now: of those that wait for a child, each would hold its megabytes a second time.
            request = pickle.dumps(call)
            if child is not None and child.is_worn:
                child.end()
                child = None
            if child is None:
                child = _Child(self._cpu_seconds, self._wall_seconds, self._memory_bytes)
            answer = child.call(request, time.monotonic() + self._wall_seconds)
        except BaseException:
            # However it was interrupted: an answer that is still to come would be taken for the next call's.
            if child is not None:
                child.kill()
                child = None
            raise
        finally:
            self._places.put(child)
        self.peak_bytes = max(self.peak_bytes, answer.peak_bytes)
        return answer


class _Child:
    """One process that answers calls, one after the other."""

    def __init__(self, cpu_seconds: int, wall_seconds: float, memory_bytes: int) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - this very interpreter
            # -P: modules of the current folder, where strangers' files lie, are not the program's.
            [sys.executable, "-P", "-c", _START, str(cpu_seconds), str(wall_seconds), str(memory_bytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            bufsize=0,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._requests = self._process.stdin
        self._answers = self._process.stdout
        # A pipe that is full must not hold the parent past its deadline.
        os.set_blocking(self._requests.fileno(), False)
        self._calls = 0
        self._peak_bytes = 0

    @property
    def is_worn(self) -> bool:
        """Whether it should be replaced before the next call."""
        is_dead = self._process.poll() is not None
        return is_dead or self._calls >= MAX_CALLS or self._peak_bytes > WORN_BYTES

    def call(self, request: bytes, deadline: float) -> Answer:
        """Send *request* and give the answer; raises _Stopped where none comes by *deadline*."""
        self._calls += 1
        try:
            for part in (HEADER.pack(len(request)), request):
                self._write(part, deadline)
            size = HEADER.unpack(self._read(HEADER.size, deadline))[0]
            if size > MAX_RESULT:
                raise _Stopped(f"it makes {size:,} bytes of data")
            answer = read_answer(self._read(size, deadline))
        except OSError as error:
            raise _Stopped(self._fate()) from error
        except BadAnswer as error:
            raise _Stopped(str(error)) from error
        if answer.kind == "memory":
            raise _Stopped("out of memory")
        self._peak_bytes = answer.peak_bytes
        return answer

    def _write(self, content: bytes, deadline: float) -> None:
        descriptor = self._requests.fileno()
        rest = memoryview(content)
        while rest:
            _await(descriptor, select.POLLOUT, deadline)
            rest = rest[os.write(descriptor, rest[:_PIECE]) :]

    def _read(self, size: int, deadline: float) -> bytearray:
        descriptor = self._answers.fileno()
        content = bytearray(size)
        rest = memoryview(content)
        while rest:
            _await(descriptor, select.POLLIN, deadline)
            count = os.readv(descriptor, [rest[:_PIECE]])
            if not count:
                raise _Stopped(self._fate())
            rest = rest[count:]
        return content

    def _fate(self) -> str:
        try:
            code = self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            return "no answer"
        return f"stopped by signal {-code}" if code < 0 else f"ended with code {code}"

    def end(self) -> None:
        """Let the process end: the end of its input ends it, and under coverage it then writes what it saw."""
        self._requests.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(END_SECONDS)
        self.kill()

    def kill(self) -> None:
        """End the process at once."""
        self._process.kill()
        self._process.wait()
        self._requests.close()
        self._answers.close()


def _await(descriptor: int, event: int, deadline: float) -> None:
    """Wait until *descriptor* can be read or written; with poll, because select knows only 1,024 descriptors."""
    poller = select.poll()
    poller.register(descriptor, event)
    if not poller.poll(max(0.0, deadline - time.monotonic()) * 1000):
        raise _Stopped("no answer in time")


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name.startswith(_ENVIRONMENT)}
    return {
        **kept,
        # Where the parent finds modules, be it a wheel, a checkout or a test.
        "PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path)),
        # One arena, one thread: threads of a library would count as memory and hide as CPU.
        "MALLOC_ARENA_MAX": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
