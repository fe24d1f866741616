"""The use case "check": an edition, or a page or a message from a file, and its links where that is wanted."""

from __future__ import annotations

__all__ = ["check_draft", "check_file"]

import codecs
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.errors import NotFound, ParseError
from digest.pipeline.workspace import silent

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from digest.config import Config
    from digest.model import Finding
    from digest.pipeline.composing import Draft
    from digest.pipeline.linking import LinkReport
    from digest.pipeline.workspace import Progress, Workspace

MESSAGE = ".eml"
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
NAMED_WITHIN = 4096
"""Bytes at the beginning in which a page names its character set; browsers look at 1024."""
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?([A-Za-z0-9_-]{1,40})""", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What is wrong, and what became of the links where they were looked at."""

    findings: tuple[Finding, ...]
    """Those of the links too, in order and at their levels."""
    links: LinkReport | None = None


def check_draft(workspace: Workspace, draft: Draft, *, has_links: bool, now: datetime) -> Checked:
    """Check *draft*: as it is stored where it went out or is about to, else as it renders now."""
    from digest.check.report import ordered
    from digest.pipeline.composing import FROZEN, render_draft
    from digest.pipeline.linking import edition_links

    stored = workspace.store.editions.get(workspace.publication.slug, draft.edition.slot)
    if stored is None or stored.state not in FROZEN:
        draft = render_draft(workspace, draft.edition)
    if not has_links:
        return Checked(findings=draft.findings)
    report = edition_links(workspace, draft, now=now)
    return Checked(findings=ordered((*draft.findings, *report.findings)), links=report)


def check_file(
    path: Path, folder: Path, slug: str | None, *, has_links: bool, now: datetime, progress: Progress = silent
) -> Checked:
    """Check the page or, where its name ends in .eml, the message at *path*, by the configuration in *folder*.

    The levels are those of the publication *slug*, or of the only one. Raises NotFound or ParseError for a file that
    cannot be read, ConfigError for a configuration that is there and wrong.
    """
    from digest.check import check_html, check_message
    from digest.check.levels import apply_levels
    from digest.check.report import ordered
    from digest.config import load_config
    from digest.pipeline.linking import file_desk, message_links, page_links
    from digest.pipeline.weights import client_weights

    config = load_config(folder) if (folder / "digest.toml").is_file() else None
    weights, levels = client_weights(folder), _levels(config, slug)
    content, name = _read(path), str(path)
    is_message = path.suffix.lower() == MESSAGE
    html = "" if is_message else _decoded(content, name)
    if is_message:
        found = check_message(content, name=name, clients=weights)
    else:
        found = check_html(html, name=name, clients=weights)
    if not has_links:
        return Checked(findings=apply_levels(found, levels))
    with file_desk(config, slug, progress=progress) as desk:
        if is_message:
            report = message_links(desk, content, name=name, now=now)
        else:
            report = page_links(desk, html, place=name, now=now)
    return Checked(findings=apply_levels(ordered((*found, *report.findings)), levels), links=report)


def _levels(config: Config | None, slug: str | None) -> tuple[tuple[str, str], ...]:
    """Give the levels of the publication that is named, or of the only one."""
    if config is None or (slug is None and len(config.publications) > 1):
        return ()
    return config.publication(slug).levels


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise NotFound(f"{error.strerror}; give an edition, an .html or an .eml file", resource=str(path)) from error


def _decoded(content: bytes, name: str) -> str:
    """Read a page: as UTF-8, or else by its byte order mark or in the character set that it names itself."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"byte {error.start} is not UTF-8, and it names no other character set; save it as UTF-8"
        named = "utf-16" if content.startswith(UTF_16) else _charset(content)
        try:
            return content.decode(named)
        except (LookupError, UnicodeDecodeError):
            raise ParseError(message, resource=name) from error


def _charset(content: bytes) -> str:
    found = _CHARSET.search(content[:NAMED_WITHIN])
    return found[1].decode("ascii") if found else ""
