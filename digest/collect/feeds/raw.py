"""What a feed says before anybody has judged it: strings as the publisher wrote them. One shape for all formats."""

from __future__ import annotations

__all__ = ["MAX_ENTRIES", "Category", "Medium", "Prose", "RawEntry", "RawFeed"]

from dataclasses import dataclass

MAX_ENTRIES = 2_000
"""No feed read so far has more than 1,100; the older ones of a longer one are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """A text as HTML, and whether the feed calls it the content or a summary of it."""

    html: str
    is_summary: bool
    base: str = ""
    """What relative addresses in it are taken against, where the feed says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A label on an entry; its *scheme* says what kind of label it is, where the feed says so."""

    name: str
    scheme: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium:
    """A picture that an entry carries beside its text."""

    url: str
    title: str = ""
    caption: str = ""
    credit: str = ""
    width: int = 0
    """Pixels; 0 where the feed does not say."""
    is_thumbnail: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RawEntry:
    """One entry; dates are tried in their order."""

    id: str = ""
    link: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    prose: tuple[Prose, ...] = ()
    categories: tuple[Category, ...] = ()
    media: tuple[Medium, ...] = ()
    lang: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFeed:
    """A whole feed."""

    title: str = ""
    link: str = ""
    address: str = ""
    """The feed's own address, as the feed says it."""
    next_url: str = ""
    """Where older entries stand (RFC 5005), as the feed says it."""
    rest_seconds: float = 0.0
    """For how long the feed asks to be left alone (ttl, updatePeriod)."""
    lang: str = ""
    entries: tuple[RawEntry, ...] = ()
