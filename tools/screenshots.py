"""Takes the pictures of the README: the sample week's e-mail in every look, and its preview, in light and dark.

    ./run screenshots            # docs/*.png
    ./run screenshots FOLDER     # and in FOLDER the whole length of every view, for a designer's eye

The folder also gets the mails in Arabic, their web versions, and the pages that readers reach. Needs Chromium at
/usr/bin/chromium. Fonts are those of the machine: commit pictures from one that has what the README's have.
"""

from __future__ import annotations

__all__ = ["main"]

import re
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from digest.cli.console import progress, say
from digest.cli.server import preview_app
from digest.model import Look
from digest.pipeline import Previewer
from tools.proof.axe import CHROMIUM, FLAGS, VIEWS, View
from tools.proof.sample import PUBLIC_URL, pages_of, served, weeks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Browser

    from digest.pipeline.workspace import Progress
    from tools.proof.sample import Page, Played

DOCS = Path(__file__).parent.parent / "docs"
HEIGHT = 980
COLOURS = 256
"""Enough for flat drawings and text, and a third of the bytes."""
GAP = 24
GROUNDS = {"light": "#d9d9d6", "dark": "#2b2b2b"}


def shoot(browser: Browser, url: str, target: Path, view: View, *, height: int | None = None, scale: int = 1) -> None:
    """Take one picture of *url*; without a *height* of its whole length."""
    context = browser.new_context(
        viewport={"width": view.width, "height": height or 900},
        color_scheme="dark" if view.scheme == "dark" else "light",
        device_scale_factor=scale,
    )
    page = context.new_page()
    # Nothing from the network: the invented publication's names lead nowhere, and asking for them takes seconds.
    page.route(re.compile("^https://"), lambda route: route.abort())
    page.goto(url, wait_until="load")
    page.evaluate("document.fonts.ready")
    page.screenshot(path=target, full_page=height is None)
    context.close()


def shrink(picture: Image.Image, target: Path) -> None:
    """Save *picture* with few colours."""
    picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)
    say(f"{target} {target.stat().st_size:,} bytes")


def shoot_readme(browser: Browser, sample: tuple[Played, ...]) -> None:
    """Make the pictures that are committed."""
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw.png"
        mails = {each.look: each.file.as_uri() for each in sample}
        for scheme in ("light", "dark"):
            view = View(width=680, scheme=scheme)
            shoot(browser, mails[Look.MAGAZINE], raw, view, height=HEIGHT, scale=2)
            shrink(Image.open(raw), DOCS / f"edition-{scheme}.png")
        for name, view in (("light", View(width=680, scheme="light")), ("dark", View(width=375, scheme="dark"))):
            parts = []
            for look in Look:
                shoot(browser, mails[look], raw, view, height=900)
                parts.append(Image.open(raw).convert("RGB"))
            shrink(side_by_side(parts, GROUNDS[name]), DOCS / f"looks-{name}.png")
        first = sample[0]
        with first.play.workspace() as workspace:
            app = preview_app(workspace, Previewer(workspace, slot=first.play.slot))
            with served(app) as address:
                shoot(browser, address, raw, View(width=1360, scheme="light"), height=HEIGHT, scale=2)
        shrink(Image.open(raw), DOCS / "preview.png")


def side_by_side(parts: Sequence[Image.Image], ground: str) -> Image.Image:
    """Put pictures of one height beside each other."""
    width = sum(part.width for part in parts) + GAP * (len(parts) + 1)
    sheet = Image.new("RGB", (width, parts[0].height + 2 * GAP), ground)
    left = GAP
    for part in parts:
        sheet.paste(part, (left, GAP))
        left += part.width + GAP
    return sheet


def shoot_all(browser: Browser, pages: tuple[Page, ...], folder: Path, shown: Progress) -> None:
    """Take the whole length of every page in four views."""
    for number, page in enumerate(pages, 1):
        shown("views", page.name, done=number, total=len(pages))
        name = page.name.replace(", ", "-").replace(" ", "-")
        source = folder / f"{name}.html"
        source.write_text(page.html.replace(f"{PUBLIC_URL}/pictures", page.pictures), "utf-8", newline="")
        url = page.address or source.as_uri()
        for view in VIEWS:
            shoot(browser, url, folder / f"{name}-{view.width}-{view.scheme}.png", view)


def main() -> None:
    """Make every picture."""
    from playwright.sync_api import sync_playwright

    if not CHROMIUM.exists():
        sys.exit(f"screenshots: there is no Chromium at {CHROMIUM}; apt-get install chromium")
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    with progress() as shown, weeks(shown) as sample, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            with pages_of(sample) as pages:
                shoot_all(browser, pages, folder, shown)
        shoot_readme(browser, sample)
        browser.close()


if __name__ == "__main__":
    main()
