"""Turns the bytes of a page into a tree that is safe to walk.

Decides the encoding and cuts down what stalls extractors (measured: 500,000 `<br>` or 300,000 links run for minutes).
Does not know what on the page is the piece.
"""

from __future__ import annotations

__all__ = ["MAX_BYTES", "decode", "has_endless_element", "parse_document", "visible_text"]

import codecs
import html
import re
import sys
from typing import TYPE_CHECKING

from lxml import etree
from lxml import html as lxml_html

from digest.errors import ParseError
from digest.text import collapse

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_BYTES = 5_000_000
MAX_COUNTS = {"a": 3_000, "br": 5_000, "p": 8_000, "li": 8_000, "td": 10_000, "meta": 1_000, "link": 2_000}
"""How many of an element a page keeps; the elements beyond go, their text too."""
MAX_ELEMENTS = 60_000
"""A page of more elements is refused: the largest of 182 real ones has 9,535."""

MAX_ATTRIBUTES = 20_000
"""libxml2 compares each attribute with all before it: 200,000 of them on one element run for minutes.

High, since a script's `a < b` looks like an element to so simple a check.
"""

_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{40000,}")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_ATTRIBUTE = re.compile(r"\s[\w:.-]+")
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w:.-]{2,40})", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_PRESCAN = 4096
_TAG = re.compile(
    r"<(?:!doctype\s+html|html|head|body|title|div|p|article|main|section|h[1-6]|meta|a|span|table)\b", re.IGNORECASE
)
_FEED = re.compile(r"\s*(?:<\?xml[^>]*>)?\s*(?:<!--.*?-->\s*)*<(?:rss|feed|rdf:RDF|urlset|sitemapindex)\b", re.DOTALL)
# What XML 1.0 § 2.2 forbids, and the noncharacters: one of them, raw or as a reference, empties an extractor's answer.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:[xX]0*([\da-fA-F]{1,6})|0*(\d{1,7}));?(?![\da-fA-F])")
_C1 = range(0x80, 0xA0)
_SURROGATES = re.compile("[\ud800-\udfff]")
_SURPLUS = "surplus"
_UNSEEN = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "iframe",
        "object",
        "select",
        "textarea",
        "button",
        "head",
    ]
)
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "cite",
        "code",
        "del",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "mark",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "u",
        "var",
    ]
)


def decode(content: bytes, charset: str = "") -> str:
    """Decode a page: byte order mark, then UTF-8 if it is, then *charset* of the answer, then the page's own word.

    UTF-8 comes before the declared encoding because bytes that are no UTF-8 hardly ever read as such, while
    declarations are often a server's default. Last comes windows-1252, as in HTML § 13.2.3.
    """
    for mark, name in _BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(name, "replace")
    declared = _META_CHARSET.search(content[:_PRESCAN])
    page_charset = declared.group(1).decode("ascii", "replace") if declared else ""
    for name in ("utf-8", charset, page_charset):
        text = _decoded(content, name)
        if text is not None:
            return text
    return content.decode("utf-8" if page_charset.lower() in {"utf-8", "utf8"} else "windows-1252", "replace")


def parse_document(content: bytes, *, charset: str = "", resource: str = "") -> HtmlElement:
    """Parse a page into a tree with at most `MAX_COUNTS` of the elements that stall extractors.

    Raises ParseError for what is no HTML page, is larger than `MAX_BYTES`, or has no text at all.
    """
    if len(content) > MAX_BYTES:
        raise ParseError(f"the page is larger than {MAX_BYTES // 1_000_000} MB; leave it out", resource=resource)
    text = _CONTROLS.sub(" ", _REFERENCE.sub(_printable, decode(content, charset)))
    if _FEED.match(text[:2000]):
        raise ParseError("this is a feed or a sitemap, not a page; name it as a feed source", resource=resource)
    if not _TAG.search(text):
        raise ParseError("this is not an HTML page; check the address", resource=resource)
    if has_endless_element(text):
        raise ParseError(f"an element has over {MAX_ATTRIBUTES:,} attributes; leave it out", resource=resource)
    root = _cut_down(_parsed(text, resource), resource)
    if not re.search(r"\w", visible_text(root)):
        raise ParseError("the page has no text; it may need a browser to build itself", resource=resource)
    return root


def has_endless_element(text: str) -> bool:
    """Whether an element of the page *text* has more than `MAX_ATTRIBUTES`."""
    tags = (_QUOTED.sub(" ", tag.group()) for tag in _LONG_TAG.finditer(text))
    return any(len(_ATTRIBUTE.findall(tag)) > MAX_ATTRIBUTES for tag in tags)


def visible_text(element: HtmlElement, *, is_spaced: bool = False) -> str:
    """Give the text of *element* on one line, without scripts, styles and form fields.

    With *is_spaced* every element stands apart, as names and dates in a by-line do even where only style divides them.
    """
    parts: list[str] = []
    hidden = 0
    for event, node in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        if event in {"comment", "pi"}:
            text = node.tail
        else:
            hidden += (node.tag in _UNSEEN) * (1 if event == "start" else -1)
            text = node.text if event == "start" else node.tail if node is not element else None
            if is_spaced or node.tag not in _INLINE:
                parts.append(" ")
        if text and not hidden:
            parts.append(text)
    return collapse("".join(parts))


def _printable(found: re.Match[str]) -> str:
    """Blank a reference to a control; those of C1 mean windows-1252's characters (HTML § 13.2.5.80)."""
    code = int(found[1], base=16) if found[1] else int(found[2])
    if code in _C1:
        return html.unescape(f"&#{code};").translate(dict.fromkeys(_C1, " "))
    is_printable = code <= sys.maxunicode and code & 0xFFFE != 0xFFFE and not _CONTROLS.match(chr(code))  # noqa: PLR2004 - U+nFFFE and U+nFFFF
    return found[0] if is_printable else " "


def _parsed(text: str, resource: str) -> HtmlElement:
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=False, remove_pis=True)
    try:
        return lxml_html.document_fromstring(text.encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise ParseError(f"the page cannot be parsed ({error}); check it in a browser", resource=resource) from error


def _decoded(content: bytes, name: str) -> str | None:
    if not name:
        return None
    try:
        codec = codecs.lookup(name).name
        # HTML's labels latin-1 and ascii mean windows-1252 (Encoding standard § 4.2).
        text = content.decode("windows-1252" if codec in {"iso8859-1", "ascii"} else codec)
    except (LookupError, UnicodeError):
        return None
    return _SURROGATES.sub("\ufffd", text)  # codecs such as unicode-escape give them


def _cut_down(root: HtmlElement, resource: str) -> HtmlElement:
    counts = dict.fromkeys(MAX_COUNTS, 0)
    surplus = 0
    for element in root.iter(*MAX_COUNTS):
        tag = str(element.tag)
        counts[tag] += 1
        if counts[tag] > MAX_COUNTS[tag]:
            element.tag = _SURPLUS
            surplus += 1
    if surplus:
        etree.strip_elements(root, _SURPLUS, with_tail=False)
        # What is left lies in thousands of text nodes side by side; parsing again makes one of them.
        root = _parsed(etree.tostring(root, encoding="unicode", method="html"), resource)
    if sum(1 for _ in root.iter(etree.Element)) > MAX_ELEMENTS:
        raise ParseError(f"the page has more than {MAX_ELEMENTS:,} elements; leave it out", resource=resource)
    return root
