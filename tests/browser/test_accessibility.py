"""axe-core on every page that people meet: no fault against WCAG 2.2 A and AA, where npm can give axe."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from mail_views import IN_BROWSER

from tools.proof import axe, npm
from tools.proof.sample import Page, pages_of, weeks

pytestmark = IN_BROWSER


@pytest.fixture(scope="module")
def script() -> str:
    """Give axe, or skip where it cannot be had."""
    try:
        return npm.file_of(npm.AXE).read_text("utf-8")
    except npm.Missing as missing:
        pytest.skip(str(missing))


def faults(browser: Any, script: str, page: Page) -> list[str]:
    """Give what WCAG forbids, with the view and the first place: a mail in four views, what is made of it in two."""
    views = axe.VIEWS if page.name.startswith("mail") else (axe.VIEWS[0], axe.VIEWS[-1])
    found = axe.faults_of(browser, script, html=page.html, address=page.address, views=views)
    return [
        f"{page.name}, {view.width} px {view.scheme}: {fault.rule} at {fault.targets[0]}"
        for view, faults in found
        for fault in faults
        if fault.is_standard
    ]


def test_axe_finds_no_fault(browser: Any, script: str) -> None:
    """Each look in a language of either direction, its web version, the readers' pages, and the desk's."""
    with weeks() as sample, pages_of(sample) as pages:
        kinds = {page.name.partition(",")[0] for page in pages}
        assert {"mail", "web version", "editions", "unsubscribe", "desk"} <= kinds
        assert [fault for page in pages for fault in faults(browser, script, page)] == []


def test_axe_finds_what_is_plainly_wrong(browser: Any, script: str) -> None:
    """A page with planted faults is caught in every view; else the rest proves nothing."""
    views = list(axe.faults_of(browser, script, html=axe.CONTROL))
    assert len(views) == len(axe.VIEWS)
    for _, found in views:
        assert {fault.rule for fault in found} >= axe.CONTROL_RULES


def test_the_dark_scheme_is_what_axe_sees(browser: Any, script: str) -> None:
    """A text that is pale in the dark scheme alone is found there alone."""
    html = (
        '<!DOCTYPE html><html lang="en"><title>x</title><meta name="color-scheme" content="light dark"><style>'
        "body{background:#fff;color:#000}@media (prefers-color-scheme:dark){body{background:#222;color:#333}}</style>"
        "<main><h1>Words</h1></main></html>"
    )
    pale = {view for view, found in axe.faults_of(browser, script, html=html) for fault in found}
    assert {view.scheme for view in pale} == {"dark"}


def test_a_package_of_another_hash_is_refused(script: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was looked at is what is run, whatever a registry gives."""
    assert script
    monkeypatch.setattr(npm, "CACHE", tmp_path)
    other = replace(npm.AXE, sha512=npm.AXE.sha512[::-1])
    try:
        with pytest.raises(ValueError, match="is not the package that was checked"):
            npm.file_of(other)
    except npm.Missing as missing:
        pytest.skip(str(missing))
    assert list(tmp_path.iterdir()) == []


def test_without_npm_the_reason_is_said(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without Node skips, and says what is missing."""
    monkeypatch.setattr(npm, "CACHE", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(npm.Missing, match="npm, which is not installed"):
        npm.file_of(npm.AXE)
