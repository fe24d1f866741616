"""What is signed into links and Message-IDs so that nobody can guess them.

Decides how a reader's unsubscribe link names the reader, and how a message names itself. Does not know URLs, nor
where the key comes from. One key serves both: each use is marked in what is signed.
"""

from __future__ import annotations

__all__ = ["message_id", "read_unsubscribe_token", "unsubscribe_token"]

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode

from digest.errors import MessageError

MAC_BYTES = 16
"""128 bits: more than can be guessed at a server's speed, and short enough for a link (RFC 2104 §5)."""

MAX_TOKEN = 1024


def unsubscribe_token(key: bytes, publication: str, address: str) -> str:
    """Make the token that names *address* (normalised) and *publication*, in letters that a URL path takes.

    Raises MessageError without a key.
    """
    payload = _joined(publication, address)
    return f"{_encode(payload)}.{_encode(_mac(key, b'unsubscribe', payload))}"


def read_unsubscribe_token(key: bytes, token: str) -> tuple[str, str]:
    """Read the publication and the address out of *token*.

    Raises MessageError if it was not made with *key*; compares in constant time.
    """
    payload, _, mac = token.partition(".")
    try:
        named, signed = _decode(payload), _decode(mac)
        if len(token) <= MAX_TOKEN and hmac.compare_digest(signed, _mac(key, b"unsubscribe", named)):
            publication, _, address = named.decode().partition("\0")
            return publication, address
    except ValueError:  # not base64url, or not UTF-8: the same answer as for a wrong signature
        pass
    raise MessageError("this unsubscribe link is not complete; copy all of it from the e-mail")


def message_id(key: bytes, edition_id: str, recipient: str, domain: str) -> str:
    """Name the message of *edition_id* to *recipient*, `<…@domain>`: the same at every attempt, known to nobody else.

    Raises MessageError without a key.
    """
    name = _mac(key, b"message-id", _joined(edition_id, recipient)).hex()
    return f"<{name}@{domain.lower() if domain.isascii() else _a_labels(domain)}>"


def _joined(first: str, second: str) -> bytes:
    """Join two names so that no other two give the same bytes."""
    if "\0" in first or "\0" in second:
        raise MessageError("a name holds a NUL; take it out", resource=repr(first))
    try:
        return f"{first}\0{second}".encode()
    except UnicodeEncodeError as error:
        raise MessageError("a name holds half a character; take it out", resource=repr(first)) from error


def _mac(key: bytes, use: bytes, payload: bytes) -> bytes:
    if not key:
        raise MessageError("there is no secret key to sign with; set DIGEST_SECRET_KEY")
    return hmac.digest(key, use + b"\0" + payload, hashlib.sha256)[:MAC_BYTES]


def _encode(payload: bytes) -> str:
    return urlsafe_b64encode(payload).rstrip(b"=").decode("ascii")


def _decode(text: str) -> bytes:
    """Decode base64url; raises ValueError unless *text* is the one way to write its bytes."""
    decoded = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if _encode(decoded) != text:
        raise ValueError(text)
    return decoded


def _a_labels(domain: str) -> str:
    import idna

    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise MessageError("Message-ID: this is no domain", resource=domain) from error
