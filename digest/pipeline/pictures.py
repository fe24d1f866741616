"""Gets each card's picture once, fitted to its place, and puts it where `digest serve` hosts it."""

from __future__ import annotations

__all__ = ["PictureShelf"]

import os
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from digest.errors import DigestError
from digest.model import Card, Edition, Finding, Level, Place, Section

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from digest.collect.fetch import Fetcher
    from digest.model import Image


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How large a picture is shown, in CSS pixels, and its ratio of width to height."""

    width: int
    ratio: float


SIZES = {Place.LEAD: Size(width=592, ratio=16 / 9), Place.SECTION: Size(width=112, ratio=3 / 2)}
PIXEL_DENSITY = 2
"""Files have twice the displayed size, for screens of high density."""


class PictureShelf:
    """The folder of hosted pictures; remembers within its life what it has fetched, failures too."""

    def __init__(self, folder: Path, public_url: str, fetcher: Fetcher, *, folders: tuple[Path, ...]) -> None:
        self._folder = folder
        self._public_url = public_url
        self._fetcher = fetcher
        self._folders = folders
        self._known: dict[tuple[str, Place], Image | DigestError] = {}

    def furnish(self, edition: Edition, on_progress: Callable[[int], None]) -> tuple[Edition, tuple[Finding, ...]]:
        """Give every printed card its picture; a card whose picture cannot be had goes without, with a warning."""
        findings: list[Finding] = []
        done = 0

        def furnished(card: Card) -> Card:
            nonlocal done
            done += 1
            on_progress(done)
            image = card.piece.image
            if image is None:
                return card
            hosted = self._hosted(image, card.place)
            if isinstance(hosted, DigestError):
                findings.append(_warning(card, hosted))
            return replace(card, piece=replace(card.piece, image=None if isinstance(hosted, DigestError) else hosted))

        lead = furnished(edition.lead) if edition.lead else None
        sections = tuple(
            Section(title=section.title, cards=tuple(map(furnished, section.cards))) for section in edition.sections
        )
        return replace(edition, lead=lead, sections=sections), tuple(findings)

    def _hosted(self, image: Image, place: Place) -> Image | DigestError:
        key = (image.url, place)
        if key not in self._known:
            try:
                self._known[key] = self._fetch(image, SIZES[place])
            except DigestError as error:
                self._known[key] = error
        known = self._known[key]
        return known if isinstance(known, DigestError) else replace(known, alt=image.alt, credit=image.credit)

    def _fetch(self, image: Image, size: Size) -> Image:
        from digest.collect.pictures import fetch_picture

        picture = fetch_picture(
            image.url,
            self._fetcher,
            width=size.width * PIXEL_DENSITY,
            ratio=size.ratio,
            folders=self._folders,
        )
        path = self._folder / picture.name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            # Whole or not at all: a name that is there is never written again, and half a picture would stay half.
            # `digest serve` makes previews and runs on several threads.
            part = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
            part.write_bytes(picture.content)
            part.replace(path)
        # A small original is never enlarged, but it fills its place: the height follows from the file's own shape.
        height = round(size.width * picture.height / picture.width)
        return replace(image, url=f"{self._public_url}/pictures/{picture.name}", width=size.width, height=height)


def _warning(card: Card, error: DigestError) -> Finding:
    message = f"the piece goes without its picture: {error}"
    return Finding(level=Level.WARNING, rule="pictures/fetch", place=card.piece.title, message=message)
