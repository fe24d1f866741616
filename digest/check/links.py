"""Whether every link leads somewhere that a reader can open, and says where.

Decides by the address itself. Does not fetch anything.
"""

from __future__ import annotations

__all__ = ["check", "is_private", "is_vague", "is_way_out", "is_web_address", "label_of", "says_leave"]

import ipaddress
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from digest.check.page import text_of
from digest.check.placeholders import PLACEHOLDER
from digest.check.report import Hit, error, warning
from digest.check.styles import is_hidden
from digest.model import Token
from digest.text import collapse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.check.page import Node, Page
    from digest.check.styles import Styles

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_IGNORED = re.compile(r"[\s\x00-\x1f]+")
_VAGUE = frozenset(
    {
        "click", "click here", "here", "this", "this link", "link", "hier", "hier klicken", "klicken sie hier",
        "cliquez ici", "ici", "haga clic aquí", "haz clic aquí", "aquí", "clicca qui", "qui", "clique aqui", "aqui",
        "klik hier", "klicka här", "här", "her", "klik her", "klikk her", "kliknij tutaj", "tutaj", "bit.ly",
    }
)  # fmt: skip
_OTHER_SCHEMES = frozenset({"mailto", "tel", "sms"})
_BESIDE = 200
"""Characters beside a link that may say what it does."""
_PRIVATE_SUFFIXES = (".localhost", ".local", ".internal", ".intranet", ".lan", ".home.arpa", ".test", ".invalid")
_LEAVING = re.compile(
    r"unsubscri|un-subscri|opt[ -]?out|abmeld|abbestell|austragen|se désabonner|désabonn|désinscri|desabonn|desinscri"
    r"|darse de baja|date de baja|cancelar (?:la |tu |su )?suscripci|desuscri|anular (?:la |tu )?suscripci"
    r"|disiscri|annulla (?:l['’])?iscrizione|cancelar (?:a )?(?:subscrição|inscrição|assinatura)|afmelden|uitschrijven"
    r"|avregistrera|avsluta prenumeration|avprenumerera|avmeld|meld deg av|afmeld|peruuta tilaus|wypisz"
    r"|zrezygnuj|odhlásit|odhlásiť|leiratkoz|dezabon|отписа|відписа|配信停止|配信解除|購読解除|退订|退訂"
    r"|取消订阅|取消訂閱|구독 ?취소|수신 ?거부"
    r"|إلغاء الاشتراك|لغو (?:عضویت|اشتراک)"
    r"|ביטול|להסר|הסרה מ|הסירו|abonelikten çık|listeden çık|aboneliği iptal|διαγραφή|απεγγραφ|κατάργηση εγγραφής|odjav"
    r"|hủy đăng ký|berhenti (?:ber)?langganan|ยกเลิกการ(?:รับ|สมัคร)|सदस्यता (?:समाप्त|रद्द)"
    r"|donar-(?:se|vos) de baixa|peru(?:uta)? tilau"
    r"|leave (?:this|the|our) (?:\w+ )?list|stop receiving",
    re.IGNORECASE,
)


def check(page: Page, styles: Styles, *, is_saved: bool = False) -> Iterator[Hit]:
    """Find links and pictures that lead nowhere; in a saved file (*is_saved*) a relative picture only warns."""
    for node in page.nodes:
        if node.tag in {"a", "area"} and node.get("href") is not None:
            yield from _link(node)
        elif node.tag == "img":
            yield from _picture(node, is_saved=is_saved)
        elif node.tag == "base":
            advice = "take it out and write every address in full; webmail ignores it"
            yield error("links/base", "a base element rewrites the links", advice, line=node.line)
    if page.root is not None:
        yield from _way_out(page, styles)


def _way_out(page: Page, styles: Styles) -> Iterator[Hit]:
    ways = [node for node in page.shared() if is_way_out(node)]
    advice = "print one that every reader can see; readers who cannot leave mark the mail as spam"
    if not ways:
        yield error("links/unsubscribe", "there is no unsubscribe link", advice)
    elif all(_is_unseen(node, styles) for node in ways):
        yield error("links/unsubscribe", "the unsubscribe link is hidden", advice, line=ways[0].line)


def _is_unseen(node: Node, styles: Styles) -> bool:
    return any(is_hidden(element, styles) for element in (node.element, *node.element.iterancestors()))


def _link(node: Node) -> Iterator[Hit]:
    href = node.get("href") or ""
    if href not in set(Token):
        yield from _address(href, "a link", node)
    label = label_of(node)
    if not label:
        advice = "give it words, or its picture an alt text (WCAG 2.4.4)"
        yield error("links/text", "a link has no text", advice, shown=node.shown, line=node.line)
    elif is_vague(label):
        advice = "say where it leads; screen readers list links without their sentences"
        yield warning("links/text", "a link does not say where it leads", advice, shown=f"“{label}”", line=node.line)


