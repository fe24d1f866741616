"""The desk's pages as a blueprint: today the preview, the message behind it, and the signal that it has changed.

Each view reads the state from the address and the preview from the shelf; none of them changes anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from flask import Blueprint, Response, abort, current_app, render_template, request, send_from_directory

from digest.desk import facts, words
from digest.desk.dark import Scheme, defines_dark, in_scheme
from digest.desk.guard import MESSAGE_POLICY
from digest.desk.headers import header_groups, part_lines, raw_headers
from digest.desk.inbox import inbox_row
from digest.desk.state import Part, View, ViewState
from digest.model import Level

if TYPE_CHECKING:
    from pathlib import Path

    from digest.desk.preview import Previewed
    from digest.desk.watch import Look, Shelf

__all__ = ["Desk", "desk"]

PICTURE_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}
_PICTURE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,200}")
_YEAR = 365 * 24 * 3600

desk = Blueprint("desk", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What the views need, kept in the application under `desk`."""

    shelf: Shelf
    pictures: Path | None
    title: str


def _desk() -> Desk:
    return cast("Desk", current_app.extensions["desk"])


@desk.get("/")
def preview() -> Response:
    """Show the preview page in the state of its address."""
    look = _desk().shelf.look(retry=True, anew=_is_reload())
    context = {"desk": _desk(), "look": look, "at": ViewState.of(request.args), "words": words, "mistakes": ()}
    if look.error:
        context["mistakes"] = getattr(look.error, "mistakes", ())
    if look.preview is None:
        return Response(render_template("failed.html.j2", **context), 503)
    return Response(render_template("preview.html.j2", **context, **_shown(look.preview)))


def _is_reload() -> bool:
    """Whether the reader pressed Reload, which means: anew, whatever the files say (RFC 9111 § 5.2.1)."""
    return bool(request.cache_control.no_cache) or request.cache_control.max_age == 0


def _shown(shown: Previewed) -> dict[str, object]:
    return {
        "preview": shown,
        "errors": facts.at_level(shown, Level.ERROR),
        "warnings": facts.at_level(shown, Level.WARNING),
        "edition": shown.edition,
        "inbox": inbox_row(shown.message, shown.html, shown.rendering.preheader),
        "facts": facts,
        "meter": facts.meter_of(shown),
        "defines_dark": defines_dark(shown.html),
        "header_groups": header_groups,
        "part_lines": part_lines,
        "Part": Part,
        "Scheme": Scheme,
        "View": View,
    }


@desk.get("/changes")
def changes() -> Response:
    """Say the stamp of the watched files; nothing (204) where the asker has it already. Builds nothing."""
    stamp = _desk().shelf.stamp()
    if request.args.get("since") == stamp:
        return Response(status=204)
    return Response(stamp, mimetype="text/plain")


@desk.get("/message.html")
def message_html() -> Response:
    """Give the HTML part: exactly as sent, or with `scheme` as a client in that scheme shows it."""
    html = _preview().html
    wanted = request.args.get("scheme")
    if wanted is not None:
        html = in_scheme(html, ViewState.of(request.args).scheme)
    return _message(html.encode(), "text/html")


@desk.get("/message.txt")
def message_txt() -> Response:
    """Give the text part."""
    return _message(_preview().text.encode(), "text/plain")


@desk.get("/message.eml")
def message_eml() -> Response:
    """Give the message as a file, byte for byte as SMTP gets it."""
    shown = _preview()
    response = _message(shown.message, "message/rfc822")
    response.headers.set("Content-Disposition", "attachment", filename=_file_name(shown))
    return response


@desk.get("/headers")
def headers() -> Response:
    """Give the message's header block as it stands."""
    return _message(raw_headers(_preview().message), "text/plain")


@desk.get("/pictures/<name>")
def picture(name: str) -> Response:
    """Give a picture of the edition; names carry their content's hash, so it never changes."""
    folder = _desk().pictures
    kind = PICTURE_TYPES.get(name[name.rfind(".") :].lower())
    if folder is None or kind is None or not _PICTURE_NAME.fullmatch(name):
        abort(404)
    response = send_from_directory(folder.resolve(), name, mimetype=kind, max_age=_YEAR)
    response.cache_control.immutable = True
    response.headers["Content-Security-Policy"] = "default-src 'none'"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # mail clients show it on their own pages
    return response


def _preview() -> Previewed:
    look: Look = _desk().shelf.look()
    if look.preview is None:
        abort(Response(f"{look.error}\n", 503, mimetype="text/plain"))
    return look.preview


def _message(body: bytes, kind: str) -> Response:
    response = Response(body, content_type=kind if kind == "message/rfc822" else f"{kind}; charset=utf-8")
    response.headers["Content-Security-Policy"] = MESSAGE_POLICY
    return response


def _file_name(shown: Previewed) -> str:
    return re.sub(r"[^\w.-]", "", f"{shown.edition.publication.slug}-{shown.edition.slot}") + ".eml"
