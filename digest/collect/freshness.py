"""Reads what a server says about time: how long an answer stays fresh, and how long it wants to be left alone.

Pure: headers in, seconds out. Dates are taken against the server's own Date, since its clock may be anywhere.
"""

from __future__ import annotations

__all__ = ["fresh_seconds", "retry_seconds"]

import re
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST = 86_400.0 * 31
_MAX_AGE = re.compile(r"(?:^|,)\s*(?:s-)?max-?age\s*=\s*\"?(\d{1,10})", re.IGNORECASE)
_NEVER = re.compile(r"\bno-(?:store|cache)\b", re.IGNORECASE)


def fresh_seconds(headers: Mapping[str, str]) -> float:
    """Give the seconds for which an answer with *headers* (names in lower case) is fresh, by RFC 9111 §4.2.1.

    max-age less Age, else Expires less Date; 0 where the server does not say, or forbids to keep the answer.

    >>> fresh_seconds({"cache-control": "public, max-age=900", "age": "300"})
    600.0
    """
    control = headers.get("cache-control", "")
    if _NEVER.search(control):
        return 0.0
    found = _MAX_AGE.search(control)
    if found:
        age = headers.get("age", "0").strip()
        return min(max(0.0, float(found[1]) - (float(age) if age.isdecimal() and len(age) < 11 else 0.0)), LONGEST)  # noqa: PLR2004 - figures of a number of seconds
    return _between(headers.get("date", ""), headers.get("expires", "")) or 0.0


def retry_seconds(retry_after: str, date: str) -> float | None:
    """Read Retry-After (RFC 9110 §10.2.3): seconds, or a date, taken against the server's own *date*; None for none."""
    if retry_after.strip().isdecimal():
        return min(float(retry_after.strip()[:12]), LONGEST)
    return _between(date, retry_after)


def _between(start: str, end: str) -> float | None:
    try:
        moments = (parsedate_to_datetime(start), parsedate_to_datetime(end))
    except (TypeError, ValueError, OverflowError):
        return None
    first, last = (moment if moment.tzinfo else moment.replace(tzinfo=UTC) for moment in moments)
    return min(max(0.0, (last - first).total_seconds()), LONGEST)
