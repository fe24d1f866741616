"""What the tests of collecting share: one sandbox for all of them, and a source asked as the pipeline asks it."""

from __future__ import annotations

import atexit
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from digest.collect import Asker, Collected, collect_source
from digest.collect.sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Mapping

    from digest.collect.fetch import Fetcher
    from digest.collect.validators import Validator
    from digest.model import Source

ZONE = ZoneInfo("Europe/Berlin")
SANDBOX = Sandbox()
"""Shared, because starting its process takes a second."""
atexit.register(SANDBOX.close)


def asker(
    source: Source,
    fetcher: Fetcher,
    *,
    known: Mapping[str, Validator] | None = None,
    headers: Mapping[str, str] | None = None,
    zone: ZoneInfo = ZONE,
) -> Asker:
    """Prepare to ask *source*."""
    return Asker(source, fetcher, SANDBOX, zone, known=known or {}, headers=headers or {})


def ask(
    source: Source,
    fetcher: Fetcher,
    *,
    feed_url: str = "",
    known: Mapping[str, Validator] | None = None,
    zone: ZoneInfo = ZONE,
) -> Collected:
    """Ask *source* for its pieces."""
    return collect_source(asker(source, fetcher, known=known, zone=zone), feed_url=feed_url)
