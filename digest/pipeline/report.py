"""What a run has to say: to a person, and to a program as JSON."""

from __future__ import annotations

__all__ = ["Files", "RunReport", "finding_json", "report_json"]

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from digest.model import Decision, Delivery, DeliveryState, EditionState, Finding, Level, Rule, SourceFailure

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from digest.model import Edition
    from digest.pipeline.collecting import CollectReport


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """Where a rendered edition lies."""

    html: Path
    text: Path
    message: Path
    findings: Path
    html_bytes: int
    """Size of the message's HTML part, decoded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """One execution of the pipeline."""

    edition: Edition
    state: EditionState
    findings: tuple[Finding, ...] = ()
    deliveries: dict[DeliveryState, int] = field(default_factory=dict)
    files: Files | None = None
    source_failures: tuple[SourceFailure, ...] = ()
    notes: tuple[str, ...] = ()
    """What an operator or editor should know of the sources and of pieces that are out, one line each."""
    seconds: dict[str, float] = field(default_factory=dict)
    """Wall-clock seconds by stage, in the order of the pipeline."""
    is_dry_run: bool = False
    is_incomplete: bool = False
    """The week is thin because sources could not be had; nothing was decided, and a later run tries again."""
    troubles: tuple[Delivery, ...] = ()
    """Deliveries that failed, wait, are unknown, or were perhaps made twice."""
    note: str = ""
    """Why the edition did not go out, or did not go out again; empty where it did."""

    @property
    def is_blocked(self) -> bool:
        """Whether a finding keeps the edition from going out."""
        has_errors = count(self.findings, Level.ERROR) > 0
        return self.state is EditionState.DRAFT and has_errors and not self.is_incomplete


NOTED = frozenset({Rule.SCHEDULED, Rule.TOO_LATE, Rule.WITHDRAWN, Rule.COPY, Rule.UNDATED, Rule.NO_LINK})
"""Rules whose pieces a report names: nobody expects them to be missing."""


def notes_of(collected: CollectReport, decisions: Iterable[Decision]) -> tuple[str, ...]:
    """Put into words what the collection and the choice of pieces have to say."""
    notes = [str(alarm) for alarm in collected.alarms]
    for result in collected.results:
        if result.moved_to:
            notes.append(f"{result.source} has moved for good to {result.moved_to}; change the configuration")
        if result.has_gap:
            found = f"{result.recovered} found elsewhere" if result.recovered else "none were found elsewhere"
            notes.append(f"{result.source} has lost entries since the last visit; {found}")
        elif result.recovered:
            notes.append(f"{result.source}: {result.recovered} piece(s) were found in its sitemap alone")
    notes += [f"out: {each.title} [{each.why}]" for each in decisions if not each.is_in and each.rule in NOTED]
    return tuple(notes)


def count(findings: tuple[Finding, ...], level: Level) -> int:
    """Count the findings of *level*."""
    return sum(finding.level is level for finding in findings)


def report_json(report: RunReport) -> dict[str, object]:
    """Give *report* as the one JSON object of `run --json` and `demo --json`."""
    edition, files = report.edition, report.files
    is_in = sum(decision.is_in for decision in edition.decisions)
    return {
        "edition": edition.id,
        "slot": edition.slot,
        "state": str(report.state),
        "window": [edition.window.start.isoformat(), edition.window.end.isoformat()],
        "pieces": {"in": is_in, "out": len(edition.decisions) - is_in},
        "findings": {str(level): count(report.findings, level) for level in Level},
        "html_bytes": files.html_bytes if files else 0,
        "deliveries": {str(DeliveryState.SUBMITTED): 0}
        | {str(state): number for state, number in report.deliveries.items()},
        "files": {"html": str(files.html), "text": str(files.text), "message": str(files.message)} if files else {},
        "source_errors": [{"source": f.source, "error": f.error} for f in report.source_failures],
        "seconds": {stage: round(seconds, 3) for stage, seconds in report.seconds.items()},
        "notes": list(report.notes),
        "dry_run": report.is_dry_run,
        "note": report.note,
        "troubles": [
            {"address": d.address, "state": str(d.state), "reply": d.last_reply, "ambiguous": d.ambiguous}
            for d in report.troubles
        ],
    }


def finding_json(finding: Finding) -> dict[str, object]:
    """Give *finding* as a JSON object; `line` only where it is known."""
    line = {} if finding.line is None else {"line": finding.line}
    return {
        "level": str(finding.level),
        "rule": finding.rule,
        "place": finding.place,
        **line,
        "message": finding.message,
    }
