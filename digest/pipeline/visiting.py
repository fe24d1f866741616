"""One visit to one source: what it has, the pages behind what is new, and what fell out of it since the last visit.

Decides which pages are worth asking for. Writes nothing: what a visit found goes back to `digest.pipeline.collecting`,
which keeps it. Several visits run at the same time, each in a thread of its own.
"""

from __future__ import annotations

__all__ = ["Sighting", "Visit", "visit"]

from dataclasses import dataclass, replace
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

from digest.compose.select import GRACE
from digest.errors import FetchError, RobotsRefused, SourceError
from digest.model import PageState, Precision, SourceFailure, SourceKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from digest.collect import Asker, Collected
    from digest.collect.validators import Validator
    from digest.model import Piece, Source
    from digest.pipeline.workspace import Workspace
    from digest.store import SourceMemory

OLD = timedelta(days=7) + GRACE
"""A piece dated earlier than this before now can be in no edition; its page is not fetched."""
BEFORE = timedelta(days=7)
"""The first edition covers the seven days before its cut-off."""
MAX_PAGES = 100
"""New pages asked for in one visit; the others follow with the next."""
MAX_TRIES = 5
CHECK_EVERY = timedelta(days=1)
"""So often a site's sitemap is compared with what is known: backdated pieces never surface in a feed."""
NO_SITEMAP = frozenset({SourceKind.FOLDER, SourceKind.LIST, SourceKind.SITEMAP})
"""Kinds that have no sitemap beside them, or are one."""
MISSING = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A piece as it was seen, the keys by which it is known again, and what became of its page."""

    piece: Piece
    keys: tuple[str, ...]
    page: PageState | None = None
    """None where its page was not asked for in this visit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What one visit found."""

    source: Source
    collected: Collected
    sightings: tuple[Sighting, ...] = ()
    failures: tuple[SourceFailure, ...] = ()
    refused: int = 0
    """Pages that robots.txt closes to us."""
    has_gap: bool = False
    """No entry was known: some have fallen out since the last visit."""
    recovered: int = 0
    """New pieces that were found elsewhere than in the source itself."""
    is_checked: bool = False


def visit(workspace: Workspace, source: Source, memory: SourceMemory, *, now: datetime) -> Visit:
    """Visit *source*. Raises SourceError where it cannot be had."""
    return _Visitor(workspace, source, memory, now).visit()


class _Visitor:
    """Goes to one source once, and gathers what it finds there."""

    def __init__(self, workspace: Workspace, source: Source, memory: SourceMemory, now: datetime) -> None:
        self._workspace = workspace
        self._source = source
        self._memory = memory
        self._now = now
        self._sightings: list[Sighting] = []
        self._failures: list[SourceFailure] = []
        self._refused = 0
        self._asked = 0
        self._shared: frozenset[str] = frozenset()
        """Addresses that several pieces of the source have in common, which tell none of them."""

    def visit(self) -> Visit:
        from digest.collect.identity import shared_addresses

        collected = self._collect()
        self._failures += collected.failures
        pieces = self._ours(collected)
        self._shared = shared_addresses(pieces)
        known = self._known(pieces)
        has_gap = self._has_gap(collected, pieces, known)
        self._complete(pieces, known, must_be_dated=self._source.kind is SourceKind.SITEMAP)
        is_checked = has_gap or self._is_check_due(collected)
        recovered = self._look_elsewhere(collected) if is_checked else 0
        self._try_again()
        return Visit(
            source=self._source,
            collected=collected,
            sightings=tuple(self._sightings),
            failures=tuple(self._failures),
            refused=self._refused,
            has_gap=has_gap,
            recovered=recovered,
            # The first visit takes what is there; the daily comparison counts from it.
            is_checked=is_checked or self._memory.last_success is None,
        )

    def _collect(self) -> Collected:
        from digest.collect import collect_source
        from digest.collect.validators import Validator

        kept = self._workspace.store.sources.validators(self._workspace.publication.slug, self._source.url)
        known = {url: Validator(etag=etag, last_modified=modified) for url, (etag, modified) in kept.items()}
        return collect_source(self._asker(known), feed_url=self._memory.feed_url)

    def _asker(self, known: Mapping[str, Validator]) -> Asker:
        from digest.collect import Asker
        from digest.config.credentials import request_headers

        return Asker(
            self._source,
            self._workspace.fetcher,
            self._workspace.sandbox,
            self._workspace.publication.cadence.tzinfo,
            known=known,
            headers=request_headers(self._source),
        )

    def _ours(self, collected: Collected) -> tuple[Piece, ...]:
        source = self._source
        return tuple(replace(p, source=source.url, section=p.section or source.section) for p in collected.pieces)

    def _known(self, pieces: Iterable[Piece]) -> frozenset[str]:
        from digest.collect.identity import piece_keys

        keys = [key for piece in pieces for key in piece_keys(piece, shared=self._shared)]
        return self._workspace.store.pieces.which_known(self._workspace.publication.slug, keys)

    # ---- pages ------------------------------------------------------------------------------------------------

    def _complete(self, pieces: Iterable[Piece], known: frozenset[str], *, must_be_dated: bool) -> int:
        """Complete each new piece from its page and say how many were new; a page that cannot be had ends nothing."""
        from digest.collect.identity import piece_keys

        new = 0
        for piece in pieces:
            keys = piece_keys(piece, shared=self._shared)
            is_known = not known.isdisjoint(keys)
            sighting = Sighting(piece=piece, keys=keys)
            if not is_known and self._is_worth_a_visit(piece) and self._asked < MAX_PAGES:
                sighting = self._with_page(piece, keys, must_be_dated=must_be_dated)
            # Without a title there is nothing to print: the page is asked for again with the next visit.
            if sighting.piece.title:
                self._sightings.append(sighting)
                new += not is_known and sighting.page is not PageState.UNDATED
        return new

    def _is_worth_a_visit(self, piece: Piece) -> bool:
        dated = piece.published or piece.updated
        is_recent = dated is None or dated >= self._now - OLD
        return bool(piece.url) and self._source.kind is not SourceKind.FOLDER and is_recent

    def _with_page(self, piece: Piece, keys: tuple[str, ...], *, must_be_dated: bool) -> Sighting:
        """Ask for the page of *piece* and complete it; what went wrong is among the failures."""
        from digest.collect import complete_piece
        from digest.collect.identity import piece_keys

        self._asked += 1
        workspace = self._workspace
        workspace.progress("collect", f"{self._source.url}: {piece.title or piece.url}")
        completed, state = piece, PageState.READ
        try:
            zone = workspace.publication.cadence.tzinfo
            completed = complete_piece(piece, workspace.fetcher, workspace.sandbox, zone=zone)
        except SourceError as error:
            state = _state_after(error)
            self._refused += state is PageState.REFUSED
            self._failures.append(_failure(piece, error))
        if state is PageState.READ and must_be_dated and completed.precision is Precision.GUESSED:
            # A sitemap lists everything: pages about the house are no pieces, and they have no date of publication.
            state = PageState.UNDATED
        later = piece_keys(completed, shared=self._shared)
        return Sighting(piece=completed, keys=tuple(dict.fromkeys((*keys, *later))), page=state)

    def _try_again(self) -> None:
        """Ask again for pages that could not be had; the source may have nothing new and so say nothing of them."""
        from digest.collect.identity import piece_keys

        asked = {key for sighting in self._sightings if sighting.page is not None for key in sighting.keys}
        unread = self._workspace.store.pieces.unread(
            self._workspace.publication.slug,
            self._source.url,
            since=self._now - OLD,
            now=self._now,
            max_tries=MAX_TRIES,
        )
        for known in unread:
            keys = piece_keys(known.piece, shared=self._shared)
            if asked.isdisjoint(keys) and self._asked < MAX_PAGES:
                self._sightings.append(self._with_page(known.piece, keys, must_be_dated=False))

    # ---- what fell out ----------------------------------------------------------------------------------------

    def _has_gap(self, collected: Collected, pieces: tuple[Piece, ...], known: frozenset[str]) -> bool:
        """Whether the source has moved on so far that nothing of it is known: then something fell out in between."""
        is_stream = self._source.kind not in {SourceKind.FOLDER, SourceKind.LIST}
        is_news = bool(pieces) and not collected.is_unchanged and not known
        return is_stream and is_news and self._memory.entries > 0

    def _is_check_due(self, collected: Collected) -> bool:
        memory = self._memory
        if self._source.kind in NO_SITEMAP or memory.last_success is None or not collected.is_whole_site:
            return False
        return memory.last_check is None or self._now - memory.last_check >= CHECK_EVERY

    def _look_elsewhere(self, collected: Collected) -> int:
        """Look in older pages of the feed and in sitemaps for pieces since the last visit; give how many were new."""
        from digest.collect.backfill import backfill

        try:
            more = backfill(
                self._asker({}),
                feed_url=collected.feed_url or self._memory.feed_url or self._source.url,
                since=self._since(),
                until=self._now,
                is_known=self._is_known_address(),
            )
        except SourceError as error:
            self._failures.append(
                SourceFailure(source=self._source.url, error=f"looking for lost pieces: {error}", is_page=True)
            )
            return 0
        self._failures += more.failures
        pieces = self._ours(more)
        return self._complete(pieces, self._known(pieces), must_be_dated=True)

    def _since(self) -> datetime:
        """Give the earliest date of a piece that can have been lost: dated back, but not to before our time."""
        began = self._workspace.store.pieces.began(self._workspace.publication.slug) or self._now
        return max(self._now - GRACE, began - BEFORE)

    def _is_known_address(self) -> Callable[[str], bool]:
        from digest.collect.identity import url_key

        seen = {key for sighting in self._sightings for key in sighting.keys}
        pieces, slug = self._workspace.store.pieces, self._workspace.publication.slug

        def is_known(url: str) -> bool:
            key = f"url:{url_key(url)}"
            return key in seen or pieces.has_key(slug, (key,)) is not None

        return is_known


def _state_after(error: SourceError) -> PageState:
    if isinstance(error, RobotsRefused):
        return PageState.REFUSED
    is_missing = isinstance(error, FetchError) and error.status in MISSING
    return PageState.MISSING if is_missing else PageState.FAILED


def _failure(piece: Piece, error: SourceError) -> SourceFailure:
    why = error.message if error.resource == piece.url else str(error)
    return SourceFailure(source=piece.url, error=f"{why} (the piece stays as its source gave it)", is_page=True)
