"""The browser of the tests here: one for each file, since only one Playwright can run at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tools.proof.axe import CHROMIUM, FLAGS

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Start Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield chromium
        chromium.close()
