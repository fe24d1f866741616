"""What makes the next request conditional (RFC 9110 §13): the validators of the last answer, by address."""

from __future__ import annotations

__all__ = ["Validator"]

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Validator:
    """What a server said of the version that it gave."""

    etag: str = ""
    last_modified: str = ""
