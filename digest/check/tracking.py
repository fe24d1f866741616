"""Whether what counts readers was added once: campaign parameters, redirecting links, pictures that cannot be seen.

Decides by the addresses. Two services that each add theirs are the usual cause; figures are then wrong in both, and
redirects through redirects are what spam filters count against a mail.
"""

from __future__ import annotations

__all__ = ["check", "is_unseen"]

import re
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from digest.check.report import Hit, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.check.page import Node, Page

RULE = "links/tracking"
_CAMPAIGN = re.compile(
    r"(?:utm|mtm|pk|piwik|matomo|hsa|ga)_\w+|mc_[ce]id|_hs(?:enc|mi)|[fgd]clid|msclkid|vero_\w+", re.IGNORECASE
)
_INNER = re.compile(r"https?://([^/?#&\s]+)", re.IGNORECASE)
_SIZE = re.compile(
    r"(?:^|;)\s*(?:max-)?(?:width|height)\s*:\s*0*([\d.]+)(?:px)?\s*(?:!important\s*)?(?=;|$)", re.IGNORECASE
)
_SPACER = re.compile(r"/(?:spacer|blank|clear|empty|shim|transp(?:arent)?|trans|s|dot)\.(?:gif|png)$", re.IGNORECASE)
_LAYERS = 3  # of percent-encoding: a redirect in a redirect in a redirect


def check(page: Page) -> Iterator[Hit]:
    """Find trackers that were added twice."""
    for node in page.having("a", "area"):
        yield from _link(node.get("href") or "", node)
    yield from _pictures(page)


def _link(href: str, node: Node) -> Iterator[Hit]:
    try:
        parts = urlsplit(href.strip())
        host = parts.hostname or ""
    except ValueError:  # said by `links`
        return
    counts = Counter(name.lower() for name, _ in parse_qsl(parts.query, keep_blank_values=True))
    for name, count in counts.items():
        if count > 1 and _CAMPAIGN.fullmatch(name):
            advice = "let one service add it; otherwise each counts what the other did"
            what, kind = "a link carries a parameter of a campaign more than once", f"{name}, {count} times"
            yield warning(RULE, what, advice, shown=f"{kind}: {node.shown}", line=node.line, kind=kind)
    if host and host in _wrapped(f"{parts.path}?{parts.query}"):
        what, advice = f"a link goes through {host} twice", "wrap each link once, or not at all"
        yield warning(RULE, what, advice, shown=node.shown, line=node.line)


def _wrapped(rest: str) -> set[str]:
    """Name the hosts of the redirecting addresses inside a link: those that lead on to yet another."""
    hosts: list[str] = []
    for _ in range(_LAYERS):
        hosts = [found.rpartition("@")[2].partition(":")[0].lower() for found in _INNER.findall(rest)]
        if len(hosts) > 1 or (further := unquote(rest)) == rest:
            break
        rest = further
    return set(hosts[:-1])


def _pictures(page: Page) -> Iterator[Hit]:
    seen: set[str] = set()
    for node in page.having("img"):
        if not _is_counter(node):
            continue
        host = _host(node.get("src") or "")
        if host and host in seen:
            what, advice = f"two pictures that nobody sees come from {host}", "keep one; each opening is counted twice"
            yield warning(RULE, what, advice, shown=node.shown, line=node.line)
        seen.add(host)


def is_unseen(node: Node) -> bool:
    """Tell whether a picture is there to count openings: at most one pixel wide or high."""
    attributes = ((node.get(side) or "").strip().removesuffix("px") for side in ("width", "height"))
    return any(_pixels(size) <= 1 for size in (*_SIZE.findall(node.get("style") or ""), *attributes))


def _is_counter(node: Node) -> bool:
    """Tell whether an unseen picture counts; those one pixel wide or high are as often there to keep things apart."""
    attributes = ((node.get(side) or "").strip().removesuffix("px") for side in ("width", "height"))
    sizes = [_pixels(size) for size in (*_SIZE.findall(node.get("style") or ""), *attributes) if size]
    is_spacer = _SPACER.search((node.get("src") or "").partition("?")[0])
    return len(sizes) > 1 and max(sizes) <= 1 and not is_spacer


def _pixels(size: str) -> float:
    try:
        return float(size)
    except ValueError:  # a percentage, or none
        return float("inf")


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
