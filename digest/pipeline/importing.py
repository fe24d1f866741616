"""The use case "import": a page that somebody saved becomes a candidate of the week."""

from __future__ import annotations

__all__ = ["take_in"]

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from digest.errors import Refused
from digest.model import Piece, Precision
from digest.pipeline.clock import now as clock

if TYPE_CHECKING:
    from datetime import datetime

    from digest.collect.saved_page import SavedPiece
    from digest.pipeline.workspace import Workspace

SOURCE = "import"
"""What pieces that were imported by hand have for their source."""


def take_in(workspace: Workspace, saved: SavedPiece, *, url: str, published: datetime | None) -> bool:
    """Take the main piece of a saved page into the ledger, as the page at *url*, and say whether it was new.

    Without *published* its date is not known and it counts from now on. Raises Refused where *url* is no web address,
    or where the piece has no title.
    """
    from digest.collect.identity import piece_keys

    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Refused("not a web address; give the one that readers are to follow, https://…", resource=url)
    if not saved.title:
        raise Refused("the saved page has no headline; save it again, with its headline", resource=url)
    piece = Piece(
        id=url,
        url=url,
        title=saved.title,
        source=SOURCE,
        section=saved.section or None,
        published=published,
        precision=Precision.INSTANT if published else Precision.GUESSED,
        text=saved.text,
        is_whole=True,
    )
    added = workspace.store.pieces.add(workspace.publication.slug, [(piece, piece_keys(piece))], clock())
    return bool(added.new)
