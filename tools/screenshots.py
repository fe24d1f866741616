"""Takes the pictures of the README: the sample week's e-mail and its preview, in light and dark.

    .venv/bin/python tools/screenshots.py [FOLDER]

Needs Chromium at /usr/bin/chromium. With FOLDER given, the whole length of each view is written there for a look.
"""

from __future__ import annotations

import logging
import sys
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from playwright.sync_api import sync_playwright

from digest.cli.server import address_of, listen, preview_app
from digest.demo import stage
from digest.pipeline import Previewer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from playwright.sync_api import Browser

DOCS = Path(__file__).parent.parent / "docs"
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--disable-background-networking",
]
VIEWS = {"phone": 375, "desktop": 680}
HEIGHT = 980


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve *app* on a free port of loopback."""
    import waitress

    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    listener = listen("127.0.0.1", 0)
    server = waitress.create_server(app, sockets=[listener])
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield address_of(listener)
    server.close()


def shoot(browser: Browser, url: str, target: Path, *, width: int, scheme: str, height: int | None) -> None:
    """Take one picture of *url*; without a *height* of its whole length."""
    context = browser.new_context(
        viewport={"width": width, "height": height or 900},
        color_scheme="dark" if scheme == "dark" else "light",
        device_scale_factor=2 if height else 1,
    )
    page = context.new_page()
    page.goto(url, wait_until="networkidle")
    page.wait_for_timeout(300)
    page.screenshot(path=target, full_page=height is None)
    context.close()
    if height:
        # 256 colours are enough for flat drawings, and a third of the bytes.
        Image.open(target).convert("RGB").quantize(256).save(target, optimize=True)
    print(target)


def main() -> None:
    """Make every picture."""
    looks = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    if looks:
        looks.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        with stage(None, Path(folder) / "demo", public_url="http://127.0.0.1:8025") as play:
            report = play.run()
            assert report.files is not None
            mail = report.files.html.as_uri()
            for scheme in ("light", "dark"):
                shoot(browser, mail, DOCS / f"edition-{scheme}.png", width=680, scheme=scheme, height=HEIGHT)
                for name, width in VIEWS.items() if looks else ():
                    assert looks is not None
                    shoot(
                        browser, mail, looks / f"edition-{name}-{scheme}.png", width=width, scheme=scheme, height=None
                    )
            with play.workspace() as workspace:
                app = preview_app(workspace, Previewer(workspace, slot=play.slot))
                with served(app) as address:
                    shoot(browser, address, DOCS / "preview.png", width=1360, scheme="light", height=HEIGHT)
        browser.close()


if __name__ == "__main__":
    main()
