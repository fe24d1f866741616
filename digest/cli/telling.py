"""Reports and editions in words, or as JSON."""

from __future__ import annotations

__all__ = ["say_draft", "say_findings", "say_report"]

from typing import TYPE_CHECKING

from digest.cli.console import say, say_json
from digest.model import Level

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digest.model import Card, Edition, Finding
    from digest.pipeline import Draft, RunReport

WIDTH = 12


def say_report(report: RunReport) -> None:
    """Print what a run did."""
    edition = report.edition
    zone = edition.publication.cadence.tzinfo
    start, end = edition.window.start.astimezone(zone), edition.window.end.astimezone(zone)
    is_in = sum(decision.is_in for decision in edition.decisions)
    _row(
        "edition", f"{edition.id}, {report.state}{' (dry run: nothing was sent or kept)' if report.is_dry_run else ''}"
    )
    _row("window", f"{start:%a %d %b %Y %H:%M} to {end:%a %d %b %Y %H:%M} ({edition.publication.cadence.zone})")
    _row("pieces", f"{is_in} in, {len(edition.decisions) - is_in} out")
    _row("sections", _sections(edition))
    if report.files:
        _row("html", f"{report.files.html_bytes:,} bytes (Gmail clips at 102,400)")
    counts = {level: sum(f.level is level for f in report.findings) for level in Level}
    _row("findings", ", ".join(f"{number} {level}" for level, number in counts.items()))
    say_findings(report.findings, indent=WIDTH)
    _say_deliveries(report)
    for failure in report.source_failures:
        _row("not had", f"{failure.source}: {failure.error}")
    for note in report.notes:
        _row("noted", note)
    if report.files:
        _row("files", str(report.files.html))
        _row("", str(report.files.text))
        _row("", str(report.files.message))
    if report.seconds:
        _row("seconds", ", ".join(f"{stage} {seconds:.2f}" for stage, seconds in report.seconds.items()))
    if report.note:
        _row("note", report.note)


def _say_deliveries(report: RunReport) -> None:
    if report.deliveries:
        sent = ", ".join(f"{number} {state}" for state, number in report.deliveries.items() if number)
        _row("messages", sent or "none")
    for trouble in report.troubles:
        twice = " (perhaps twice)" if trouble.ambiguous else ""
        _row("", f"{trouble.state}{twice}: {trouble.address}: {trouble.last_reply}")


def _row(name: str, text: str) -> None:
    say(f"{name:<{WIDTH}}{text}")


def _sections(edition: Edition) -> str:
    parts = ["lead 1"] if edition.lead else []
    parts += [f"{section.title} {len(section.cards)}" for section in edition.sections]
    parts += [f"In brief {len(edition.brief)}"] if edition.brief else []
    return ", ".join(parts) or "none"


def say_findings(findings: Iterable[Finding], *, indent: int = 0) -> None:
    """Print findings, one a line."""
    for finding in findings:
        place = f"{finding.place}:{finding.line}" if finding.line else finding.place
        say(f"{'':<{indent}}{finding.level} {finding.rule} at {place}: {finding.message}")


def say_draft(draft: Draft, *, is_json: bool) -> None:
    """Print an edition with its blurbs."""
    if is_json:
        say_json(_draft_json(draft))
        return
    edition, rendering = draft.edition, draft.rendering
    say(f"{edition.publication.title}, edition {edition.number} ({edition.id})")
    say(f"subject     {rendering.subject}")
    say(f"preheader   {rendering.preheader}")
    if edition.lead:
        _say_card(edition.lead, "LEAD")
    for section in edition.sections:
        say(f"\n{section.title.upper()}")
        for card in section.cards:
            _say_card(card)
    if edition.brief:
        say("\nIN BRIEF")
        for card in edition.brief:
            say(f"  {card.piece.title}")
    if not edition.cards:
        say("\nno piece lies in its window; `digest pieces --why` says why")
    say()
    say_findings(draft.findings)


def _say_card(card: Card, label: str = "") -> None:
    piece = card.piece
    say(f"\n{label + ': ' if label else '  '}{piece.title}")
    say(f"    {', '.join(piece.authors) or 'no author'} · {card.blurb.origin} · {len(card.blurb.text)} characters")
    if card.blurb.text:
        say(f"    {card.blurb.text}")


def _draft_json(draft: Draft) -> dict[str, object]:
    edition = draft.edition

    def card_json(card: Card) -> dict[str, object]:
        piece, blurb = card.piece, card.blurb
        return {
            "id": piece.id,
            "title": piece.title,
            "url": piece.link,
            "authors": piece.authors,
            "blurb": blurb.text,
            "origin": str(blurb.origin),
        }

    return {
        "edition": edition.id,
        "number": edition.number,
        "window": [edition.window.start.isoformat(), edition.window.end.isoformat()],
        "subject": draft.rendering.subject,
        "preheader": draft.rendering.preheader,
        "lead": card_json(edition.lead) if edition.lead else None,
        "sections": [{"title": s.title, "pieces": [card_json(card) for card in s.cards]} for s in edition.sections],
        "brief": [card_json(card) for card in edition.brief],
    }
