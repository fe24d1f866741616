"""A plain message to the operator: one part of text, no personal links.

Decides its headers. Does not know what it is about.
"""

from __future__ import annotations

__all__ = ["build_notice"]

import hashlib
from base64 import encodebytes
from typing import TYPE_CHECKING

from digest.message import headers
from digest.text import shorten

if TYPE_CHECKING:
    from datetime import datetime

    from digest.message import Sender

LONGEST_SUBJECT = 150


def build_notice(sender: Sender, *, to: str, subject: str, text: str, date: datetime) -> bytes:
    """Build the bytes of a notice; lines end in CRLF. Raises MessageError naming the header that cannot be written."""
    domain = headers.domain_of(sender.address)
    digest = hashlib.sha256(f"{date.isoformat()} {to} {text}".encode("utf-8", "replace")).hexdigest()[:24]
    # What a server said may stand in it, and that may be anything.
    printable = "".join(char if char.isprintable() else " " for char in subject)
    lines = (
        headers.mailbox("From", sender.name, sender.address, resource=to),
        headers.mailbox("To", "", to, resource=to),
        headers.text("Subject", shorten(" ".join(printable.split()), LONGEST_SUBJECT), resource=to),
        headers.date(date, resource=to),
        headers.message_id(f"<notice.{digest}@{domain}>", resource=to),
        # RFC 3834 §5: whoever answers mail by itself answers no notice.
        headers.text("Auto-Submitted", "auto-generated", resource=to),
        b"MIME-Version: 1.0\r\n",
        b"Content-Type: text/plain; charset=utf-8\r\n",
        b"Content-Transfer-Encoding: base64\r\n",
    )
    body = encodebytes(text.replace("\n", "\r\n").encode("utf-8", "replace")).replace(b"\n", b"\r\n")
    return b"".join(lines) + b"\r\n" + body
