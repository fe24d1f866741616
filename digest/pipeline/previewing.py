"""The use case "preview": the edition as it would go out now, message and all; keeps nothing that a run reads."""

from __future__ import annotations

__all__ = ["Preview", "Previewer"]

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from digest.compose import next_slots
from digest.compose.select import instant_of
from digest.pipeline.clock import now as clock
from digest.pipeline.collecting import collect
from digest.pipeline.composing import FROZEN, Draft, compose_draft, decide, number_of, slot_for, working_slot
from digest.pipeline.embedding import hosted
from digest.pipeline.running import sample_message
from digest.pipeline.sending import audience_of

if TYPE_CHECKING:
    from datetime import datetime

    from digest.config import Config
    from digest.model import Edition, EditionState, Finding, Rendering
    from digest.pipeline.workspace import Progress, Workspace
    from digest.store import StoredEdition


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What the preview page shows: the real message of one recipient, and what is known about it."""

    edition: Edition
    rendering: Rendering
    message: bytes
    html: str
    text: str
    findings: tuple[Finding, ...]
    content_hash: str
    html_bytes: int
    encoded_bytes: int
    state: EditionState | None
    audience: int
    sends_at: datetime | None


class Previewer:
    """Makes previews of one slot, again and again, on one workspace.

    An edition that is approved or out is shown as it is stored. Any other is composed afresh from the known pieces,
    so that a changed template or configuration shows at once.
    """

    def __init__(self, workspace: Workspace, *, slot: str | None = None, at: datetime | None = None) -> None:
        self._workspace = workspace
        self._at = at
        self._pinned = None if slot is None else slot_for(workspace, slot, at or clock())

    def prepare(self, progress: Progress) -> None:
        """Collect, where nothing is known of the publication yet."""
        if not self._workspace.store.pieces.known(self._workspace.publication.slug):
            collect(replace(self._workspace, progress=progress), now=self._at or clock())

    def load(self, config: Config) -> Preview:
        """Build the preview under *config*, as it stands in the files now."""
        publication = config.publication(self._workspace.publication.slug)
        workspace = replace(
            self._workspace,
            publication=publication,
            config=replace(config, pictures=self._workspace.config.pictures, mail=self._workspace.config.mail),
        )
        slot = self._pinned or _slot_to_show(workspace, self._at or clock())
        stored = workspace.store.editions.get(publication.slug, slot)
        if stored is not None and stored.state in FROZEN and stored.edition and stored.rendering:
            draft = Draft(edition=stored.edition, rendering=stored.rendering, findings=stored.findings)
        else:
            draft = compose_draft(workspace, slot, number=number_of(workspace, slot))
        return _preview(workspace, draft, stored)


def _slot_to_show(workspace: Workspace, now: datetime) -> str:
    """Name the slot in the making; while its week is still empty, the last one that is not."""
    slug, cadence = workspace.publication.slug, workspace.publication.cadence
    slot = working_slot(workspace, None, now)
    known = workspace.store.pieces.known(slug)
    if not known or any(decision.is_in for decision in decide(workspace, slot)):
        return slot
    sent = workspace.store.editions.latest(slug, FROZEN)
    if sent is not None:
        return sent.slot
    past = [instant for each in known if (instant := instant_of(each)) <= now]
    return next_slots(cadence, max(past), 1)[0] if past else slot


def _preview(workspace: Workspace, draft: Draft, stored: StoredEdition | None) -> Preview:
    from digest.message import encoded_size, parts_of
    from digest.store import content_hash

    message = sample_message(workspace, draft.rendering, draft.edition.id)
    text, html = parts_of(message)
    subscribers, _ = audience_of(workspace.publication)
    state = stored.state if stored else None
    return Preview(
        edition=draft.edition,
        rendering=draft.rendering,
        message=message,
        html=hosted(workspace, html),
        text=text,
        findings=draft.findings,
        content_hash=content_hash(draft.rendering),
        html_bytes=len(html.encode()),
        encoded_bytes=encoded_size(draft.rendering.html),
        state=state,
        audience=len(subscribers),
        sends_at=None if state in FROZEN else draft.edition.window.end,
    )
