"""Reads the sample week and says what the site's templates show of each piece.

Decides how a piece is abridged in the feed and where in it the appeal stands. Knows no addresses but paths.
"""

from __future__ import annotations

__all__ = ["PieceView", "SectionView", "read_views"]

import re
from dataclasses import dataclass
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from digest.errors import SourceError
from digest.text import paragraphs, shorten, word_count

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from digest.model import Piece

EXCERPT = 160
"""Characters of the lead in the feed and in link previews, where the editor wrote no teaser."""
SHORT = 400
"""Words; a piece of at most so many stands in the feed whole."""
APPEAL_AFTER = 3
"""Paragraphs before the appeal."""
_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView:
    """A section and its place on the site."""

    name: str

    @property
    def slug(self) -> str:
        """Its part of a path."""
        return _SLUG.sub("-", self.name.lower()).strip("-")


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceView:
    """A piece as its site shows it."""

    guid: str
    path: str
    title: str
    section: SectionView
    authors: tuple[str, ...]
    published: datetime
    """In the site's zone."""
    teaser: str
    blocks: tuple[str, ...]
    """The HTML of each paragraph."""
    plain: tuple[str, ...]
    """The same paragraphs without markup."""
    picture: str
    """Its path, or nothing."""
    size: tuple[int, int]
    alt: str
    credit: str

    @property
    def description(self) -> str:
        """What the feed and the link preview say: the editor's teaser, else the lead cut short."""
        return self.teaser or shorten(self.plain[0], EXCERPT)

    @property
    def is_whole_in_feed(self) -> bool:
        """Whether the feed carries all of it."""
        return word_count(" ".join(self.plain)) <= SHORT

    @property
    def content(self) -> str:
        """The whole piece in HTML."""
        return "\n".join(self.blocks)

    @property
    def before_appeal(self) -> tuple[str, ...]:
        """The paragraphs above the appeal."""
        return self.blocks[:APPEAL_AFTER]

    @property
    def after_appeal(self) -> tuple[str, ...]:
        """The paragraphs below the appeal."""
        return self.blocks[APPEAL_AFTER:]

    @property
    def byline(self) -> str:
        """The authors as a reader says them."""
        return " and ".join(filter(None, (", ".join(self.authors[:-1]), *self.authors[-1:])))

    @property
    def day(self) -> str:
        """The date as a reader says it."""
        return f"{self.published:%A, %B} {self.published.day}, {self.published.year}"

    @property
    def hour(self) -> str:
        """The time of day as a reader says it."""
        return f"{self.published.hour % 12 or 12}:{self.published:%M} {'a.m.' if self.published.hour < 12 else 'p.m.'}"  # noqa: PLR2004 - noon

    @property
    def rfc_822(self) -> str:
        """The date as RSS writes it."""
        return format_datetime(self.published)


def read_views(folder: Path, *, zone: ZoneInfo) -> tuple[PieceView, ...]:
    """Read the pieces in *folder*, newest first. Raises SourceError where one cannot be read or none is there."""
    from digest.collect.folder import read_folder

    pieces, failures = read_folder(folder, zone=zone)
    if failures:
        raise SourceError(failures[0].error, resource=failures[0].source)
    if not pieces:
        raise SourceError("no piece in it; it should hold Markdown files with front matter", resource=str(folder))
    views = (_view(piece, zone) for piece in pieces)
    return tuple(sorted(views, key=lambda view: view.published, reverse=True))


def _view(piece: Piece, zone: ZoneInfo) -> PieceView:
    if piece.published is None or piece.section is None or not piece.text:
        raise SourceError("a piece of a sample site needs a date, a section and a text", resource=piece.url)
    picture, size = _picture(piece)
    return PieceView(
        guid=piece.id,
        path=f"{urlsplit(piece.url).path.rstrip('/')}/",
        title=piece.title,
        section=SectionView(name=piece.section),
        authors=piece.authors,
        published=piece.published.astimezone(zone),
        teaser=piece.teaser,
        blocks=_blocks(piece.content),
        plain=paragraphs(piece.text),
        picture=picture,
        size=size,
        alt=piece.image.alt if piece.image else "",
        credit=piece.image.credit if piece.image else "",
    )


def _blocks(content: str) -> tuple[str, ...]:
    """Divide the HTML of a piece into its blocks."""
    from lxml import html

    root = html.fragment_fromstring(content, create_parent="div")
    while len(root) == 1 and root[0].tag == "div":
        root = root[0]
    return tuple(html.tostring(block, encoding="unicode", with_tail=False) for block in root)


def _picture(piece: Piece) -> tuple[str, tuple[int, int]]:
    from PIL import Image

    if piece.image is None:
        return "", (0, 0)
    file = Path(unquote(urlsplit(piece.image.url).path))
    try:
        with Image.open(file) as picture:
            return f"/pictures/{file.name}", picture.size
    except OSError as error:
        raise SourceError(f"its picture cannot be read ({error}); correct `image`", resource=piece.url) from error
