"""What every use case works with: the configuration, one publication, the database, the fetcher, and who is told."""

from __future__ import annotations

__all__ = ["Progress", "Workspace", "fetcher_for", "open_workspace", "silent"]

import os
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from digest.errors import Refused
from digest.pipeline.stopwatch import Stopwatch

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from digest.collect.fetch import Fetcher
    from digest.collect.sandbox import Sandbox
    from digest.config import Config
    from digest.model import Publication
    from digest.pipeline.pictures import PictureShelf
    from digest.store import Store


READERS = 2
"""Processes that read strangers' bytes at the same time."""


class Progress(Protocol):
    """Hears how the work goes on."""

    def __call__(self, stage: str, message: str, *, done: int = 0, total: int = 0) -> None:
        """Hear that *stage* has got to *done* of *total* units; *message* is one short line."""


def silent(stage: str, message: str, *, done: int = 0, total: int = 0) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """One publication at work."""

    config: Config
    publication: Publication
    store: Store
    fetcher: Fetcher
    sandbox: Sandbox
    """Where strangers' bytes are read."""
    shelf: PictureShelf
    progress: Progress = field(default=silent)
    watch: Stopwatch = field(default_factory=Stopwatch)
    is_dry_run: bool = False
    warning: str = ""
    """What a real run would stumble over, where this is a dry one."""

    @property
    def key(self) -> bytes:
        """The key for unsubscribe links and Message-IDs.

        Raises Refused where real mail would go out with a key that everybody knows.
        """
        if self.config.secrets.key:
            return self.config.secrets.key
        if self.config.mail.transport == "folder" or self.is_dry_run:
            return b"no mail leaves this machine"
        raise Refused(
            "no key to sign the unsubscribe links with; set the environment variable DIGEST_SECRET_KEY to a long "
            "random text and keep it for good",
            resource="DIGEST_SECRET_KEY",
        )


@contextmanager
def open_workspace(
    config: Config, slug: str | None = None, *, progress: Progress = silent, is_dry_run: bool = False
) -> Iterator[Workspace]:
    """Open the database and the fetcher for the publication *slug*, or the only one there is.

    A dry run works on a private copy of the database and on a temporary folder: nothing that a later run reads changes.
    """
    from digest.collect.sandbox import Sandbox
    from digest.pipeline.clock import now as clock
    from digest.pipeline.pictures import PictureShelf
    from digest.store import Store

    publication = config.publication(slug)
    warning = ""
    with ExitStack() as stack:
        if is_dry_run:
            if config.mail.transport == "smtp" and not config.secrets.key:
                warning = "A real run would be refused: DIGEST_SECRET_KEY is not set."
            folder = Path(tempfile.mkdtemp(prefix="digest-dry-run-"))
            config = replace(
                config,
                out=folder / "editions",
                pictures=folder / "pictures",
                mail=replace(config.mail, transport="folder", folder=folder / "outbox"),
            )
        store = stack.enter_context(Store.snapshot(config.database) if is_dry_run else Store.open(config.database))
        fetcher = stack.enter_context(fetcher_for(config, publication, closed_hosts=store.hosts.at_rest(clock())))
        sandbox = stack.enter_context(Sandbox(workers=READERS))
        shelf = PictureShelf(config.pictures, config.public_url, fetcher, folders=picture_folders(publication))
        yield Workspace(
            config=config,
            publication=publication,
            store=store,
            fetcher=fetcher,
            sandbox=sandbox,
            shelf=shelf,
            progress=progress,
            is_dry_run=is_dry_run,
            warning=warning,
        )


def fetcher_for(
    config: Config, publication: Publication, *, closed_hosts: Mapping[str, float] | None = None
) -> Fetcher:
    """Open the fetcher that *config* describes; it is a context manager.

    *closed_hosts* are those that still want to be left alone, with the seconds that are left.
    """
    from digest.collect.fetch import Fetcher

    fetch = config.fetch
    return Fetcher(
        user_agent=user_agent(config, publication),
        allow=fetch.allow,
        routes=dict(fetch.routes),
        timeout_seconds=fetch.timeout_seconds,
        gap_seconds=fetch.gap_seconds,
        closed_hosts=closed_hosts or {},
        proxy=os.environ.get(fetch.proxy_env, "") if fetch.proxy_env else "",
        ca_file=fetch.ca_file,
    )


def user_agent(config: Config, publication: Publication) -> str:
    """Name the publication and a contact, as polite robots do (RFC 9110 §10.1.5)."""
    from digest import __version__

    contact = config.fetch.contact or publication.url or publication.sender_address
    title = publication.title.encode("ascii", "replace").decode().replace("?", "").strip()
    return f"digest/{__version__} ({title}; +{contact})"


def picture_folders(publication: Publication) -> tuple[Path, ...]:
    """List the folders whose picture files may be used: those of the folder sources."""
    from digest.model import SourceKind

    return tuple(Path(source.url) for source in publication.sources if source.kind is SourceKind.FOLDER)
