"""Whether the document serves every reader, with a screen reader or with pictures off too.

Decides language, direction, tables, pictures, headings, ids and the document's own form. Does not know links, colours
or what a client supports.
"""

from __future__ import annotations

__all__ = ["check"]

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from digest.check.page import numbered, text_of
from digest.check.report import Hit, error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.check.page import Node, Page

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_C1 = re.compile(r"[\x80-\x9f]")
_BARE_CONDITION = re.compile(r"(?<!--)<!\[(?:if\b|endif)", re.IGNORECASE)
# One that never ends takes the rest: looked for again from each start, 800 KB of starts took seven minutes.
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_EVENT = re.compile(r"on[a-z]+")
_PIXELS = re.compile(r"\d+(?:\.\d+)?(?:px)?")


def check(page: Page) -> Iterator[Hit]:
    """Find what is wrong with the document."""
    yield from _source(page.source)
    if page.root is None or page.body is None:
        yield error("html/empty", "there is nothing to read in it", "render the edition again")
        return
    yield from _language(page)
    yield from _tables(page)
    yield from _pictures(page)
    yield from _headings(page)
    yield from _ids(page)
    yield from _scripts(page)


def _source(source: str) -> Iterator[Hit]:
    for found, line in numbered(_C1, source):
        what, shown = "a control character stands in it", f"U+{ord(found[0]):04X}"
        advice = "replace it by what was meant; Gmail cuts the message off there"
        yield error("html/control-character", what, advice, shown=shown, line=line, kind=shown)
    blanked = _COMMENT.sub(lambda comment: re.sub(r"[^\n]", " ", comment[0]), source)
    for _, line in numbered(_BARE_CONDITION, blanked):
        what, advice = "a conditional comment has no dashes", "write <!--[if !mso]><!--> … <!--<![endif]-->"
        yield warning("html/conditional-comment", what, advice, line=line)
    if "\ufffd" in source:
        what, advice = "U+FFFD stands where a character was lost", "decode the source with its real character set"
        yield warning("html/lost-character", what, advice, line=source.count("\n", 0, source.index("\ufffd")) + 1)
    if not re.search(r"<meta[^>]+charset\s*=\s*[\"']?utf-8", source[:8192], re.IGNORECASE):
        advice = 'put <meta charset="utf-8"> first in the head; without it Gmail may cut the message off'
        yield warning("html/charset", "it does not name utf-8 as its character set", advice)
    if not re.match(r"\s*<!doctype html", source, re.IGNORECASE):
        advice = "begin with <!DOCTYPE html>; without it widths and line heights differ"
        yield warning("html/doctype", "it has no HTML5 doctype", advice)


def _language(page: Page) -> Iterator[Hit]:
    top = next(page.having("html"), None)
    lang, direction = (top.get("lang") or "", top.get("dir") or "") if top else ("", "")
    if lang.lower() in {"", "und"}:  # MJML writes "und" where nothing was set
        advice = 'write <html lang="en">; a screen reader chooses its voice by it (WCAG 3.1.1)'
        yield error("html/lang", "the html element names no language", advice)
    elif not _LANGUAGE.fullmatch(lang):
        yield error("html/lang", f"{lang!r} is no language tag", "write one of BCP 47, such as en or pt-BR")
    if direction.lower() not in {"ltr", "rtl", "auto"}:
        yield warning("html/dir", "the html element names no direction", 'write dir="ltr" or dir="rtl"')
    if not _has_wrapper(page):
        advice = "put both on a wrapper around everything; most webmail drops the html element"
        yield warning("html/wrapper", "no wrapper in the body names language and direction", advice)


def _has_wrapper(page: Page) -> bool:
    """Tell whether an element inside the body has `lang` and `dir` and most of the text in it."""
    body = page.body
    if body is None:
        return False
    half = len(text_of(body)) / 2
    return any(
        node.get("lang") and node.get("dir") and len(text_of(node.element)) >= half
        for node in page.shared()
        if node.tag not in {"html", "body"}
    )


