"""Fetches one address: politely, only what changed, and never more, longer or elsewhere than allowed.

Decides about redirects (each hop is checked anew), conditional requests (RFC 9110 §13), waiting between requests to
one host, and what a status means for the user. Does not know what is in a body, and keeps nothing between runs: the
validators of the last answer come from the caller.
"""

from __future__ import annotations

__all__ = ["Answer", "Fetcher"]

import math
import time
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Self

import httpcore

from digest.collect.addresses import redacted
from digest.collect.deadline import Deadline
from digest.collect.freshness import fresh_seconds
from digest.collect.refusals import is_challenge, no_connection, no_time, refusal
from digest.collect.request import NO_HEADER, Redirect, Request, conditions, next_address, parse
from digest.collect.response import content, declared_length, headers_of, media_type
from digest.collect.robots import MAX_ROBOTS_BYTES, RobotsRules
from digest.collect.transport import Gate
from digest.collect.turns import HostTurns
from digest.errors import FetchError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from httpx import URL

    from digest.collect.addresses import Resolver
    from digest.collect.transport import Hop

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT_REDIRECTS = frozenset({301, 308})
USUAL = frozenset({HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION})
"""Statuses whose body is what was asked for."""
MOST_HOPS = 10
"""Redirects that a glance follows: links in mail often pass several counters of clicks."""
MAX_BYTES = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server gave: a body, or the word that it has not changed."""

    url: str
    """Where the answer came from in the end, after redirects."""
    status: int
    content: bytes = b""
    content_type: str = ""
    """The media type in lower case, without parameters."""
    charset: str = ""
    is_unchanged: bool = False
    etag: str = ""
    last_modified: str = ""
    moved_to: str = ""
    """Where an unbroken chain of 301 and 308 leads that begins at the address asked for; empty where there is none."""
    rest_seconds: float = 0.0
    """For how long the answer stays fresh by its own word (RFC 9111 §4.2.1); 0 where it does not say."""
    length: int | None = None
    """Bytes of the body by the server's own word; None where it does not say. Set by a glance alone, as is:"""
    is_challenge: bool = False
    """Whether a wall against robots has answered, and not the site."""


