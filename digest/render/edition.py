"""The steps from an edition to its rendering, in order. Loaded only when something is rendered."""

from __future__ import annotations

__all__ = ["raw_html", "render_edition"]

from dataclasses import replace
from typing import TYPE_CHECKING

from digest.model import Rendering
from digest.render.guard import markup_text, plain_text, restore
from digest.render.inline import inline_css
from digest.render.sheet import check_mixtures
from digest.render.size import fit, what_was_fitted
from digest.render.subject import preheader_line, subject_line
from digest.render.templates import check_templates, load_sheets, render_html, render_text
from digest.render.tokens import load_tokens
from digest.render.view import Scene, edition_view
from digest.render.words import load_tongue
from digest.text import encoded_size

if TYPE_CHECKING:
    from pathlib import Path

    from digest.model import Edition
    from digest.render.pages import Page
    from digest.render.templates import Sheets


def render_edition(edition: Edition, *, templates: tuple[Path, ...], public_url: str = "") -> Rendering:
    """Render *edition*; see `digest.render.render`."""
    scene = _scene(edition, templates, public_url)
    check_templates(templates)
    sheets = load_sheets(scene)
    pages: dict[Edition, str] = {}

    def measure(candidate: Edition) -> int:
        pages[candidate] = _html(candidate, scene, sheets)
        return encoded_size(pages[candidate])

    fitted = fit(edition, measure)
    subject = subject_line(fitted, scene.tongue)
    plain = replace(scene, clean=plain_text)
    return Rendering(
        html=pages.get(fitted) or _html(fitted, scene, sheets),
        text=render_text(edition_view(fitted, plain), plain),
        subject=subject,
        preheader=preheader_line(fitted, scene.tongue, subject),
        fitting=what_was_fitted(edition, fitted),
    )


def raw_html(edition: Edition, *, templates: tuple[Path, ...], public_url: str = "") -> str:
    """Return the page with its style sheets not yet inlined: a browser must show both alike."""
    scene = _scene(edition, templates, public_url)
    return _page(edition, scene, load_sheets(scene)).text


def _scene(edition: Edition, templates: tuple[Path, ...], public_url: str) -> Scene:
    return Scene(
        folders=templates,
        tongue=load_tongue(templates, edition.publication.lang),
        tokens=load_tokens(templates),
        clean=markup_text,
        public_url=public_url,
    )


def _html(edition: Edition, scene: Scene, sheets: Sheets) -> str:
    page = _page(edition, scene, sheets)
    check_mixtures(sheets.rules, page.text, sheets.inline_file)
    return restore(inline_css(page.text, place=page.place))


def _page(edition: Edition, scene: Scene, sheets: Sheets) -> Page:
    subject = subject_line(edition, scene.tongue)
    preheader = preheader_line(edition, scene.tongue, subject)
    return render_html(edition_view(edition, scene), scene, sheets, subject=subject, preheader=preheader)
