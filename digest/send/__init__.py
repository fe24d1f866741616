"""Frozen edition and ledger → deliveries: when each recipient is offered to the server, and how fast.

Decides what a server's reply means for a recipient, when to try again and when to stop. Does not know how a message is
made, who the recipients are, nor how the ledger is kept. "Submitted" means that the server took the message, never
that it was delivered.
"""

from __future__ import annotations

__all__ = ["DROPPED", "Mailer", "Reply"]

from dataclasses import dataclass
from typing import Protocol

DROPPED = 0
"""The code of a reply that never came: the connection broke after the final dot, and only the server knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the server said of one message."""

    code: int
    """An SMTP reply code (RFC 5321 §4.2), or DROPPED."""
    text: str = ""
    is_ambiguous: bool = False
    """Nobody can tell whether the server took the message."""


class Mailer(Protocol):
    """A way out for messages, one recipient at a time."""

    def submit(self, delivery_from: str, to: str, message: bytes) -> Reply:
        """Offer *message* for *to*; *delivery_from* is where bounces go.

        A refusal is a reply. Raises SendError where nobody can be served now, and MessageError where *to* cannot be
        written on an envelope.
        """

    def close(self) -> None:
        """Say goodbye; the next `submit` would connect anew."""