class Fetcher:
    """Asks servers, from several threads at a time; use it as a context manager.

    *timeout_seconds* limits a whole answer, redirects included, waiting for one's turn not; *gap_seconds* is the least
    pause between two requests to one host, which never overlap. *closed_hosts* are those that asked an earlier run to
    be left alone, with the seconds that are left. *allow*, *routes*, *proxy*, *ca_file* and *resolver* are explained at
    `digest.collect.transport.Gate`.
    """

    def __init__(  # noqa: PLR0913 - the settings of the table [fetch]
        self,
        *,
        user_agent: str,
        allow: tuple[str, ...] = (),
        routes: Mapping[str, str] | None = None,
        timeout_seconds: float = 30.0,
        gap_seconds: float = 0.0,
        closed_hosts: Mapping[str, float] | None = None,
        proxy: str = "",
        ca_file: str = "",
        resolver: Resolver | None = None,
    ) -> None:
        self._user_agent = user_agent
        self._timeout = timeout_seconds
        self._gate = Gate(allow=allow, routes=routes, proxy=proxy, ca_file=ca_file, resolver=resolver)
        self._turns = HostTurns(gap_seconds=gap_seconds, closed_hosts=closed_hosts)
        self._robots = RobotsRules(self._robots_txt)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close what is open."""
        self._gate.close()

    def closed_hosts(self) -> Mapping[str, float]:
        """Give the hosts that asked to be left alone, with the seconds that are left: for the next run."""
        return self._turns.closed()

    def get(  # noqa: PLR0913 - what a request may say
        self,
        url: str,
        *,
        etag: str = "",
        last_modified: str = "",
        max_bytes: int = MAX_BYTES,
        accept: str = "",
        headers: Mapping[str, str] | None = None,
        is_page: bool = False,
    ) -> Answer:
        """Fetch *url*, at most *max_bytes* after decompression.

        With *etag* or *last_modified* of an earlier answer the server may say that nothing changed (304); then
        `is_unchanged` is true and the content empty. *headers* are secrets for the origin of *url* alone; no redirect
        takes them elsewhere. A page is asked for only where the site's robots.txt allows it.

        Raises FetchError, RobotsRefused, or ForbiddenAddress for an address of this machine or a private network.
        """
        common = {**self._headers(accept), **conditions(etag, last_modified)}
        request = Request(
            url=redacted(url), headers=common, secrets=headers or {}, max_bytes=max_bytes, is_page=is_page
        )
        if any(NO_HEADER.search(value) for value in request.secrets.values()):
            message = "its credentials hold a line break or another control character; correct their variable"
            raise FetchError(message, resource=request.url)
        return self._follow(parse(url, resource=request.url), request, Deadline(self._timeout))

    def glance(self, url: str, *, method: str, seconds: float, patience: float = math.inf) -> Answer:
        """Ask *url* by *method*, HEAD or GET, for its status and headers alone; any status is an answer.

        Of a body only the first bytes are awaited. *seconds* limits the answer as the time limit of `get` does;
        *patience*, in seconds, limits all of it, waiting for one's turn too. robots.txt is not asked: this is for an
        address that a person has been given to click.

        Raises FetchError where no answer came, or ForbiddenAddress; their status is that of the last redirect, if any.
        """
        request = Request(
            url=redacted(url),
            headers=self._headers(""),
            max_bytes=0,
            method=method,
            is_glance=True,
            max_redirects=MOST_HOPS,
        )
        return self._follow(parse(url, resource=request.url), request, Deadline(seconds, patience=patience))

    def _robots_txt(self, url: str) -> Answer:
        headers = self._headers("text/plain, */*;q=0.5")
        request = Request(url=url, headers=headers, max_bytes=MAX_ROBOTS_BYTES, is_start_enough=True)
        return self._follow(parse(url, resource=url), request, Deadline(self._timeout))

    def _headers(self, accept: str) -> dict[str, str]:
        # No brotli and no zstd: their decompressors cannot be stopped at a limit of bytes.
        return {"User-Agent": self._user_agent, "Accept": accept or "*/*", "Accept-Encoding": "gzip, deflate"}

    def _follow(self, first: URL, request: Request, deadline: Deadline) -> Answer:
        """Ask *first* and wherever it redirects to, within one deadline."""
        current, moved, is_moving, status = first, "", True, 0
        for _ in range(request.max_redirects + 1):
            try:
                hop = self._gate.hop(current)
                if request.is_page:
                    self._heed_robots(hop, request, deadline)
                answer = self._ask(hop, request.going_to(current, first), deadline)
            except FetchError as error:
                # Who redirects has answered. Not so for robots.txt, which counts by the end of the chain alone.
                error.status = error.status or (status if request.is_glance else 0)
                raise
            if isinstance(answer, Answer):
                return replace(answer, moved_to=moved)
            current, status = answer.url, answer.status
            is_moving = is_moving and status in PERMANENT_REDIRECTS
            moved = str(current) if is_moving else moved
        message = f"more than {request.max_redirects} redirects; use the address they lead to"
        raise FetchError(message, resource=request.url, status=status)

    def _heed_robots(self, hop: Hop, request: Request, deadline: Deadline) -> None:
        begun = time.monotonic()
        delay = self._robots.require(hop.url, resource=request.url)
        self._turns.widen(hop.host, delay)
        deadline.extend(time.monotonic() - begun)

    def _require_open(self, host: str, resource: str) -> None:
        seconds = self._turns.closed_for(host)
        if seconds > 0:
            raise FetchError(
                f"{host} has asked to be left alone for {seconds:.0f} more seconds; the next run asks again",
                resource=resource,
                retry_after=seconds,
            )

    def _ask(self, hop: Hop, request: Request, deadline: Deadline) -> Answer | Redirect:
        """Send one request in its turn and give its answer, or where it redirects to."""
        self._require_open(hop.authority, request.url)
        with self._turns.turn(hop.host, patience=deadline.patience()) as waited:
            self._require_open(hop.authority, request.url)  # the one before may have been told to stop
            deadline.extend(waited)
            try:
                response = self._gate.ask(hop, request.headers, deadline, method=request.method)
                try:
                    return self._read(hop, response, request)
                finally:
                    response.close()
            except httpcore.TimeoutException as error:
                raise no_time(deadline.seconds, resource=request.url) from error
            except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.ProxyError) as error:
                raise no_connection(hop, error, resource=request.url) from error

    def _read(self, hop: Hop, response: httpcore.Response, request: Request) -> Answer | Redirect:
        headers, status = headers_of(response), response.status
        if status in REDIRECTS:
            return Redirect(url=next_address(hop, headers, request), status=status)
        if status == HTTPStatus.NOT_MODIFIED and request.is_conditional:
            return Answer(
                url=str(hop.url),
                status=status,
                is_unchanged=True,
                etag=headers.get("etag", request.headers.get("If-None-Match", "")),
                last_modified=headers.get("last-modified", request.headers.get("If-Modified-Since", "")),
                rest_seconds=fresh_seconds(headers),
            )
        error = None if status in USUAL else refusal(status, headers, resource=request.url)
        if error is not None and error.retry_after is not None:
            self._turns.close(hop.authority, error.retry_after)
        if request.is_glance:
            return _glanced(hop, response, headers)
        if error is not None:
            raise error
        content_type, charset = media_type(headers.get("content-type", ""))
        return Answer(
            url=str(hop.url),
            status=status,
            content=content(
                response,
                headers,
                resource=request.url,
                max_bytes=request.max_bytes,
                is_start_enough=request.is_start_enough,
            ),
            content_type=content_type,
            charset=charset,
            etag=headers.get("etag", ""),
            last_modified=headers.get("last-modified", ""),
            rest_seconds=fresh_seconds(headers),
        )


def _glanced(hop: Hop, response: httpcore.Response, headers: Mapping[str, str]) -> Answer:
    next(iter(response.iter_stream()), b"")  # a server that never begins its body shows a reader nothing either
    return Answer(
        url=str(hop.url),
        status=response.status,
        content_type=media_type(headers.get("content-type", ""))[0],
        length=declared_length(headers),
        is_challenge=is_challenge(headers),
    )
