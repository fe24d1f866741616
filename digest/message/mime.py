"""Quoted-printable parts with gaps where recipients differ, and the multipart around them.

Decides where lines break (RFC 2045 §6.7: at most 76 characters) so that a value can be put into a gap without
encoding anything else again. Does not know headers of the message, nor what the values mean.
"""

from __future__ import annotations

__all__ = ["Gap", "Gapped", "alternative", "fill", "gapped", "text_part"]

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from digest.errors import MessageError
from digest.model import Token

if TYPE_CHECKING:
    from collections.abc import Mapping

LINE = 75
"""Characters of content a line; the soft break's `=` makes 76."""

SOFT_BREAK = b"=\r\n"
_CRLF = b"\r\n"
_TOKENS = re.compile("|".join(token.value for token in Token))
_LINE_END = re.compile(r"\r\n|\r|\n")
_UNSAFE = re.compile(rb"[^\t\x20-\x3c\x3e-\x7e]")
_SPACE_AT_END = re.compile(rb"[ \t]\Z")
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A place for a value."""

    token: Token
    is_html: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Gapped:
    """Encoded bytes with gaps between the chunks: one chunk more than gaps."""

    chunks: tuple[bytes, ...]
    gaps: tuple[Gap, ...]


def gapped(body: str, *, is_html: bool = False, resource: str) -> Gapped:
    """Encode *body* in quoted-printable, with a gap for each token, its line ends as CRLF.

    Raises MessageError where *body* holds half of a surrogate pair.
    """
    body = _LINE_END.sub("\r\n", body)
    pieces = _TOKENS.split(body)
    tokens = [Gap(token=Token(found), is_html=is_html) for found in _TOKENS.findall(body)]
    try:
        encoded = [piece.encode() for piece in pieces]
    except UnicodeEncodeError as error:
        found = f"U+{ord(error.object[error.start]):04X}"
        raise MessageError(f"the text holds {found}, half a character; take it out", resource=resource) from error
    last = len(encoded) - 1
    chunks = (_chunk(piece, is_after_gap=index > 0, is_before_gap=index < last) for index, piece in enumerate(encoded))
    return Gapped(chunks=tuple(chunks), gaps=tuple(tokens))


def text_part(body: Gapped, subtype: str) -> Gapped:
    """Put the headers of a part of the type text/*subtype* before *body*."""
    head = f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    return Gapped(chunks=(head.encode() + body.chunks[0], *body.chunks[1:]), gaps=body.gaps)


def alternative(plain: Gapped, rich: Gapped, *, boundary: str) -> Gapped:
    """Put two parts, headers and all, into a multipart/alternative with its own, the richest last (RFC 2046 §5.1.4).

    A boundary with `=_` in it cannot occur in quoted-printable (RFC 2045 §6.7, note 1).
    """
    top = f'MIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n boundary="{boundary}"\r\n\r\n'
    opening = f"{top}--{boundary}\r\n".encode()
    between = f"\r\n--{boundary}\r\n".encode()
    closing = f"\r\n--{boundary}--\r\n".encode()
    chunks = [*plain.chunks[:-1], plain.chunks[-1] + between + rich.chunks[0], *rich.chunks[1:]]
    chunks[0] = opening + chunks[0]
    chunks[-1] += closing
    return Gapped(chunks=tuple(chunks), gaps=plain.gaps + rich.gaps)


def fill(body: Gapped, values: Mapping[Token, str], *, resource: str) -> list[bytes]:
    """List the bytes of *body* with *values* in its gaps: escaped in HTML, attributes included, raw in text.

    Raises MessageError for a value with a control character.
    """
    encoded: dict[Gap, bytes] = {}
    filled = [body.chunks[0]]
    for gap, chunk in zip(body.gaps, body.chunks[1:], strict=True):
        value = encoded.get(gap)
        if value is None:
            value = encoded[gap] = _value(values[gap.token], gap, resource)
        filled += (value, chunk)
    return filled


def _value(value: str, gap: Gap, resource: str) -> bytes:
    if found := _FORBIDDEN.search(value):
        message = (
            f"the value for {gap.token.name.lower()} holds U+{ord(found[0]):04X}, which no part may hold; take it out"
        )
        raise MessageError(message, resource=resource)
    written = escape(value) if gap.is_html else value
    return _wrap(_quote(written.encode()))


def _chunk(piece: bytes, *, is_after_gap: bool, is_before_gap: bool) -> bytes:
    """Encode what stands between two gaps, with soft breaks towards values, which have lines of their own."""
    encoded = _CRLF.join(_wrap(_quote(line)) for line in piece.split(_CRLF))
    before = SOFT_BREAK if is_after_gap and piece and not piece.startswith(_CRLF) else b""
    is_open = is_before_gap and not piece.endswith(_CRLF) and (piece or is_after_gap)
    return before + encoded + (SOFT_BREAK if is_open else b"")


def _quote(line: bytes) -> bytes:
    """Encode the bytes of one line that cannot stand as they are, and white space at its end."""
    quoted = _UNSAFE.sub(lambda found: b"=%02X" % found[0][0], line)
    return _SPACE_AT_END.sub(lambda found: b"=%02X" % found[0][0], quoted)


def _wrap(line: bytes) -> bytes:
    """Divide an encoded line by soft breaks, never inside `=XX`.

    A dot or `From ` at the beginning of a line is encoded too: relays double the one, old mail stores mangle the
    other, and both would break a signature.
    """
    parts: list[bytes] = []
    at, end = 0, len(line)
    while at < end:
        opening = b""
        if line.startswith((b".", b"From "), at):
            opening, at = b"=%02X" % line[at], at + 1
        cut = min(at + LINE - len(opening), end)
        if cut < end:
            cut -= next((back for back in (1, 2) if line[cut - back] == ord("=")), 0)
        parts.append(opening + line[at:cut])
        at = cut
    return SOFT_BREAK.join(parts)
