"""Rendering → Findings: what blocks the sending, and what only warns.

Decides by rules that each say what to do. Changes nothing. An error is what keeps readers from reading, leaving or
getting the message; all else is a warning. The parsers (lxml, tinycss2, cssselect) and the modules built on them are
loaded at the first check, not with this module.
"""

from __future__ import annotations

__all__ = [
    "DEFAULT_WEIGHTS",
    "Client",
    "ClientWeights",
    "check_edition",
    "check_html",
    "check_message",
    "check_rendering",
    "read_weights",
]

from typing import TYPE_CHECKING

from digest.check.clients import DEFAULT_WEIGHTS, Client, ClientWeights, read_weights

if TYPE_CHECKING:
    from digest.model import Edition, Finding, Publication, Rendering


def check_rendering(
    rendering: Rendering,
    *,
    publication: Publication | None = None,
    public_url: str = "",
    clients: ClientWeights | None = None,
) -> tuple[Finding, ...]:
    """Check what will be sent, before it is made personal; its tokens may stand, nothing else unfilled."""
    from digest.check.run import rendering_findings

    return rendering_findings(rendering, publication, public_url, clients or DEFAULT_WEIGHTS)


def check_html(html: str, *, name: str, clients: ClientWeights | None = None) -> tuple[Finding, ...]:
    """Check a page that anyone made for mail; *name* is the file's."""
    from digest.check.run import html_findings

    return html_findings(html, name, clients or DEFAULT_WEIGHTS)


def check_message(content: bytes, *, name: str, clients: ClientWeights | None = None) -> tuple[Finding, ...]:
    """Check a whole message (RFC 5322): headers, parts and page; *name* is the file's.

    A finding's line is that of the file for headers, and for a part that of its decoded content, as its place says.
    """
    from digest.check.run import message_findings

    return message_findings(content, name, clients or DEFAULT_WEIGHTS)


def check_edition(edition: Edition) -> tuple[Finding, ...]:
    """Check an edition's pieces, before it is rendered."""
    from digest.check import edition as rules
    from digest.check.report import findings, ordered

    return ordered(findings(rules.check(edition), place=edition.id))
