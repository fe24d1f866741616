"""Whether headers and lines of a message are what mail servers and the large providers ask for.

Decides by RFC 5322, 2045, 2369, 2919 and 8058 and the bulk rules of Gmail, Yahoo and Microsoft. Works on the bytes,
for a parser would have mended what is looked for. Does not know the page inside.
"""

from __future__ import annotations

__all__ = ["Header", "check", "decoded", "read_headers"]

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.check.report import Hit, error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_LINE = 998
_ENCODED_WORD = re.compile(r"=\?[\w-]+\?[bqBQ]\?[^?\s]*\?=")
_ONCE = frozenset({"from", "sender", "reply-to", "to", "cc", "message-id", "subject", "date", "list-unsubscribe"})
_MESSAGE_ID = re.compile(r"<[^<>@\s]+@[^<>@\s]+>")
_NAME = re.compile(r"[!-9;-~]+")
"""What the name of a header may be made of (RFC 5322 §2.2): a line with anything else is none."""
_ADDRESS = re.compile(r"[^<>@\s\"(),]+@[^<>@\s\"(),]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """One header, unfolded but not decoded."""

    name: str
    value: str
    line: int


def read_headers(content: bytes) -> tuple[Header, ...]:
    """Read the headers of a message, or of a part, as they stand."""
    found: list[Header] = []
    for number, raw in enumerate(re.split(rb"\r\n|\n|\r", content.removeprefix(b"\xef\xbb\xbf")), 1):
        line = raw.decode("latin-1")
        if not line:
            break
        if line[0] in " \t" and found:
            last = found.pop()
            found.append(Header(name=last.name, value=f"{last.value} {line.strip()}".strip(), line=last.line))
        elif (name := line.partition(":")[0].rstrip()) and _NAME.fullmatch(name) and ":" in line:
            value = line.partition(":")[2]
            found.append(Header(name=name.strip(), value=value.strip(), line=number))
    return tuple(found)


def decoded(value: str) -> str:
    """Decode the encoded words of *value*; what cannot be decoded stays."""
    from email.errors import HeaderParseError
    from email.header import decode_header, make_header

    try:
        return str(make_header(decode_header(value)))
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        return value


def check(content: bytes) -> Iterator[Hit]:
    """Find what is wrong with the headers, and with the lines of the whole message."""
    found = read_headers(content)
    first = {header.name.lower(): header for header in reversed(found)}
    yield from _required(first)
    yield from _forms(first)
    yield from _leaving(first)
    yield from _each(found)
    yield from _lines(content)


def _required(first: dict[str, Header]) -> Iterator[Hit]:
    for name, reason in (
        ("From", "RFC 5322 §3.6 asks for it"),
        ("Date", "RFC 5322 §3.6 asks for it"),
        ("Subject", "nobody opens a message without one"),
        ("Message-ID", "servers add their own, and a second copy cannot be known"),
        ("MIME-Version", "without it the parts are shown as they stand (RFC 2045 §4)"),
    ):
        if name.lower() not in first or not first[name.lower()].value:
            yield error(f"headers/{name.lower()}", f"there is no {name}", f"add it: {reason}")
    if not {"to", "cc", "bcc"} & first.keys():
        yield warning("headers/to", "there is no To", "address it; mail without a recipient looks like spam")


def _forms(first: dict[str, Header]) -> Iterator[Hit]:
    from email.utils import parsedate_tz

    sender, date, identity = first.get("from"), first.get("date"), first.get("message-id")
    if sender and sender.value and not _ADDRESS.search(sender.value):
        yield error(
            "headers/from", "From holds no address", "write name <address>", shown=sender.value, line=sender.line
        )
    if date and date.value and parsedate_tz(date.value) is None:
        advice = "write it as in Fri, 20 Nov 2026 06:00:00 +0100"
        yield error("headers/date", "Date cannot be read", advice, shown=date.value, line=date.line)
    if identity and identity.value and not _MESSAGE_ID.fullmatch(identity.value):
        advice = "write <unique@domain>"
        yield warning(
            "headers/message-id", "Message-ID has no proper form", advice, shown=identity.value, line=identity.line
        )


def _leaving(first: dict[str, Header]) -> Iterator[Hit]:
    leave, post, list_id = (first.get(name) for name in ("list-unsubscribe", "list-unsubscribe-post", "list-id"))
    rule = "headers/list-unsubscribe"
    if leave is None:
        yield error(rule, "there is no List-Unsubscribe", "add it: <https://…>, <mailto:…>; large providers ask for it")
    else:
        targets = re.findall(r"<\s*([^<>]+?)\s*>", leave.value)
        if not targets:
            advice = "put each URL into angle brackets (RFC 2369 §2)"
            yield error(rule, "List-Unsubscribe names no URL", advice, shown=leave.value, line=leave.line)
        yield from _one_click(targets, post, leave)
    if list_id is None:
        yield warning("headers/list-id", "there is no List-ID", "add it: title <name.domain> (RFC 2919)")
    elif not re.search(r"<[^<>\s@]+\.[^<>\s@]+>\s*$", list_id.value):
        advice = "end it with <name.domain> (RFC 2919 §3)"
        yield warning("headers/list-id", "List-ID has no proper form", advice, shown=list_id.value, line=list_id.line)


def _one_click(targets: list[str], post: Header | None, leave: Header) -> Iterator[Hit]:
    rule = "headers/list-unsubscribe-post"
    has_web = any(target.lower().startswith("https:") for target in targets)
    if not has_web:
        advice = "name an https URL (RFC 8058 §3.1)"
        yield warning(rule, "nobody can unsubscribe with one click", advice, shown=leave.value, line=leave.line)
    elif post is None:
        advice = "add List-Unsubscribe-Post: List-Unsubscribe=One-Click (RFC 8058)"
        yield error(rule, "there is no List-Unsubscribe-Post", advice)
    if post is not None and post.value.replace(" ", "").lower() != "list-unsubscribe=one-click":
        advice = "write List-Unsubscribe=One-Click (RFC 8058 §3.1)"
        yield error(rule, "List-Unsubscribe-Post has no proper value", advice, shown=post.value, line=post.line)


def _each(found: tuple[Header, ...]) -> Iterator[Hit]:
    counts = Counter(header.name.lower() for header in found)
    for header in found:
        name, low = header.name, header.name.lower()
        if low in _ONCE and counts[low] > 1:
            counts[low] = 1
            yield error(f"headers/{low}", f"{name} stands there more than once", "keep one", line=header.line)
        if low.startswith("list-") and _ENCODED_WORD.search(header.value):
            what, advice = f"{name} is written in encoded words", "write it in plain ASCII; no client decodes it there"
            yield error("headers/encoded-list", what, advice, shown=header.value, line=header.line)
        if not header.value.isascii():
            what, advice = f"{name} holds bytes outside ASCII", "write encoded words (RFC 2047)"
            yield error("headers/raw-bytes", what, advice, line=header.line)
        if "?==?" in header.value and _ENCODED_WORD.search(header.value):
            what, advice = f"the encoded words of {name} touch", "put white space between them; Yahoo refuses the mail"
            yield error("headers/encoded-word", what, advice, line=header.line)
        if any(len(word) > 75 for word in _ENCODED_WORD.findall(header.value)):  # noqa: PLR2004 - RFC 2047 §2
            what, advice = f"an encoded word of {name} is longer than 75 characters", "divide it (RFC 2047 §2)"
            yield warning("headers/encoded-word", what, advice, line=header.line)


def _lines(content: bytes) -> Iterator[Hit]:
    for number, line in enumerate(re.split(rb"\r\n|\n|\r", content), 1):
        if len(line) > MAX_LINE:
            advice = "use quoted-printable; servers break longer lines, and with them the signature (RFC 5322 §2.1.1)"
            yield error("message/line-length", f"a line is longer than {MAX_LINE} bytes", advice, line=number)
    pairs, feeds, returns = content.count(b"\r\n"), content.count(b"\n"), content.count(b"\r")
    if (pairs and feeds > pairs) or returns > pairs:
        advice = "end every line with CRLF; servers refuse anything else since the smuggling attacks of 2023"
        what = "its line ends are mixed" if feeds else "its lines end in CR alone"
        yield error("message/line-ends", what, advice)
    if b"\0" in content:
        yield error("message/nul", "it holds a NUL byte", "take it out (RFC 5322 §4)")
