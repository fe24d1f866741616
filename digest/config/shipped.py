"""Where the templates and the example publication lie: in the wheel, or beside the package in a checkout."""

from __future__ import annotations

__all__ = ["shipped"]

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def shipped(name: str) -> Path:
    """Find the shipped folder *name*, `templates` or `config`."""
    in_wheel = _PACKAGE / "_shipped" / name
    return in_wheel if in_wheel.is_dir() else _PACKAGE.parent / name
