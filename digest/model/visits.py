"""What a visit to one address of a page gave, and what that means for a reader."""

from __future__ import annotations

__all__ = ["LinkState", "LinkVisit"]

from dataclasses import dataclass
from enum import StrEnum


class LinkState(StrEnum):
    """What a reader who follows the address finds."""

    FINE = "fine"
    GONE = "gone"
    """The server says that nothing is there (404, 410), or there is no such host."""
    UNREACHABLE = "unreachable"
    """Perhaps for now: no answer in time, no connection, a fault of the server, or redirects without end."""
    NOT_LET_IN = "not let in"
    """A program is not let in; a reader probably is."""
    PRIVATE = "private"
    """It stands, or a redirect leads, in a private network."""
    NOT_VISITED = "not visited"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkVisit:
    """One address and what became of it."""

    url: str
    """As it was asked for, without a fragment."""
    state: LinkState
    status: int = 0
    """The last HTTP status; 0 where no server answered."""
    final_url: str = ""
    """Where the answer, or the refusal to go on, came from in the end; empty where that is not known."""
    content_type: str = ""
    """The media type in lower case, without parameters."""
    content_length: int | None = None
    """Bytes, by the server's own word; None where it does not say."""
    reason: str = ""
    """Why it is not fine, in a few words; empty where it is."""
