"""The use cases of readers: the web version of an edition, and leaving."""

from __future__ import annotations

__all__ = ["ReaderPages"]

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.errors import MessageError
from digest.model import EditionState
from digest.pipeline.clock import now as clock
from digest.render.archive import Archive, ArchiveEntry, web_page

if TYPE_CHECKING:
    from digest.config import Config
    from digest.model import Publication
    from digest.store.editions import StoredEdition

PUBLIC = frozenset({EditionState.SENDING, EditionState.SUBMITTED})
MOST_LISTED = 50
"""Editions in the archive's list and its feed, the latest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderPages:
    """Answers what the public pages ask; opens the database for each question, so that any thread may ask."""

    config: Config
    key: bytes

    def web_version(self, edition_id: str) -> str | None:
        """Give the HTML of an edition that went out, with nothing personal in it; None if there is none."""
        from digest.store import Store

        slug, _, slot = edition_id.partition("/")
        with Store.open(self.config.database) as store:
            stored = store.editions.get(slug, slot)
        if stored is None or stored.state not in PUBLIC or stored.rendering is None:
            return None
        publication = self._publication(slug)
        if publication is None:
            return None
        return web_page(stored.rendering.html, self._entry(stored), self._archive(publication, ()))

    def archive(self, slug: str) -> Archive | None:
        """List the latest editions of the publication *slug* that went out; None if there is no such publication."""
        from digest.store import Store

        publication = self._publication(slug)
        if publication is None:
            return None
        with Store.open(self.config.database) as store:
            public = store.editions.recent(slug, PUBLIC, count=MOST_LISTED)
        return self._archive(publication, tuple(self._entry(stored) for stored in public if stored.rendering))

    def _publication(self, slug: str) -> Publication | None:
        return next((each for each in self.config.publications if each.slug == slug), None)

    def _archive(self, publication: Publication, entries: tuple[ArchiveEntry, ...]) -> Archive:
        url = f"{self.config.public_url.rstrip('/')}/editions/{publication.slug}/"
        return Archive(
            title=publication.title,
            tagline=publication.tagline,
            lang=publication.lang,
            url=url,
            feed_url=f"{url}feed.xml",
            entries=entries,
        )

    def _entry(self, stored: StoredEdition) -> ArchiveEntry:
        rendering, edition = stored.rendering, stored.edition
        assert rendering is not None
        lead = edition.lead.piece.image if edition is not None and edition.lead is not None else None
        return ArchiveEntry(
            title=rendering.subject,
            summary=rendering.preheader,
            url=f"{self.config.public_url.rstrip('/')}/editions/{stored.id}",
            submitted_at=stored.submitted_at or stored.window.end,
            image=lead.url if lead is not None else "",
        )

    def address_of(self, token: str) -> str | None:
        """Give the address of a valid unsubscribe *token* with its middle hidden; None if it is not ours."""
        subscription = self._read(token)
        if subscription is None:
            return None
        local, _, domain = subscription[1].partition("@")
        return f"{local[:2]}…@{domain}"

    def unsubscribe(self, token: str) -> bool:
        """Suppress the address of *token* for its publication; False if the token is not ours."""
        from digest.audience.suppression import Reason
        from digest.store import Store

        subscription = self._read(token)
        if subscription is None:
            return False
        publication, address = subscription
        with Store.open(self.config.database) as store:
            store.suppressions.add(publication, address, Reason.UNSUBSCRIBED, clock())
        return True

    def _read(self, token: str) -> tuple[str, str] | None:
        from digest.message.tokens import read_unsubscribe_token

        try:
            return read_unsubscribe_token(self.key, token)
        except MessageError:
            return None
