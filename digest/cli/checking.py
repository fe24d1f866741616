"""`check`."""

from __future__ import annotations

__all__ = ["check_command"]

from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli.console import say, say_json, tell
from digest.cli.edition import FINDINGS_BLOCK, stored_draft
from digest.cli.options import common, json_option, workspace_for
from digest.cli.telling import say_findings
from digest.errors import NotFound, ParseError
from digest.model import Level

if TYPE_CHECKING:
    from digest.check import ClientWeights
    from digest.model import Finding

SUFFIXES = {".html", ".htm", ".eml"}


@click.command("check")
@common
@click.argument("target", required=False)
@json_option
def check_command(folder: Path, slug: str | None, target: str | None, *, is_json: bool) -> None:
    """List what is wrong with TARGET: an edition (default: the latest), an .html or an .eml file, ours or not.

    Exit code 3 when a finding is an error.
    """
    is_file = target is not None and Path(target).suffix.lower() in SUFFIXES
    if target is not None and not is_file and Path(target).is_file():
        raise ParseError("neither .html nor .eml; give an edition, or a file of one of these kinds", resource=target)
    findings = _file_findings(Path(target or ""), folder) if is_file else _edition_findings(folder, slug, target)
    if is_json:
        from digest.pipeline.report import finding_json

        for finding in findings:
            say_json(finding_json(finding))
    else:
        say_findings(findings)
        errors = sum(finding.level is Level.ERROR for finding in findings)
        say(f"{errors} error(s), {len(findings) - errors} warning(s)")
    if any(finding.level is Level.ERROR for finding in findings):
        raise click.exceptions.Exit(FINDINGS_BLOCK)


def _edition_findings(folder: Path, slug: str | None, target: str | None) -> tuple[Finding, ...]:
    from digest.pipeline.composing import FROZEN, render_draft

    with workspace_for(folder, slug) as workspace:
        draft = stored_draft(workspace, target)
        stored = workspace.store.editions.get(workspace.publication.slug, draft.edition.slot)
        is_frozen = stored is not None and stored.state in FROZEN
        return draft.findings if is_frozen else render_draft(workspace, draft.edition).findings


def _file_findings(path: Path, folder: Path) -> tuple[Finding, ...]:
    from digest.check import check_html, check_message

    weights = _weights(folder)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise NotFound(f"{error.strerror}; give an edition, an .html or an .eml file", resource=str(path)) from error
    if path.suffix.lower() == ".eml":
        return check_message(content, name=str(path), clients=weights)
    try:
        html = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"byte {error.start} is not UTF-8; an e-mail's HTML should be"
        raise ParseError(message, resource=str(path)) from error
    return check_html(html, name=str(path), clients=weights)


def _weights(folder: Path) -> ClientWeights:
    """Read the audience's clients: the own table beside the configuration, else the shipped one."""
    from digest.check import read_weights
    from digest.config import shipped

    own = folder / "clients.toml"
    path = own if own.is_file() else shipped("config") / "clients.toml"
    tell(f"clients weighted by {path}") if own.is_file() else None
    return read_weights(path.read_text("utf-8"), name=str(path))
