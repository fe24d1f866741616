"""Text and addresses from outside, made safe to print: nothing here trusts a piece, and nothing knows a template.

Decides which characters are printed, which addresses become links, and that no text of a piece can stand for a
recipient's token. Autoescaping does the rest; it would let `javascript:` and `__DG_UNSUBSCRIBE__` through.
"""

from __future__ import annotations

__all__ = ["markup_text", "plain_text", "restore", "safe_url"]

import re
import unicodedata
from urllib.parse import quote, urlsplit, urlunsplit

_SAFE_SCHEMES = frozenset({"http", "https"})
# Embeddings, overrides and isolates turn the text after them too; the marks U+200E and U+200F do not, and Hebrew
# and Arabic need them.
_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_TOKEN_START = re.compile(r"__(?=DG_)", re.IGNORECASE)  # a template may print text in capitals
_TOKEN_STARTS = re.compile(r"__+(?=DG_)", re.IGNORECASE)
# Noncharacters, which `plain` removes from every text, hold the place of what must stay a character reference:
# premailer would turn a reference written any earlier into the character itself.
_HELD = {"_": "\ufdd0", "{": "\ufdd1", "}": "\ufdd2"}
_RESTORED = {ord(held): f"&#{ord(character)};" for character, held in _HELD.items()}
# A single space that does not break is typography: French sets one before its question marks.
_NO_BREAKS = "\u00a0\u202f"
# Marks heaped on one letter run over the lines above and below. No spelling has more than three accents on a letter
# (Vietnamese has two); Hebrew with its cantillation, Arabic, Thai and Lao need more.
_MOST_MARKS, _MOST_VOWELS = 3, 6
_HEAPED = re.compile(
    "([\u0300-\u034e\u0350-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{4,})"
    "|[\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece]{7,}"
)
_SPACES = re.compile(r" +|\s{2,}")
_BRACES = re.compile(r"\{(?=[{%#])|\}(?=\})|(?<=[%#])\}")
_HOST = re.compile(r"\w[\w.-]*|\[[0-9A-Fa-f:.]+\]")
_PATH_SAFE = "/:@!$&'()*+,;=~%-._"


def _clean(text: str) -> str:
    if not (text.isascii() and text.isprintable()):
        text = "".join(filter(None, map(_printable, text)))
        text = _HEAPED.sub(lambda marks: marks[0][: _MOST_MARKS if marks[1] else _MOST_VOWELS], text)
    return _SPACES.sub(" ", text).strip()


def _printable(character: str) -> str:
    """Return *character*, a better one, or nothing.

    C1 controls are what Windows-1252 looks like in the wrong charset, and one U+0092 makes Gmail clip a mail.
    """
    code = ord(character)
    if character.isspace() and character not in _NO_BREAKS:
        return " "
    if 0x80 <= code <= 0x9F:  # noqa: PLR2004 - the range of C1
        return bytes([code]).decode("cp1252", "ignore")
    category = unicodedata.category(character)
    is_noncharacter = 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE  # noqa: PLR2004 - Unicode 16, 23.7
    if category in {"Cc", "Cs"} or is_noncharacter or character in _BIDI_CONTROLS or character == "\ufeff":
        return ""
    return character


def plain_text(text: str) -> str:
    r"""Make one line of printable text; what looks like a token loses an underscore, for plain text has no escape.

    >>> plain_text("a\u202e line\n__DG_ADDRESS__")
    'a line _DG_ADDRESS__'
    """
    return _TOKEN_STARTS.sub("_", _clean(text))


def markup_text(text: str) -> str:
    """Make one line of printable text for markup, complete; `restore` must follow when the markup is ready."""
    held = _TOKEN_START.sub(_HELD["_"] * 2, _clean(text))
    return _BRACES.sub(lambda match: _HELD[match[0]], held)


def restore(html: str) -> str:
    """Write what `markup_text` held back as character references: the reader sees the character, no program a token."""
    return html.translate(_RESTORED)


def safe_url(url: str, *, schemes: frozenset[str] = _SAFE_SCHEMES) -> str:
    """Normalise an absolute *url* to ASCII, or return "" where it must not become a link.

    Only http and https with a host and no user name pass. The host is written in IDNA, the rest percent-encoded
    (RFC 3986): lxml would percent-encode a host's letters too, and break it.
    """
    try:
        return _TOKEN_START.sub("%5F%5F", _normalised(url, schemes))
    except ValueError:  # a broken port or bracket, a host that IDNA refuses, a lone surrogate
        return ""


def _normalised(url: str, schemes: frozenset[str]) -> str:
    parts = urlsplit(url.strip())
    scheme = parts.scheme.lower()
    if scheme not in schemes:
        return ""
    query = quote(parts.query, safe=_PATH_SAFE + "?")
    if scheme == "mailto":
        return urlunsplit((scheme, "", quote(parts.path, safe="@.+-_%,"), query, ""))
    host = _ascii_host(parts.hostname or "")
    if not host or "@" in parts.netloc:
        return ""
    netloc = host if parts.port is None else f"{host}:{parts.port}"
    path, fragment = quote(parts.path, safe=_PATH_SAFE), quote(parts.fragment, safe=_PATH_SAFE + "?")
    return urlunsplit((scheme, netloc, path, query, fragment))


def _ascii_host(host: str) -> str:
    """Return *host* in IDNA, or "" if it is none; raise `ValueError` for letters that no host may have."""
    if ":" in host:
        return f"[{host}]" if _HOST.fullmatch(f"[{host}]") else ""
    if not _HOST.fullmatch(host):
        return ""
    if host.isascii():
        return host
    import idna  # 40 ms, and few hosts need it

    return idna.encode(host, uts46=True).decode("ascii")
