"""Who gets an edition, and what became of each delivery."""

from __future__ import annotations

__all__ = [
    "Delivery",
    "DeliveryState",
    "Outcome",
    "Recipient",
]

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """A member of an edition's frozen audience."""

    id: int
    address: str
    name: str = ""


class DeliveryState(StrEnum):
    """The named states in which every recipient ends."""

    PENDING = "pending"
    CLAIMED = "claimed"
    SUBMITTED = "submitted"
    DEFERRED = "deferred"
    FAILED = "failed"
    UNKNOWN = "unknown"
    SUPPRESSED = "suppressed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One edition × recipient and its state, as the ledger has it."""

    edition_id: str
    recipient_id: int
    address: str
    """As the subscriber wrote it; the ledger tells recipients apart by its normalised form."""
    name: str = ""
    message_id: str = ""
    """The Message-ID, where it was fixed when the audience was frozen."""
    state: DeliveryState
    attempts: int = 0
    """How often the recipient was claimed, this time included."""
    first_claimed_at: datetime | None = None
    claimed_at: datetime | None = None
    next_at: datetime | None = None
    """When a deferred delivery is due again."""
    submitted_at: datetime | None = None
    last_code: int = 0
    last_reply: str = ""
    ambiguous: int = 0
    """How often nobody could tell whether the server had taken the message; each may have been a second copy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one claimed delivery."""

    recipient_id: int
    state: DeliveryState
    """PENDING gives the claim back: the message was never offered."""
    code: int = 0
    reply: str = ""
    next_at: datetime | None = None
    is_ambiguous: bool = False
