"""The use case "look at the links": the addresses of a page, visited as readers would, and what is wrong with them.

    page → addresses | known from the last day | visits | findings

What is known is not asked again; what was visited is kept, where there is a database.
"""

from __future__ import annotations

__all__ = ["LinkDesk", "LinkReport", "edition_links", "file_desk", "message_links", "page_links"]

from collections import Counter
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from digest.errors import StoreError
from digest.model import LinkState
from digest.pipeline.workspace import fetcher_for, silent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from digest.check.visited import Spot
    from digest.collect.fetch import Fetcher
    from digest.collect.link_visits import Limits
    from digest.config import Config
    from digest.model import Finding, LinkVisit
    from digest.pipeline.composing import Draft
    from digest.pipeline.workspace import Progress, Workspace
    from digest.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkDesk:
    """What links are looked at with."""

    fetcher: Fetcher
    limits: Limits
    store: Store | None = None
    """None where nothing is kept."""
    progress: Progress = field(default=silent)
    own: str = ""
    """Where this program publishes by itself: addresses below it are not looked at; empty where that is nowhere."""
    note: str = ""
    """Why nothing is kept, though it should be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkReport:
    """What was looked at, and what is wrong with it."""

    findings: tuple[Finding, ...] = ()
    addresses: int = 0
    known: int = 0
    """How many of them were not asked, because the answer is of the last day."""
    counts: tuple[tuple[LinkState, int], ...] = ()
    """How many addresses are in each state that occurs, in the order of the states."""
    note: str = ""
    """Why nothing was kept; empty where it was."""

    def __str__(self) -> str:
        """Say it in one line."""
        if not self.addresses:
            return "links: none to look at"
        known = [f"{self.known} known from the last day"] if self.known else []
        states = [f"{number} {_WORDS[state]}" for state, number in self.counts]
        noun = "address" if self.addresses == 1 else "addresses"
        said = f"links: {self.addresses} {noun}, {', '.join((*known, *states))}"
        return f"{said}; {self.note}" if self.note else said


_WORDS = {
    LinkState.FINE: "fine",
    LinkState.GONE: "gone",
    LinkState.UNREACHABLE: "could not be reached",
    LinkState.NOT_LET_IN: "would not let a program in",
    LinkState.PRIVATE: "private",
    LinkState.NOT_VISITED: "not looked at",
}


def _workspace_desk(workspace: Workspace) -> LinkDesk:
    """Give what links are looked at with in *workspace*."""
    return LinkDesk(
        fetcher=workspace.fetcher,
        limits=_limits(workspace.config),
        store=workspace.store,
        progress=workspace.progress,
        own=workspace.config.public_url,
    )


@contextmanager
def file_desk(config: Config | None, slug: str | None = None, *, progress: Progress = silent) -> Iterator[LinkDesk]:
    """Open what the links of a file are looked at with: by the table [fetch] of *config*, where there is one.

    Without *config*, or where its database cannot be opened, nothing is kept.
    """
    from digest import __version__
    from digest.collect.fetch import Fetcher
    from digest.pipeline.clock import now
    from digest.store import Store

    with ExitStack() as stack:
        if config is None:
            agent = f"digest/{__version__} (looks whether the links of a newsletter work)"
            fetcher = stack.enter_context(Fetcher(user_agent=agent))
            yield LinkDesk(fetcher=fetcher, limits=_limits(None), progress=progress)
            return
        publication = config.publications[0] if slug is None else config.publication(slug)
        store, note = None, ""
        try:
            store = stack.enter_context(Store.open(config.database))
        except StoreError as error:
            note = f"not kept: {error}"
        at_rest = store.hosts.at_rest(now()) if store else None
        fetcher = stack.enter_context(fetcher_for(config, publication, closed_hosts=at_rest))
        limits = _limits(config)
        own = config.public_url
        yield LinkDesk(fetcher=fetcher, limits=limits, store=store, progress=progress, own=own, note=note)


def _limits(config: Config | None) -> Limits:
    from digest.collect.link_visits import Limits

    usual = Limits()
    if config is None:
        return usual
    return replace(usual, link_seconds=min(usual.link_seconds, config.fetch.timeout_seconds))


def edition_links(workspace: Workspace, draft: Draft, *, now: datetime) -> LinkReport:
    """Look at the links of *draft*; its publication's levels hold for what is found."""
    from digest.check.levels import apply_levels

    report = page_links(_workspace_desk(workspace), draft.rendering.html, place="html", now=now)
    return replace(report, findings=apply_levels(report.findings, workspace.publication.levels))


