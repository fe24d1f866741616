"""`check`."""

from __future__ import annotations

__all__ = ["check_command"]

from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli.console import progress, say, say_json, tell
from digest.cli.edition import FINDINGS_BLOCK, stored_draft
from digest.cli.options import common, json_option, workspace_for
from digest.cli.telling import say_findings
from digest.errors import ParseError
from digest.model import Level

if TYPE_CHECKING:
    from digest.model import Finding
    from digest.pipeline.checking import Checked

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

    Its links are asked for by HEAD, then by GET; one that was fine is not asked again for a day. Links by which a
    reader leaves or confirms something are never followed. Exit code 3 when a finding is an error.
    """
    if is_list:
        _list_rules(is_json=is_json)
        return
    checked = _checked(folder, slug, target, has_links=has_links)
    if checked.links is not None:
        tell(str(checked.links))
    _report(checked.findings, is_json=is_json)


def _checked(folder: Path, slug: str | None, target: str | None, *, has_links: bool) -> Checked:
    from digest.pipeline.checking import check_draft, check_file
    from digest.pipeline.clock import now

    path = Path(target or "")
    if path.suffix.lower() in SUFFIXES:
        with progress() as shown:
            return check_file(path, folder, slug, has_links=has_links, now=now(), progress=shown)
    if target is not None and path.is_file():
        raise ParseError("neither .html nor .eml; give an edition, or a file of one of these kinds", resource=target)
    with workspace_for(folder, slug) as workspace:
        return check_draft(workspace, stored_draft(workspace, target), has_links=has_links, now=now())


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