def _tables(page: Page) -> Iterator[Hit]:
    for node in page.nodes:
        is_data = node.element.find(".//th") is not None or node.element.find("caption") is not None
        if node.tag == "table" and node.get("role") not in {"presentation", "none"} and not is_data:
            advice = 'write role="presentation" on it, or screen readers announce rows and columns'
            yield warning("html/table-role", "a layout table has no role", advice, shown=node.shown, line=node.line)


def _pictures(page: Page) -> Iterator[Hit]:
    for node in (node for node in page.nodes if node.tag == "img"):
        alt, width = node.element.get("alt"), node.get("width")
        if alt is None:
            advice = 'describe the picture in alt="…", or write alt="" for an ornament (WCAG 1.1.1)'
            yield error("html/image-alt", "a picture has no alt attribute", advice, shown=node.shown, line=node.line)
        elif re.fullmatch(r"\S+\.(?:jpe?g|png|gif|webp|svg)", alt.strip(), re.IGNORECASE):
            advice = "describe what the picture shows"
            yield warning("html/image-alt", "the alt text is a file name", advice, shown=node.shown, line=node.line)
        if not _PIXELS.fullmatch(width or ""):
            what = "a picture has no width in pixels"
            advice = 'write width="…" as an attribute; Outlook shows the file in its full size otherwise'
            yield warning("html/image-width", what, advice, shown=node.shown, line=node.line)
        elif not _PIXELS.fullmatch(node.get("height") or ""):
            what = "a picture has no height in pixels"
            advice = 'write height="…" beside the width; the text jumps as pictures come in otherwise'
            yield warning("html/image-height", what, advice, shown=node.shown, line=node.line)


def _headings(page: Page) -> Iterator[Hit]:
    headings = [node for node in page.having("h1", "h2", "h3", "h4", "h5", "h6") if _is_filled(node)]
    tops = [node for node in headings if node.tag == "h1"]
    advice = "give the page one h1, the name of the publication or of the edition"
    if not tops:
        yield warning("html/heading-one", "there is no h1", advice)
    for node in tops[1:]:
        yield warning("html/heading-one", "there is more than one h1", advice, shown=_text(node), line=node.line)
    for before, node in pairwise(headings):
        if int(node.tag[1]) > int(before.tag[1]) + 1:
            what, advice = f"an {node.tag} follows an {before.tag}", "go down one level at a time"
            yield warning("html/heading-order", what, advice, shown=_text(node), line=node.line)
    for node in page.having("h1", "h2", "h3", "h4", "h5", "h6"):
        if not _is_filled(node):
            advice = "take it out, or give it words; screen readers list headings"
            yield warning("html/heading-empty", f"an {node.tag} is empty", advice, line=node.line)


def _is_filled(node: Node) -> bool:
    pictures = node.element.iter("img")
    return bool(_text(node)) or any((picture.get("alt") or "").strip() for picture in pictures)


def _text(node: Node) -> str:
    return text_of(node.element).strip()


def _ids(page: Page) -> Iterator[Hit]:
    counts = Counter(node.get("id") for node in page.shared() if node.get("id"))
    for node in page.shared():
        if counts[node.get("id")] > 1:
            what, advice = "an id is given more than once", "give each element its own"
            yield warning(
                "html/duplicate-id", what, advice, shown=node.shown, line=node.line, kind=node.get("id") or ""
            )


def _scripts(page: Page) -> Iterator[Hit]:
    advice = "take it out; every client removes it, and spam filters count it"
    for node in page.shared():
        handlers = [str(name) for name in node.element.keys() if _EVENT.fullmatch(str(name))]  # noqa: SIM118 - lxml elements iterate over children
        if node.tag == "script":
            yield error("html/script", "there is a script", advice, line=node.line)
        for name in handlers:
            yield error(
                "html/script", "there is a handler", advice, shown=f"{name} of {node.shown}", line=node.line, kind=name
            )
