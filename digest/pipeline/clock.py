"""The only clock below the commands."""

from __future__ import annotations

__all__ = ["now"]

from datetime import UTC, datetime


def now() -> datetime:
    """Read the clock, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - this is the one place
