"""The headers of a message, encoded and folded by rules that mail readers have been seen to obey.

Decides what may stand in a header and how it is written (RFC 5322 §2.2, RFC 2047, RFC 2919, RFC 2369, RFC 8058).
The standard library is not used for this: its SMTP policy turns a List-Unsubscribe longer than 78 characters into
encoded words, which ends one-click unsubscribing. Does not know the parts.
"""

from __future__ import annotations

__all__ = [
    "date",
    "domain_of",
    "encoded_words",
    "feedback_id",
    "list_id",
    "list_unsubscribe",
    "mailbox",
    "mailto",
    "message_id",
    "text",
]

import re
from base64 import b64encode
from datetime import UTC
from typing import TYPE_CHECKING
from urllib.parse import quote

from digest.errors import MessageError

if TYPE_CHECKING:
    from datetime import datetime

FOLD = 76
"""Preferred length of a line: RFC 2047 §2 allows no more on a line with an encoded word."""

MAX_WORD = 75
"""An encoded word's length, its delimiters included (RFC 2047 §2)."""

MAX_UNBROKEN = 900
"""Longest run without white space that is left in the clear: a line ends at 998 (RFC 5322 §2.1.1)."""

_FORBIDDEN = re.compile(r"[\x00\r\n\ud800-\udfff]")
_PLAIN = re.compile(r"(?:[!-~](?:[ -~]*[!-~])?)?")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_Q_SAFE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_MESSAGE_ID = re.compile(r"<?([A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+)>?")
_URL = re.compile(r"https?://[!#-;=?-~]+", re.IGNORECASE)
_MAILTO = re.compile(r"mailto:[!#-+\--;=?-~]+", re.IGNORECASE)
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def text(name: str, value: str, *, resource: str) -> bytes:
    """Write a header of free text; printable ASCII stays as it is, anything else becomes encoded words."""
    _refuse_breaks(name, value, resource)
    is_plain = _PLAIN.fullmatch(value) and "=?" not in value
    is_plain = is_plain and max(map(len, value.split(" "))) <= MAX_UNBROKEN
    return _fold(name, value if is_plain else encoded_words(value, first=FOLD - len(name) - 2))


def mailbox(name: str, display_name: str, address: str, *, resource: str) -> bytes:
    """Write a header of one mailbox.

    Raises MessageError where *address* is none, or needs SMTPUTF8 for what stands before its @.
    """
    _refuse_breaks(name, display_name + address, resource)
    written = _address(name, address, resource)
    phrase = _phrase(display_name.strip(), first=FOLD - len(name) - 2)
    return _fold(name, f"{phrase} <{written}>" if phrase else written)


def domain_of(address: str) -> str:
    """Give the domain of *address* as A-labels (RFC 5891); empty where it has none that can be written."""
    return _domain(address.strip().rpartition("@")[2])


def date(instant: datetime, *, resource: str) -> bytes:
    """Write the Date header (RFC 5322 §3.3). Raises MessageError for an instant without a zone."""
    offset = instant.utcoffset()
    if offset is None:
        raise MessageError("the date has no time zone; pass an aware datetime", resource=resource)
    if offset.total_seconds() % 60:
        instant = instant.astimezone(UTC)
    day, month = _DAYS[instant.weekday()], _MONTHS[instant.month - 1]
    return _line("Date", f"{day}, {instant.day:02} {month} {instant.year:04} {instant:%H:%M:%S %z}")


def message_id(value: str, *, resource: str) -> bytes:
    """Write the Message-ID header; angle brackets are added where they are missing."""
    found = _MESSAGE_ID.fullmatch(value)
    if not found or len(value) > MAX_UNBROKEN:
        raise MessageError(f"Message-ID: {value!r} is none; give <unique@domain> in ASCII", resource=resource)
    return _line("Message-ID", f"<{found[1]}>")


def list_id(title: str, identifier: str, *, resource: str) -> bytes:
    """Write the List-ID header (RFC 2919 §3), never with encoded words: a title outside ASCII is left off.

    Raises MessageError unless *identifier* reads `name.domain`.
    """
    _refuse_breaks("List-ID", title + identifier, resource)
    label, _, space = identifier.partition(".")
    written = f"{label}.{_domain(space)}"
    if not label or not space or not _LOCAL.fullmatch(written) or len(written) > 255:  # noqa: PLR2004 - RFC 2919 §3
        raise MessageError(f"List-ID: {identifier!r} is none; give name.domain in ASCII", resource=resource)
    plain = title.strip()
    phrase = _phrase(plain)
    return _fold("List-ID", f"{phrase} <{written}>" if phrase and "=?" not in phrase else f"<{written}>")


def feedback_id(edition_id: str, sender_address: str, *, resource: str) -> bytes:
    """Write the Feedback-ID header, `edition:publication:kind:sender`, by which Gmail counts complaints.

    The same for every recipient; the sender's part has 5 to 15 characters.
    """
    publication, _, slot = edition_id.rpartition("/")
    fields = (slot, publication or "digest", "digest", sender_address.rpartition("@")[2])
    clean = [re.sub(r"[^A-Za-z0-9]+", "-", value).strip("-")[:40] or "edition" for value in fields]
    return text("Feedback-ID", ":".join((*clean[:3], clean[3][:15].strip("-").ljust(5, "0"))), resource=resource)


