"""Which links of a page must never be followed by a program: those by which a reader leaves, or confirms something.

Decides by the address, by the link's words, and by the words around it: "to leave this list, click here" says it where
the link itself does not. Following one would take somebody off a list, or put them on it, so that a link too many is
spared rather than one too few.
"""

from __future__ import annotations

__all__ = ["as_followed", "spared_addresses"]

import re
from typing import TYPE_CHECKING

from lxml import etree

from digest.check import links
from digest.text import collapse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from digest.check.page import Node, Page

BEFORE, WITHIN, AFTER = 160, 400, 80
"""Characters before a link, of its own and after it that may say what it does."""
_BREAK = "\x1e"
"""Stands between the texts of two blocks: what another paragraph says is about another link."""
_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "center", "dd", "div", "dl", "dt", "fieldset", "figure", "footer",
        "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section",
        "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    }
)  # fmt: skip
_UNREAD = frozenset({"style", "script", "title", "template"})
_STOPPING = re.compile(
    r"no longer (?:wish|want|like)|not (?:wish|want) to (?:receive|get)|stop (?:receiving|getting)"
    r"|stop (?:these )?e-?mail|remove (?:me|yourself|your)"
    r"|(?:manage|change|update|edit|your) (?:\w+ ){0,2}(?:preferences|subscription)"
    r"|leave (?:this|the|our) (?:\w+ )?list|mailing list"
    r"|nicht mehr (?:erhalten|bekommen)|keine (?:weiteren )?(?:e-?mails|newsletter)|ne (?:plus|souhaitez plus) recevoir"
    r"|no (?:desea|deseas|quiere|quieres) (?:\w+ )?recibir|dejar de recibir|non (?:\w+ ){0,2}ricevere"
    r"|(?:não|nao) (?:\w+ ){0,2}receber|niet meer ontvangen|sluta få|ikke (?:lenger|længere)",
    re.IGNORECASE,
)
_CONFIRMING = re.compile(
    r"(?:confirm|verify|validate|activate) (?:\w+ ){0,2}(?:e-?mail|address|subscription|sign-?up|registration|account)"
    r"|(?:reset|change) (?:\w+ )?password|(?:anmeldung|adresse|abo\w*|konto) (?:\w+ )?(?:bestätigen|aktivieren)"
    r"|bestätigen sie|confirme[rz]? (?:\w+ ){0,2}(?:l['’])?(?:abonnement|inscription|adresse|e-?mail)"
    r"|confirm(?:a|ar|e) (?:\w+ ){0,2}(?:suscripci|inscri|assinatura|correo|e-?mail|cuenta|conta)"
    r"|conferma (?:\w+ ){0,2}(?:l['’])?(?:iscrizione|e-?mail|indirizzo)"
    r"|bevestig (?:\w+ )?(?:aanmelding|inschrijving|e-?mail)"
    r"|bekräfta (?:\w+ )?(?:prenumeration|e-post)|bekreft|bekræft|potwierd|подтверд|確認する|确认订阅",
    re.IGNORECASE,
)
_ONE_WORD = re.compile(
    r"(?:yes,? )?(?:please )?(?:confirm|verify|activate|approve|accept|bestätigen|confirmer|confirmar|conferma"
    r"|bevestigen)(?: now)?[.!]?",
    re.IGNORECASE,
)
# A whole step of the path or a whole word of the query: "senate-confirmation-hearing" is an article.
_TELLING = re.compile(
    r"[/?&=](?:unsub|remove|leave|opt-?in|double-?opt-?in|confirm(?:ation)?|verify|verification|activate|activation"
    r"|validate|magic-?link|(?:re)?set-?password|password-?reset|(?:manage-?)?preferences)(?=[/?&=#.]|$)",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"[\t\r\n]+")


def as_followed(address: str) -> str:
    """Give *address* as a browser asks for it: without line breaks, and with its inner spaces escaped."""
    return _ASIDE.sub("", address).strip().replace(" ", "%20")


def spared_addresses(page: Page) -> frozenset[str]:
    """Give the addresses of links that a program must not follow, as they are followed, wherever else they stand."""
    context = _Context(page)
    nodes = (node for node in page.nodes if node.tag in {"a", "area"} and node.get("href"))
    return frozenset(as_followed(node.get("href") or "") for node in nodes if _is_spared(node, context))


def _is_spared(node: Node, context: _Context) -> bool:
    address = as_followed(node.get("href") or "")
    label = links.label_of(node)[:WITHIN] or collapse(node.get("alt") or "")
    if links.says_leave(address) or _TELLING.search(address) or _ONE_WORD.fullmatch(label):
        return True
    words = context.around(node, is_vague=not label or links.is_vague(label))
    said = f"{label}\n{words}"
    return bool(links.says_leave(said) or _STOPPING.search(said) or _CONFIRMING.search(said))


class _Context:
    """The text of a page in one piece, and where in it each link stands."""

    def __init__(self, page: Page) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._spans: dict[HtmlElement, tuple[int, int]] = {}
        if page.root is not None:
            self._read(page.root)
        self._text = "".join(self._parts)

    def around(self, node: Node, *, is_vague: bool) -> str:
        """Give the words around *node* in its own block; where it *is_vague* itself, those of the blocks beside it too.

        The link's own words stand between them, so that a sentence is read as one.
        """
        if node.element not in self._spans:  # in a comment that Outlook alone reads
            return ""
        start, end = self._spans[node.element]
        own = self._text[start : min(end, start + WITHIN)]
        before, after = self._text[max(0, start - BEFORE) : start], self._text[end : end + AFTER]
        if not is_vague:
            before, after = before.rpartition(_BREAK)[2], after.partition(_BREAK)[0]
        return collapse(f"{before}{own}{after}".replace(_BREAK, " "))

    def _read(self, root: HtmlElement) -> None:
        begun: dict[HtmlElement, int] = {}
        unread = 0
        for event, element in _walked(root):
            tag = element.tag if isinstance(element.tag, str) else ""
            if tag in _BLOCKS:
                self._add(_BREAK)
            if event == "start":
                unread += tag in _UNREAD
                begun[element] = self._length
                self._add("" if unread else (element.text or ""))
                self._add(f" {alt} " if (alt := element.get("alt")) else "")
                continue
            if event == "end":
                unread -= tag in _UNREAD
                if tag in {"a", "area"}:
                    self._spans[element] = (begun[element], self._length)
                del begun[element]
            self._add("" if unread else (element.tail or ""))

    def _add(self, text: str) -> None:
        if text:
            self._parts.append(text)
            self._length += len(text)


def _walked(root: HtmlElement) -> Iterator[tuple[str, HtmlElement]]:
    yield from etree.iterwalk(root, events=("start", "end", "comment", "pi"))
