"""The use case "collect": ask every source what is new, complete the new pieces, and keep them in the ledger."""

from __future__ import annotations

__all__ = ["CollectReport", "SourceResult", "collect"]

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from digest.compose.select import GRACE
from digest.errors import SourceError
from digest.model import SourceFailure, SourceKind

if TYPE_CHECKING:
    from datetime import datetime

    from digest.model import Piece, Source
    from digest.pipeline.workspace import Workspace

OLD = timedelta(days=7) + GRACE
"""A piece dated earlier than this before now can be in no edition; its page is not fetched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceResult:
    """What one source gave."""

    source: str
    new: int = 0
    updated: int = 0
    known: int = 0
    is_unchanged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectReport:
    """What all sources gave, and what could not be had."""

    results: tuple[SourceResult, ...]
    failures: tuple[SourceFailure, ...]
    has_lost_source: bool = False
    """Whether a whole source, and not only a page, could not be had."""


def collect(workspace: Workspace, *, now: datetime) -> CollectReport:
    """Collect every source of the publication once; one that fails is a failure in the report and stops nobody."""
    results: list[SourceResult] = []
    failures: list[SourceFailure] = []
    sources = workspace.publication.sources
    for number, source in enumerate(sources):
        workspace.progress("collect", source.url, done=number, total=len(sources))
        try:
            result, page_failures = _collect_source(workspace, source, now=now)
        except SourceError as error:
            why = error.message if error.resource == source.url else str(error)
            failures.append(SourceFailure(source=source.url, error=why))
            workspace.store.sources.remember_failure(workspace.publication.slug, source.url, str(error), now)
        else:
            results.append(result)
            failures += page_failures
    workspace.progress("collect", _summary(results, failures), done=len(sources), total=len(sources))
    return CollectReport(results=tuple(results), failures=tuple(failures), has_lost_source=len(results) < len(sources))


def _collect_source(
    workspace: Workspace, source: Source, *, now: datetime
) -> tuple[SourceResult, tuple[SourceFailure, ...]]:
    from digest.collect import collect_source

    slug = workspace.publication.slug
    memory = workspace.store.sources.memory(slug, source.url)
    collected = collect_source(
        source,
        workspace.fetcher,
        zone=workspace.publication.cadence.tzinfo,
        etag=memory.etag,
        last_modified=memory.last_modified,
        feed_url=memory.feed_url,
    )
    pieces, failures = _completed(workspace, source, collected.pieces, now=now)
    added = workspace.store.pieces.add(slug, pieces, now)
    workspace.store.sources.remember_success(
        slug,
        source.url,
        feed_url=collected.feed_url,
        etag=collected.etag,
        last_modified=collected.last_modified,
        now=now,
    )
    result = SourceResult(
        source=source.url,
        new=len(added.new),
        updated=len(added.updated),
        known=added.known,
        is_unchanged=collected.is_unchanged,
    )
    return result, (*collected.failures, *failures)


Keyed = tuple["Piece", tuple[str, ...]]


def _completed(
    workspace: Workspace, source: Source, pieces: tuple[Piece, ...], *, now: datetime
) -> tuple[list[Keyed], list[SourceFailure]]:
    """Complete each new piece from its page; a page that cannot be had leaves the piece as the feed gave it."""
    from digest.collect import complete_piece
    from digest.collect.identity import piece_keys

    keyed: list[Keyed] = []
    failures: list[SourceFailure] = []
    for number, found in enumerate(pieces, 1):
        piece = replace(found, source=source.url, section=found.section or source.section)
        workspace.progress("collect", piece.title, done=number, total=len(pieces))
        keys = piece_keys(piece)
        if source.kind is not SourceKind.FOLDER and _is_worth_a_visit(workspace, piece, keys, now):
            try:
                piece = complete_piece(piece, workspace.fetcher, zone=workspace.publication.cadence.tzinfo)
            except SourceError as error:
                why = error.message if error.resource == piece.url else str(error)
                failures.append(SourceFailure(source=piece.url, error=f"{why} (the feed's own text is used)"))
            keys = tuple(dict.fromkeys((*keys, *piece_keys(piece))))
        keyed.append((piece, keys))
    return keyed, failures


def _is_worth_a_visit(workspace: Workspace, piece: Piece, keys: tuple[str, ...], now: datetime) -> bool:
    if not piece.url or (piece.published is not None and piece.published < now - OLD):
        return False
    return workspace.store.pieces.has_key(workspace.publication.slug, keys) is None


def _summary(results: list[SourceResult], failures: list[SourceFailure]) -> str:
    new = sum(result.new for result in results)
    updated = sum(result.updated for result in results)
    return f"{new} new, {updated} updated, {len(failures)} failed"
