"""Rendering and recipient → Message: the MIME bytes of one recipient.

Decides how text becomes mail: headers, parts, encodings, where personal values go. The parts, pictures among them, are
encoded once per edition; a recipient costs one join. Does not know who the recipients are, how their links are made
public, or how bytes travel. Signing stands outside: DKIM headers go before the first byte.
"""

from __future__ import annotations

__all__ = ["EmbeddedPicture", "MessageTemplate", "Sender", "build_template", "encoded_size", "parts_of"]

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from digest.errors import MessageError
from digest.message import headers, mime
from digest.message.related import EmbeddedPicture, related, shown_addresses, with_references
from digest.model import Token
from digest.text import decoded

if TYPE_CHECKING:
    from datetime import datetime

    from digest.model import Recipient, Rendering


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Whom the messages come from."""

    name: str
    address: str
    reply_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageTemplate:
    """The message of an edition, encoded, with gaps where recipients differ."""

    edition_id: str
    size: int
    """Bytes of the encoded HTML part, tokens as they stand: what a mail client that clips counts."""
    unsubscribe_mailto: str = ""
    has_unsubscribe: bool = True
    """Whether a part shows the unsubscribe link."""
    head: bytes = field(repr=False)
    """The headers that are the same for everyone, before the personal ones."""
    body: mime.Gapped = field(repr=False)
    """The rest of the headers and the parts."""

    def fill(self, *, recipient: Recipient, unsubscribe_url: str, message_id: str, to_name: str = "") -> bytes:
        """Build the bytes for *recipient*, addressed to *to_name* or else the recipient's own name.

        Lines end in CRLF, none is longer than 998 bytes, and none begins with a dot, so that SMTP's dot-stuffing
        (RFC 5321 §4.5.2) finds nothing to do. Raises MessageError naming the header and the recipient.
        """
        who = f"{self.edition_id}, recipient {recipient.id}"
        if self.has_unsubscribe and not unsubscribe_url:
            raise MessageError("the edition prints an unsubscribe link; give its URL", resource=who)
        name = to_name or recipient.name
        personal = (
            headers.mailbox("To", name, recipient.address, resource=who),
            headers.message_id(message_id, resource=who),
            headers.list_unsubscribe(unsubscribe_url, self.unsubscribe_mailto, resource=who),
        )
        values = {Token.UNSUBSCRIBE: unsubscribe_url, Token.ADDRESS: recipient.address.strip()}
        return b"".join((self.head, *personal, *mime.fill(self.body, values, resource=who)))


def build_template(  # noqa: PLR0913 - what a message says of itself, each by its own name
    rendering: Rendering,
    *,
    sender: Sender,
    publication_title: str,
    list_id: str,
    edition_id: str,
    date: datetime,
    unsubscribe_mailto: str = "",
    pictures: tuple[EmbeddedPicture, ...] = (),
) -> MessageTemplate:
    """Encode *rendering* once for all recipients.

    *list_id* is `name.domain` (RFC 2919 §2); *unsubscribe_mailto* an address or a `mailto:` URL. Of *pictures* those
    that the HTML shows are put in, each once. Raises MessageError where a value cannot stand in a header or a part.
    """
    say = f"edition {edition_id}"
    head = (
        headers.mailbox("From", sender.name, sender.address, resource=say),
        headers.mailbox("Reply-To", "", sender.reply_to, resource=say) if sender.reply_to else b"",
        headers.text("Subject", rendering.subject, resource=say),
        headers.date(date, resource=say),
        headers.list_id(publication_title, list_id, resource=say),
        headers.feedback_id(edition_id, sender.address, resource=say),
        # Both and List-ID keep holiday notes away: RFC 3834 §2 and §5, RFC 5230 §4.6.
        headers.text("Precedence", "bulk", resource=say),
        headers.text("Auto-Submitted", "auto-generated", resource=say),
    )
    shown = set(shown_addresses(rendering.html)) if pictures else set()
    inside, domain = tuple(each for each in pictures if each.address in shown), headers.domain_of(sender.address)
    text = mime.gapped(rendering.text, resource=say)
    html = mime.gapped(with_references(rendering.html, inside, domain=domain), is_html=True, resource=say)
    rich = mime.text_part(html, "html")
    mark = hashlib.sha256(edition_id.encode("utf-8", "replace")).hexdigest()[:24]
    if inside:
        rich = related(rich, inside, domain=domain, boundary=f"=_dr_{mark}", resource=say)
    return MessageTemplate(
        edition_id=edition_id,
        size=_size(html),
        unsubscribe_mailto=headers.mailto(unsubscribe_mailto, resource=say),
        has_unsubscribe=Token.UNSUBSCRIBE in rendering.text or Token.UNSUBSCRIBE in rendering.html,
        head=b"".join(head),
        body=mime.alternative(mime.text_part(text, "plain"), rich, boundary=f"=_dg_{mark}"),
    )


def encoded_size(html: str) -> int:
    """Count the bytes of *html* as it travels, in quoted-printable."""
    return _size(mime.gapped(html, is_html=True, resource="html"))


def parts_of(message: bytes) -> tuple[str, str]:
    """Decode the text part and the HTML part of *message*; a part that is missing is empty. Lines end in LF."""
    from email import message_from_bytes

    found = {"text/plain": "", "text/html": ""}
    for part in message_from_bytes(message).walk():
        kind = part.get_content_type()
        payload = part.get_payload(decode=True)
        if kind in found and not found[kind] and isinstance(payload, bytes):
            found[kind] = decoded(payload, part.get_content_charset("utf-8"))
    return found["text/plain"], found["text/html"]


def _size(part: mime.Gapped) -> int:
    return sum(map(len, part.chunks)) + sum(len(gap.token) for gap in part.gaps)
