"""Brings together what the feed and the page say of a piece.

The feed's title, guid and exact instant stay, because the ledger knows the piece by them. The page fills what is
missing or known less exactly. Pure: it fetches and parses nothing.
"""

from __future__ import annotations

__all__ = ["merge_page"]

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from digest.collect.identity import is_same_site, url_key
from digest.model import Precision

if TYPE_CHECKING:
    from collections.abc import Mapping

    from digest.collect.pages import Page
    from digest.model import Image, Piece

ENOUGH = 0.6
"""A feed's text of less than this share of the page's is cut short; of more, the page's surplus is not the piece."""
_EXACTNESS: Mapping[Precision, int] = {Precision.GUESSED: 0, Precision.DAY: 1, Precision.INSTANT: 2}


def merge_page(piece: Piece, page: Page, *, url: str = "") -> Piece:
    """Complete *piece* by its *page*, which was found at *url* after redirects."""
    merged = replace(
        piece,
        title=piece.title or page.title,
        section=piece.section or page.section,
        authors=_authors(piece.authors, page.authors),
        updated=piece.updated or page.updated,
        lang=piece.lang or page.lang,
        teaser=piece.teaser or page.dek,
        text=_text(piece.text, page.text),
        is_whole=piece.is_whole and _text(piece.text, page.text) == piece.text,
        image=_image(piece.image, page.image),
        canonical_url=_canonical(piece, page, url),
    )
    return _with_date(merged, page)


def _with_date(piece: Piece, page: Page) -> Piece:
    known = _EXACTNESS[piece.precision] if piece.published else 0
    if page.published is None or _EXACTNESS[page.precision] <= known:
        return piece
    return replace(piece, published=page.published, precision=page.precision, published_raw=page.published_raw)


def _authors(feed: tuple[str, ...], page: tuple[str, ...]) -> tuple[str, ...]:
    """Take the feed's authors, unless the page names them and more: many feeds have room for one only."""
    return page if {name.casefold() for name in feed} <= {name.casefold() for name in page} else feed


def _text(feed: str, page: str) -> str:
    return page if len(feed) < ENOUGH * len(page) else feed


def _image(feed: Image | None, page: Image | None) -> Image | None:
    """Take the feed's picture, unless only the page says who made it or what it shows."""
    if feed is None or page is None:
        return feed or page
    if _file(feed.url) == _file(page.url):
        return replace(feed, alt=feed.alt or page.alt, credit=feed.credit or page.credit)
    is_page_better = (page.credit and not feed.credit) or (page.alt and not feed.alt and not feed.credit)
    return page if is_page_better else feed


def _file(url: str) -> str:
    return urlsplit(url).path.rpartition("/")[2].lower()


def _canonical(piece: Piece, page: Page, url: str) -> str:
    """Trust the page's word about its address within its own site, and a redirect that leads to a page, not home."""
    reached = url or piece.url
    named = page.canonical_url
    is_home = not urlsplit(named).path.strip("/") and bool(urlsplit(reached).path.strip("/"))
    if named and not is_home and (is_same_site(named, reached) or is_same_site(named, piece.url)):
        return named
    is_moved = bool(url) and url_key(url) != url_key(piece.url) and bool(urlsplit(url).path.strip("/"))
    return piece.canonical_url or (url if is_moved else "")
