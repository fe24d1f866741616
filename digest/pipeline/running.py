"""The use case "run": the weekly job once, from collecting to sending, and never twice for the same slot."""

from __future__ import annotations

__all__ = ["catch_up", "message_for_files", "resume", "run", "sample_message", "unfinished"]

from typing import TYPE_CHECKING

from digest.compose import latest_slot, next_slots
from digest.model import Approval, DeliveryState, EditionState, Level, Recipient
from digest.pipeline.clock import now as clock
from digest.pipeline.composing import Draft, candidates, compose_draft, save_draft, window_of
from digest.pipeline.files import write_files
from digest.pipeline.freezing import collect_until_settled, look_again
from digest.pipeline.report import RunReport, count, notes_of
from digest.pipeline.sending import approve, audience_of, outgoing, send

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from digest.model import Delivery, Rendering
    from digest.pipeline.report import Files
    from digest.pipeline.workspace import Workspace
    from digest.store import StoredEdition

OVER = frozenset({EditionState.SUBMITTED, EditionState.CANCELLED, EditionState.SKIPPED, EditionState.HELD})
APPROVED = frozenset({EditionState.APPROVED, EditionState.SENDING})


def run(workspace: Workspace, *, at: datetime | None = None, is_patient: bool = False) -> RunReport:
    """Bring the latest slot that is due at *at* (default: now) as far as its approval policy lets it go.

    The database's unique key makes the slot happen once: a second run of a submitted slot sends nothing and says so; a
    run after a crash goes on where the first stopped. One that *is_patient* and comes within the time to settle waits
    until it is over. Raises Refused while another process runs the publication.
    """
    now = at or clock()
    slug = workspace.publication.slug
    with workspace.store.lock(slug):
        slot = latest_slot(workspace.publication.cadence, now)
        stored = workspace.store.editions.get(slug, slot)
        if stored is not None and stored.state in OVER:
            return _past(workspace, stored, note=f"it is already {stored.state}; nothing was sent again")
        if stored is not None and stored.state in APPROVED:
            with workspace.watch.stage("send"):
                deliveries = send(workspace, stored)
            return _past(workspace, _stored(workspace, slot), note=unfinished(deliveries))
        return _fresh(workspace, slot, now, is_patient=is_patient)


def catch_up(workspace: Workspace, *, now: datetime | None = None) -> RunReport | None:
    """Run the latest due slot unless it is done; what `digest serve` does at its start and at each wake.

    A publication that has no edition yet begins with its next slot: installing it late in the week sends nothing for
    the week before. Of several missed slots only the latest is made up; its window holds their pieces too.
    """
    now = now or clock()
    store, publication = workspace.store, workspace.publication
    due = latest_slot(publication.cadence, now - publication.cadence.settle)
    slots = sorted(stored.slot for stored in store.editions.all(publication.slug))
    if not slots or due < slots[0]:
        ahead = next_slots(publication.cadence, now, 1)[0]
        store.editions.ensure(publication.slug, ahead, window_of(workspace, ahead)[0], now)
        return None
    stored = store.editions.get(publication.slug, due)
    if stored is not None and (stored.state in OVER or _waits(workspace, stored)):
        return None
    return run(workspace, at=now)


def _waits(workspace: Workspace, stored: StoredEdition) -> bool:
    """Whether the edition waits for its editor or for a recipient's next try, and there is nothing to run."""
    if stored.state in APPROVED:
        return True
    is_composed = stored.composed_at is not None and stored.composed_at >= stored.window.end
    return is_composed and stored.state is EditionState.DRAFT and workspace.publication.approval is Approval.EDITOR


def resume(workspace: Workspace) -> RunReport | None:
    """Go on with every edition that is approved or half sent; the report is of the last, None where there is none."""
    report = None
    for stored in workspace.store.editions.all(workspace.publication.slug):
        if stored.state in APPROVED:
            with workspace.store.lock(workspace.publication.slug), workspace.watch.stage("send"):
                deliveries = send(workspace, stored)
            report = _past(workspace, _stored(workspace, stored.slot), note=unfinished(deliveries))
    return report


