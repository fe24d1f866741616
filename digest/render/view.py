"""What the templates see: an edition as cleaned text, safe addresses and sizes, ready to be printed.

Decides what is shown of a piece and in which words. Does not know HTML or plain text: the same view serves both, with
the cleaning that fits. No template meets a piece itself, so none can print an unguarded value.
"""

from __future__ import annotations

__all__ = [
    "AppealView",
    "CardView",
    "EditionView",
    "PictureView",
    "PublicationView",
    "Scene",
    "SectionView",
    "dateline",
    "edition_date",
    "edition_view",
]

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING

from markupsafe import Markup

from digest.render.guard import safe_url
from digest.render.words import direction_of
from digest.text import label, paragraphs, reading_minutes, shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from digest.model import Card, Edition, Image, Piece, Publication
    from digest.render.tokens import Tokens
    from digest.render.words import Tongue

_MAX_AUTHORS = 3
_MAX_LABEL, _MAX_ALT = 200, 500  # characters; a name or a description beyond that is a fault of the feed
_WIDE = 0.8  # of the column: a lead picture at least this wide may fill a phone's screen
_APPEAL_SCHEMES = frozenset({"http", "https", "mailto"})
_DOT = " · "
_NO_BREAK = "\u00a0"  # a number stays with its word at the line's end


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What one rendering goes by."""

    folders: tuple[Path, ...]
    """Template folders, the first winning."""
    tongue: Tongue
    tokens: Tokens
    clean: Callable[[str], str]
    """`guard.markup_text` or `guard.plain_text`."""
    public_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureView:
    """A picture with its size as shown, in px; the height is None where it is not known."""

    url: str
    alt: str
    credit: str
    width: int
    height: int | None
    is_wide: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CardView:
    """A piece in its place; every text may be empty but the title."""

    title: str
    link: str
    """Empty where the piece has no address that may be followed."""
    kicker: str
    blurb: str
    meta: str
    """Authors and minutes."""
    number: int
    """Its place in the edition, from 1."""
    speech: Markup
    """` lang="fr"` and, where it differs, `dir`, if the piece is not in the publication's language."""
    picture: PictureView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView:
    """A section with its pieces."""

    title: str
    cards: tuple[CardView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealView:
    """The publication's appeal, in paragraphs; without an address it has no button."""

    text: tuple[str, ...]
    url: str
    label: str
    sponsor: str
    """Says that it is paid for, and by whom; empty where it is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationView:
    """The masthead and what stands in every edition."""

    title: str
    mark: str
    """The letter that stands for the publication."""
    tagline: str
    sender: str
    """Who signs: the sender's name, or the title."""
    url: str
    note: tuple[str, ...]
    """Paragraphs."""
    postal_address: tuple[str, ...]
    """Lines."""
    appeal: AppealView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionView:
    """The edition; `start` and `end` are left and right, or right and left where the language runs so."""

    publication: PublicationView
    lang: str
    dir: str
    start: str
    end: str
    date: str
    dateline: str
    """Date, number of pieces, minutes."""
    extent: str
    """Number of pieces, minutes."""
    number: int
    web_url: str
    """The edition in the browser, or empty."""
    lead: CardView | None
    sections: tuple[SectionView, ...]
    brief: tuple[CardView, ...]


def edition_view(edition: Edition, scene: Scene) -> EditionView:
    """Turn *edition* into what the templates print."""
    tongue = scene.tongue
    is_rtl = tongue.direction == "rtl"
    numbers = count(1)
    return EditionView(
        publication=_publication_view(edition.publication, scene),
        lang=tongue.tag,
        dir=tongue.direction,
        start="right" if is_rtl else "left",
        end="left" if is_rtl else "right",
        date=tongue.long_date(edition_date(edition)),
        dateline=dateline(edition, tongue),
        extent=_extent(edition, tongue),
        number=edition.number,
        web_url=safe_url(f"{scene.public_url.rstrip('/')}/editions/{edition.id}") if scene.public_url else "",
        lead=_card_view(edition.lead, scene, _plate(scene.tokens), next(numbers)) if edition.lead else None,
        sections=tuple(
            SectionView(
                title=scene.clean(shorten(label(section.title), _MAX_LABEL)),
                cards=tuple(
                    _card_view(card, scene, scene.tokens.space["thumb"], next(numbers)) for card in section.cards
                ),
            )
            for section in edition.sections
        ),
        brief=tuple(_card_view(card, scene, 0, next(numbers)) for card in edition.brief),
    )


def edition_date(edition: Edition) -> date:
    """Return the local day of the edition's slot."""
    return date.fromisoformat(edition.slot[:10])


def _plate(tokens: Tokens) -> int:
    """Return the most that the lead's picture may be wide: never more than the column."""
    return min(tokens.space["plate"], tokens.space["container"] - 2 * tokens.space["gutter"])


def dateline(edition: Edition, tongue: Tongue) -> str:
    """Say the edition's day, the number of its pieces and the minutes they take."""
    return _DOT.join((tongue.long_date(edition_date(edition)), _extent(edition, tongue)))


def _extent(edition: Edition, tongue: Tongue) -> str:
    minutes = sum(_minutes(card.piece) for card in edition.cards)
    parts = (tongue.pieces(len(edition.cards)), tongue.minutes(minutes) if minutes else "")
    return _DOT.join(filter(None, parts))


def _publication_view(publication: Publication, scene: Scene) -> PublicationView:
    clean = scene.clean
    sponsor = clean(publication.appeal_sponsor)
    return PublicationView(
        title=clean(publication.title),
        mark=_mark(publication.title),
        tagline=clean(publication.tagline),
        sender=clean(publication.sender_name) or clean(publication.title),
        url=safe_url(publication.url),
        note=_cleaned(clean, paragraphs(publication.note)),
        postal_address=_cleaned(clean, publication.postal_address.splitlines()),
        appeal=AppealView(
            text=_cleaned(clean, paragraphs(publication.appeal_text)),
            url=safe_url(publication.appeal_url, schemes=_APPEAL_SCHEMES),
            label=clean(publication.appeal_label),
            sponsor=scene.tongue.words.sponsored.format(name=sponsor) if sponsor else "",
        )
        if publication.appeal_text.strip()
        else None,
    )


def _cleaned(clean: Callable[[str], str], texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(filter(None, map(clean, texts)))


def _mark(title: str) -> str:
    """Return the letter for the mark: of "The Harbour Review" the H."""
    letters = (character for character in title.removeprefix("The ") if character.isalnum())
    return next(letters, "").upper()[:1]


def _card_view(card: Card, scene: Scene, picture_width: int, number: int) -> CardView:
    piece, clean = card.piece, scene.clean
    link = safe_url(piece.link) or safe_url(piece.url)
    return CardView(
        title=clean(piece.title) or link,
        link=link,
        kicker=clean(shorten(label(piece.section or ""), _MAX_LABEL)),
        blurb=clean(card.blurb.text),
        meta=_meta(piece, scene),
        number=number,
        speech=_speech(piece, scene.tongue),
        picture=_picture_view(piece.image, scene, picture_width) if piece.image and picture_width else None,
    )


def _minutes(piece: Piece) -> int:
    return _minutes_of(piece.text) if piece.text else 0


@lru_cache(maxsize=128)
def _minutes_of(text: str) -> int:
    # Asked for in both parts and in the date line; the count of words is the slowest step of a view.
    return reading_minutes(text)


def _meta(piece: Piece, scene: Scene) -> str:
    names = _cleaned(scene.clean, (shorten(name, _MAX_LABEL) for name in piece.authors))
    shown = scene.tongue.words.comma.join(names[:_MAX_AUTHORS])
    more = f" +{len(names) - _MAX_AUTHORS}" if len(names) > _MAX_AUTHORS else ""
    minutes = _minutes(piece)
    time = scene.tongue.minutes(minutes).replace(" ", _NO_BREAK) if minutes else ""
    return f"{_NO_BREAK}· ".join(filter(None, (shown + more, time)))


def _speech(piece: Piece, tongue: Tongue) -> Markup:
    """Name the language of a piece that is not in the publication's own (WCAG 2.2, 3.1.2)."""
    tag = piece.lang.strip()
    if not tag.replace("-", "").isalnum() or not tag.isascii() or _primary(tag) == _primary(tongue.tag):
        return Markup("")
    direction = direction_of(tag)
    turned = Markup(' dir="{}"').format(direction) if direction != tongue.direction else Markup("")
    return Markup(' lang="{}"').format(tag) + turned


def _primary(tag: str) -> str:
    return tag.partition("-")[0].lower()


def _picture_view(image: Image, scene: Scene, most: int) -> PictureView | None:
    """Fit *image* into *most* px of width, or return None where its address may not be used."""
    url = safe_url(image.url)
    if not url:
        return None
    is_measured = bool(image.width and image.width > 0 and image.height and image.height > 0)
    width = min(image.width, most) if image.width and image.width > 0 else most
    height = max(1, round(image.height * width / image.width)) if is_measured and image.height and image.width else None
    return PictureView(
        url=url,
        alt=scene.clean(shorten(image.alt, _MAX_ALT)),
        credit=scene.clean(shorten(image.credit, _MAX_LABEL)),
        width=width,
        height=height,
        is_wide=width >= _WIDE * most,
    )
