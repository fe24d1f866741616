"""Puts the pages on waitress and the schedule beside them."""

from __future__ import annotations

__all__ = ["address_of", "listen", "preview_app", "serve_app", "serve_everything"]

import logging
import signal
import socket
import sys
import threading
from contextlib import ExitStack, suppress
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from digest.cli.console import tell
from digest.errors import DigestError, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from flask import Flask

    from digest.config import Config
    from digest.model import Publication
    from digest.pipeline import Preview, Previewer, RunReport, Workspace
    from digest.pipeline.reading import ReaderPages

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
FORWARDED = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
    "HTTP_VIA",
    "HTTP_CF_CONNECTING_IP",
)
"""What proxies add: a request with any of these comes from somewhere else."""


def listen(host: str, port: int) -> socket.socket:
    """Open a listening socket; port 0 picks a free one. Raises Refused where the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        # From now on whoever comes waits instead of being refused: the address is told before the first answer.
        listener.listen()
    except OSError as error:
        listener.close()
        raise Refused(f"{error.strerror}; choose another with --port", resource=f"{host}:{port}") from error
    return listener


def address_of(listener: socket.socket) -> str:
    """Give the web address of *listener*."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def preview_app(
    workspace: Workspace,
    previewer: Previewer,
    *,
    read_config: Callable[[], Config] | None = None,
    pages: ReaderPages | None = None,
) -> Flask:
    """Make the preview page of *workspace*; *read_config* gives the configuration as it is now, by default fixed."""
    from digest.desk import create_app
    from digest.public import create_blueprint

    started_with = workspace.config
    # One preview at a time: they share the database connection and the shelf of pictures.
    turn = threading.Lock()

    def load() -> Preview:
        with turn:
            config = read_config() if read_config else started_with
            return _with_own_pictures(previewer.load(config), config.public_url)

    return create_app(
        load,
        watched=(started_with.folder, *started_with.templates),
        pictures=started_with.pictures,
        public=create_blueprint(pages) if pages else None,
        title=workspace.publication.title,
    )


def _with_own_pictures(preview: Preview, public_url: str) -> Preview:
    """Show the pictures from here; in the message they stand under the public address, which may not be up yet."""
    return replace(preview, html=preview.html.replace(f"{public_url}/pictures/", "/pictures/"))


def serve_app(app: WSGIApplication, *listeners: socket.socket, threads: int = 4) -> None:
    """Serve *app* on *listeners* until Ctrl-C or SIGTERM."""
    import waitress

    # Its warnings of a queue are noise where one person looks and a page asks for thirteen pictures at once.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    # waitress would drop forwarding headers before anybody sees them; `by_host` tells strangers by them.
    server = waitress.create_server(
        app, sockets=list(listeners), threads=threads, ident="digest", clear_untrusted_proxy_headers=False
    )
    with suppress(KeyboardInterrupt, SystemExit):
        server.run()
    server.close()


def serve_everything(config: Config, slug: str | None, *, host: str, port: int) -> None:
    """Run the schedule of every publication, the public pages, and the preview of one publication."""
    from digest.config import load_config
    from digest.pipeline import Previewer, open_workspace
    from digest.pipeline.reading import ReaderPages
    from digest.schedule import start_schedule, stop_schedule

    shown = config.publication(slug or config.publications[0].slug)
    listener = listen(host, port)
    is_public = urlsplit(config.public_url).hostname not in LOCAL_HOSTS
    desk_at = listen("127.0.0.1", port + 1 if port else 0) if is_public else listener
    with ExitStack() as stack:
        stack.callback(listener.close)
        stack.callback(desk_at.close)
        workspace = stack.enter_context(open_workspace(config, shown.slug))
        pages = ReaderPages(config=config, key=workspace.key)
        scheduler = start_schedule(config.publications, **_wakes(config))
        stack.callback(stop_schedule, scheduler)
        desk = preview_app(workspace, Previewer(workspace), read_config=lambda: load_config(config.folder), pages=pages)
        app = by_host(desk, public_app(config, pages), desk_port=desk_at.getsockname()[1] if is_public else None)
        tell(f"serving at {address_of(listener)}; {len(config.publications)} publication(s) on schedule; Ctrl-C ends")
        if is_public:
            tell(f"the preview, for this machine alone, is at {address_of(desk_at)}")
        serve_app(app, *dict.fromkeys((listener, desk_at)))


def public_app(config: Config, pages: ReaderPages) -> Flask:
    """Make the application that strangers reach: web versions, unsubscribe and pictures, and no desk."""
    from digest.public import create_public_app

    host = urlsplit(config.public_url).netloc
    return create_public_app(pages, pictures=config.pictures, hosts=(host,) if host else ())


def by_host(desk: WSGIApplication, public: WSGIApplication, *, desk_port: int | None = None) -> WSGIApplication:
    """Show the desk to this machine alone; whoever comes from elsewhere, or through a proxy, gets the public pages.

    With a *desk_port* the desk is on that port and on no other: not every proxy says that it is one.
    """

    def dispatch(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        is_forwarded = any(header in environ for header in FORWARDED)
        is_local = _host_of(environ) in LOCAL_HOSTS and environ.get("REMOTE_ADDR") in LOCAL_HOSTS and not is_forwarded
        if desk_port is not None and environ.get("SERVER_PORT") != str(desk_port):
            is_local = False
        return (desk if is_local else public)(environ, start_response)

    return dispatch


def _host_of(environ: WSGIEnvironment) -> str:
    try:
        return urlsplit(f"//{environ.get('HTTP_HOST', '')}").hostname or ""
    except ValueError:
        return ""


def _wakes(config: Config) -> dict[str, Callable[[Publication], None]]:
    """Give the four things that the schedule wakes; each opens its own workspace, in the scheduler's thread."""
    from digest.pipeline.clock import now
    from digest.pipeline.running import catch_up, resume

    def in_workspace(publication: Publication, work: Callable[[Workspace], RunReport | None]) -> None:
        from digest.pipeline import open_workspace

        try:
            with open_workspace(config, publication.slug) as workspace:
                report = work(workspace)
        except DigestError as error:
            # A failed run must not end the schedule: the next wake tries again.
            tell(f"{now():%Y-%m-%d %H:%M:%SZ} {publication.slug}: {error}")
        else:
            if report is not None:
                sent = ", ".join(f"{number} {state}" for state, number in report.deliveries.items() if number)
                tell(f"{now():%Y-%m-%d %H:%M:%SZ} {report.edition.id}: {report.state}; {sent or report.note}")

    def go_on(publication: Publication) -> None:
        in_workspace(publication, resume)
        # Also what is due and was not made: a source was down, a template was wrong, another run was at work.
        in_workspace(publication, catch_up)

    return {
        "run": lambda publication: in_workspace(publication, catch_up),
        "cut_off": lambda publication: in_workspace(publication, lambda at: _poll(at, is_only_due=False)),
        "poll": lambda publication: in_workspace(publication, lambda at: _poll(at, is_only_due=True)),
        "resume": go_on,
    }


def _poll(workspace: Workspace, *, is_only_due: bool) -> None:
    from digest.pipeline import collect
    from digest.pipeline.clock import now
    from digest.pipeline.report import notes_of

    report = collect(workspace, now=now(), is_only_due=is_only_due)
    # A source that fails is in the table of `digest sources`; here it is told once, when it has failed three times.
    for line in notes_of(report, ()):
        tell(f"{now():%Y-%m-%d %H:%M:%SZ} {line}")
