"""The use case "health": how each source of a publication is doing."""

from __future__ import annotations

__all__ = ["SourceHealth", "health"]

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.collect.polling import ALARM_AFTER, poll_interval

if TYPE_CHECKING:
    from datetime import timedelta

    from digest.model import Source
    from digest.pipeline.workspace import Workspace
    from digest.store import SourceMemory


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHealth:
    """One source, and what is remembered of it."""

    source: Source
    memory: SourceMemory
    interval: timedelta
    """Between two visits, as long as all is well."""

    @property
    def state(self) -> str:
        """Say it in one word: new, ok, failing, alarm (three times running), or gone (410)."""
        if self.memory.gone_since is not None:
            return "gone"
        if self.memory.failures:
            return "alarm" if self.memory.failures >= ALARM_AFTER else "failing"
        return "ok" if self.memory.last_success else "new"

    @property
    def advice(self) -> str:
        """Say what its operator could do; empty where all is well."""
        memory = self.memory
        if memory.entries and memory.span and memory.span < 2 * self.interval:
            return "its feed covers hardly more than the time between two visits; ask its owner for a longer feed"
        if memory.gaps:
            return f"entries were lost {memory.gaps} time(s) between two visits, last on {memory.last_gap:%Y-%m-%d}"
        if memory.robots_refusals:
            return "robots.txt closes its pages; their pieces stay as the feed gives them"
        return ""


def health(workspace: Workspace) -> tuple[SourceHealth, ...]:
    """Give the health of every configured source, in the order of the configuration."""
    from digest.store import SourceMemory

    known = {memory.url: memory for memory in workspace.store.sources.all(workspace.publication.slug)}
    memories = (known.get(source.url) or SourceMemory(url=source.url) for source in workspace.publication.sources)
    return tuple(
        SourceHealth(source=source, memory=memory, interval=_interval(memory))
        for source, memory in zip(workspace.publication.sources, memories, strict=True)
    )


def _interval(memory: SourceMemory) -> timedelta:
    if memory.next_poll is not None and memory.last_attempt is not None:
        return memory.next_poll - memory.last_attempt
    return poll_interval(memory.span)
