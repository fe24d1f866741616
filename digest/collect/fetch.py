"""Fetches one address: politely, only what changed, and never more, longer or elsewhere than allowed.

Decides about redirects (each hop is checked anew), conditional requests (RFC 9110 §13), waiting between requests to
one host, and what a status means for the user. Does not know what is in a body, and keeps nothing between runs: the
validators of the last answer come from the caller.
"""

from __future__ import annotations

__all__ = ["Answer", "Fetcher"]

import re
import time
from dataclasses import dataclass, replace
from http import HTTPStatus
from http.client import responses
from typing import TYPE_CHECKING, Self

import httpcore
from httpx import URL, InvalidURL

from digest.collect.freshness import fresh_seconds, retry_seconds
from digest.collect.response import content, headers_of, media_type, one_line
from digest.collect.robots import MAX_ROBOTS_BYTES, RobotsRules
from digest.collect.transport import Deadline, Gate, Hop, host_of, port_of
from digest.collect.turns import HostTurns
from digest.errors import FetchError, ForbiddenAddress

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

MAX_REDIRECTS = 5
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT_REDIRECTS = frozenset({301, 308})
_UNSAFE = re.compile(r"[\x00-\x20\x7f]")

ADVICE = {
    401: "the site asks for a password; use a public address",
    402: "the site asks for payment; use a public address",
    403: "the site refuses robots here; ask its owner, or name a contact in the table [fetch]",
    404: "correct the address, or take it out of the configuration",
    410: "it is gone for good; take it out of the configuration",
    429: "too many requests; collect less often",
    451: "blocked for legal reasons",
    503: "the site is down for now; the next run asks again",
}


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


