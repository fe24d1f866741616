"""Where the demo's pieces come from, and which week that is."""

from __future__ import annotations

__all__ = ["other_source", "sample_week"]

from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from digest.compose import next_slots
from digest.errors import SourceError
from digest.model import Cadence, Source, SourceKind
from digest.pipeline.clock import now
from digest.pipeline.workspace import fetcher_for

if TYPE_CHECKING:
    from collections.abc import Iterable
    from contextlib import ExitStack
    from datetime import datetime

    from digest.collect.feeds import Feed
    from digest.config import Config
    from digest.model import Piece, Publication

SAMPLE = "sample-week"
SAMPLE_SLOT = "2026-11-20T06:00"


def sample_week(config: Config, stack: ExitStack) -> tuple[Config, str]:
    """Serve the sample week as a site, make its home page the only source, and name its slot."""
    from digest.demo.site import SampleSite

    site = stack.enter_context(SampleSite(config.folder / SAMPLE))
    publication = replace(config.publications[0], sources=(Source(url=f"{site.url}/"),))
    return _with(config, publication, allow=(urlsplit(site.url).netloc,)), SAMPLE_SLOT


def other_source(config: Config, source: str, stack: ExitStack) -> tuple[Config, str]:
    """Make *source*, a URL or a folder, the only one, under a masthead of its own; the slot follows its newest piece.

    Raises SourceError where there is nothing in it.
    """
    if source.startswith(("http://", "https://")):
        # Whoever types an address of his own network means it.
        return _from_web(_with(config, _bare(config, Source(url=source)), allow=(urlsplit(source).netloc,)))
    folder = Path(source).resolve()
    if not folder.is_dir():
        raise SourceError("neither a web address nor a folder", resource=source)
    if any(folder.glob("*.md")):
        return _from_folder(_with(config, _bare(config, Source(url=str(folder), kind=SourceKind.FOLDER))))
    from digest.demo.folder_site import FolderSite

    site = stack.enter_context(FolderSite(folder))
    config = replace(config, fetch=replace(config.fetch, routes=tuple(site.routes.items())))
    return _from_web(_with(config, _bare(config, Source(url=site.feed_url))))


def _with(config: Config, publication: Publication, *, allow: tuple[str, ...] = ()) -> Config:
    return replace(config, publications=(publication,), fetch=replace(config.fetch, allow=config.fetch.allow + allow))


def _bare(config: Config, source: Source) -> Publication:
    """Give a publication that knows nothing of its source but the address."""
    name = urlsplit(source.url).hostname or Path(source.url).name
    return replace(
        config.publications[0],
        slug="demo",
        title=name,
        tagline="",
        url="",
        note="",
        appeal_text="",
        appeal_url="",
        appeal_label="",
        appeal_sponsor="",
        sender_name=name,
        sections=(),
        sources=(source,),
    )


def _from_folder(config: Config) -> tuple[Config, str]:
    from digest.collect.folder import read_folder

    folder = Path(config.publications[0].sources[0].url)
    pieces, failures = read_folder(folder, zone=config.publications[0].cadence.tzinfo)
    if not pieces:
        why = f"; {failures[0].error}" if failures else ""
        raise SourceError(f"no piece in it{why}", resource=str(folder))
    return _in_its_week(config, config.publications[0], pieces)


def _from_web(config: Config) -> tuple[Config, str]:
    """Take title, language and the week from what the source says of itself."""
    publication = config.publications[0]
    feed = _feed(config)
    title = feed.title or publication.title
    named = replace(
        publication, title=title, sender_name=title, lang=feed.lang or publication.lang, url=_web(feed.link)
    )
    return _in_its_week(config, named, feed.pieces)


def _feed(config: Config) -> Feed:
    from digest.collect import Asker, collect_source
    from digest.collect.feeds import parse_feed
    from digest.collect.sandbox import Sandbox

    publication = config.publications[0]
    zone = publication.cadence.tzinfo
    with fetcher_for(config, publication) as fetcher, Sandbox() as sandbox:
        collected = collect_source(Asker(publication.sources[0], fetcher, sandbox, zone))
        answer = fetcher.get(collected.feed_url)
        feed: Feed = sandbox.run(
            parse_feed, answer.content, url=collected.feed_url, zone=zone, content_type=answer.content_type
        )
    if not feed.pieces:
        raise SourceError("the feed has no piece in it", resource=collected.feed_url)
    return feed


def _web(link: str) -> str:
    return link if link.startswith(("http://", "https://")) else ""


def _in_its_week(config: Config, publication: Publication, pieces: Iterable[Piece]) -> tuple[Config, str]:
    """Set the cadence so that a slot falls in the minute after the newest of *pieces*."""
    moment = now()
    dates = [piece.published for piece in pieces if piece.published is not None and piece.published <= moment]
    cut_off = _minute_after(max(dates, default=moment))
    cadence = Cadence(weekdays=(cut_off.weekday(),), time=cut_off.time(), zone="UTC")
    slot = next_slots(cadence, cut_off - timedelta(seconds=1), 1)[0]
    return _with(config, replace(publication, cadence=cadence)), slot


def _minute_after(instant: datetime) -> datetime:
    return (instant.astimezone(UTC) + timedelta(minutes=1)).replace(second=0, microsecond=0)
