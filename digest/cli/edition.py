"""`run`, `compose`, `show`, `render`, `approve` and `send`."""

from __future__ import annotations

__all__ = [
    "approve_command",
    "compose_command",
    "render_command",
    "run_command",
    "send_command",
    "show_command",
]

from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli.console import say, say_json
from digest.cli.options import at_option, common, in_zone, json_option, workspace_for
from digest.cli.telling import say_draft, say_report

if TYPE_CHECKING:
    from datetime import datetime

    from digest.pipeline import Draft, Workspace
    from digest.store import StoredEdition

FINDINGS_BLOCK = 3


@click.command("run")
@common
@at_option
@click.option("--dry-run", "is_dry_run", is_flag=True, help="Do everything on a copy; send and keep nothing.")
@click.option("--no-wait", "is_impatient", is_flag=True, help="Do not wait for late feeds after the cut-off.")
@json_option
def run_command(
    folder: Path, slug: str | None, at: datetime | None, *, is_dry_run: bool, is_impatient: bool, is_json: bool
) -> None:
    """Do the weekly job once, for the latest slot that is due. Run twice, it sends once.

    Within `settle_minutes` after the cut-off it collects, waits until they are over, and collects again.
    """
    from digest.pipeline import run
    from digest.pipeline.report import report_json

    with workspace_for(folder, slug, is_dry_run=is_dry_run) as workspace:
        is_patient = at is None and not is_dry_run and not is_impatient
        report = run(workspace, at=in_zone(at, workspace.publication.cadence.tzinfo), is_patient=is_patient)
    if is_json:
        say_json(report_json(report))
    else:
        say_report(report)
    if report.is_blocked:
        raise click.exceptions.Exit(FINDINGS_BLOCK)
    if report.is_incomplete:
        raise click.exceptions.Exit(1)


@click.command("compose")
@common
@at_option
@click.argument("edition", required=False)
@json_option
def compose_command(folder: Path, slug: str | None, at: datetime | None, edition: str | None, *, is_json: bool) -> None:
    """Make or refresh the draft of EDITION (default: the one in the making) from the pieces that are known."""
    from digest.pipeline.clock import now
    from digest.pipeline.composing import make_draft, working_slot

    with workspace_for(folder, slug) as workspace:
        moment = in_zone(at, workspace.publication.cadence.tzinfo) or now()
        draft = make_draft(workspace, working_slot(workspace, edition, moment), now=moment)
    say_draft(draft, is_json=is_json)


@click.command("show")
@common
@click.argument("edition", required=False)
@json_option
def show_command(folder: Path, slug: str | None, edition: str | None, *, is_json: bool) -> None:
    """Print EDITION (default: the latest) with its blurbs and where each comes from."""
    with workspace_for(folder, slug) as workspace:
        say_draft(stored_draft(workspace, edition), is_json=is_json)


@click.command("render")
@common
@click.argument("edition", required=False)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="The folder to write to.")
@json_option
def render_command(folder: Path, slug: str | None, edition: str | None, out: Path, *, is_json: bool) -> None:
    """Write EDITION (default: the latest) as index.html, text.txt, message.eml and findings.json."""
    from digest.pipeline.composing import FROZEN, render_draft
    from digest.pipeline.files import write_files
    from digest.pipeline.running import sample_message

    with workspace_for(folder, slug) as workspace:
        stored = stored_edition(workspace, edition)
        draft = stored_draft(workspace, edition)
        if stored.state not in FROZEN:
            draft = render_draft(workspace, draft.edition)
        message = sample_message(workspace, draft.rendering, stored.id)
        files = write_files(workspace, out, message, draft.findings)
    paths = {"html": files.html, "text": files.text, "message": files.message, "findings": files.findings}
    if is_json:
        say_json({"edition": draft.edition.id, "files": {name: str(path) for name, path in paths.items()}})
    else:
        for path in paths.values():
            say(str(path))


@click.command("approve")
@common
@click.argument("edition", required=False)
def approve_command(folder: Path, slug: str | None, edition: str | None) -> None:
    """Approve EDITION (default: the latest) as it stands. `digest send` sends it, or `digest serve` within minutes."""
    from digest.pipeline import approve
    from digest.pipeline.clock import now

    with workspace_for(folder, slug) as workspace:
        stored = stored_edition(workspace, edition)
        approve(workspace, stored, now=now())
    say(f"approved {stored.id} ({stored.content_hash[:12]})")


@click.command("send")
@common
@click.argument("edition", required=False)
@click.option("--test", "address", metavar="ADDRESS", help="Send one marked copy to ADDRESS and to nobody else.")
@click.option("--resume", is_flag=True, help="Go on with an edition whose sending was cut off or deferred.")
def send_command(folder: Path, slug: str | None, edition: str | None, address: str | None, *, resume: bool) -> None:
    """Send EDITION (default: the latest) to everybody who has not had it; it must be approved."""
    from digest.errors import Refused
    from digest.model import EditionState
    from digest.pipeline import send, send_test
    from digest.pipeline.running import unfinished

    with workspace_for(folder, slug) as workspace:
        stored = stored_edition(workspace, edition)
        if address is not None:
            reply = send_test(workspace, stored_draft(workspace, edition).rendering, stored.id, address)
            say(f"{address}: {reply}")
            return
        if resume and stored.state is not EditionState.SENDING:
            raise Refused(f"it is {stored.state}; there is nothing to resume", resource=stored.id)
        with workspace.store.lock(workspace.publication.slug):
            counts = send(workspace, stored)
    say(", ".join(f"{number} {state}" for state, number in counts.items() if number))
    if note := unfinished(counts):
        say(note)


def stored_edition(workspace: Workspace, edition: str | None) -> StoredEdition:
    """Find the edition that is meant, the latest one with a content by default. Raises NotFound."""
    from digest.errors import NotFound

    slug = workspace.publication.slug
    if edition is None:
        drafted = [stored for stored in workspace.store.editions.all(slug) if stored.edition is not None]
        if not drafted:
            raise NotFound("there is no edition yet; `digest compose` makes one", resource=slug)
        return max(drafted, key=lambda stored: stored.slot)
    named, _, slot = edition.rpartition("/")
    stored = workspace.store.editions.get(slug, slot) if named in {"", slug} else None
    if stored is None:
        slots = ", ".join(each.slot for each in workspace.store.editions.all(slug)) or "none yet"
        raise NotFound(f"no such edition; there is {slots}", resource=edition)
    return stored


def stored_draft(workspace: Workspace, edition: str | None) -> Draft:
    """Give the stored edition as a draft. Raises NotFound where it has no content yet."""
    from digest.errors import NotFound
    from digest.pipeline import Draft

    stored = stored_edition(workspace, edition)
    if stored.edition is None or stored.rendering is None:
        raise NotFound(f"it is {stored.state}; `digest compose {stored.slot}` makes a draft of it", resource=stored.id)
    return Draft(edition=stored.edition, rendering=stored.rendering, findings=stored.findings)