class Fetcher:
    """Asks servers, from several threads at a time; use it as a context manager.

    *timeout_seconds* limits a whole answer, redirects included, waiting for one's turn not; *gap_seconds* is the least
    pause between two requests to one host, which never overlap. *closed_hosts* are those that asked an earlier run to
    be left alone, with the seconds that are left. *allow*, *routes*, *proxy* and *ca_file* are explained at
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
    ) -> None:
        self._user_agent = user_agent
        self._timeout = timeout_seconds
        self._gate = Gate(allow=allow, routes=routes or {}, proxy=proxy, ca_file=ca_file)
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

    def closed_hosts(self) -> dict[str, float]:
        """Give the hosts that asked to be left alone, with the seconds that are left: for the next run."""
        return self._turns.closed()

    def get(  # noqa: PLR0913 - what a request may say
        self,
        url: str,
        *,
        etag: str = "",
        last_modified: str = "",
        max_bytes: int = 10_000_000,
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
        common = self._headers(accept, etag, last_modified)
        request = _Request(url=url, headers=common, max_bytes=max_bytes, deadline=Deadline(self._timeout))
        first = current = _parse(url, resource=url)
        moved = ""
        is_moving = True
        for _ in range(MAX_REDIRECTS + 1):
            hop = self._gate.hop(current)
            if is_page:
                self._robots.require(hop.url, resource=url)
                self._turns.widen(hop.host, self._robots.crawl_delay(hop.url))
            own = headers if headers and _origin(hop.url) == _origin(first) else {}
            answer = self._ask(hop, replace(request, headers={**common, **own}))
            if isinstance(answer, Answer):
                return replace(answer, moved_to=moved)
            is_moving = is_moving and answer.is_permanent
            moved = str(answer.url) if is_moving else moved
            current = answer.url
        raise FetchError(f"more than {MAX_REDIRECTS} redirects; use the address they lead to", resource=url)

    def _robots_txt(self, url: str) -> Answer:
        return self.get(url, max_bytes=MAX_ROBOTS_BYTES, accept="text/plain, */*;q=0.5")

    def _headers(self, accept: str, etag: str, last_modified: str) -> dict[str, str]:
        # No brotli and no zstd: their decompressors cannot be stopped at a limit of bytes.
        headers = {
            "User-Agent": self._user_agent,
            "Accept": accept or "*/*",
            "Accept-Encoding": "gzip, deflate",
        }
        if etag:
            headers["If-None-Match"] = one_line(etag)
        if last_modified:
            headers["If-Modified-Since"] = one_line(last_modified)
        return headers

    def _require_open(self, host: str, resource: str) -> None:
        seconds = self._turns.closed_for(host)
        if seconds > 0:
            raise FetchError(
                f"{host} has asked to be left alone for {seconds:.0f} more seconds; the next run asks again",
                resource=resource,
                retry_after=seconds,
            )

    def _ask(self, hop: Hop, request: _Request) -> Answer | _Redirect:
        """Send one request in its turn and give its answer, or where it redirects to."""
        self._require_open(hop.host, request.url)
        started_waiting = time.monotonic()
        with self._turns.turn(hop.host):
            self._require_open(hop.host, request.url)  # the one before may have been told to stop
            request.deadline.extend(time.monotonic() - started_waiting)
            try:
                response = self._gate.ask(hop, request.headers, request.deadline)
                try:
                    return self._read(hop, response, request)
                finally:
                    response.close()
            except httpcore.TimeoutException as error:
                raise FetchError(
                    f"no whole answer within {self._timeout:g} seconds; try again later, or raise `timeout_seconds`",
                    resource=request.url,
                ) from error
            except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.ProxyError) as error:
                raise FetchError(_no_connection(hop, error), resource=request.url) from error

    def _read(self, hop: Hop, response: httpcore.Response, request: _Request) -> Answer | _Redirect:
        headers, asked, resource = headers_of(response), request.headers, request.url
        status = response.status
        if status in REDIRECTS:
            return _Redirect(
                url=_next_address(hop, headers, resource=resource), is_permanent=status in PERMANENT_REDIRECTS
            )
        is_conditional = "If-None-Match" in asked or "If-Modified-Since" in asked
        if status == HTTPStatus.NOT_MODIFIED and is_conditional:
            return Answer(
                url=str(hop.url),
                status=status,
                is_unchanged=True,
                etag=headers.get("etag", asked.get("If-None-Match", "")),
                last_modified=headers.get("last-modified", asked.get("If-Modified-Since", "")),
                rest_seconds=fresh_seconds(headers),
            )
        if status not in {HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION}:
            raise self._refusal(hop, status, headers, resource=resource)
        content_type, charset = media_type(headers.get("content-type", ""))
        return Answer(
            url=str(hop.url),
            status=status,
            content=content(response, headers, resource=resource, max_bytes=request.max_bytes),
            content_type=content_type,
            charset=charset,
            etag=headers.get("etag", ""),
            last_modified=headers.get("last-modified", ""),
            rest_seconds=fresh_seconds(headers),
        )

    def _refusal(self, hop: Hop, status: int, headers: Mapping[str, str], *, resource: str) -> FetchError:
        """Put a status that gives no body into words; remember a wish to be left alone."""
        name = responses.get(status, "an unknown status")
        advice = ADVICE.get(status) or ("the site has a fault" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "")
        message = f"answered {status} {name}; {advice or 'open the address in a browser to see what it is'}"
        retry_after = headers.get("retry-after", "")
        seconds = retry_seconds(retry_after, headers.get("date", ""))
        if status not in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE} or seconds is None:
            return FetchError(message, resource=resource, status=status)
        self._turns.close(hop.host, seconds)
        message = f"{message}; it asks to wait {seconds:.0f} seconds (Retry-After: {one_line(retry_after)[:60]})"
        return FetchError(message, resource=resource, status=status, retry_after=seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Request:
    """What stays the same along a chain of redirects."""

    url: str
    """The address that was asked for first, which errors name."""
    headers: Mapping[str, str]
    max_bytes: int
    deadline: Deadline


@dataclass(frozen=True, slots=True, kw_only=True)
class _Redirect:
    """Where an answer leads."""

    url: URL
    is_permanent: bool


def _origin(url: URL) -> tuple[str, str, int]:
    return url.scheme, host_of(url), port_of(url)


def _parse(url: str, *, resource: str) -> URL:
    try:
        return URL(url.strip()).copy_with(fragment=None)
    except (InvalidURL, ValueError, UnicodeError) as error:
        if "IPv4" in str(error):  # 0177.0.0.1 and its like, which some resolvers take for 127.0.0.1
            raise ForbiddenAddress(f"{error}; use the host's name", resource=resource) from error
        raise FetchError(f"not a web address ({error}); correct it", resource=resource) from error


def _next_address(hop: Hop, headers: Mapping[str, str], *, resource: str) -> URL:
    location = headers.get("location", "").strip()
    if not location:
        raise FetchError("redirects without saying where; open the address in a browser", resource=resource)
    try:
        return _parse(
            str(hop.url.join(_UNSAFE.sub(lambda found: f"%{ord(found[0]):02X}", location))), resource=resource
        )
    except (InvalidURL, ValueError) as error:
        raise FetchError("redirects to what is no web address; ask the site's owner", resource=resource) from error


def _no_connection(hop: Hop, error: Exception) -> str:
    reason = str(error).strip() or type(error).__name__
    if "CERTIFICATE" in reason.upper():
        return f"the certificate of {hop.host} is not valid ({reason}); tell the site's owner"
    if isinstance(error, httpcore.ProtocolError):
        return f"{hop.host} broke off or does not speak HTTP ({reason}); try again later"
    return f"no connection to {hop.host} ({reason}); check the address and the network"
