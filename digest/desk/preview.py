"""The seam between the desk and the rest: all that one look at an edition needs, as plain data.

Knows neither where editions come from nor how messages are built. The desk asks for the shape (`Previewed`) alone,
so that what builds previews need not know the desk; `Preview` is that shape as data.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from digest.model import Decision, Edition, EditionState, Finding, Rendering

__all__ = ["Preview", "Previewed"]


class Previewed(Protocol):
    """The shape of an edition as one recipient would get it, with what the checks say about it."""

    @property
    def edition(self) -> Edition:
        """The edition, with the decisions that made it."""

    @property
    def rendering(self) -> Rendering:
        """The rendering before it was made personal."""

    @property
    def message(self) -> bytes:
        """The exact bytes that SMTP would get for the shown recipient."""

    @property
    def html(self) -> str:
        """The decoded HTML part of exactly that message."""

    @property
    def text(self) -> str:
        """The decoded text part of exactly that message."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the checks found."""

    @property
    def content_hash(self) -> str:
        """The hash that an approval binds."""

    @property
    def html_bytes(self) -> int:
        """Size of the HTML part, decoded."""

    @property
    def encoded_bytes(self) -> int:
        """Size of the HTML part in its transfer encoding, as it travels."""

    @property
    def state(self) -> EditionState | None:
        """None where the edition has not been saved."""

    @property
    def audience(self) -> int:
        """How many recipients the edition would have now."""

    @property
    def sends_at(self) -> datetime | None:
        """When it goes out; None where no time is set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A preview as data; for what each field holds, see `Previewed`."""

    edition: Edition
    rendering: Rendering
    message: bytes
    html: str
    text: str
    findings: tuple[Finding, ...]
    content_hash: str
    html_bytes: int
    encoded_bytes: int
    state: EditionState | None
    audience: int
    sends_at: datetime | None

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """Why each piece is in or out."""
        return self.edition.decisions
