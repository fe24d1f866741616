"""Levels of findings, as a publication sets them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from digest.check import headers
from digest.check.levels import apply_levels
from digest.check.rules import RULES, groups
from digest.config import load_config
from digest.config.starter import start_publication
from digest.errors import ConfigError
from digest.model import Finding, Level

ROOT = Path(__file__).parent.parent
ELSEWHERE = {"text/html", "text/plain", "text/x-amp-html", "text/xml"}  # media types


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


def test_every_rule_that_the_code_reports_is_listed_and_no_other() -> None:
    """What [check] levels may name is what there is; a group is the part before the stroke."""
    named: set[str] = set()
    for file in (ROOT / "digest").rglob("*.py"):
        if file.name != "rules.py":
            named |= set(re.findall(rf'"((?:{"|".join(groups())})/[a-z-]+)"', file.read_text("utf-8")))
    formed = {f"headers/{name}" for name in (*headers._ONCE, "mime-version")}
    assert {*named - ELSEWHERE, *formed} == set(RULES)
    assert list(RULES) == sorted(RULES)


@pytest.mark.parametrize("name", ["images/credit", "", "pictures/", "Links"])
def test_a_level_for_a_rule_that_there_is_not_is_refused(tmp_path: Path, name: str) -> None:
    """It would be without effect, and nobody would know."""
    start_publication(tmp_path, title="Weekly", sources=["https://example.org"], zone="UTC")
    file = tmp_path / "config" / "publications" / "weekly.toml"
    file.write_text(file.read_text("utf-8") + f'\n[check]\nlevels = {{ "{name}" = "error" }}\n', "utf-8")
    with pytest.raises(ConfigError, match="digest check --rules"):
        load_config(tmp_path / "config", environment={})
    file.write_text(file.read_text("utf-8").replace(f'"{name}" =', '"links/gone" = "off", links ='), "utf-8")
    (publication,) = load_config(tmp_path / "config", environment={}).publications
    assert publication.levels == (("links", "error"), ("links/gone", "off"))
