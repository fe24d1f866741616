"""What a list of messages shows of this one before it is opened: sender, subject, and the first words of the body.

Decides where lists cut and whether body text leaks in behind the preheader. Knows the message as sent, not the
rendering: a preheader that did not reach the body is not shown by any list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.utils import parseaddr

from digest.desk.headers import decoded
from digest.text import collapse

__all__ = ["InboxLine", "InboxRow", "inbox_row"]

SHOWN = 90
"""Characters of the body that the widest of the common lists print after the subject."""

_ASCII_SPACE = re.compile(r"[ \t\r\n\f]+")
_INVISIBLE = "\u034f\u00ad\u200b-\u200f\u2060\ufeff"
# What templates put behind a preheader to fill the list's line: joiners, soft hyphens, figure and no-break spaces.
_FILLER = re.compile(rf"[{_INVISIBLE}\s]+")
_UNREAD = frozenset({"style", "script", "title", "template"})
_BLOCKS = frozenset({"div", "p", "td", "th", "tr", "table", "li", "br", "h1", "h2", "h3", "h4", "section", "body"})


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxLine:
    """The row in one kind of list, cut where that list cuts."""

    name: str
    subject: str
    preheader: str
    leak: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxRow:
    """Sender, subject and first words in full, and as lists cut them."""

    sender: str
    subject: str
    preheader: str
    leak: str
    """The body text that stands behind the preheader within what a list prints; empty is right."""
    is_first: bool
    """Whether the body begins with the preheader at all."""
    lines: tuple[InboxLine, ...]


def inbox_row(message: bytes, html: str, preheader: str) -> InboxRow:
    """Read from *message* and its *html* what lists will show, and measure it against the intended *preheader*."""
    parsed = message_from_bytes(message)
    name, address = parseaddr(decoded(str(parsed["From"] or "")))
    subject = collapse(decoded(str(parsed["Subject"] or "")))
    body = _first_text(html)
    wanted = collapse(preheader)
    begins = _reader_of(wanted).match(body) if wanted else None
    taken = begins.end() if begins else 0
    head = wanted if begins else ""
    leak = collapse(_FILLER.sub(" ", body[taken : max(taken, SHOWN)]))
    return InboxRow(
        sender=name or address,
        subject=subject,
        preheader=head,
        leak=leak,
        is_first=begins is not None,
        lines=(_line("Phone", subject, (head, leak), (35, 60)), _line("Desktop", subject, (head, leak), (60, 90))),
    )


def _line(name: str, subject: str, body: tuple[str, str], cuts: tuple[int, int]) -> InboxLine:
    head, leak = body
    left = max(0, cuts[1] - len(head) - 1)
    return InboxLine(name=name, subject=_cut(subject, cuts[0]), preheader=_cut(head, cuts[1]), leak=_cut(leak, left))


def _cut(text: str, limit: int) -> str:
    """Cut as lists do: at the character, in the middle of a word."""
    if len(text) <= limit:
        return text
    return text[: limit - 1].rstrip() + "…" if limit > 1 else ""


def _reader_of(preheader: str) -> re.Pattern[str]:
    """Match *preheader* although a template may have put joiners between its characters (`1,&zwnj;000`)."""
    return re.compile(f"[{_INVISIBLE}]*".join(r"\s+" if char == " " else re.escape(char) for char in preheader))


def _first_text(html: str) -> str:
    """Give the first text of the body as a list reads it: hidden text too, fillers kept, because they take up room."""
    from lxml import html as markup

    if not html.strip():
        return ""
    # Bytes with a named encoding: lxml refuses a str that declares one, and guesses for bytes that do not.
    root = markup.document_fromstring(html.encode(), parser=markup.HTMLParser(encoding="utf-8"))
    gathered = ""
    for node in root.xpath("//body//text()"):
        owner = node.getparent()
        if node.is_text and owner.tag in _UNREAD:
            continue
        edge = " " if owner.tag in _BLOCKS else ""
        gathered = _ASCII_SPACE.sub(" ", gathered + edge + node).lstrip(" ")
        if len(gathered) > 4 * SHOWN:
            break
    return gathered
