"""Reads a piece's section out of the labels on it. Publishers mix sections, tags and technical marks freely."""

from __future__ import annotations

__all__ = ["section_of"]

import re
from typing import TYPE_CHECKING

from digest.collect.markup import clean_title

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digest.collect.feeds.raw import Category

MAX_LABELS = 50
LONGEST = 40
MOST_WORDS = 5

_NO_SECTIONS = (
    "uncategorized, uncategorised, allgemein, unkategorisiert, non classé, sin categoría, ukategorisert, general, misc",
    "other, default, none, null, untitled, home, homepage, front page, frontpage, article, articles, post, posts",
    "story, stories, blog, all, featured, feature image, rss, feed, top stories, latest, editors' picks",
    "editor's picks, paid, free, premium, subscribers, sponsored",
)
_NO_SECTION = frozenset(name for line in _NO_SECTIONS for name in line.split(", "))
_TECHNICAL = re.compile(r"[_:/\\@#=<>{}|]|^[\W\d]+$|^\W{2}|\.\w{2,4}$")
# NYT marks people, places and subjects so; Blogger's and WordPress's schemes say nothing of the kind of label.
_TAG_SCHEME = re.compile(
    r"keyword|AccessClass|(?:^|[/#._-])(?:tags?|people|persons?|places?|entity|isin|ticker)\b", re.IGNORECASE
)


def section_of(categories: Iterable[Category]) -> str | None:
    """Give the first label that reads like a section; None where none does.

    Lists in one label (`Politics, Latin America`) are divided; marks such as `homepage_regional_china`, addresses,
    figures, long phrases, and words that name no section (`Uncategorized`) are passed over.
    """
    for number, category in enumerate(categories):
        if number == MAX_LABELS:
            break
        if _TAG_SCHEME.search(category.scheme):
            continue
        for part in clean_title(category.name).split(","):
            name = part.strip()
            if name and _reads_like_a_section(name):
                return name
    return None


def _reads_like_a_section(name: str) -> bool:
    is_short = len(name) <= LONGEST and len(name.split()) <= MOST_WORDS
    return is_short and name.casefold() not in _NO_SECTION and not _TECHNICAL.search(name)
