"""What readers reach: the web version of an edition, and the way out.

Decides how these pages answer; knows neither the store nor how tokens are signed, and asks `PublicPages` for both.
No cookies, no scripts, nothing from other hosts. Imports Flask: import it lazily.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from flask import Blueprint, Flask, Response, request
from jinja2 import Environment, PackageLoader, StrictUndefined

from digest.public.pictures import picture_view
from digest.render.archive import feed_of
from digest.render.words import direction_of as text_direction

if TYPE_CHECKING:
    from pathlib import Path

    from digest.render.archive import Archive

__all__ = ["PublicPages", "create_blueprint", "create_public_app"]

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
EDITION_POLICY = (
    "default-src 'none'; script-src 'none'; img-src * data:; style-src 'unsafe-inline'; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
PAGE_POLICY = (
    "default-src 'none'; script-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)

# An own environment: whichever application the blueprint is mounted in, these pages escape and find their files.
_templates = Environment(loader=PackageLoader("digest.public"), autoescape=True, undefined=StrictUndefined)


class PublicPages(Protocol):
    """What the pages need to know."""

    def archive(self, slug: str) -> Archive | None:
        """List the submitted editions of the publication *slug*; None if there is no such publication."""

    def web_version(self, edition_id: str) -> str | None:
        """Give the HTML of a submitted edition, nothing personal in it; None if there is none."""

    def address_of(self, token: str) -> str | None:
        """Give the masked address that a valid unsubscribe *token* is for; None if it is not valid."""

    def unsubscribe(self, token: str) -> bool:
        """Take the address of *token* off the list; False if the token is not valid. Twice is as good as once."""


def create_blueprint(pages: PublicPages) -> Blueprint:
    """Make the readers' pages over *pages*, to be mounted at `/`."""
    public = Blueprint("public", __name__)

    @public.get("/editions/<slug>/<slot>")
    def edition(slug: str, slot: str) -> Response:
        html = pages.web_version(f"{slug}/{slot}")
        if html is None:
            return _page("missing", 404)
        return _lasting(Response(html, mimetype="text/html"), EDITION_POLICY)

    @public.get("/unsubscribe/<token>")
    def ask(token: str) -> Response:
        # GET changes nothing: link scanners and mail clients follow every link of a message.
        address = pages.address_of(token)
        return _page("invalid", 404) if address is None else _page("ask", 200, address=address)

    @public.post("/unsubscribe/<token>")
    def leave(token: str) -> Response:
        # RFC 8058 § 3.2: no cookie, no redirect, no question. The body is not read: the token alone says who leaves,
        # and a mailbox provider that forgets `List-Unsubscribe=One-Click` must not keep a reader on the list.
        return _page("left", 200) if pages.unsubscribe(token) else _page("invalid", 404)

    _add_archive(public, pages)
    return public


def _add_archive(public: Blueprint, pages: PublicPages) -> None:
    """Let *public* list the editions, as a page and as a feed."""

    @public.get("/editions/<slug>/")
    def archive(slug: str) -> Response:
        found = pages.archive(slug)
        if found is None:
            return _page("missing", 404)
        page = _templates.get_template("archive.html.j2").render(
            archive=found, lang=found.lang, dir=text_direction(found.lang)
        )
        return _lasting(Response(page, mimetype="text/html"), PAGE_POLICY)

    @public.get("/editions/<slug>/feed.xml")
    def feed(slug: str) -> Response:
        found = pages.archive(slug)
        if found is None:
            return _page("missing", 404)
        return _lasting(Response(feed_of(found), content_type="application/rss+xml; charset=utf-8"), PAGE_POLICY)


def create_public_app(pages: PublicPages, *, pictures: Path | None = None, hosts: tuple[str, ...] = ()) -> Flask:
    """Make an application of the readers' pages and *pictures* alone, for the public names *hosts* and this machine."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = 100_000
    app.register_blueprint(create_blueprint(pages))
    if pictures is not None:
        app.add_url_rule("/pictures/<name>", "picture", picture_view(pictures))
    known = LOCAL_HOSTS | {_host_name(host) for host in hosts}

    @app.before_request
    def check() -> Response | None:
        if _host_name(request.headers.get("Host", "")) in known:
            return None
        return Response("this server does not answer for that host name\n", 421, mimetype="text/plain")

    @app.errorhandler(404)
    def missing(_: Exception) -> Response:
        return _page("missing", 404)

    return app


def _host_name(header: str) -> str:
    header = header.strip().lower()
    return header[1:].partition("]")[0] if header.startswith("[") else header.partition(":")[0].rstrip(".")


def _page(name: str, status: int, **values: str) -> Response:
    response = Response(_templates.get_template(f"{name}.html.j2").render(values), status, mimetype="text/html")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return _secure(response, PAGE_POLICY)


def _lasting(response: Response, policy: str) -> Response:
    """Let browsers and feed readers keep *response* for a while, and ask whether it has changed."""
    response.cache_control.public = True
    response.cache_control.max_age = 300
    response.add_etag()
    response.make_conditional(request)
    return _secure(response, policy)


def _secure(response: Response, policy: str) -> Response:
    response.headers["Content-Security-Policy"] = policy
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"  # the unsubscribe address is a secret of the reader's
    return response
