"""What a finding does for one publication: its own levels, rule by rule.

Decides nothing by itself; who switches a rule off has read what it is for.
"""

from __future__ import annotations

__all__ = ["OFF", "apply_levels"]

from dataclasses import replace
from typing import TYPE_CHECKING

from digest.model import Level

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digest.model import Finding

OFF = "off"


def apply_levels(findings: Iterable[Finding], levels: Iterable[tuple[str, str]]) -> tuple[Finding, ...]:
    """Give *findings* their levels by *levels*: pairs of a rule, or of the part before its stroke, and a level.

    The whole name of a rule goes before the part; "off" leaves the finding out.
    """
    chosen = dict(levels)
    found = []
    for finding in findings:
        level = chosen.get(finding.rule) or chosen.get(finding.rule.partition("/")[0])
        if level != OFF:
            found.append(finding if level is None else replace(finding, level=Level(level)))
    return tuple(found)
