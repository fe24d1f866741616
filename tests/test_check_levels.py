"""Levels of findings, as a publication sets them."""

from __future__ import annotations

from digest.check.levels import apply_levels
from digest.model import Finding, Level


def finding(rule: str, level: Level = Level.WARNING) -> Finding:
    """Make one."""
    return Finding(level=level, rule=rule, place="p", message="m")


def test_a_rule_goes_before_its_group_and_off_leaves_out() -> None:
    """What is not named keeps its level."""
    findings = [
        finding("pictures/credit"),
        finding("pictures/type"),
        finding("links/http", Level.ERROR),
        finding("size/large"),
        finding("subject/long", Level.ERROR),
    ]
    levels = (("pictures", "off"), ("pictures/credit", "error"), ("links/http", "warning"), ("size", "error"))
    assert [(each.rule, each.level) for each in apply_levels(findings, levels)] == [
        ("pictures/credit", Level.ERROR),
        ("links/http", Level.WARNING),
        ("size/large", Level.ERROR),
        ("subject/long", Level.ERROR),
    ]
    assert apply_levels(findings, ()) == tuple(findings)
