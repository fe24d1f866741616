"""The parts of a message: which of them readers are shown, and whether they stand as they should.

Decides by MIME (RFC 2045, 2046). What is forwarded or attached as a message of its own is not judged as this one's.
Does not know what a page or a text says.
"""

from __future__ import annotations

__all__ = ["check", "decoded", "encoded_bytes", "parsed", "shown"]

from email import message_from_bytes
from typing import TYPE_CHECKING

from digest import text
from digest.check.report import Hit, error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

_BOM = b"\xef\xbb\xbf"
_SEALED = frozenset({"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"})


def parsed(content: bytes) -> Message:
    """Read a message; an editor's byte-order mark is passed over, and CR alone ends a line as in old files."""
    content = content.removeprefix(_BOM)
    return message_from_bytes(content if b"\n" in content else content.replace(b"\r", b"\n"))


def check(content: bytes, message: Message) -> Iterator[Hit]:
    """Find what is wrong with the parts of *message*, which was read from *content*."""
    if content.startswith(_BOM):
        advice = "save it without; servers take the mark for a part of the first header's name"
        yield error("message/defect", "it begins with a byte-order mark", advice, line=1)
    sealed = next((part for part in _parts(message) if part.get_content_type() in _SEALED), None)
    plain, rich = shown(message, "text/plain"), shown(message, "text/html")
    if sealed is not None and rich is None:
        what = f"its content is sealed in {sealed.get_content_type()}"
        yield warning("message/encrypted", what, "check the message as it is before it is encrypted or signed")
    elif plain is None:
        advice = "put a text/plain part before the html; some readers see nothing else, and spam filters ask for it"
        yield error("message/no-text", "there is no text part", advice)
    yield from _order(message)
    for part in (plain, rich):
        yield from _charset(part)
    for defect in sorted({type(defect).__name__ for part in message.walk() for defect in part.defects}):
        advice = "mend its MIME structure; clients guess differently"
        yield error("message/defect", f"a parser stumbles over it: {defect}", advice)


def shown(message: Message, kind: str) -> Message | None:
    """Give the part of this *kind* that readers are shown; None where there is none."""
    visible = (part for part in _parts(message) if part.get_content_disposition() != "attachment")
    return next((part for part in visible if part.get_content_type() == kind and not part.is_multipart()), None)


def decoded(part: Message) -> str:
    """Give the text of *part*, its lines ended by LF alone."""
    payload = part.get_payload(decode=True)
    return text.decoded(payload if isinstance(payload, bytes) else b"", part.get_content_charset("utf-8"))


def encoded_bytes(part: Message) -> int:
    """Count the bytes of *part* as it travels."""
    payload = part.get_payload()
    return len(payload.replace("\n", "\r\n").replace("\r\r\n", "\r\n")) if isinstance(payload, str) else 0


def _parts(message: Message) -> Iterator[Message]:
    """Go through *message* and its parts, but not into the messages that it carries."""
    yield message
    inner = message.get_payload() if message.get_content_maintype() == "multipart" else None
    for part in inner if isinstance(inner, list) else ():
        if not isinstance(part, str):
            yield from _parts(part)


def _order(message: Message) -> Iterator[Hit]:
    kinds = [part.get_content_type() for part in _parts(message) if part.get_content_disposition() != "attachment"]
    rank = {kind: kinds.index(kind) for kind in ("text/plain", "text/x-amp-html", "text/html") if kind in kinds}
    last = rank.get("text/html", len(kinds))
    if "text/html" in rank and rank.get("text/plain", 0) > last:
        advice = "put text first: clients show the last part that they can (RFC 2046 §5.1.4)"
        yield error("message/part-order", "the html part comes before the text part", advice)
    if rank.get("text/x-amp-html", 0) > last:
        advice = "put it between text and html: clients show the last part that they can"
        yield error("message/part-order", "the AMP part comes after the html part", advice)


def _charset(part: Message | None) -> Iterator[Hit]:
    charset = part.get_content_charset() if part is not None else "utf-8"
    if part is None or charset in {"utf-8", "us-ascii"} or (charset is None and decoded(part).isascii()):
        return
    advice = "write charset=utf-8; Gmail may cut the message off otherwise"
    what = f"the {part.get_content_type()} part is in {charset or 'no named character set'}"
    yield warning("message/charset", what, advice)
