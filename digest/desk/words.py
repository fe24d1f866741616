"""The desk's wording: dates, sizes and counts as an editor reads them. English only; knows no markup."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from digest.model import Approval, EditionState, Level

if TYPE_CHECKING:
    from digest.desk.preview import Previewed
    from digest.model import Edition

__all__ = ["bytes_of", "count_of", "findings_line", "sends_line", "slot_line", "state_line"]

_ON_ITS_WAY = (EditionState.APPROVED, EditionState.SENDING, EditionState.SUBMITTED)


def slot_line(edition: Edition) -> str:
    """Say when the edition is for, by the publication's own clock: `Friday 20 November 2026, 06:00`."""
    slot = datetime.fromisoformat(edition.slot)
    return f"{slot:%A} {slot.day} {slot:%B %Y, %H:%M}"


def sends_line(preview: Previewed) -> str:
    """Say when the edition goes out, in the publication's zone, or what it waits for."""
    if preview.state in _ON_ITS_WAY:
        return "On its way" if preview.state is not EditionState.SUBMITTED else "Already out"
    if preview.sends_at is None:
        waits = preview.edition.publication.approval is Approval.EDITOR and preview.state is EditionState.DRAFT
        return "Once approved" if waits else "Not scheduled"
    local = preview.sends_at.astimezone(preview.edition.publication.cadence.tzinfo)
    return f"{local:%a} {local.day} {local:%b, %H:%M %Z}"


def state_line(state: EditionState | None) -> str:
    """Name the edition's *state*; an edition that is not saved has none."""
    return state.value.capitalize() if state else "Not saved"


def bytes_of(size: int) -> str:
    """Write a *size* in bytes with its thousands divided: `28,312`."""
    return f"{size:,}"


def count_of(number: int, one: str) -> str:
    """Count in words that agree: `1 error`, `2 errors`, `no errors`."""
    return f"1 {one}" if number == 1 else f"{number:,} {one}s" if number else f"no {one}s"


def findings_line(preview: Previewed) -> str:
    """Sum up the findings: `1 error, 2 warnings`."""
    counts = [(sum(finding.level is level for finding in preview.findings), level.value) for level in Level]
    return ", ".join(count_of(number, one) for number, one in counts if number) or "None"