def label_of(node: Node) -> str:
    """Give what a screen reader says for a link."""
    alts = (picture.get("alt") or "" for picture in node.element.iter("img"))
    own = (node.element.get("aria-label") or "", node.element.get("title") or "")
    return collapse(" ".join((text_of(node.element), *alts))).strip("\u200b\u200c\u200d\ufeff") or collapse(
        " ".join(own)
    )


def is_vague(label: str) -> bool:
    """Tell whether *label* needs the sentence around it to be understood."""
    return collapse(label).strip(" .!:>»→…").lower() in _VAGUE


def _picture(node: Node, *, is_saved: bool) -> Iterator[Hit]:
    source = node.get("src") or ""
    if source.lower().startswith(("cid:", "data:")):
        return
    if is_saved and source and not _SCHEME.match(source) and not source.startswith("//"):
        advice = "it shows beside this file only; a message needs the full http(s) address"
        yield warning("links/relative", "a picture has a relative address", advice, shown=node.shown, line=node.line)
    else:
        yield from _address(source, "a picture", node)
        if source.lower().startswith("http:") and is_web_address(source) and not is_private(source):
            what, advice = "a picture is fetched by http", "write https; clients block it, or warn of it, otherwise"
            yield warning("pictures/http", what, advice, shown=node.shown, line=node.line)


def _address(address: str, kind: str, node: Node) -> Iterator[Hit]:
    shown, line = node.shown, node.line
    bare = _IGNORED.sub("", address)
    scheme = found[1].lower() if (found := _SCHEME.match(bare)) else ""
    if PLACEHOLDER.search(address):  # said by `wording`; filled in, it may be a whole address
        return
    if not bare or bare == "#":
        yield error("links/empty", f"{kind} has no address", "give it one, or take it out", shown=shown, line=line)
    elif scheme in {"http", "https"}:
        yield from _web_address(bare, kind, node)
    elif kind == "a link" and (scheme in _OTHER_SCHEMES or bare.startswith("#")):
        return
    elif scheme:
        what, advice = f"{kind} uses {scheme}:", "use http or https; clients remove other schemes"
        yield error("links/scheme", what, advice, shown=shown, line=line)
    else:
        what, advice = (
            f"{kind} has a relative address",
            "write the full address; a message has no page to be relative to",
        )
        yield error("links/relative", what, advice, shown=shown, line=line)


def _web_address(address: str, kind: str, node: Node) -> Iterator[Hit]:
    if not is_web_address(address):
        what, advice = f"{kind} has an address that cannot be read", "mend it: http(s)://host/path"
        yield error("links/malformed", what, advice, shown=node.shown, line=node.line)
    elif is_private(address):
        yield private(f"{kind} leads to {urlsplit(address).netloc}", shown=node.shown, line=node.line)


def private(what: str, *, shown: str = "", line: int | None = None) -> Hit:
    """Make the hit for an address of this machine or of a private network."""
    advice = "readers cannot open this; set public_url to an address that the world can reach"
    return warning("links/private-address", what, advice, shown=shown, line=line)


def is_web_address(address: str) -> bool:
    """Tell whether *address* is an absolute http or https URL with a host."""
    try:
        parts = urlsplit(address)
        return parts.scheme.lower() in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def is_private(address: str) -> bool:
    """Tell whether the URL *address* names this machine, a private network, or a name that only such networks know."""
    host = (urlsplit(address).hostname or "").rstrip(".").lower()
    try:
        number = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return "." not in host or host.endswith(_PRIVATE_SUFFIXES)
    return not number.is_global


def is_way_out(node: Node) -> bool:
    """Tell whether *node* is a link by which a reader can leave, by its address or its words."""
    href = node.get("href")
    if node.tag != "a" or not href:
        return False
    label = label_of(node)
    if href == Token.UNSUBSCRIBE or says_leave(href) or says_leave(label):
        return True
    return is_vague(label) and says_leave(_beside(node))  # "to unsubscribe, click here"


def _beside(node: Node) -> str:
    """Give the words right before and after a link."""
    before, parent = node.element.getprevious(), node.element.getparent()
    words = (before.tail if before is not None else parent.text if parent is not None else ""), node.element.tail
    return " ".join((each or "")[-_BESIDE:] for each in words)


def says_leave(text: str) -> bool:
    """Tell whether *text* speaks of leaving a list, in one of some thirty languages."""
    return bool(_LEAVING.search(text))
