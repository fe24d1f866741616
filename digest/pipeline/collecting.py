"""The use case "collect": ask the sources what is new, complete the new pieces, and keep them in the ledger.

    due sources → visits, several at a time → ledger, in the order of the sources → who is told

Visits to different hosts run at the same time; what they found is kept one after the other, in the order of the
configuration, so that the same answers always give the same ledger.
"""

from __future__ import annotations

__all__ = ["CollectReport", "SourceResult", "collect"]

import contextlib
import ctypes
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

from digest.collect.polling import ask_again_after_failure, ask_again_at, poll_interval, span_of
from digest.errors import FetchError, SourceError
from digest.model import SourceFailure, SourceKind
from digest.pipeline.alarms import Alarm, tell_operator
from digest.pipeline.clock import now as clock
from digest.pipeline.visiting import Visit, visit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from concurrent.futures import Future
    from datetime import datetime

    from digest.model import Source
    from digest.pipeline.workspace import Workspace
    from digest.store import SourceMemory

VISITS_AT_ONCE = 8
_M_ARENA_MAX, _M_MMAP_THRESHOLD = -8, -3
"""Parameters of glibc's malloc, by the numbers of mallopt(3)."""
GONE_FOR = timedelta(days=7)
"""A source that said 410 is asked again after so long: some servers say it by mistake."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceResult:
    """What one source gave."""

    source: str
    new: int = 0
    updated: int = 0
    known: int = 0
    is_unchanged: bool = False
    moved_to: str = ""
    """Where the source says that it stands from now on; empty where it did not move."""
    has_gap: bool = False
    """Nothing of it was known: pieces fell out since the last visit."""
    recovered: int = 0
    """New pieces among these that were found elsewhere: in older pages of the feed, or in a sitemap."""
    refused: int = 0
    """Pages that robots.txt closes to us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectReport:
    """What all sources gave, and what could not be had."""

    results: tuple[SourceResult, ...]
    failures: tuple[SourceFailure, ...]
    has_lost_source: bool = False
    """Whether a whole source, and not only a page, could not be had."""
    alarms: tuple[Alarm, ...] = ()
    """Of which sources the operator was told: that they fail, or that they work again."""


def collect(workspace: Workspace, *, now: datetime, is_only_due: bool = False) -> CollectReport:
    """Visit every source of the publication, or only those whose time has come.

    A source that fails is a failure in the report and stops nobody. Validators are used in any case, so that what has
    not changed costs a few hundred bytes.
    """
    memories = {memory.url: memory for memory in workspace.store.sources.all(workspace.publication.slug)}
    due = [
        (source, _memory_of(source, memories))
        for source in workspace.publication.sources
        if not is_only_due or _is_due(_memory_of(source, memories), now)
    ]
    results: list[SourceResult] = []
    failures: list[SourceFailure] = []

    def told(stage: str, message: str, *, done: int = 0, total: int = 0) -> None:  # noqa: ARG001 - Progress's signature
        workspace.progress(stage, message, done=min(len(results), len(due)), total=len(due))

    for number, (source, memory, outcome) in enumerate(_visits(replace(workspace, progress=told), due, now), 1):
        if isinstance(outcome, Visit):
            results.append(_keep(workspace, outcome, now))
            failures += outcome.failures
        else:
            failures.append(_keep_failure(workspace, source, memory, outcome, now))
        workspace.progress("collect", source.url, done=number, total=len(due))
    workspace.store.hosts.remember(workspace.fetcher.closed_hosts(), clock())
    alarms, troubles = tell_operator(workspace, now=now)
    workspace.progress("collect", _summary(results, failures), done=len(due), total=len(due))
    return CollectReport(
        results=tuple(results),
        failures=(*failures, *troubles),
        has_lost_source=len(results) < len(due),
        alarms=alarms,
    )


def _memory_of(source: Source, memories: dict[str, SourceMemory]) -> SourceMemory:
    from digest.store import SourceMemory

    return memories.get(source.url) or SourceMemory(url=source.url)


def _is_due(memory: SourceMemory, now: datetime) -> bool:
    return memory.next_poll is None or memory.next_poll <= now


# ---- visits ---------------------------------------------------------------------------------------------------

Outcome = Visit | SourceError


