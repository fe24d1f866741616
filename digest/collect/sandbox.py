"""Runs what reads strangers' bytes in processes of its own, with limits on CPU, memory and time.

Every parser there is can be stalled for minutes, or made to take gigabytes, by a few megabytes of input that somebody
thought about. A child process that does it is ended and replaced; the run goes on, and the error names the source. The
child is used again and again: starting one for each page would cost more than reading the page.

    with Sandbox() as sandbox:
        feed = sandbox.run(parse_feed, content, url=url, zone=zone)

What comes back is data of this program's own classes; nothing else is let in, should a child ever be taken over. On
systems without `resource` only the time by the clock is limited.
"""

from __future__ import annotations

__all__ = ["Sandbox"]

import io
import os
import pickle
import queue
import select
import struct
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any, ParamSpec, Self, TypeVar

from digest import errors
from digest.errors import DigestError, ParseError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

P = ParamSpec("P")
T = TypeVar("T")

CPU_SECONDS = 9
"""For one call; the kernel counts whole seconds and may give one more."""
WALL_SECONDS = 45.0
"""For one call; more than the CPU's, because the machine may be busy with others."""
MEMORY_BYTES = 400_000_000
"""Of data that a child may hold; with its code, it stays below 512 MB."""
WORN_BYTES = 250_000_000
"""A child that once held more than this is replaced: what it has freed it may not have given back."""
MAX_CALLS = 2_000
MAX_RESULT = 64_000_000
HEADER = struct.Struct(">Q")
_START = "from digest.collect.sandbox_child import main; main()"
_READ = 1 << 20


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
        self._limits = (cpu_seconds, memory_bytes)
        self._wall_seconds = wall_seconds
        # Last in, first out: one child is kept busy before a second is started.
        self._places: queue.LifoQueue[_Child | None] = queue.LifoQueue()
        for _ in range(workers):
            self._places.put(None)
        self._workers = workers
        self.peak_bytes = 0
        """The most memory that a child has held so far."""

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
        ParseError that names the `url` among its arguments.
        """
        child = self._places.get()
        try:
            if child is None or child.is_worn:
                if child is not None:
                    child.end()
                child = _Child(*self._limits)
            return self._answer(child, function, args, kwargs)
        except _Stopped as error:
            if child is not None:
                child.end()
                child = None
            cpu, memory = self._limits
            raise ParseError(
                f"it could not be read within {cpu} seconds of work and {memory // 1_000_000} MB ({error}); "
                "leave it out, or tell the site's owner",
                resource=str(kwargs.get("url") or kwargs.get("name") or ""),
            ) from error
        finally:
            self._places.put(child)

    def _answer(self, child: _Child, function: Callable[..., T], args: tuple[Any, ...], kwargs: dict[str, Any]) -> T:
        request = pickle.dumps((function.__module__, function.__qualname__, args, kwargs))
        kind, value = child.call(request, time.monotonic() + self._wall_seconds)
        self.peak_bytes = max(self.peak_bytes, child.peak_bytes)
        if kind == "result":
            result: T = value
            return result
        if kind == "refused":
            name, message, resource = value
            raise _error_class(name)(message, resource=resource)
        raise ParseError(
            f"it cannot be read ({value}); check it in a browser",
            resource=str(kwargs.get("url") or kwargs.get("name") or ""),
        )


def _error_class(name: str) -> type[DigestError]:
    found = getattr(errors, name, None) if name in errors.__all__ else None
    return found if isinstance(found, type) and issubclass(found, DigestError) else ParseError


class _Child:
    """One process that answers calls, one after the other."""

    def __init__(self, cpu_seconds: int, memory_bytes: int) -> None:
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            # One arena, one thread: threads of a library would count as memory and hide as CPU.
            "MALLOC_ARENA_MAX": "1",
            "OPENBLAS_NUM_THREADS": "1",
        }
        self._process = subprocess.Popen(  # noqa: S603 - this very interpreter
            [sys.executable, "-c", _START, str(cpu_seconds), str(memory_bytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            bufsize=0,
        )
        self._calls = 0
        self.peak_bytes = 0

    @property
    def is_worn(self) -> bool:
        """Whether it should be replaced before the next call."""
        is_dead = self._process.poll() is not None
        return is_dead or self._calls >= MAX_CALLS or self.peak_bytes > WORN_BYTES

    def call(self, request: bytes, deadline: float) -> tuple[str, Any]:
        """Send *request* and give the answer; raises _Stopped where none comes by *deadline*."""
        self._calls += 1
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._write(HEADER.pack(len(request)) + request, deadline)
            size = HEADER.unpack(self._read(HEADER.size, deadline))[0]
            if size > MAX_RESULT:
                raise _Stopped(f"it makes {size:,} bytes of data")
            answer = _Unpickler(io.BytesIO(self._read(size, deadline))).load()
        except (OSError, pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError) as error:
            raise _Stopped(str(error) or type(error).__name__) from error
        kind, value, self.peak_bytes = answer
        if kind == "memory":
            raise _Stopped("out of memory")
        return kind, value

    def _write(self, data: bytes, deadline: float) -> None:
        stream = self._process.stdin
        assert stream is not None
        os.set_blocking(stream.fileno(), False)
        view = memoryview(data)
        while view:
            _, ready, _ = select.select([], [stream], [], _left(deadline))
            if not ready:
                raise _Stopped("no answer in time")
            view = view[os.write(stream.fileno(), view[:_READ]) :]

    def _read(self, size: int, deadline: float) -> bytes:
        stream = self._process.stdout
        assert stream is not None
        parts, missing = [], size
        while missing:
            ready, _, _ = select.select([stream], [], [], _left(deadline))
            if not ready:
                raise _Stopped("no answer in time")
            part = os.read(stream.fileno(), min(missing, _READ))
            if not part:
                raise _Stopped(self._fate())
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)

    def _fate(self) -> str:
        try:
            code = self._process.wait(5)
        except subprocess.TimeoutExpired:
            return "no answer"
        return f"stopped by signal {-code}" if code < 0 else f"ended with code {code}"

    def end(self) -> None:
        """End the process."""
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        try:
            # The end of its input ends it; under coverage it then writes what it saw.
            self._process.wait(2 if self.peak_bytes else 0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _left(deadline: float) -> float:
    return max(0.0, deadline - time.monotonic())


_PLAIN = frozenset({"tuple", "list", "dict", "set", "frozenset", "str", "bytes", "int", "float", "bool", "complex"})
_CALENDAR = frozenset({"datetime", "date", "time", "timedelta", "timezone"})


class _Unpickler(pickle.Unpickler):
    """Reads plain data, dates, and the classes of the model and of collecting; refuses everything else."""

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 - the base class's signature
        is_plain = (module == "builtins" and name in _PLAIN) or (module == "datetime" and name in _CALENDAR)
        is_ours = module.startswith(("digest.model", "digest.collect."))
        if is_plain or (module, name) == ("zoneinfo", "ZoneInfo._unpickle"):
            return super().find_class(module, name)
        if is_ours and isinstance(found := super().find_class(module, name), type):
            return found
        raise pickle.UnpicklingError(f"{module}.{name} is no data")
