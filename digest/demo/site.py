"""The site of the sample magazine, on loopback: a home page, its sections, a thin feed, the pieces and their pictures.

It dresses each piece as a real site does — navigation, cookie notice, appeal, other pieces' teasers — because that is
what the collector has to see through. Knows the folder of the sample week and nothing of the pipeline.
"""

from __future__ import annotations

__all__ = ["SampleSite"]

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from digest.demo.loopback import Loopback, Resource

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from jinja2 import Environment

    from digest.demo.site_view import PieceView

NAME = "The Slow Harbour"
TAGLINE = "A weekly of rivers, coasts, towns and the people who keep them working"
ZONE = ZoneInfo("America/New_York")
RELATED = 3
HTML = "text/html; charset=utf-8"


class SampleSite:
    """A context manager that serves the pieces in *folder* while it is open.

    Raises SourceError on entry where the folder holds no piece or one that cannot be read, Refused where the port is
    taken.
    """

    def __init__(self, folder: Path, *, host: str = "127.0.0.1", port: int = 0) -> None:
        self._folder = folder
        self._host = host
        self._port = port
        self._resources: dict[str, Resource] = {}
        self._loopback: Loopback | None = None

    @property
    def url(self) -> str:
        """The base URL while it is open, without a slash at its end."""
        return self._loopback.url if self._loopback else f"http://{self._host}:{self._port}"

    def __enter__(self) -> Self:
        from digest.demo.site_view import read_views

        views = read_views(self._folder, zone=ZONE)
        self._loopback = Loopback(host=self._host, port=self._port)
        self._resources = _resources(self._folder, views, self.url)
        self._loopback.serve(self._answer)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._loopback is not None:
            self._port = urlsplit(self.url).port or 0
            self._loopback.close()
            self._loopback = None

    def _answer(self, host: str, path: str) -> Resource:
        del host  # one site, whatever it is called
        bare = path.partition("?")[0]
        found = self._resources.get(bare) or self._resources.get(f"{bare}/")
        return found or self._resources["404"]


def _resources(folder: Path, views: tuple[PieceView, ...], base: str) -> dict[str, Resource]:
    """Make every resource of the site at the address *base*."""
    newest = max(path.stat().st_mtime for path in folder.rglob("*") if path.is_file())
    sections = tuple(dict.fromkeys(view.section for view in reversed(views)))
    pages = _templates()
    common: dict[str, Any] = {"base": base, "name": NAME, "tagline": TAGLINE, "sections": sections}

    def page(template: str, *, media_type: str = HTML, status: int = HTTPStatus.OK, **values: object) -> Resource:
        body = pages.get_template(template).render(common | values).encode()
        return Resource(body, media_type, newest if status == HTTPStatus.OK else None, status)

    made = {
        "/": page("home.html.j2", views=views, heading="", path="/"),
        "/feeds/feed.rss": page("feed.rss.j2", views=views, media_type="application/rss+xml; charset=utf-8"),
        "/robots.txt": Resource(b"User-agent: *\nDisallow: /search/\n", "text/plain; charset=utf-8", newest),
        "404": page("missing.html.j2", status=HTTPStatus.NOT_FOUND),
    }
    for section in sections:
        chosen = [view for view in views if view.section == section]
        made[f"/{section.slug}/"] = page("home.html.j2", views=chosen, heading=section.name, path=f"/{section.slug}/")
    for view in views:
        made[view.path] = page("piece.html.j2", view=view, related=_related(view, views), views=views)
    for picture in (folder / "pictures").glob("*.jpg"):
        made[f"/pictures/{picture.name}"] = Resource(picture.read_bytes(), "image/jpeg", picture.stat().st_mtime)
    return made


def _related(view: PieceView, views: tuple[PieceView, ...]) -> list[PieceView]:
    """Give the pieces that stand below *view*: those of its section first, then the newest."""
    others = [other for other in views if other is not view]
    return sorted(others, key=lambda other: other.section != view.section)[:RELATED]


def _templates() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("digest.demo", "site_pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
