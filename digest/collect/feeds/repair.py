"""Mends what is nearly XML, so that the strict reader can read it and nothing is lost.

Of 200 feeds of real publishers six are not well-formed, by an undefined entity, a bare `&`, a control character, a
line before the declaration, a wrong encoding or an undeclared prefix: all of these are mended here. Wrongly nested or
unclosed elements are not. A document type goes as well, and with it every entity that could grow.
"""

from __future__ import annotations

__all__ = ["decoded", "has_doctype", "is_mislabelled", "repaired", "without_doctype"]

import codecs
import re
import sys
from functools import lru_cache
from html.entities import html5

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)["']""")
_HEAD = 2_000
_ROOT = re.compile(r"<(?:rss|feed|rdf:RDF|\w+:feed|channel)[\s>]", re.IGNORECASE)
_END = re.compile(r"</(?:rss|feed|rdf:RDF|\w+:feed|channel)\s*>", re.IGNORECASE)
_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[a-zA-Z]\w{1,31});")
_LONE = re.compile(r"&(?!(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[a-zA-Z]\w{1,31});)")
MAX_DISTINCT = 300
"""Different references in one text; HTML knows two thousand, and no feed read so far has more than forty."""
_DOCTYPE = re.compile(rb"<!DOCTYPE\b[^\[>]*(?:\[[^\]]*\]\s*)?>", re.IGNORECASE)
_AMPERSAND = re.compile(r"&(?:(#\d{1,7}|#[xX][\da-fA-F]{1,6})|([a-zA-Z]\w{1,31}));|&")
# What stands in quotes is passed over; of the rest, the values of attributes without quotes.
_QUOTES = re.compile(r"""=\s*(?:"[^"<]*"|'[^'<]*')|(<[A-Za-z][^\s<>"']*+(?:\s+[\w:.-]+\s*+=\s*+(?!["'])[^\s"'<>]+)+)""")
_BARE_VALUE = re.compile(r"""(=\s*)([^\s"'<>=/][^\s"'<>]*)""")
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_LATIN = frozenset({"iso8859-1", "ascii", "cp1252"})
_C1 = re.compile(rb"[\x80-\x9f]")
_UTF8_LETTER = re.compile(rb"[\xc2-\xf4][\x80-\xbf]{1,3}")
# Five bytes are unassigned; they become C1 controls, as on the web.
_WINDOWS = {code: bytes([code]).decode("windows-1252", "ignore") or chr(code) for code in range(0x80, 0xA0)}
_PREDEFINED = frozenset({"amp", "lt", "gt", "quot", "apos"})

_PREFIXES = {
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "media": "http://search.yahoo.com/mrss/",
    "atom": "http://www.w3.org/2005/Atom",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
}
_PREFIX = re.compile(r"</?([A-Za-z][\w.-]{0,30}):[A-Za-z]|\s([A-Za-z][\w.-]{0,30}):[\w.-]+\s*=\s*[\"']")
MAX_PREFIXES = 50
_UNKNOWN = "urn:undeclared:"


def has_doctype(content: bytes) -> bool:
    """Whether *content* begins with a document type, which may define entities or leave them undefined."""
    return b"<!DOCTYPE" in content[:_HEAD].upper()


def without_doctype(content: bytes) -> bytes:
    """Take the document type out; what it alone defined is undefined then, and strict XML says so."""
    return _DOCTYPE.sub(b"", content, count=1)


def is_mislabelled(content: bytes) -> bool:
    """Whether *content* calls windows-1252 latin-1, as the Encoding standard § 4.2 takes it; strict XML does not."""
    declared = _declared(content)
    return _codec(declared) in _LATIN and _C1.search(content) is not None


def decoded(content: bytes, charset: str = "") -> str:
    """Decode by the byte order mark, else the XML declaration, else *charset* of the transport, else as UTF-8.

    What UTF-8 cannot be is read as windows-1252, the encoding that mislabelled western texts have; single such bytes
    in a text that is UTF-8 otherwise are read so by themselves.
    """
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    declared = _declared(content)
    for encoding in (declared or charset, charset, "utf-8"):
        codec = _codec(encoding or "utf-8")
        if codec in _LATIN:
            is_patchwork = _codec(declared) == "utf-8"
            return content.decode("utf-8", _PATCH) if is_patchwork else _windows(content)
        try:
            return _SURROGATES.sub("\ufffd", content.decode(codec))
        except (UnicodeError, LookupError):
            if codec == "utf-8" and _is_nearly_utf8(content):
                break
    return content.decode("utf-8", _PATCH)


