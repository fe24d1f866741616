"""Whether the edition itself is whole, before anything is rendered.

Decides what an editor should look at again: blurbs, headlines, credits, addresses. Does not know the page.
"""

from __future__ import annotations

__all__ = ["check"]

from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from digest.check.report import Hit, error, warning
from digest.model import Place
from digest.text import collapse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.model import Card, Edition


def check(edition: Edition) -> Iterator[Hit]:
    """Find what is missing, or there twice."""
    cards = edition.cards
    if not cards:
        advice = "look at `digest pieces --why`; nothing is sent without a piece"
        yield error("edition/no-pieces", "there is no piece in it", advice)
    for card in cards:
        yield from _links(card)
        yield from _words(card)
    yield from _repeated(cards)


def _links(card: Card) -> Iterator[Hit]:
    piece = card.piece
    if not _is_web_address(piece.link):
        what, advice = "a piece has no http(s) address", "mend its link in the source, or take it out"
        yield error("edition/link", what, advice, shown=f"“{piece.title}”: {piece.link}")
    if card.place is not Place.BRIEF and piece.image and not piece.image.credit.strip():
        what, advice = "a picture has no credit", "name its photographer or agency"
        yield warning("pictures/credit", what, advice, shown=f"“{piece.title}”")


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)


def _words(card: Card) -> Iterator[Hit]:
    title = card.piece.title
    if not title.strip():
        yield error("edition/headline", "a piece has no headline", "give it one", shown=card.piece.link)
    if card.place is not Place.BRIEF and not card.blurb.text.strip():
        what, advice = "a piece has no blurb", "write one; the headline stands alone"
        yield warning("edition/empty-blurb", what, advice, shown=f"“{title}”")


def _repeated(cards: tuple[Card, ...]) -> Iterator[Hit]:
    kinds = (
        ("edition/repeated-piece", "a piece is in it twice", [card.piece.link for card in cards]),
        ("edition/repeated-headline", "two pieces have the same headline", [_key(card.piece.title) for card in cards]),
        ("edition/repeated-blurb", "two pieces have the same blurb", [_key(card.blurb.text) for card in cards]),
    )
    for rule, what, keys in kinds:
        counts, seen = Counter(keys), set[str]()
        for card, key in zip(cards, keys, strict=True):
            if key and counts[key] > 1 and key in seen:
                yield warning(rule, what, "change one, or take it out", shown=f"“{card.piece.title}”")
            seen.add(key)


def _key(text: str) -> str:
    return collapse(text).casefold()
