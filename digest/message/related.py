"""Pictures inside a message: the addresses in a page become references to parts beside it (RFC 2387, RFC 2392).

Decides which pictures a page shows and how they travel. Does not know where their bytes come from, nor how many of
them a message should hold.
"""

from __future__ import annotations

__all__ = ["EmbeddedPicture", "related", "shown_addresses", "with_references", "without_references"]

import re
from base64 import encodebytes
from dataclasses import dataclass, field
from html import escape, unescape
from typing import TYPE_CHECKING

from digest.errors import MessageError
from digest.message.mime import Gapped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# Only inside a tag: a piece about HTML may well print src="…" in its text. The v: elements are Outlook's own.
_SOURCE = re.compile(
    r"""(<(?:img|v:imagedata|v:fill)\b(?:[^<>"']|"[^"]*"|'[^']*')*?\ssrc=")([^"]*)(?=")""", re.IGNORECASE
)
_NAME = re.compile(r"(?=.{1,64}\Z)[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*")
_MEDIA_TYPE = re.compile(r"image/[a-z0-9][a-z0-9.+-]{0,40}")


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedPicture:
    """A picture that travels in the message."""

    address: str
    """Where the page shows it from."""
    name: str
    """A file name of at most 64 ASCII letters, digits, dots, dashes and underscores; no two pictures share one."""
    media_type: str
    content: bytes = field(repr=False)

    def content_id(self, domain: str) -> str:
        """Name its part, without the angle brackets."""
        return f"{self.name}@{domain}"


def shown_addresses(html: str) -> tuple[str, ...]:
    """List the addresses of the pictures that *html* shows, each once, in the order of the page."""
    return tuple(dict.fromkeys(unescape(found[2]) for found in _SOURCE.finditer(html)))


def with_references(html: str, pictures: Iterable[EmbeddedPicture], *, domain: str) -> str:
    """Show *pictures* from the parts of the message in place of their addresses."""
    references = {each.address: f"cid:{each.content_id(domain)}" for each in pictures}
    return _replaced(html, lambda source: references.get(source, source)) if references else html


def without_references(html: str, *, domain: str, prefix: str) -> str:
    """Turn back `with_references` for pictures whose address is *prefix* and their name."""
    scheme, end = "cid:", f"@{domain}"

    def address(source: str) -> str:
        is_ours = source.startswith(scheme) and source.endswith(end)
        return prefix + source.removeprefix(scheme).removesuffix(end) if is_ours else source

    return _replaced(html, address)


def _replaced(html: str, changed: Callable[[str], str]) -> str:
    def source(found: re.Match[str]) -> str:
        before = unescape(found[2])
        after = changed(before)
        return found[0] if after == before else found[1] + escape(after)

    return _SOURCE.sub(source, html)


def related(
    html: Gapped, pictures: tuple[EmbeddedPicture, ...], *, domain: str, boundary: str, resource: str
) -> Gapped:
    """Put the part *html* and *pictures* into a multipart/related, with its headers (RFC 2387 §3).

    A boundary with `=_` in it cannot occur in base64 either. Raises MessageError for a picture that cannot be named.
    """
    names = [each.name for each in pictures]
    for each in pictures:
        is_named = _NAME.fullmatch(each.name) and _MEDIA_TYPE.fullmatch(each.media_type)
        if not is_named or names.count(each.name) > 1:
            message = f"the picture {each.name!r} ({each.media_type}) has no proper name of its own; rename the file"
            raise MessageError(message, resource=resource)
    opening = f'Content-Type: multipart/related; type="text/html";\r\n boundary="{boundary}"\r\n\r\n--{boundary}\r\n'
    # The pictures are the same for everyone: they join the last chunk here, and every message copies them once.
    closing = b"".join((*(_part(each, domain, boundary) for each in pictures), f"\r\n--{boundary}--".encode()))
    chunks = list(html.chunks)
    chunks[0] = opening.encode() + chunks[0]
    chunks[-1] += closing
    return Gapped(chunks=tuple(chunks), gaps=html.gaps)


def _part(picture: EmbeddedPicture, domain: str, boundary: str) -> bytes:
    head = (
        f"\r\n--{boundary}\r\nContent-Type: {picture.media_type};\r\n"
        f' name="{picture.name}"\r\nContent-Transfer-Encoding: base64\r\nContent-ID: <{picture.content_id(domain)}>\r\n'
        f'Content-Disposition: inline;\r\n filename="{picture.name}"\r\n\r\n'
    )
    # encodebytes writes lines of 76 characters (RFC 2045 §6.8); the last line end belongs to the boundary.
    return head.encode() + encodebytes(picture.content).rstrip(b"\n").replace(b"\n", b"\r\n")
