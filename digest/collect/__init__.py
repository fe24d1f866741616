"""Collects a publication's pieces: from feeds, sitemaps, lists, WordPress and folders, and from the pages behind them.

    source | ask | read | read the page | merge → pieces, with the keys they are known again by

    ask     politely, only what changed, never elsewhere than allowed      fetch  turns  robots  transport  addresses
    read    in a process of its own, within limits                         sandbox  feeds  sitemap  list_page  wordpress
    page    metadata first, then the text without its furniture            pages  jsonld  page_text  lead_image
    again   when to ask, what fell out, what is the same piece             polling  backfill  identity

Decides what a piece is. Whether it is new, the ledger says; whether it is in an edition, `digest.compose`. What is
imported here is loaded when it is first asked for, because HTTP and parsers take half a second.
"""

from __future__ import annotations

__all__ = ["Asker", "Collected", "collect_source", "complete_piece"]

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digest.collect.sources import Asker, Collected, collect_source, complete_piece


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from digest.collect import sources

    return getattr(sources, name)
