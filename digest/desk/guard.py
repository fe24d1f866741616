"""Who may ask the desk for what: the checks before every answer and the headers after it.

The desk has no log-in; it listens on this machine. So it answers only to this machine's names (against DNS rebinding),
takes changes only from its own pages (Fetch Metadata), and shows readers who come by a public name, or through a
proxy, nothing but the public pages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, Response, request

if TYPE_CHECKING:
    from flask import Blueprint

__all__ = ["DESK_POLICY", "MESSAGE_POLICY", "install"]

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_PAGES = frozenset({"same-origin", "none"})
PROXY_HEADERS = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP")

DESK_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
MESSAGE_POLICY = (
    "default-src 'none'; script-src 'none'; img-src * data:; style-src 'unsafe-inline'; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'self'"
)
HEADERS = (
    ("Content-Security-Policy", DESK_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
)


def install(app: Flask, *, hosts: tuple[str, ...], public: Blueprint | None) -> None:
    """Put the checks before and the headers after every answer of *app*; *hosts* are its public names."""
    name = public.name if public else None
    public_hosts = frozenset(host.lower() for host in hosts)

    @app.before_request
    def check() -> Response | None:
        return _refusal(public_hosts, name)

    @app.after_request
    def harden(response: Response) -> Response:
        for header, value in HEADERS:
            response.headers.setdefault(header, value)
        return response


def _refusal(public_hosts: frozenset[str], public: str | None) -> Response | None:
    host = _host_name(request.headers.get("Host", ""))
    if host not in LOCAL_HOSTS | public_hosts:
        return _say(421, "this server does not answer for that host name; open it as http://localhost")
    if not _is_public(public) and (host not in LOCAL_HOSTS or _came_through_proxy()):
        return _say(404, "not found")
    if request.method in SAFE_METHODS or _is_one_click(public):
        return None
    if request.headers.get("Sec-Fetch-Site") not in OWN_PAGES:
        return _say(403, "changes are taken from the desk's own pages only; reload the page and try again")
    return None


def _host_name(header: str) -> str:
    """Give the name in a Host *header* without its port: `[::1]:8000` is `::1`."""
    header = header.strip().lower()
    if header.startswith("["):
        return header[1:].partition("]")[0]
    return header.partition(":")[0].rstrip(".")


def _is_public(public: str | None) -> bool:
    return request.endpoint == "desk.picture" or (public is not None and request.blueprint == public)


def _is_one_click(public: str | None) -> bool:
    # RFC 8058 § 3.2: mailbox providers POST from their own machines, without any header of a browser.
    return public is not None and request.endpoint == f"{public}.leave"


def _came_through_proxy() -> bool:
    return any(header in request.headers for header in PROXY_HEADERS)


def _say(status: int, text: str) -> Response:
    return Response(f"{text}\n", status, mimetype="text/plain")
