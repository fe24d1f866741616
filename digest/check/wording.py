"""Subject, preheader, text part, address, and what a template forgot to fill.

Decides by the words as they stand. Does not know whether they are true.
"""

from __future__ import annotations

__all__ = [
    "check_hidden_preheader",
    "check_page",
    "check_postal_address",
    "check_preheader",
    "check_subject",
    "check_text",
    "placeholders",
]

import re
from itertools import islice
from typing import TYPE_CHECKING

from digest.check.page import text_of
from digest.check.placeholders import PLACEHOLDER, in_page, placeholders
from digest.check.report import Hit, error, warning
from digest.check.styles import is_hidden

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.check.page import Page
    from digest.check.styles import Styles
    from digest.model import Publication

SUBJECT = range(10, 79)
"""Characters: shorter says nothing, longer is cut on every phone and folded in the header."""

PREHEADER = range(40, 101)
"""Characters that inbox lists show: 40 on the narrowest, about 100 on the widest."""

MAX_LINE = 998
"""Octets of a line (RFC 5322 §2.1.1)."""

_BRACED = re.compile(r"\{[a-z_]+\}")
_FIRST_TEXTS = 3
"""How many visible texts an inbox list may show after the preheader."""
_FILLER = re.compile(r"[\u00ad\u034f\u2007\u200b-\u200f\u2060\ufeff\s]+")


def check_page(page: Page, styles: Styles, *, is_final: bool) -> Iterator[Hit]:
    """Find unfilled places in text and attributes, and a page without a preheader."""
    yield from in_page(page, is_final=is_final)
    first, is_hidden = _first_text(page, styles)
    if first and not is_hidden:
        what, advice = "there is no preheader", "hide 40 to 100 characters at the top of the body for inbox lists"
        yield warning("wording/preheader", what, advice, shown=f"lists show “{first}”")


def check_subject(subject: str) -> Iterator[Hit]:
    """Judge the subject line."""
    yield from placeholders(subject, is_final=True)
    if not subject.strip():
        yield error("wording/subject", "the subject is empty", "write one")
    elif len(subject) not in SUBJECT:
        what = f"the subject has {len(subject)} characters"
        advice = f"keep it between {SUBJECT.start} and {SUBJECT.stop - 1}"
        yield warning("wording/subject", what, advice, shown=f"“{subject}”")
    for found in _BRACED.finditer(subject):
        yield error("wording/placeholder", f"{found[0]!r} was never filled in", "mend the subject's pattern")


def check_preheader(preheader: str, subject: str, page: Page, styles: Styles) -> Iterator[Hit]:
    """Judge the preheader: its length, and that it adds to what is read anyway."""
    yield from placeholders(preheader, is_final=True)
    shown = _plain(preheader)
    if len(shown) not in PREHEADER and not PLACEHOLDER.search(shown):
        what = f"the preheader has {len(shown)} characters"
        advice = f"keep it between {PREHEADER.start} and {PREHEADER.stop - 1}, or inbox lists fill up with other text"
        yield warning("wording/preheader", what, advice, shown=f"“{shown}”" if shown else "")
    advice = "say something that makes people open it"
    if shown and shown.casefold() == _plain(subject).casefold():
        yield warning("wording/preheader-repeats", "the preheader repeats the subject", advice)
    visible = (text.casefold() for text, is_hidden in _own_texts(page, styles) if not is_hidden)
    opening = shown.rstrip("….").casefold()
    if opening and any(text.startswith(opening) for text in islice(visible, _FIRST_TEXTS)):
        yield warning("wording/preheader-repeats", "the preheader repeats the first lines of the body", advice)


def check_hidden_preheader(page: Page, styles: Styles, subject: str = "") -> Iterator[Hit]:
    """Judge the preheader of a page that anyone made: the hidden text at its top, where there is one."""
    first, is_hidden = _first_text(page, styles)
    if is_hidden:
        yield from check_preheader(first, subject, page, styles)


def check_text(text: str, *, is_final: bool) -> Iterator[Hit]:
    """Judge the text part."""
    if not text.strip():
        yield error("text/empty", "the text part is empty", "render it; some readers see nothing else")
        return
    yield from placeholders(text, is_final=is_final)
    for number, line in enumerate(text.splitlines(), 1):
        if " " in line.strip() and len(line.encode("utf-8", "replace")) > MAX_LINE:  # an address cannot be wrapped
            yield warning("text/line-length", f"a line is longer than {MAX_LINE} bytes", "wrap it", line=number)
    if found := re.search(r"<(?:p|div|br|table|a href|td|span)\b[^>]*>", text, re.IGNORECASE):
        yield warning("text/markup", "the text part holds HTML", "render it from the edition", shown=found[0])


def check_postal_address(publication: Publication, text: str) -> Iterator[Hit]:
    """Look for the postal address in *text*; the laws of many countries ask for it (such as CAN-SPAM, §5(a)(5))."""
    if not publication.postal_address.strip():
        advice = f"set postal_address in publications/{publication.slug}.toml; the law asks for it in many countries"
        yield warning("wording/postal-address", "the publication has no postal address", advice)
    elif _letters(publication.postal_address) not in _letters(text):
        yield error("wording/postal-address", "the postal address is not printed", "print it in the footer")


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _plain(text: str) -> str:
    return _FILLER.sub(" ", text).strip()


def _first_text(page: Page, styles: Styles) -> tuple[str, bool]:
    """Give the first text of the body, and whether it is hidden."""
    return next(_own_texts(page, styles), ("", False))


def _own_texts(page: Page, styles: Styles) -> Iterator[tuple[str, bool]]:
    """Go through the texts of the body in reading order, a paragraph's inner elements included."""
    if page.body is None:
        return
    hidden = None
    for node in page.body.iter():
        if not isinstance(node.tag, str) or node.tag in {"style", "script"}:
            continue
        if hidden is not None and hidden in node.iterancestors():
            continue
        hidden = node if is_hidden(node, styles) else None
        whole = _plain(text_of(node))
        if whole and (hidden is not None or (node.text or "").strip()):
            yield whole, hidden is not None
