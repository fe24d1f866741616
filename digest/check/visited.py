"""Which addresses of a page are worth a visit, and what the visits say of the page.

Decides what is a fault: a refusal of programs is none. Does not know how an address is visited; never names one for a
visit by which a reader could leave or confirm something, or that only counts who opens the message.
"""

from __future__ import annotations

__all__ = ["Spot", "check", "is_offline", "list_addresses", "spots"]

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urlsplit

from digest.check import links
from digest.check.report import Hit, error, warning
from digest.check.tracking import is_unseen
from digest.check.ways import as_followed, spared_addresses
from digest.model import LinkState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from email.message import Message

    from digest.check.page import Node, Page
    from digest.model import LinkVisit

MAX_PICTURE_BYTES = 1_000_000
SHOWN = 300
"""Characters of an address that a finding names."""
_UNFILLED = "__DG_"
"""How the tokens begin that stand for what differs from reader to reader."""
_UNTYPED = frozenset({"", "application/octet-stream", "binary/octet-stream"})
"""What storage services say of any file; clients look at the bytes then."""
_COUNTING = re.compile(r"/(?:opens?|pixel|beacon|track|tracking)(?:\.\w+)?(?:/|$)", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place of a page that names an address worth a visit."""

    url: str
    """Without a fragment, as it is visited."""
    is_picture: bool
    line: int


def spots(page: Page, *, own: str = "", spared: Iterable[str] = ()) -> tuple[Spot, ...]:
    """List the links and pictures of *page* that are worth a visit, in its order.

    Addresses at or below *own*, where this program publishes by itself, are left out, and those in *spared*, whatever
    their query: the message's header says that one leaves by them.
    """
    ways = spared_addresses(page)
    places = {_place(address) for address in spared}
    found = []
    for node in page.nodes:
        address = _address(node)
        is_told = address in ways or _UNFILLED in address or _place(address) in places
        if address and not is_told and not _is_below(address, own):
            found.append(Spot(url=urldefrag(address).url, is_picture=node.tag == "img", line=node.line))
    return tuple(found)


def list_addresses(message: Message) -> tuple[str, ...]:
    """Give the web addresses of the header List-Unsubscribe (RFC 2369)."""
    values = " ".join(str(value) for value in message.get_all("List-Unsubscribe", []))
    return tuple(as_followed(found) for found in re.findall(r"<\s*(https?:[^>]*)>", values, re.IGNORECASE))


def _address(node: Node) -> str:
    """Give the address that *node* leads to or shows; empty where there is nothing to visit."""
    name = {"a": "href", "area": "href", "img": "src"}.get(node.tag, "")
    address = as_followed(node.get(name) or "") if name else ""
    if not links.is_web_address(address) or (node.tag == "img" and _is_counter(node, address)):
        return ""
    return address


def _is_counter(node: Node, address: str) -> bool:
    """Tell whether a picture is there to be counted and not to be seen."""
    is_hidden = bool(_HIDDEN.search(node.get("style") or ""))
    return is_unseen(node) or is_hidden or bool(_COUNTING.search(urlsplit(address).path))


def _place(address: str) -> tuple[str, str]:
    try:
        parts = urlsplit(address)
    except ValueError:
        return "", address
    return parts.netloc.lower(), parts.path.rstrip("/")


def _is_below(address: str, own: str) -> bool:
    if not own:
        return False
    base = own.rstrip("/")
    return address == base or address.startswith((f"{base}/", f"{base}?", f"{base}#"))


def is_offline(visits: Iterable[LinkVisit]) -> bool:
    """Tell whether no server at all has answered: then it may not be the links that are at fault."""
    asked = [visit for visit in visits if visit.state not in {LinkState.NOT_VISITED, LinkState.PRIVATE}]
    unanswered = {LinkState.GONE, LinkState.UNREACHABLE}
    return bool(asked) and all(visit.state in unanswered and not visit.status for visit in asked)


def check(places: Iterable[Spot], visits: Mapping[str, LinkVisit]) -> Iterator[Hit]:
    """Say what *visits*, by address, found wrong at *places*."""
    for spot in places:
        visit = visits.get(spot.url)
        if visit is not None:
            yield from _hits(spot, visit)


def _hits(spot: Spot, visit: LinkVisit) -> Iterator[Hit]:
    shown, kind = _shown(spot.url), "a picture" if spot.is_picture else "a link"
    told = f"{shown} – {visit.reason}"
    if visit.state is LinkState.FINE and spot.is_picture:
        yield from _picture(spot, visit, shown)
    elif visit.state is LinkState.GONE and spot.is_picture:
        advice = "put it there again, or take it out; readers see an empty frame"
        yield error("pictures/gone", f"a picture is not there: {told}", advice, line=spot.line)
    elif visit.state is LinkState.GONE:
        yield error(
            "links/gone", f"a link leads nowhere: {told}", "correct the address, or take it out", line=spot.line
        )
    elif visit.state is LinkState.UNREACHABLE:
        advice = "open it in a browser, and check again before the edition goes out"
        yield warning("links/unreachable", f"{kind} could not be reached: {told}", advice, line=spot.line)
    elif visit.state is LinkState.PRIVATE and not links.is_private(spot.url):
        advice = "readers cannot open this; use an address that the world can reach"
        yield warning("links/private-address", f"{kind} leads to a private address: {told}", advice, line=spot.line)
    elif visit.state is LinkState.NOT_VISITED:
        what, advice = f"{kind} was not looked at: {visit.reason}", "open it in a browser, or check again"
        yield warning("links/not-visited", what, advice, shown=shown, line=spot.line)


def _picture(spot: Spot, visit: LinkVisit, shown: str) -> Iterator[Hit]:
    kind, length = visit.content_type, visit.content_length or 0
    if kind not in _UNTYPED and not kind.startswith("image/"):
        what, advice = (
            f"a picture is served as {kind}: {shown}",
            "name the picture's own address; this one shows nothing",
        )
        yield warning("pictures/type", what, advice, line=spot.line)
    elif length > MAX_PICTURE_BYTES:
        what, advice = f"a picture has {length:,} bytes: {shown}", "scale it to the width at which it is shown"
        yield warning("pictures/bytes", what, advice, line=spot.line)


def _shown(url: str) -> str:
    return url if len(url) <= SHOWN else f"{url[: SHOWN - 1]}…"
