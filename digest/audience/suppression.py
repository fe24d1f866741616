"""Addresses never to be mailed again, with the reason.

Decides who stays off the list. Does not know where suppressions are kept, nor how a bounce is recognised.
"""

from __future__ import annotations

__all__ = ["Reason", "Suppression", "without_suppressed"]

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from digest.audience.address import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digest.audience.subscribers import Subscriber


class Reason(StrEnum):
    """Why an address is never to be mailed."""

    UNSUBSCRIBED = "unsubscribed"
    """The reader asked, by link, by one click or by mail."""
    BOUNCED = "bounced"
    """The mailbox does not exist, or three editions in a row came back."""
    COMPLAINED = "complained"
    """The reader marked an edition as spam."""
    MANUAL = "manual"
    """The editor took the address off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """An address never to be mailed, in any spelling."""

    address: str
    reason: Reason


def without_suppressed(
    subscribers: Iterable[Subscriber], suppressions: Iterable[Suppression]
) -> tuple[tuple[Subscriber, ...], tuple[Suppression, ...]]:
    """Divide *subscribers* into those who may be mailed, in their order, and the suppressions that held the others."""
    known = {normalise(each.address): each for each in suppressions}
    kept: list[Subscriber] = []
    held: list[Suppression] = []
    for subscriber in subscribers:
        suppression = known.get(normalise(subscriber.address))
        if suppression is None:
            kept.append(subscriber)
        else:
            held.append(suppression)
    return tuple(kept), tuple(held)
