"""The Nu HTML checker is asked so that its answer can be read, whatever Java says besides; where both are there."""

from __future__ import annotations

import shutil

import pytest

from tools.proof import npm, nu


@pytest.mark.skipif(shutil.which("java") is None, reason="needs Java")
def test_what_is_plainly_wrong_is_seen_also_where_java_has_options(monkeypatch: pytest.MonkeyPatch) -> None:
    """Java names its options from the environment on standard error, in front of whatever else stands there."""
    try:
        jar = npm.file_of(npm.NU)
    except npm.Missing as missing:
        pytest.skip(str(missing))
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", "-Xmx200m")
    fine = '<!DOCTYPE html><html lang="en"><head><title>x</title></head><body><p>A story.</p></body></html>'
    found = nu.complaints_of({"wrong": nu.CONTROL, "fine": fine}, jar)
    assert {each.page for each in found} == {"wrong"}
    said = "\n".join(each.message for each in found)
    assert [words for words in nu.CONTROL_ERRORS if words not in said] == []
