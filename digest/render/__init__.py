"""An edition becomes an e-mail: html, text, subject and preheader, still the same for every recipient.

Decides the bytes. Does not know recipients (each `Token` stands for what differs), files beyond the template folders,
or the clock. The heavy libraries are loaded at the first rendering, not with this module.
"""

from __future__ import annotations

__all__ = ["render"]

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from digest.model import Edition, Rendering


def render(edition: Edition, *, templates: tuple[Path, ...], public_url: str = "") -> Rendering:
    """Render *edition* with the files of *templates*, the first folder that has a file winning, the shipped last.

    With *public_url* the mail links to `PUBLIC_URL/editions/ID`. An edition whose HTML would be clipped by Gmail is
    shortened first (see `size.fit`). Raise `RenderError` with file and line for a wrong template or style sheet.
    """
    from digest.render.edition import render_edition

    return render_edition(edition, templates=templates, public_url=public_url)
