"""Puts the rules together for what is to be checked: a rendering, a page, a message.

Decides which rules apply to what. Does not know any rule. Loads the parsers; imported by `digest.check` when needed.
"""

from __future__ import annotations

__all__ = ["html_findings", "message_findings", "page_of", "rendering_findings"]

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from digest.check import (
    contrast,
    headers,
    html,
    links,
    parts,
    postal,
    size,
    structure,
    support,
    tracking,
    unstyled,
    wording,
)
from digest.check.page import Page, parse, text_of, texts_of
from digest.check.placeholders import joined
from digest.check.report import Hit, error, findings, ordered
from digest.check.sheets import Sheet, sheets
from digest.check.styles import Styles, styles
from digest.model import Token

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from email.message import Message

    from digest.check.clients import ClientWeights
    from digest.model import Finding, Publication, Rendering


@dataclass(frozen=True, slots=True, kw_only=True)
class _Subject:
    """A page, read once for all rules."""

    page: Page
    sheets: tuple[Sheet, ...]
    styles: Styles
    clients: ClientWeights


def _read(source: str, clients: ClientWeights) -> _Subject:
    page = parse(source)
    found = sheets(page)
    return _Subject(page=page, sheets=found, styles=styles(page, found), clients=clients)


def _page_hits(
    subject: _Subject, *, is_final: bool = False, is_saved: bool = False, encoded_bytes: int | None = None
) -> Iterator[Hit]:
    page, found, plain = subject.page, subject.sheets, subject.styles
    yield from size.check(page.source, found, encoded_bytes=encoded_bytes, is_final=is_final or is_saved)
    yield from html.check(page)
    yield from links.check(page, plain, is_saved=is_saved)
    yield from tracking.check(page)
    yield from wording.check_page(page, plain, is_final=is_final)
    dark = styles(page, found, is_dark=True) if contrast.knows_dark(page, found, plain) else None
    yield from contrast.check(page, plain, dark)
    yield from unstyled.check(page, plain)
    yield from support.check(page, found, plain, subject.clients)


def rendering_findings(
    rendering: Rendering, publication: Publication | None, public_url: str, clients: ClientWeights
) -> tuple[Finding, ...]:
    """Apply every rule for a rendering."""
    subject = _read(rendering.html, clients)
    page_hits: Iterable[Hit] = _page_hits(subject)
    if public_url and links.is_web_address(public_url) and links.is_private(public_url):
        # Said once, of the setting; not again of every picture that it hosts.
        ours = f"leads to {urlsplit(public_url).netloc}"
        page_hits = (hit for hit in page_hits if hit.rule != "links/private-address" or not hit.what.endswith(ours))
    preheader = wording.check_preheader(rendering.preheader, rendering.subject, subject.page, subject.styles)
    return ordered(
        (
            *findings(page_hits, place="html"),
            *findings(_text_hits(rendering), place="text"),
            *findings(wording.check_subject(rendering.subject), place="subject"),
            *findings(preheader, place="preheader"),
            *(findings(_postal_hits(subject.page, publication), place="html") if publication else ()),
            *(findings(_public_url_hits(public_url), place="public_url") if public_url else ()),
        )
    )


def _text_hits(rendering: Rendering) -> Iterator[Hit]:
    yield from wording.check_text(rendering.text, is_final=False)
    if rendering.text.strip() and Token.UNSUBSCRIBE not in rendering.text:
        advice = f"print {Token.UNSUBSCRIBE} in the text template; readers who cannot leave mark the mail as spam"
        yield error("links/unsubscribe", "there is no unsubscribe link", advice)


def _postal_hits(page: Page, publication: Publication) -> Iterator[Hit]:
    if page.body is not None:
        yield from wording.check_postal_address(publication, text_of(page.body))


def _public_url_hits(public_url: str) -> Iterator[Hit]:
    if not links.is_web_address(public_url):
        advice = "set it to http(s)://host"
        yield error("links/malformed", "public_url cannot be read", advice, shown=public_url)
    elif links.is_private(public_url):
        yield links.private(f"unsubscribe links and pictures lead to {public_url}")


def html_findings(source: str, name: str, clients: ClientWeights) -> tuple[Finding, ...]:
    """Apply every rule for a page in a file."""
    subject = _read(source, clients)
    page = subject.page
    hits = (*_page_hits(subject, is_saved=True), *parts.check_page(page), *_foreign_hits(page, subject.styles))
    return ordered(findings(joined(hits), place=name))


def _foreign_hits(page: Page, plain: Styles, subject: str = "") -> Iterator[Hit]:
    """Judge what is known beforehand of a rendering of ours, and must be looked for in what anyone made."""
    yield from wording.check_hidden_preheader(page, plain, subject)
    words = " ".join(texts_of(page.body)) if page.body is not None else ""
    yield from postal.check(words)


def message_findings(content: bytes, name: str, clients: ClientWeights) -> tuple[Finding, ...]:
    """Apply every rule for a message.

    A line of what is found in its headers is that of the file; of what is found in a part, that of the part, decoded:
    nobody finds a place of quoted-printable or base64 in the file.
    """
    message = structure.parsed(content)
    plain, rich = structure.shown(message, "text/plain"), structure.shown(message, "text/html")
    found = [*findings((*headers.check(content), *structure.check(content, message)), place=name)]
    subject = next((each.value for each in headers.read_headers(content) if each.name.lower() == "subject"), "")
    subject = headers.decoded(subject)
    if subject:
        found += findings(joined(wording.check_subject(subject)), place=name)
    if plain is not None:
        text_hits = _final_text_hits(structure.decoded(plain), is_alone=rich is None)
        found += findings(joined(text_hits), place=f"{name} (text part)")
    if rich is not None:
        read = _read(structure.decoded(rich), clients)
        hits = _page_hits(read, is_final=True, encoded_bytes=structure.encoded_bytes(rich))
        more = (*parts.check(read.page, message), *_foreign_hits(read.page, read.styles, subject))
        found += findings(joined((*hits, *more)), place=f"{name} (html part)")
    return ordered(found)


def _final_text_hits(text: str, *, is_alone: bool) -> Iterator[Hit]:
    yield from wording.check_text(text, is_final=True)
    if is_alone and text.strip():
        if not links.says_leave(text):
            advice = "print how to leave; readers who cannot mark the mail as spam"
            yield error("links/unsubscribe", "there is no unsubscribe link", advice)
        yield from postal.check(text)


def page_of(message: Message) -> str:
    """Give the page that *message* shows; empty where it has none."""
    rich = structure.shown(message, "text/html")
    return "" if rich is None else structure.decoded(rich)
