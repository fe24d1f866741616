"""`python -m digest` is `digest`."""

from __future__ import annotations

from digest.cli import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
