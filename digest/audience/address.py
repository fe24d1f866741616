"""One form for every spelling of an address, and the reasons why a text is none.

Decides by syntax alone (RFC 5321 §4.1.2 without quoted local parts, IDNA 2008 domains); does not know whether
anybody reads mail there.
"""

from __future__ import annotations

__all__ = ["fault_of", "is_valid_address", "normalise"]

import re
import unicodedata

MAX_ADDRESS = 254
"""Octets in a path, less the angle brackets (RFC 5321 §4.5.3.1.3 and erratum 1690)."""

MAX_LOCAL = 64
"""Octets before the @ (RFC 5321 §4.5.3.1.1)."""

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+(?!\d+$){_LABEL}|localhost")


def normalise(address: str) -> str:
    """Bring *address* to the one form under which it is known: trimmed, lower case, the domain as A-labels.

    RFC 5321 lets a host tell `Ann` from `ann` before the @; none of the large ones does, and one reader written
    twice would be mailed twice. A text that is no address comes back trimmed and in lower case.

    >>> normalise(" Ann@Bücher.Example ")
    'ann@xn--bcher-kva.example'
    """
    folded = unicodedata.normalize("NFC", _trim(address)).lower()
    local, at, domain = folded.rpartition("@")
    return f"{local}{at}{_ascii_domain(domain) or domain}"


def is_valid_address(address: str) -> bool:
    """Tell whether *address* can be mailed as it stands, without SMTPUTF8."""
    return not fault_of(address)


def fault_of(address: str) -> str:
    """Say why *address* cannot be mailed; empty if it can."""
    local, at, domain = _trim(address).rpartition("@")
    ascii_domain = _ascii_domain(domain.lower())
    if not at:
        return "there is no @ in it"
    if not local.isascii():
        return "letters outside ASCII before the @ need SMTPUTF8, which is not supported"
    if not _LOCAL.fullmatch(local):
        return "the part before the @ is not one that mail servers take"
    if not _DOMAIN.fullmatch(ascii_domain):
        return "the part after the @ is not a domain name"
    if len(local) > MAX_LOCAL or len(local) + 1 + len(ascii_domain) > MAX_ADDRESS:
        return f"it is longer than {MAX_LOCAL} characters before the @ or {MAX_ADDRESS} in all"
    return ""


def _trim(address: str) -> str:
    """Strip white space and what copying from web pages leaves: zero-width characters and byte order marks."""
    return address.strip(" \t\r\n\v\f\xa0\u200b\u200c\u200d\u2060\ufeff")


def _ascii_domain(domain: str) -> str:
    """Write *domain*, in lower case, as A-labels; empty where IDNA does not allow it."""
    if domain.isascii():
        return domain
    import idna

    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError:
        return ""