def _visits(
    workspace: Workspace, due: Sequence[tuple[Source, SourceMemory]], now: datetime
) -> Iterator[tuple[Source, SourceMemory, Outcome]]:
    """Visit the sources, a few at a time, and give the outcomes in their order.

    No more than a few wait to be taken, so that a thousand sources need no more memory than ten.
    """
    _share_freed_memory()
    waiting: deque[tuple[Source, SourceMemory, Future[Outcome]]] = deque()
    with ThreadPoolExecutor(VISITS_AT_ONCE, thread_name_prefix="visit") as pool:
        for source, memory in due:
            if len(waiting) >= 2 * VISITS_AT_ONCE:
                first, its_memory, outcome = waiting.popleft()
                yield first, its_memory, outcome.result()
            waiting.append((source, memory, pool.submit(_outcome, workspace, source, memory, now)))
        while waiting:
            first, its_memory, outcome = waiting.popleft()
            yield first, its_memory, outcome.result()


def _share_freed_memory() -> None:
    """Let the threads use what others have freed, and give bodies of megabytes back to the system at once.

    glibc gives each thread a heap of its own and keeps in it what was freed. Where there is no glibc, nothing is done.
    """
    with contextlib.suppress(AttributeError, OSError, TypeError):
        malloc = ctypes.CDLL(None)
        malloc.mallopt(_M_ARENA_MAX, 2)
        malloc.mallopt(_M_MMAP_THRESHOLD, 1 << 20)


def _outcome(workspace: Workspace, source: Source, memory: SourceMemory, now: datetime) -> Outcome:
    if memory.gone_since is not None and memory.last_attempt is not None and now - memory.last_attempt < GONE_FOR:
        since = f"{memory.gone_since:%Y-%m-%d}"
        message = f"gone for good, it said on {since} (410), and is not asked again before a week is over; take it out"
        return FetchError(f"{message} of the configuration", resource=source.url, status=HTTPStatus.GONE)
    try:
        return visit(workspace, source, memory, now=now)
    except SourceError as error:
        return error


# ---- what is kept ---------------------------------------------------------------------------------------------


def _keep(workspace: Workspace, visited: Visit, now: datetime) -> SourceResult:
    """Take what *visited* found into the ledger, then the validators: whatever is lost in between is asked again."""
    from digest.store import Success

    store, slug = workspace.store, workspace.publication.slug
    source, collected = visited.source, visited.collected
    added = store.pieces.add(slug, [(s.piece, s.keys) for s in visited.sightings], now)
    pages = {
        name: sighting.page
        for name, sighting in zip(added.ids, visited.sightings, strict=True)
        if sighting.page is not None
    }
    store.pieces.remember_pages(slug, pages, now)
    is_read = not collected.is_unchanged and source.kind is not SourceKind.FOLDER
    span = span_of(piece.published for piece in collected.pieces if piece.published)
    memory = store.sources.memory(slug, source.url)
    interval = poll_interval(span if is_read else memory.span, rest_seconds=collected.rest_seconds)
    store.sources.remember_success(
        slug,
        source.url,
        Success(
            feed_url=collected.moved_to or collected.feed_url,
            validators={url: (v.etag, v.last_modified) for url, v in collected.validators.items()},
            next_poll=ask_again_at(now, interval, url=source.url),
            entries=len(collected.pieces) if is_read else None,
            span=span,
            has_gap=visited.has_gap,
            robots_refusals=visited.refused,
            is_checked=visited.is_checked,
        ),
        now,
    )
    return SourceResult(
        source=source.url,
        new=len(added.new),
        updated=len(added.updated),
        known=added.known,
        is_unchanged=collected.is_unchanged,
        moved_to=collected.moved_to,
        has_gap=visited.has_gap,
        recovered=visited.recovered,
        refused=visited.refused,
    )


def _keep_failure(
    workspace: Workspace, source: Source, memory: SourceMemory, error: SourceError, now: datetime
) -> SourceFailure:
    why = error.message if error.resource == source.url else str(error)
    retry_after = error.retry_after if isinstance(error, FetchError) else None
    is_gone = isinstance(error, FetchError) and error.status == HTTPStatus.GONE
    workspace.store.sources.remember_failure(
        workspace.publication.slug,
        source.url,
        why,
        now,
        next_poll=ask_again_after_failure(now, memory.failures + 1, retry_after=retry_after),
        is_gone=is_gone,
    )
    return SourceFailure(source=source.url, error=why)


def _summary(results: list[SourceResult], failures: list[SourceFailure]) -> str:
    new = sum(result.new for result in results)
    updated = sum(result.updated for result in results)
    return f"{new} new, {updated} updated, {len(failures)} failed"
