"""The editor's desk: a small web application that shows an edition exactly as its readers will get it.

Today the preview page; editing comes to stand beside it. It knows neither the pipeline nor the store: it is given
one function that builds a `Preview`, and the files whose change makes it build anew. Imports Flask: import it lazily.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask
from jinja2 import StrictUndefined

from digest.desk import guard
from digest.desk.pages import Desk, desk
from digest.desk.preview import Preview
from digest.desk.watch import Shelf

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Blueprint

    from digest.desk.preview import Previewed

__all__ = ["Preview", "create_app"]


def create_app(
    load: Callable[[], Previewed],
    *,
    watched: tuple[Path, ...],
    pictures: Path | None = None,
    public: Blueprint | None = None,
    title: str = "digest",
    hosts: tuple[str, ...] = (),
) -> Flask:
    """Make the desk's application over *load*, which builds the preview afresh or raises a `DigestError`.

    A change of a *watched* file or folder (none of which `load` may write) makes the next request build anew.
    *pictures* is the folder behind `/pictures/`; *public* the readers' pages, mounted at `/`; *hosts* the public
    names, by which only the public pages and the pictures can be reached.
    """
    app = Flask(__name__)
    # Templates here end in `.j2`, for which Flask's own rule would not escape.
    app.jinja_options = {"autoescape": True, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    app.config["MAX_CONTENT_LENGTH"] = 1_000_000
    app.extensions["desk"] = Desk(shelf=Shelf(load, watched), pictures=pictures, title=title)
    app.register_blueprint(desk)
    if public:
        app.register_blueprint(public)
    app.jinja_env.globals["assets"] = _assets_version()
    guard.install(app, hosts=hosts, public=public)
    return app


def _assets_version() -> str:
    """Digest the style sheet and the script, so that a browser's copy from an older version is not used."""
    static = Path(__file__).parent / "static"
    return hashlib.sha256(b"".join((static / name).read_bytes() for name in ("desk.css", "desk.js"))).hexdigest()[:8]