def page_links(desk: LinkDesk, html: str, *, place: str, now: datetime, spared: tuple[str, ...] = ()) -> LinkReport:
    """Look at the links of the page *html*, called *place*, but for the addresses *spared*."""
    from digest.check.page import parse
    from digest.check.visited import spots

    return _look_at_links(desk, spots(parse(html), own=desk.own, spared=spared), place=place, now=now)


def message_links(desk: LinkDesk, content: bytes, *, name: str, now: datetime) -> LinkReport:
    """Look at the links of the page in the message *content*, but for those by which its header says one leaves."""
    from digest.check.run import page_of
    from digest.check.structure import parsed
    from digest.check.visited import list_addresses

    message = parsed(content)
    return page_links(desk, page_of(message), place=f"{name} (html part)", now=now, spared=list_addresses(message))


def _look_at_links(desk: LinkDesk, spots: Iterable[Spot], *, place: str, now: datetime) -> LinkReport:
    """Visit the addresses of *spots*, each once, and say what is wrong with them; *place* is the page's name."""
    from digest.check.report import findings, warning
    from digest.check.visited import check, is_offline

    spots = tuple(spots)
    addresses = tuple(dict.fromkeys(spot.url for spot in spots))
    known = desk.store.visits.known(addresses, now) if desk.store else {}
    fresh = _visit(desk, tuple(url for url in addresses if url not in known))
    hits, note = [], desk.note
    if is_offline(fresh) and not _has_network(desk, known):
        fresh = tuple(_as_unreached(visit) for visit in fresh)
        unreached = [visit.url for visit in fresh if visit.state is LinkState.UNREACHABLE]
        number = len(unreached)
        what = f"none of {number} addresses could be reached" if number > 1 else f"cannot be reached: {unreached[0]}"
        advice = "see to this machine's network, and check again; --no-links leaves them out"
        hits.append(warning("links/unreachable", what, advice))
        hits += check(spots, known)
    else:
        note = note or _keep(desk, fresh, now)
        hits += check(spots, {**known, **{visit.url: visit for visit in fresh}})
    counted = Counter(visit.state for visit in (*known.values(), *fresh))
    return LinkReport(
        findings=findings(hits, place=place),
        addresses=len(addresses),
        known=len(known),
        counts=tuple((state, counted[state]) for state in LinkState if counted[state]),
        note=note,
    )


def _has_network(desk: LinkDesk, known: Mapping[str, LinkVisit]) -> bool:
    """Ask an address that has answered within the last day: does it answer now, the network is there."""
    from digest.check.visited import is_offline

    witness = next((url for url, visit in known.items() if visit.status), None)
    return witness is not None and not is_offline(_visit(desk, (witness,)))


def _as_unreached(visit: LinkVisit) -> LinkVisit:
    """Without a network, a host that is not found is no host that is gone."""
    return replace(visit, state=LinkState.UNREACHABLE) if visit.state is LinkState.GONE else visit


def _visit(desk: LinkDesk, addresses: tuple[str, ...]) -> tuple[LinkVisit, ...]:
    from digest.collect.link_visits import visit_links

    done = 0

    def told(visit: LinkVisit) -> None:
        nonlocal done
        done += 1
        desk.progress("links", urlsplit(visit.url).hostname or "", done=done, total=len(addresses))

    return visit_links(addresses, desk.fetcher, limits=desk.limits, told=told) if addresses else ()


def _keep(desk: LinkDesk, fresh: tuple[LinkVisit, ...], now: datetime) -> str:
    """Keep what was found, and say why where that cannot be: what was found is told all the same.

    With no network at all nothing was found, so that the next check asks again.
    """
    try:
        if desk.store and fresh:
            desk.store.visits.remember(fresh, now)
            desk.store.hosts.remember(desk.fetcher.closed_hosts(), now)
    except StoreError as error:
        return f"not kept: {error}"
    return ""
