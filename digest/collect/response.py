"""Takes a response apart: its headers, its media type, its body.

Decides how odd headers are read and what is too large. Knows nothing of addresses and redirects.
"""

from __future__ import annotations

__all__ = ["content", "declared_length", "headers_of", "media_type", "one_line"]

from email.message import Message
from typing import TYPE_CHECKING

from digest.collect.body import TooLarge, UnreadableBody, read_body, read_start
from digest.errors import FetchError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpcore


def headers_of(response: httpcore.Response) -> dict[str, str]:
    """Give the headers by their names in lower case; of repeated ones the first counts."""
    headers: dict[str, str] = {}
    for name, value in response.headers:
        headers.setdefault(name.decode("latin-1").lower(), _text(value))
    return headers


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def content(
    response: httpcore.Response,
    headers: Mapping[str, str],
    *,
    resource: str,
    max_bytes: int,
    is_start_enough: bool = False,
) -> bytes:
    """Read the body, at most *max_bytes* after decompression. Raises FetchError naming *resource*.

    Where *is_start_enough*, of a longer body the first *max_bytes* are given; else it is refused.
    """
    too_large = f"larger than {max_bytes:,} bytes; use an address with less on it"
    read = read_start if is_start_enough else read_body
    if not is_start_enough and (declared_length(headers) or 0) > max_bytes:
        raise FetchError(too_large, resource=resource)
    try:
        return read(response.iter_stream(), encoding=headers.get("content-encoding", ""), max_bytes=max_bytes)
    except TooLarge as error:
        raise FetchError(too_large, resource=resource) from error
    except UnreadableBody as error:
        raise FetchError(f"the answer cannot be unpacked: {error}; try again later", resource=resource) from error


def declared_length(headers: Mapping[str, str]) -> int | None:
    """Give the bytes that the body is said to have; None where nothing, or no number, is said."""
    length = headers.get("content-length", "")
    return int(length[:20]) if length.isdecimal() else None


def media_type(value: str) -> tuple[str, str]:
    """Divide the value of Content-Type into the type, in lower case, and its charset; empty where it says neither."""
    if not value:
        return "", ""
    message = Message()
    message["Content-Type"] = one_line(value)
    charset = message.get_param("charset", "")
    # An absent or broken type reads as text/plain in the mail parser; a web server that says nothing says nothing.
    is_given = message.get_content_type() in value.lower()
    return message.get_content_type() if is_given else "", charset.strip("\"' ") if isinstance(charset, str) else ""


def one_line(value: str) -> str:
    """Give *value* without line breaks, as a header must be."""
    return " ".join(value.split())