def _declared(content: bytes) -> str:
    declared = _DECLARED.search(content[:_HEAD])
    return declared[1].decode("ascii", "replace") if declared else ""


def _codec(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except (LookupError, ValueError):
        return ""


def _windows(content: bytes) -> str:
    return content.decode("latin-1").translate(_WINDOWS)


def _is_nearly_utf8(content: bytes) -> bool:
    """Whether more letters are written as UTF-8 than bytes are not."""
    good = len(_UTF8_LETTER.findall(content))
    return good > 0 and content.decode("utf-8", "replace").count("\ufffd") <= good


def _patched(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return _windows(error.object[error.start : error.end]), error.end


_PATCH = "digest-windows-1252"
codecs.register_error(_PATCH, _patched)


def repaired(text: str) -> bytes:
    """Mend *text* and give it as UTF-8 without a declaration."""
    start = _ROOT.search(text)
    if start:
        text = text[start.start() :]  # without declaration, document type and junk
    ends = list(_END.finditer(text))
    if ends:
        text = text[: ends[-1].end()]
    text = _NO_XML.sub("", text)
    # Beyond the last end of a section none is closed, and looking for its end again and again takes quadratic time.
    closed = text.rfind("]]>") + 3
    parts = [*_CDATA.split(text[:closed]), "", text[closed:]] if closed > 2 else [text]  # noqa: PLR2004 - none found is 2
    # The split puts each CDATA section at an odd place; what is inside is text as it stands.
    parts[::2] = (_QUOTES.sub(_quoted, _with_references(part)) for part in parts[::2])
    return _with_prefixes("".join(parts)).encode("utf-8")


def _with_references(text: str) -> str:
    """Write every reference as XML can have it: one by one where they are few, as they are but for an attack."""
    distinct = set(_REFERENCE.findall(text))
    if len(distinct) > MAX_DISTINCT:
        return _AMPERSAND.sub(_entity, text)
    for reference in distinct:
        written = _written(reference)
        if written != reference:
            text = text.replace(reference, written)
    return _LONE.sub("&amp;", text)


def _entity(found: re.Match[str]) -> str:
    return _written(found[0])


@lru_cache(maxsize=4_096)
def _written(reference: str) -> str:
    """Give *reference* as XML can have it; a feed of a megabyte repeats a few of them a hundred thousand times."""
    found = _AMPERSAND.match(reference)
    assert found is not None
    number, name = found.groups()
    if number:
        code = int(f"0{number[1:]}", base=0) if number[1] in "xX" else int(number[1:])
        return found[0] if code <= sys.maxunicode and not _NO_XML.match(chr(code)) else ""
    if name in _PREDEFINED:
        return found[0]
    # A letter, not a reference: what HTML calls `&colon;` XML writes as it is.
    character = html5.get(f"{name};") if name else None
    return character if character and character not in "<>&" else f"&amp;{found[0][1:]}"


def _quoted(found: re.Match[str]) -> str:
    return _BARE_VALUE.sub(r'\1"\2"', found[0]) if found[1] else found[0]


def _with_prefixes(text: str) -> str:
    """Declare at the root the prefixes that are used and declared nowhere."""
    used = {one or other for one, other in _PREFIX.findall(text)} - {"xml", "xmlns"}
    missing = [prefix for prefix in sorted(used)[:MAX_PREFIXES] if f"xmlns:{prefix}" not in text]
    root = _ROOT.match(text)
    if not missing or not root:
        return text
    place = root.end() - 1
    declarations = "".join(f' xmlns:{prefix}="{_PREFIXES.get(prefix, _UNKNOWN + prefix)}"' for prefix in missing)
    return text[:place] + declarations + text[place:]