def mailto(address: str, *, resource: str) -> str:
    """Turn *address* into a `mailto:` URL for List-Unsubscribe; one that is a URL already stays."""
    if not address:
        return ""
    _refuse_breaks("List-Unsubscribe", address, resource)
    url = address
    if not address.lower().startswith("mailto:"):
        target = quote(_address("List-Unsubscribe", address, resource), safe="@!$'*+-.^_`{|}~")
        url = f"mailto:{target}?subject=unsubscribe"
    if not _MAILTO.fullmatch(url) or len(url) > MAX_UNBROKEN:
        raise MessageError(f"List-Unsubscribe: {address!r} is no address and no mailto: URL", resource=resource)
    return url


def list_unsubscribe(url: str, mailto_url: str, *, resource: str) -> bytes:
    """Write List-Unsubscribe, and List-Unsubscribe-Post where *url* allows one click (RFC 8058 §3.1).

    URLs are neither encoded nor folded. Raises MessageError for a URL that is not plain http or https.
    """
    if url and (not _URL.fullmatch(url) or len(url) > MAX_UNBROKEN):
        shown = url if len(url) <= FOLD else f"{url[:FOLD]}…"
        message = f"List-Unsubscribe: {shown!r} is no http or https URL in ASCII of at most {MAX_UNBROKEN} characters"
        raise MessageError(message, resource=resource)
    targets = [f"<{target}>" for target in (url, mailto_url) if target]
    if not targets:
        return b""
    post = _line("List-Unsubscribe-Post", "List-Unsubscribe=One-Click") if url else b""
    return _fold("List-Unsubscribe", ", ".join(targets)) + post


def encoded_words(value: str, *, first: int = MAX_WORD) -> str:
    """Write *value* as RFC 2047 encoded words with spaces between them; the first has *first* characters at most.

    All of the value is encoded, the spaces too: readers drop the white space between two encoded words, and a
    character is never divided between them.
    """
    is_q = sum(char in _Q_SAFE or char == " " for char in value) * 2 > len(value)
    opening, room = f"=?utf-8?{'q' if is_q else 'b'}?", min(first, MAX_WORD)
    words: list[str] = []
    rest, cost = "", 0
    for char in value:
        width = len(_q(char)) if is_q else len(char.encode())
        payload = cost + width if is_q else (cost + width + 2) // 3 * 4
        if rest and len(opening) + payload + 2 > room:
            words.append(f"{opening}{_payload(rest, is_q=is_q)}?=")
            rest, cost, room = "", 0, MAX_WORD
        rest, cost = rest + char, cost + width
    words.append(f"{opening}{_payload(rest, is_q=is_q)}?=")
    return " ".join(words)


def _payload(value: str, *, is_q: bool) -> str:
    return "".join(map(_q, value)) if is_q else b64encode(value.encode()).decode("ascii")


def _q(char: str) -> str:
    if char in _Q_SAFE:
        return char
    return "_" if char == " " else "".join(f"={byte:02X}" for byte in char.encode())


def _phrase(value: str, *, first: int = MAX_WORD) -> str:
    """Write a display name: as it is, as a quoted string, or as encoded words (RFC 5322 §3.2.5)."""
    if not value:
        return ""
    if "=?" in value or not (value.isascii() and value.isprintable()) or len(value) > MAX_UNBROKEN // 2:
        return encoded_words(value, first=first)
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return value if _ATOMS.fullmatch(value) else f'"{escaped}"'


def _address(name: str, address: str, resource: str) -> str:
    local, _, domain = address.strip().rpartition("@")
    if not local.isascii():
        message = f"{name}: {address!r} needs SMTPUTF8, which is not supported; use an address in ASCII before its @"
        raise MessageError(message, resource=resource)
    written = _domain(domain)
    if not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(written) or len(local) + len(written) > MAX_UNBROKEN:
        raise MessageError(f"{name}: {address!r} is no e-mail address", resource=resource)
    return f"{local}@{written}"


def _domain(domain: str) -> str:
    """Write *domain* as A-labels (RFC 5891); empty where that is not possible."""
    if domain.isascii():
        return domain
    import idna

    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError:
        return ""


def _refuse_breaks(name: str, value: str, resource: str) -> None:
    if found := _FORBIDDEN.search(value):
        what = {"\r": "a carriage return", "\n": "a line feed", "\0": "a NUL"}.get(found[0], "half a character")
        raise MessageError(f"{name}: {value!r} holds {what}; take it out", resource=resource)


def _line(name: str, value: str) -> bytes:
    return f"{name}: {value}\r\n".encode("ascii")


def _fold(name: str, value: str) -> bytes:
    """Write printable ASCII, folded before a word where the line grows too long; every space stays."""
    lines, line = [], f"{name}:"
    for word in re.findall(r" *[^ ]+", f" {value}"):
        if len(line) + len(word) > FOLD and line != f"{name}:":
            lines.append(line)
            line = ""
        line += word
    lines.append(line)
    return ("\r\n".join(lines) + "\r\n").encode("ascii")
