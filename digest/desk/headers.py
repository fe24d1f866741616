"""The headers and parts of a real message, read back from its bytes and put into an order that people can read.

Decides the grouping alone. Reads tolerantly: a header that cannot be decoded is shown as it stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from email.message import Message

__all__ = ["HeaderGroup", "HeaderLine", "PartLine", "decoded", "header_groups", "part_lines", "raw_headers"]

_GROUPS = (
    ("What the reader sees", ("from", "reply-to", "to", "subject", "date")),
    ("The list, and how to leave it", ("list-unsubscribe", "list-unsubscribe-post", "list-id", "list-archive",
                                       "list-help", "list-subscribe", "list-post", "list-owner", "precedence",
                                       "auto-submitted", "feedback-id")),
)  # fmt: skip
_REST = "Identity and transport"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderLine:
    """One header: its name as written and its value, unfolded and decoded (RFC 2047)."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderGroup:
    """Headers that answer one question, in the order of the message."""

    title: str
    lines: tuple[HeaderLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartLine:
    """One MIME part and its weight as it travels."""

    depth: int
    type: str
    charset: str
    encoding: str
    size: int
    """Bytes of the encoded body; 0 for a container."""


def decoded(value: str) -> str:
    """Unfold and decode a header *value*; what cannot be decoded stays as it is."""
    unfolded = value.replace("\r", "").replace("\n", "")
    try:
        return str(make_header(decode_header(unfolded))) or unfolded
    except (HeaderParseError, LookupError, UnicodeError):
        return unfolded


def header_groups(message: bytes) -> tuple[HeaderGroup, ...]:
    """Give the top headers of *message* in groups; empty groups are left out."""
    lines = tuple(
        HeaderLine(name=name, value=decoded(str(value))) for name, value in message_from_bytes(message).items()
    )
    named = {name for _, names in _GROUPS for name in names}
    groups = [(title, tuple(line for line in lines if line.name.lower() in names)) for title, names in _GROUPS]
    groups.append((_REST, tuple(line for line in lines if line.name.lower() not in named)))
    return tuple(HeaderGroup(title=title, lines=found) for title, found in groups if found)


def part_lines(message: bytes) -> tuple[PartLine, ...]:
    """Give the parts of *message* from the outside in."""
    return tuple(_parts(message_from_bytes(message), 0))


def _parts(part: Message, depth: int) -> list[PartLine]:
    payload = part.get_payload()
    line = PartLine(
        depth=depth,
        type=part.get_content_type(),
        charset=part.get_content_charset() or "",
        encoding="" if part.is_multipart() else str(part.get("Content-Transfer-Encoding", "7bit")),
        size=len(payload.encode(errors="surrogateescape")) if isinstance(payload, str) else 0,
    )
    inner = [child for child in payload if not isinstance(child, str)] if isinstance(payload, list) else []
    return [line, *(found for child in inner for found in _parts(child, depth + 1))]


def raw_headers(message: bytes) -> bytes:
    """Give the header block of *message* untouched, up to its first empty line (RFC 5322 § 2.1)."""
    ends = [at for at in (message.find(b"\r\n\r\n"), message.find(b"\n\n")) if at >= 0]
    return message[: min(ends)] if ends else message
