"""What is collected: sources, and the pieces that they give."""

from __future__ import annotations

__all__ = [
    "Image",
    "KnownPiece",
    "PageState",
    "Piece",
    "Precision",
    "Source",
    "SourceFailure",
    "SourceKind",
]

from dataclasses import dataclass
from datetime import datetime  # at run time: the store rebuilds pieces from these annotations
from enum import StrEnum


class SourceKind(StrEnum):
    """How a source is read."""

    AUTO = "auto"
    """Find out: a feed if it is one, else what the site offers behind its home page."""
    FEED = "feed"
    SITEMAP = "sitemap"
    """A news sitemap, a sitemap, or an index of them."""
    LIST = "list"
    """A page whose links, chosen by a CSS selector, lead to the pieces."""
    WORDPRESS = "wordpress"
    """A WordPress site, asked by its REST API."""
    FOLDER = "folder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where pieces come from."""

    url: str
    """An http(s) URL, or the absolute path of a folder."""
    kind: SourceKind = SourceKind.AUTO
    section: str | None = None
    """The section for this source's pieces that name none themselves."""
    selector: str = ""
    """For a LIST: the CSS selector of the links, such as `main h2 a`; empty takes what looks like headlines."""
    username: str = ""
    """For HTTP Basic authentication (RFC 7617); the password stands in the environment."""
    password_env: str = ""
    """The environment variable that holds the password. Never the password: editions keep their sources."""
    header: str = ""
    """The name of a request header that the source asks for, such as `Authorization`."""
    header_env: str = ""
    """The environment variable that holds the header's value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFailure:
    """A source that could not be collected: a value in the report, never an end of the run."""

    source: str
    error: str
    is_page: bool = False
    """Whether only the page of one piece could not be had, and not the source."""


class Precision(StrEnum):
    """How exactly the instant of publication is known."""

    INSTANT = "instant"
    DAY = "day"
    """Only the date was given; the instant is local noon of the publication's zone."""
    GUESSED = "guessed"
    """Nothing usable was given; the instant is when the piece was first seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """The lead picture of a piece."""

    url: str
    alt: str = ""
    credit: str = ""
    width: int | None = None
    """Width in pixels of the picture as it is shown in the e-mail, where known."""
    height: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One article, normalised. Its text is plain: paragraphs divided by one empty line."""

    id: str
    """Stable for the life of the piece; at first sight the source's guid, else its canonical URL."""
    url: str
    title: str
    source: str = ""
    canonical_url: str = ""
    section: str | None = None
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    precision: Precision = Precision.INSTANT
    published_raw: str = ""
    updated: datetime | None = None
    teaser: str = ""
    """The short text that the site itself wrote; whole sentences or empty once collected."""
    text: str = ""
    content: str = ""
    """The cleaned HTML that the source carried, where somebody asked for it."""
    is_whole: bool = False
    """Whether the source itself gave the text, and not only the piece's page."""
    lang: str = ""
    """BCP 47 language tag, such as `en` or `pt-BR`; empty where unknown."""
    image: Image | None = None

    @property
    def link(self) -> str:
        """The address that readers follow: canonical where the page names one."""
        return self.canonical_url or self.url


class PageState(StrEnum):
    """What became of the page behind a piece when it was last asked for."""

    UNASKED = ""
    """Nobody asked: it is too old, has no address, or its source is a folder."""
    READ = "read"
    MISSING = "missing"
    """The server says 404 or 410, and it was never there for us: the feed may be ahead of its site."""
    GONE = "gone"
    """It was there, and now the server says 404 or 410: withdrawn."""
    REFUSED = "refused"
    """robots.txt closes it to us."""
    FAILED = "failed"
    UNDATED = "undated"
    """Only a sitemap led to it, and it names no date of publication: a page about the house, not a piece."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPiece:
    """A piece as the ledger knows it."""

    piece: Piece
    first_seen: datetime
    edition_id: str | None = None
    """The edition that used it up, if one has been submitted with it."""
    page: PageState = PageState.UNASKED
    page_at: datetime | None = None
    """When its page was last asked for."""