def _fresh(workspace: Workspace, slot: str, now: datetime, *, is_patient: bool = False) -> RunReport:
    """Run every stage for *slot*."""
    store, slug, watch = workspace.store, workspace.publication.slug, workspace.watch
    window, _ = window_of(workspace, slot)
    stored = store.editions.ensure(slug, slot, window, now)
    with watch.stage("collect"):
        collected, now = collect_until_settled(workspace, window, now=now, is_patient=is_patient)
        look_again(workspace, candidates(workspace, slot), now=now)
    with watch.stage("compose"):
        draft = compose_draft(workspace, slot, number=stored.number)
        save_draft(workspace, draft, now=now)
    files = message_for_files(workspace, draft)
    deliveries: Mapping[DeliveryState, int] = {}
    is_incomplete = is_thin(workspace, draft) and collected.has_lost_source
    if is_thin(workspace, draft) and not is_incomplete:
        store.editions.move(slug, slot, EditionState.SKIPPED, now=now, expect=EditionState.DRAFT)
    note = _why_it_stays(workspace, draft, is_incomplete=is_incomplete)
    if not note:
        with watch.stage("send"):
            approve(workspace, _stored(workspace, slot), now=now)
            deliveries = send(workspace, _stored(workspace, slot))
        note = unfinished(deliveries)
    return RunReport(
        edition=draft.edition,
        state=_stored(workspace, slot).state,
        findings=draft.findings,
        deliveries=dict(deliveries),
        files=files,
        source_failures=collected.failures,
        notes=notes_of(collected, draft.edition.decisions),
        seconds=dict(watch.seconds),
        is_dry_run=workspace.is_dry_run,
        note=" ".join(filter(None, (note, workspace.warning))),
        is_incomplete=is_incomplete,
        troubles=_troubles(workspace, stored.id),
    )


def is_thin(workspace: Workspace, draft: Draft) -> bool:
    """Whether the week has too few pieces for an edition; one without any is never sent."""
    return len(draft.edition.cards) < max(1, workspace.publication.selection.min_pieces)


def _troubles(workspace: Workspace, edition_id: str) -> tuple[Delivery, ...]:
    """List the deliveries that did not simply succeed: failed, waiting, unknown, or perhaps made twice."""
    calm = (DeliveryState.SUBMITTED, DeliveryState.SUPPRESSED, DeliveryState.PENDING)
    return tuple(d for d in workspace.store.deliveries.all(edition_id) if d.state not in calm or d.ambiguous)


def _why_it_stays(workspace: Workspace, draft: Draft, *, is_incomplete: bool) -> str:
    """Say why *draft* does not go out now; empty where it does."""
    if is_incomplete:
        return "not sent: sources could not be had and the week is too thin without them; run again when they are back"
    if is_thin(workspace, draft):
        least = max(1, workspace.publication.selection.min_pieces)
        return f"skipped: {len(draft.edition.cards)} piece(s) in the window, and min_pieces is {least}"
    errors = count(draft.findings, Level.ERROR)
    if errors:
        return f"{errors} finding(s) block it; mend them and run again (`digest check` lists them)"
    if workspace.publication.approval is Approval.EDITOR:
        return f"waits for an editor: digest approve {draft.edition.id}"
    return ""


def unfinished(deliveries: Mapping[DeliveryState, int]) -> str:
    """Say what is left to do after sending; empty where every recipient has reached a final state."""
    waiting = sum(deliveries.get(s, 0) for s in (DeliveryState.PENDING, DeliveryState.CLAIMED, DeliveryState.DEFERRED))
    if not waiting:
        return ""
    return (
        f"{waiting} recipient(s) wait for another try; `digest serve` goes on by itself, or run `digest send --resume`"
    )


def message_for_files(workspace: Workspace, draft: Draft) -> Files:
    """Write the edition's files, with the message as the first subscriber gets it."""
    edition, config = draft.edition, workspace.config
    folder = config.out / edition.publication.slug / edition.slot.replace(":", "")
    message = sample_message(workspace, draft.rendering, edition.id)
    return write_files(workspace, folder, message, draft.findings)


def sample_message(workspace: Workspace, rendering: Rendering, edition_id: str) -> bytes:
    """Build the message that the first subscriber gets, or a made-up reader where there is none."""
    subscribers, _ = audience_of(workspace.publication)
    first = subscribers[0] if subscribers else None
    recipient = Recipient(
        id=0, address=first.address if first else "reader@example.org", name=first.name if first else ""
    )
    return outgoing(workspace, rendering, edition_id, date=clock()).message(recipient)


def _past(workspace: Workspace, stored: StoredEdition, *, note: str) -> RunReport:
    """Report an edition as the database has it."""
    if stored.edition is None or stored.rendering is None:
        message = f"edition {stored.id} is {stored.state} and has no content"
        raise AssertionError(message)
    draft = Draft(edition=stored.edition, rendering=stored.rendering, findings=stored.findings)
    return RunReport(
        edition=stored.edition,
        state=stored.state,
        findings=stored.findings,
        deliveries=dict(workspace.store.deliveries.counts(stored.id)),
        files=message_for_files(workspace, draft),
        seconds=dict(workspace.watch.seconds),
        is_dry_run=workspace.is_dry_run,
        note=note,
        troubles=_troubles(workspace, stored.id),
    )


def _stored(workspace: Workspace, slot: str) -> StoredEdition:
    stored = workspace.store.editions.get(workspace.publication.slug, slot)
    if stored is None:
        raise AssertionError(f"the edition for {slot} was just saved")
    return stored
