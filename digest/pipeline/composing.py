"""The use case "compose": known pieces become the draft of an edition, rendered and checked."""

from __future__ import annotations

__all__ = [
    "FROZEN",
    "Draft",
    "compose_draft",
    "decide",
    "make_draft",
    "number_of",
    "render_draft",
    "save_draft",
    "slot_for",
    "window_of",
    "working_slot",
]

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from digest.check.levels import apply_levels
from digest.compose import compose, first_window, latest_slot, next_slots, next_window, select, slot_instant
from digest.compose.select import candidates as select_candidates
from digest.errors import Refused
from digest.model import NO_BLURB, EditionState, Finding, Level, Window
from digest.pipeline.blurbs import BlurbWriter
from digest.pipeline.boilerplate import cleaned
from digest.pipeline.embedding import embed
from digest.pipeline.weights import client_weights
from digest.text import shorten

if TYPE_CHECKING:
    from datetime import datetime

    from digest.compose.select import Chosen
    from digest.model import Card, Decision, Edition, KnownPiece, Rendering
    from digest.pipeline.workspace import Workspace


MEMORY = timedelta(days=90)
"""How far back pieces are candidates, and originals of copies: a third of the copies come more than a week later."""
IN_THE_MAKING = frozenset({EditionState.COLLECTING, EditionState.DRAFT, EditionState.HELD})
FROZEN = frozenset({EditionState.APPROVED, EditionState.SENDING, EditionState.SUBMITTED})
"""States in which an edition's bytes are shown as they are stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An edition with its rendering and what the checks found."""

    edition: Edition
    rendering: Rendering
    findings: tuple[Finding, ...]


def slot_for(workspace: Workspace, slot: str | None, now: datetime) -> str:
    """Name the slot that is meant: *slot*, or the latest that is due.

    Raises Refused unless *slot* is one of the cadence's, at most eight ahead, or has an edition already.
    """
    publication = workspace.publication
    if slot is None:
        return latest_slot(publication.cadence, now)
    slug, _, name = slot.rpartition("/")
    if slug not in {"", publication.slug}:
        raise Refused(f"this is {publication.slug}; name another publication with --publication", resource=slot)
    if workspace.store.editions.get(publication.slug, name) is not None:
        return name
    ahead = next_slots(publication.cadence, now, 8)
    try:
        before = slot_instant(name, publication.cadence.tzinfo) - timedelta(minutes=1)
        is_one = next_slots(publication.cadence, before, 1)[0] == name and name <= ahead[-1]
    except (ValueError, OverflowError):
        is_one = False
    if not is_one:
        raise Refused(f"not a slot of its cadence; the next are {', '.join(ahead[:3])}", resource=slot)
    return name


def number_of(workspace: Workspace, slot: str) -> int:
    """Say which number the edition for *slot* has, or would have."""
    stored = workspace.store.editions.all(workspace.publication.slug)
    own = next((each.number for each in stored if each.slot == slot), None)
    unnumbered = {EditionState.CANCELLED, EditionState.SKIPPED}
    return own or 1 + sum(each.slot < slot and each.state not in unnumbered for each in stored)


def working_slot(workspace: Workspace, slot: str | None, now: datetime) -> str:
    """Name the slot in the making: *slot*, else the latest that is due and has a draft, else the next one."""
    if slot is not None:
        return slot_for(workspace, slot, now)
    cadence = workspace.publication.cadence
    due = latest_slot(cadence, now)
    stored = workspace.store.editions.get(workspace.publication.slug, due)
    if stored is not None and stored.state in IN_THE_MAKING:
        return due
    return next_slots(cadence, now, 1)[0]


def window_of(workspace: Workspace, slot: str) -> tuple[Window, datetime | None]:
    """Give the window for *slot* and when the edition before it was composed (None before the first).

    The window starts where the last edition that went out ended, as it is stored: a changed cadence leaves no gap.
    Before the first, it starts with the first slot that was opened, so that the pieces of skipped weeks are in it.
    """
    zone = workspace.publication.cadence.tzinfo
    # An edition on its way has its pieces for itself, even while a few recipients still wait for another try.
    previous = workspace.store.editions.latest(workspace.publication.slug, FROZEN)
    if previous is None:
        first = first_window(slot, zone)
        opened = workspace.store.editions.all(workspace.publication.slug)
        starts = [stored.window.start for stored in opened if stored.slot < slot]
        return Window(start=min((*starts, first.start)), end=first.end), None
    try:
        return next_window(previous.window, slot, zone), previous.composed_at
    except ValueError as error:
        raise Refused(
            f"the slot {slot} is not after the last edition, {previous.slot}; an edition that went out stays as it is",
            resource=workspace.publication.slug,
        ) from error


def compose_draft(workspace: Workspace, slot: str, *, number: int) -> Draft:
    """Choose the pieces for *slot*, write their blurbs, get their pictures, render and check. Saves nothing."""
    publication = workspace.publication
    window, chosen = _chosen(workspace, slot)
    writer = BlurbWriter(workspace, total=len(chosen.pieces))
    edition = compose(publication, chosen, slot=slot, window=window, number=number, write_blurb=writer)
    total = sum(1 for card in edition.cards if card.piece.image)
    with workspace.watch.stage("pictures"):
        edition, findings = workspace.shelf.furnish(
            edition, lambda done: workspace.progress("pictures", "fitted", done=min(done, total), total=total)
        )
    return render_draft(workspace, edition, (*writer.findings, *findings, *_audience_findings(workspace)))


