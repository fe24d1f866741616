"""The pictures of the editions, by safe names only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask import Response, abort, send_from_directory

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["picture_view"]

TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,200}")
_YEAR = 365 * 24 * 3600


def picture_view(folder: Path) -> Callable[[str], Response]:
    """Make the view that gives a picture of *folder* by name; named by their content, they never change."""

    def picture(name: str) -> Response:
        kind = TYPES.get(name[name.rfind(".") :].lower())
        if kind is None or not _NAME.fullmatch(name):
            abort(404)
        response = send_from_directory(folder.resolve(), name, mimetype=kind, max_age=_YEAR)
        response.cache_control.immutable = True
        response.headers["Content-Security-Policy"] = "default-src 'none'"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # mail clients show it on their own pages
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    return picture
