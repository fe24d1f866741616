"""Says what may come out of the sandbox: plain data, dates, and this program's own records; nothing that runs.

A parser that was taken over could answer anything. Pickle calls whatever it is told to, so only classes of the model,
of collecting and of the errors pass that are records (dataclasses and enumerations) and are defined where the answer
says. A dotted name would lead through a module to all that it imports, and is refused.

Does not keep an intruder in: the child runs as the same user. It keeps data from being code.
"""

from __future__ import annotations

__all__ = ["Answer", "BadAnswer", "error_of", "one_line", "read_answer"]

import io
import pickle
from dataclasses import dataclass, is_dataclass
from enum import Enum
from typing import Any

from digest import errors
from digest.errors import DigestError, ParseError

MAX_MESSAGE = 300
_KINDS = frozenset({"result", "refused", "failed", "memory"})
_CALENDAR = frozenset({"datetime", "date", "time", "timedelta", "timezone"})
_OURS = ("digest.model.", "digest.collect.", "digest.errors")


class BadAnswer(Exception):  # noqa: N818 - what the answer is
    """What came is no answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a child said of one call."""

    kind: str
    """`result`; `refused`, by an error of ours; `failed`, by any other; or `memory`, of which there was not enough."""
    value: Any
    peak_bytes: int
    """The most memory that the child has held so far."""


def read_answer(content: bytes | bytearray) -> Answer:
    """Read what a child wrote. Raises BadAnswer."""
    try:
        kind, value, peak_bytes = _Unpickler(io.BytesIO(content)).load()
    except Exception as error:  # pickle raises nearly anything over bytes that somebody made up
        raise BadAnswer(one_line(str(error) or type(error).__name__)) from error
    if kind not in _KINDS or not isinstance(peak_bytes, int):
        raise BadAnswer("no answer that is known")
    return Answer(kind=kind, value=value, peak_bytes=peak_bytes)


def error_of(answer: Answer) -> DigestError:
    """Give the error that the function raised, with all that it says; a ParseError where it is none of ours."""
    try:
        name, text, attributes = answer.value
        found = getattr(errors, name) if name in errors.__all__ else ParseError
        kind = found if isinstance(found, type) and issubclass(found, DigestError) else ParseError
        # Not by its constructor: each class takes what it likes.
        error = kind.__new__(kind, text)
        for each, value in attributes.items():
            setattr(error, each, value)
    except (TypeError, ValueError, AttributeError) as wrong:
        return ParseError(f"it cannot be read ({one_line(str(wrong))}); check it in a browser")
    return error


def one_line(text: object) -> str:
    """Give *text* as one line that can be printed: strangers have a say in what an error says."""
    line = " ".join(str(text).split())[:MAX_MESSAGE]
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in line)


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 - the base class's signature
        is_date = module == "datetime" and name in _CALENDAR
        if is_date or (module, name) == ("zoneinfo", "ZoneInfo._unpickle"):
            return super().find_class(module, name)
        if module.startswith(_OURS) and "." not in name:
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module and _is_record(found):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no data")


def _is_record(found: type) -> bool:
    return is_dataclass(found) or issubclass(found, Enum)