def _chosen(workspace: Workspace, slot: str) -> tuple[Window, Chosen]:
    publication = workspace.publication
    window, previous_freeze = window_of(workspace, slot)
    known = cleaned(workspace.store.pieces.known(publication.slug, since=window.end - MEMORY), publication.boilerplate)
    return window, select(known, window, zone=publication.cadence.tzinfo, previous_freeze=previous_freeze)


def candidates(workspace: Workspace, slot: str) -> tuple[KnownPiece, ...]:
    """Give the pieces that may be in the edition for *slot* as things stand, withdrawn ones with them."""
    publication = workspace.publication
    window, previous_freeze = window_of(workspace, slot)
    known = workspace.store.pieces.known(publication.slug, since=window.end - MEMORY)
    return select_candidates(known, window, zone=publication.cadence.tzinfo, previous_freeze=previous_freeze)


def decide(workspace: Workspace, slot: str) -> tuple[Decision, ...]:
    """Say for every known piece why it is in the edition for *slot*, or out of it."""
    stored = workspace.store.editions.get(workspace.publication.slug, slot)
    if stored is not None and stored.state in FROZEN and stored.edition is not None:
        return stored.edition.decisions
    window, chosen = _chosen(workspace, slot)
    edition = compose(
        workspace.publication, chosen, slot=slot, window=window, number=1, write_blurb=lambda _piece, _place: NO_BLURB
    )
    return edition.decisions


def make_draft(workspace: Workspace, slot: str, *, now: datetime) -> Draft:
    """Make or refresh the draft for *slot* and keep it. Raises Refused where the edition is past being changed."""
    window, _ = window_of(workspace, slot)
    slug = workspace.publication.slug
    with workspace.store.lock(slug):
        stored = workspace.store.editions.ensure(slug, slot, window, now)
        draft = compose_draft(workspace, slot, number=stored.number)
        save_draft(workspace, draft, now=now)
    return draft


def render_draft(workspace: Workspace, edition: Edition, findings: tuple[Finding, ...] = ()) -> Draft:
    """Render and check *edition*; *findings* of earlier stages come with it."""
    from digest.check import check_edition, check_rendering
    from digest.render import render

    publication, config = edition.publication, workspace.config
    workspace.progress("render", edition.id, done=0, total=1)
    with workspace.watch.stage("render"):
        rendering = render(edition, templates=config.templates_for(publication), public_url=config.public_url)
    workspace.progress("check", edition.id, done=0, total=1)
    with workspace.watch.stage("check"):
        found = (
            *check_rendering(
                rendering,
                publication=publication,
                public_url=config.public_url,
                clients=client_weights(config.folder),
            ),
            *check_edition(edition),
            *embed(workspace, rendering, edition.id).findings,
            *findings,
        )
    if rendering.fitting:
        found = (*found, _fitted(rendering, edition))
    found = apply_levels((_forgiven(finding, edition) for finding in found), publication.levels)
    ordered = tuple(sorted(found, key=lambda finding: (finding.level is not Level.ERROR, finding.rule, finding.place)))
    return Draft(edition=edition, rendering=rendering, findings=ordered)


def _fitted(rendering: Rendering, edition: Edition) -> Finding:
    message = (
        f"so that no client clips the e-mail: {rendering.fitting}; take fewer pieces (max_pieces) or shorter blurbs "
        "(max_chars) to decide it yourself"
    )
    return Finding(level=Level.WARNING, rule="size/fitted", place=edition.id, message=message)


def _forgiven(finding: Finding, edition: Edition) -> Finding:
    """Let no piece block the edition by what it says: `{{ }}` in a headline is a word, not a forgotten placeholder."""
    from digest.check.wording import placeholders

    if finding.rule != "wording/placeholder" or finding.level is not Level.ERROR:
        return finding
    words = "\n".join(word for card in edition.cards for word in _words_of(card))
    said = {hit.what.casefold() for hit in placeholders(words, is_final=True)}  # a template may print capitals
    message = finding.message.casefold()
    return replace(finding, level=Level.WARNING) if any(what in message for what in said) else finding


def _words_of(card: Card) -> tuple[str, ...]:
    """List what a piece brings into the page."""
    piece, image = card.piece, card.piece.image
    pictured = (image.alt, image.credit) if image else ()
    return (piece.title, card.blurb.text, piece.section, *piece.authors, *pictured)


def _audience_findings(workspace: Workspace) -> tuple[Finding, ...]:
    """Warn of every line of the subscribers' file that holds no address."""
    from digest.pipeline.sending import audience_of

    publication = workspace.publication
    _, bad_lines = audience_of(publication)
    return tuple(
        Finding(
            level=Level.WARNING,
            rule="audience/bad-line",
            place=publication.audience.file,
            line=bad.line,
            message=f"{bad.why}: {shorten(bad.found, 60)}; mend the line or take it out",
        )
        for bad in bad_lines
    )


def save_draft(workspace: Workspace, draft: Draft, *, now: datetime) -> None:
    """Keep *draft* as the edition's present state; an approval given to other bytes is void."""
    workspace.store.editions.save_draft(
        workspace.publication.slug, draft.edition.slot, draft.edition, draft.rendering, draft.findings, now=now
    )
