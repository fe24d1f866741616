"""Who may be mailed: subscribers read from text, addresses in one form, suppressions.

Decides what an address is, which two are the same, and who must never be mailed. Does not know where the list lies,
nor what was sent to whom.
"""

from __future__ import annotations

__all__ = [
    "BadLine",
    "Reason",
    "Subscriber",
    "Suppression",
    "is_valid_address",
    "normalise",
    "read_subscribers",
    "without_suppressed",
]

from digest.audience.address import is_valid_address, normalise
from digest.audience.subscribers import BadLine, Subscriber, read_subscribers
from digest.audience.suppression import Reason, Suppression, without_suppressed
