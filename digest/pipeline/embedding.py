"""Reads the pictures that a message carries in itself, for a publication that wants them there.

Decides how much of them one message takes. The rendering keeps their public addresses: what is approved, archived and
previewed is the same either way, and a picture that cannot come along is shown from the server.
"""

from __future__ import annotations

__all__ = ["Embedding", "embed", "hosted"]

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.model import Finding, Level, PictureMode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.message import EmbeddedPicture
    from digest.model import Rendering
    from digest.pipeline.workspace import Workspace

MOST_BYTES = 1_500_000
"""Of all pictures of one message, in base64: many servers refuse large messages, and each recipient costs it anew."""
RULE = "pictures/embedded"
_MEDIA_TYPES = {"gif": "image/gif", "jpeg": "image/jpeg", "jpg": "image/jpeg", "png": "image/png"}
_NAME = re.compile(rf"[A-Za-z0-9_-]{{1,60}}\.({'|'.join(_MEDIA_TYPES)})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedding:
    """What goes into the message, and what is to be said of the rest."""

    pictures: tuple[EmbeddedPicture, ...] = ()
    findings: tuple[Finding, ...] = ()


def embed(workspace: Workspace, rendering: Rendering, edition_id: str) -> Embedding:
    """Read the hosted pictures that *rendering* shows, in its order, as far as one message takes them.

    Nothing where the publication's pictures are hosted. One whose file cannot be read stays on the server, and so does
    all that follows the first that is too much.
    """
    if workspace.publication.pictures is not PictureMode.EMBEDDED:
        return Embedding()
    found = list(_files(workspace, rendering))
    pictures: list[EmbeddedPicture] = []
    findings: list[Finding] = []
    left = MOST_BYTES
    for number, (address, name, encoded_bytes) in enumerate(found):
        left -= encoded_bytes
        if left < 0:
            findings.append(_too_much(edition_id, len(found) - number, len(found)))
            break
        picture = _read(workspace, address, name)
        if picture is None:
            findings.append(_missing(edition_id, address))
        else:
            pictures.append(picture)
    return Embedding(pictures=tuple(pictures), findings=tuple(findings))


def hosted(workspace: Workspace, html: str) -> str:
    """Show the pictures of a message's *html* from the server, as its rendering does: a browser has no parts."""
    from digest.message.headers import domain_of
    from digest.message.related import without_references

    domain = domain_of(workspace.publication.sender_address)
    return without_references(html, domain=domain, prefix=_prefix(workspace))


def _prefix(workspace: Workspace) -> str:
    return f"{workspace.config.public_url}/pictures/"


def _files(workspace: Workspace, rendering: Rendering) -> Iterator[tuple[str, str, int]]:
    """Give address, file name and encoded size of each picture of ours; 0 bytes for one that cannot be had."""
    from digest.message.related import shown_addresses

    prefix = _prefix(workspace)
    for address in shown_addresses(rendering.html):
        if address.startswith(prefix):
            name = address.removeprefix(prefix)
            yield address, name, _encoded_bytes(workspace, name)


def _encoded_bytes(workspace: Workspace, name: str) -> int:
    """Say how many bytes the file *name* takes in base64, line ends included (RFC 2045 §6.8)."""
    if not _NAME.fullmatch(name):
        return 0
    try:
        letters = (workspace.config.pictures / name).stat().st_size + 2
    except OSError:
        return 0
    letters = letters // 3 * 4
    return letters + letters // 76 * 2


def _read(workspace: Workspace, address: str, name: str) -> EmbeddedPicture | None:
    from digest.message import EmbeddedPicture

    kind = _NAME.fullmatch(name)
    if kind is None:
        return None
    try:
        content = (workspace.config.pictures / name).read_bytes()
    except OSError:
        return None
    if not content:
        return None
    return EmbeddedPicture(address=address, name=name, media_type=_MEDIA_TYPES[kind[1]], content=content)


def _missing(edition_id: str, address: str) -> Finding:
    message = (
        f"a picture is shown from the server instead of being embedded, for its file cannot be read: {address}; "
        "compose the edition again, or put the file back into the folder of pictures"
    )
    return Finding(level=Level.WARNING, rule=RULE, place=edition_id, message=message)


def _too_much(edition_id: str, count: int, total: int) -> Finding:
    message = (
        f"the last {count} of {total} pictures are shown from the server instead of being embedded, for a message "
        f"takes {MOST_BYTES:,} bytes of them; take fewer pieces (max_pieces) to have all inside"
    )
    return Finding(level=Level.WARNING, rule=RULE, place=edition_id, message=message)
