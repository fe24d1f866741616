"""`check`."""

from __future__ import annotations

__all__ = ["check_command"]

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.check.report import ordered
from digest.cli.console import progress, say, say_json, tell
from digest.cli.edition import FINDINGS_BLOCK, stored_draft
from digest.cli.options import common, json_option, workspace_for
from digest.cli.telling import say_findings
from digest.errors import NotFound, ParseError
from digest.model import Level

if TYPE_CHECKING:
    from digest.config import Config
    from digest.model import Finding
    from digest.pipeline.linking import LinkReport

SUFFIXES = {".html", ".htm", ".eml"}


@click.command("check")
@common
@click.argument("target", required=False)
@click.option(
    "--links/--no-links",
    "has_links",
    default=True,
    show_default=True,
    help="Look whether links and pictures are there.",
)
@click.option("--rules", "is_list", is_flag=True, help="List the rules that [check] levels may name, and end.")
@json_option
def check_command(
    folder: Path, slug: str | None, target: str | None, *, has_links: bool, is_list: bool, is_json: bool
) -> None:
    """List what is wrong with TARGET: an edition (default: the latest), an .html or an .eml file, ours or not.

    Its links are asked for by HEAD, then by GET; what was found is kept for a day. Links by which a reader leaves or
    confirms something are never followed. Exit code 3 when a finding is an error.
    """
    if is_list:
        _list_rules(is_json=is_json)
        return
    is_file = target is not None and Path(target).suffix.lower() in SUFFIXES
    if target is not None and not is_file and Path(target).is_file():
        raise ParseError("neither .html nor .eml; give an edition, or a file of one of these kinds", resource=target)
    if is_file:
        findings, links = _file_checked(Path(target or ""), folder, slug, has_links=has_links)
    else:
        findings, links = _edition_checked(folder, slug, target, has_links=has_links)
    if links is not None:
        tell(str(links))
    _report(ordered((*findings, *(links.findings if links else ()))), is_json=is_json)


def _list_rules(*, is_json: bool) -> None:
    from digest.check.rules import RULES

    for name, what in RULES.items():
        say_json({"rule": name, "what": what}) if is_json else say(f"{name:<32}{what}")


def _report(findings: tuple[Finding, ...], *, is_json: bool) -> None:
    errors = sum(finding.level is Level.ERROR for finding in findings)
    if is_json:
        from digest.pipeline.report import finding_json

        for finding in findings:
            say_json(finding_json(finding))
    else:
        say_findings(findings)
        say(f"{errors} error(s), {len(findings) - errors} warning(s)")
    if errors:
        raise click.exceptions.Exit(FINDINGS_BLOCK)


def _edition_checked(
    folder: Path, slug: str | None, target: str | None, *, has_links: bool
) -> tuple[tuple[Finding, ...], LinkReport | None]:
    from digest.pipeline.clock import now
    from digest.pipeline.composing import FROZEN, render_draft
    from digest.pipeline.linking import edition_links

    with workspace_for(folder, slug) as workspace:
        draft = stored_draft(workspace, target)
        stored = workspace.store.editions.get(workspace.publication.slug, draft.edition.slot)
        if stored is None or stored.state not in FROZEN:
            draft = render_draft(workspace, draft.edition)
        return draft.findings, edition_links(workspace, draft, now=now()) if has_links else None


def _file_checked(
    path: Path, folder: Path, slug: str | None, *, has_links: bool
) -> tuple[tuple[Finding, ...], LinkReport | None]:
    from digest.check import check_html, check_message
    from digest.check.levels import apply_levels
    from digest.config import load_config
    from digest.pipeline.weights import client_weights

    config = load_config(folder) if (folder / "digest.toml").is_file() else None
    weights, levels = client_weights(folder), _levels(config, slug)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise NotFound(f"{error.strerror}; give an edition, an .html or an .eml file", resource=str(path)) from error
    if path.suffix.lower() == ".eml":
        findings = check_message(content, name=str(path), clients=weights)
    else:
        findings = check_html(_decoded(content, path), name=str(path), clients=weights)
    report = _file_links(path, content, config, slug) if has_links else None
    report = report and replace(report, findings=apply_levels(report.findings, levels))
    return apply_levels(findings, levels), report


def _levels(config: Config | None, slug: str | None) -> tuple[tuple[str, str], ...]:
    """Give the levels of the publication that is named, or of the only one."""
    if config is None or (slug is None and len(config.publications) > 1):
        return ()
    return config.publication(slug).levels


def _decoded(content: bytes, path: Path) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"byte {error.start} is not UTF-8; an e-mail's HTML should be"
        raise ParseError(message, resource=str(path)) from error


def _file_links(path: Path, content: bytes, config: Config | None, slug: str | None) -> LinkReport:
    from digest.pipeline.clock import now
    from digest.pipeline.linking import file_desk, message_links, page_links

    with progress() as shown, file_desk(config, slug, progress=shown) as desk:
        if path.suffix.lower() == ".eml":
            return message_links(desk, content, name=str(path), now=now())
        return page_links(desk, _decoded(content, path), place=str(path), now=now())
