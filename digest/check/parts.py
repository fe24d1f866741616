"""Whether the pictures that a page shows from the message's own parts are there, and the others are shown.

Decides by Content-ID (RFC 2392) and Content-Location (RFC 2557). Does not know headers, nor what is in a picture;
`data:` pictures are a matter of what clients can do (`support`).
"""

from __future__ import annotations

__all__ = ["check", "check_page"]

import re
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote

from digest.check.report import Hit, error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

    from digest.check.page import Node, Page

_REFERENCE = re.compile(r"\s*cid:(.+)", re.IGNORECASE | re.DOTALL)
_IN_STYLE = re.compile(r"""url\(\s*["']?\s*cid:([^"')\s]+)""", re.IGNORECASE)
_ANYWHERE = re.compile(r"""cid:([^\s"'()<>]+)""", re.IGNORECASE)


def check(page: Page, message: Message) -> Iterator[Hit]:
    """Compare what *page* shows with the parts of its *message*."""
    names = {name for part in message.walk() if (name := _content_id(part))}
    for node, name in _references(page):
        if name not in names:
            advice = "attach the file with this Content-ID (RFC 2392), or give the picture's web address"
            what = "a picture is to be shown from a part that the message does not have"
            yield error("pictures/missing-part", what, advice, shown=node.shown, line=node.line)
    # Whatever looks like a reference counts, wherever it stands: a part in use must not be called unused.
    used = {unquote(name) for name in _ANYWHERE.findall(unescape(page.source))}
    addresses = {node.get("src") for node in page.nodes}
    for part in _related_pictures(message):
        name = _content_id(part)
        if name not in used and str(part.get("Content-Location", "")).strip() not in addresses:
            advice = "take it out, or show it; it makes the message larger and looks like an attachment"
            shown = str(part.get_filename() or name or part.get_content_type())
            yield warning("pictures/unused-part", "a picture in the message is shown nowhere", advice, shown=shown)


def check_page(page: Page) -> Iterator[Hit]:
    """Find references to parts in a page that no message is around."""
    for node, _ in _references(page):
        what = "a picture is to be shown from a part of a message, and this is a page alone"
        advice = "it shows nothing here; check the .eml file, or give the picture's web address"
        yield warning("pictures/cid", what, advice, shown=node.shown, line=node.line)


def _references(page: Page) -> Iterator[tuple[Node, str]]:
    """Give each element that shows a part, with the part's name."""
    for node in page.nodes:
        values = (_REFERENCE.fullmatch(node.get(name) or "") for name in ("src", "background"))
        names = [found[1] for found in values if found]
        for name in (*names, *_IN_STYLE.findall(node.get("style") or "")):
            yield node, unquote(name)


def _content_id(part: Message) -> str:
    return "".join(str(part.get("Content-ID", "")).split()).removeprefix("<").removesuffix(">")


def _related_pictures(message: Message) -> Iterator[Message]:
    """Give the pictures that belong to a page; one that is attached for itself needs no place in it."""
    for part in message.walk():
        inner = part.get_payload() if part.get_content_type() == "multipart/related" else None
        for each in inner if isinstance(inner, list) else ():
            if isinstance(each, str) or each.get_content_maintype() != "image":
                continue
            if each.get_content_disposition() != "attachment":
                yield each
