"""Puts the rules together for what is to be checked: a rendering, a page, a message.

Decides which rules apply to what. Does not know any rule. Loads the parsers; imported by `digest.check` when needed.
"""

from __future__ import annotations

__all__ = ["html_findings", "message_findings", "page_of", "rendering_findings"]

from dataclasses import dataclass
from email import message_from_bytes
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from digest.check import contrast, headers, html, links, parts, size, support, tracking, unstyled, wording
from digest.check import styles as css
from digest.check.page import Page, parse, text_of
from digest.check.report import Hit, error, findings, ordered, warning
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
    sheets: tuple[css.Sheet, ...]
    styles: css.Styles
    clients: ClientWeights


def _read(source: str, clients: ClientWeights) -> _Subject:
    page = parse(source)
    sheets = css.sheets(page)
    return _Subject(page=page, sheets=sheets, styles=css.styles(page, sheets), clients=clients)


def _page_hits(
    subject: _Subject, *, is_final: bool = False, is_saved: bool = False, encoded_bytes: int | None = None
) -> Iterator[Hit]:
    page, sheets, styles = subject.page, subject.sheets, subject.styles
    yield from size.check(page.source, sheets, encoded_bytes=encoded_bytes)
    yield from html.check(page)
    yield from links.check(page, is_saved=is_saved)
    yield from tracking.check(page)
    yield from wording.check_page(page, styles, is_final=is_final)
    dark = css.styles(page, sheets, is_dark=True) if contrast.knows_dark(page, sheets, styles) else None
    yield from contrast.check(page, styles, dark)
    yield from unstyled.check(page, styles)
    yield from support.check(page, sheets, styles, subject.clients)


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
    page, styles = subject.page, subject.styles
    hits = (*_page_hits(subject, is_saved=True), *parts.check_page(page), *_foreign_hits(page, styles))
    return ordered(findings(hits, place=name))


def _foreign_hits(page: Page, styles: css.Styles, subject: str = "") -> Iterator[Hit]:
    """Judge what is known beforehand of a rendering of ours, and must be looked for in what anyone made."""
    yield from wording.check_hidden_preheader(page, styles, subject)
    yield from wording.check_some_postal_address(page)


def message_findings(content: bytes, name: str, clients: ClientWeights) -> tuple[Finding, ...]:
    """Apply every rule for a message."""
    message = message_from_bytes(content)
    plain, rich = _shown(message, "text/plain"), _shown(message, "text/html")
    found = [*findings((*headers.check(content), *_part_hits(message, plain, rich)), place=name)]
    subject = next((each.value for each in headers.read_headers(content) if each.name.lower() == "subject"), "")
    subject = headers.decoded(subject)
    if subject:
        found += findings(wording.check_subject(subject), place=name)
    if plain is not None:
        found += findings(wording.check_text(_decoded(plain), is_final=True), place=f"{name} (text part)")
    if rich is not None:
        read = _read(_decoded(rich), clients)
        hits = _page_hits(read, is_final=True, encoded_bytes=_encoded_bytes(rich))
        more = (*parts.check(read.page, message), *_foreign_hits(read.page, read.styles, subject))
        found += findings((*hits, *more), place=f"{name} (html part)")
    return ordered(found)


def page_of(message: Message) -> str:
    """Give the page that *message* shows; empty where it has none."""
    rich = _shown(message, "text/html")
    return "" if rich is None else _decoded(rich)


def _shown(message: Message, kind: str) -> Message | None:
    leaves = (part for part in message.walk() if not part.is_multipart())
    shown = (part for part in leaves if part.get_content_disposition() != "attachment")
    return next((part for part in shown if part.get_content_type() == kind), None)


def _part_hits(message: Message, plain: Message | None, rich: Message | None) -> Iterator[Hit]:
    if plain is None:
        advice = "put a text/plain part before the html; some readers see nothing else, and spam filters ask for it"
        yield error("message/no-text", "there is no text part", advice)
    elif rich is not None:
        order = list(message.walk())
        if order.index(plain) > order.index(rich):
            advice = "put text first: clients show the last part that they can (RFC 2046 §5.1.4)"
            yield error("message/part-order", "the html part comes before the text part", advice)
    for part in (plain, rich):
        yield from _charset_hits(part)
    for defect in sorted({type(defect).__name__ for part in message.walk() for defect in part.defects}):
        advice = "mend its MIME structure; clients guess differently"
        yield error("message/defect", f"a parser stumbles over it: {defect}", advice)


def _charset_hits(part: Message | None) -> Iterator[Hit]:
    charset = part.get_content_charset() if part is not None else "utf-8"
    kind = part.get_content_type() if part is not None else ""
    if charset not in {"utf-8", "us-ascii"}:
        advice = "write charset=utf-8; Gmail may cut the message off otherwise"
        yield warning("message/charset", f"the {kind} part is in {charset or 'no named character set'}", advice)


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    try:
        return content.decode(part.get_content_charset("utf-8"), "replace").replace("\r\n", "\n")
    except LookupError:
        return content.decode("utf-8", "replace").replace("\r\n", "\n")


def _encoded_bytes(part: Message) -> int:
    payload = part.get_payload()
    return len(payload.replace("\n", "\r\n").replace("\r\r\n", "\r\n")) if isinstance(payload, str) else 0
