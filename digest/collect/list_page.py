"""Reads a page that lists pieces: its links by a CSS selector, or those that look like headlines.

Decides which links lead to pieces, and what stands beside each: its title, a teaser, a date. Does not follow them.
"""

from __future__ import annotations

__all__ = ["Link", "collect_list", "read_list"]

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urlsplit

from digest.collect.asking import PAGE_ACCEPT, PAGE_BYTES
from digest.collect.dates import parse_date
from digest.collect.document import parse_document, visible_text
from digest.collect.identity import is_same_site, url_key
from digest.collect.markup import absolute_url, clean_title
from digest.errors import ParseError
from digest.model import Piece, Precision

if TYPE_CHECKING:
    from collections.abc import Iterable
    from zoneinfo import ZoneInfo

    from lxml.html import HtmlElement

    from digest.collect.asking import Asker, Collected
    from digest.collect.dates import ParsedDate

MAX_LINKS = 200
HEADLINE_WORDS = 4
HEADLINE_LETTERS = 12
"""For scripts that put no spaces between words."""
_HEADLINES = (
    "//h1//a[@href] | //h2//a[@href] | //h3//a[@href] | //h4//a[@href] | //a[@href][.//h1 or .//h2 or .//h3 or .//h4]"
)
_ARTICLES = "//article//a[@href] | //main//li//a[@href]"
_BESIDE = frozenset({"nav", "footer", "aside", "header", "form"})
_BUTTON = re.compile(
    r"(?:read|see|view|show)\s(?:more|all|on)\b.*|continue\sreading.*|keep\sreading.*|more|»|›", re.IGNORECASE
)
_TEASER_LETTERS = range(40, 600)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One link to a piece, with what stands beside it."""

    url: str
    title: str
    teaser: str = ""
    date_raw: str = ""


def collect_list(asker: Asker) -> Collected:
    """Read the page of the source. Raises SourceError, also where its selector is wrong or fits nothing."""
    source = asker.source
    answer = asker.ask(source.url, accept=PAGE_ACCEPT, max_bytes=PAGE_BYTES, is_page=True)
    if answer.is_unchanged:
        return asker.collected((), source.url, is_unchanged=True)
    links: tuple[Link, ...] = asker.sandbox.run(
        read_list, answer.content, url=answer.url, selector=source.selector, charset=answer.charset
    )
    return asker.collected(tuple(_piece(link, source.url, asker.zone) for link in links), source.url)


def read_list(content: bytes, *, url: str, selector: str = "", charset: str = "") -> tuple[Link, ...]:
    """List the links of the page *content*, found at *url*, in its order, each address once.

    Raises ParseError where the page cannot be read, or where *selector* is no CSS selector or fits no link.
    """
    root = parse_document(content, charset=charset, resource=url)
    base = absolute_url(next((str(href) for href in root.xpath("//base/@href")), ""), url) or url
    anchors = _selected(root, selector, url) if selector else _like_headlines(root, base)
    links = _merged(anchors, base, url)
    if not links:
        what = f"the selector {selector!r} fits no link" if selector else "no link on it looks like a headline"
        advice = "look at the page and correct `selector`" if selector else "name them by a CSS selector in `selector`"
        raise ParseError(f"{what}; {advice}", resource=url)
    return links[:MAX_LINKS]


def _selected(root: HtmlElement, selector: str, url: str) -> list[HtmlElement]:
    from cssselect import SelectorError
    from lxml.cssselect import CSSSelector

    try:
        found = CSSSelector(selector, translator="html")(root)
    except SelectorError as error:
        raise ParseError(f"{selector!r} is no CSS selector ({error}); correct `selector`", resource=url) from error
    anchors: list[HtmlElement] = []
    for element in found:
        # A selector of the whole card means the links in it.
        anchors += [element] if element.get("href") else element.xpath(".//a[@href] | ancestor::a[@href][1]")
    return anchors


def _like_headlines(root: HtmlElement, base: str) -> list[HtmlElement]:
    found = [a for a in root.xpath(_HEADLINES) if _is_headline(a, base)]
    return found or [a for a in root.xpath(_ARTICLES) if _is_headline(a, base)]


def _is_headline(anchor: HtmlElement, base: str) -> bool:
    text = visible_text(anchor)
    is_long = len(text.split()) >= HEADLINE_WORDS or (len(text) >= HEADLINE_LETTERS and not text.isascii())
    is_ours = is_same_site(absolute_url(anchor.get("href", ""), base), base)
    return is_long and is_ours and not any(ancestor.tag in _BESIDE for ancestor in anchor.iterancestors())


def _merged(anchors: Iterable[HtmlElement], base: str, url: str) -> tuple[Link, ...]:
    """Make one link of all that lead to one address: the picture, the headline and the button of a card."""
    by_key: dict[str, tuple[str, list[HtmlElement]]] = {}
    for anchor in anchors:
        address = urldefrag(absolute_url(anchor.get("href", ""), base)).url
        key = url_key(address)
        if address and key != url_key(url) and urlsplit(address).path.strip("/"):
            by_key.setdefault(key, (address, []))[1].append(anchor)
    links = (_link(address, group) for address, group in by_key.values())
    return tuple(link for link in links if link.title)


def _link(address: str, anchors: list[HtmlElement]) -> Link:
    titles = [clean_title(_title(anchor)) for anchor in anchors]
    title = max((text for text in titles if not _BUTTON.fullmatch(text)), key=len, default="")
    card = _card(anchors[0], address)
    times = [str(value) for value in card.xpath(".//time/@datetime")] or [
        visible_text(t) for t in card.xpath(".//time")
    ]
    teasers = (visible_text(p) for p in card.xpath(".//p"))
    teaser = next((text for text in teasers if len(text) in _TEASER_LETTERS and text != title), "")
    return Link(url=address, title=title, teaser=teaser, date_raw=times[0] if times else "")


def _title(anchor: HtmlElement) -> str:
    headings = anchor.xpath(".//h1 | .//h2 | .//h3 | .//h4")
    if headings:
        return visible_text(headings[0])
    text = visible_text(anchor)
    return (
        text or anchor.get("aria-label", "") or anchor.get("title", "") or next(iter(anchor.xpath(".//img/@alt")), "")
    )


def _card(anchor: HtmlElement, address: str) -> HtmlElement:
    """Find the largest box around *anchor* in which every headline leads to *address*."""
    card, key = anchor, url_key(address)
    for ancestor in anchor.iterancestors():
        if ancestor.tag in {"body", "html", "main"}:
            break
        others = ancestor.xpath(".//h1 | .//h2 | .//h3 | .//h4 | .//time")
        links = {url_key(absolute_url(a.get("href", ""), address)) for a in ancestor.xpath(_INNER)}
        if links - {key} or len([o for o in others if o.tag == "time"]) > 1:
            break
        card = ancestor
    return card


_INNER = ".//h1//a[@href] | .//h2//a[@href] | .//h3//a[@href] | .//h4//a[@href] | .//a[@href][.//h2 or .//h3 or .//h4]"


def _piece(link: Link, source: str, zone: ZoneInfo) -> Piece:
    published: ParsedDate | None = parse_date(link.date_raw, zone=zone) if link.date_raw else None
    return Piece(
        id=link.url,
        url=link.url,
        title=link.title,
        source=source,
        published=published.instant if published else None,
        precision=published.precision if published else Precision.GUESSED,
        published_raw=link.date_raw,
        teaser=link.teaser,
    )
