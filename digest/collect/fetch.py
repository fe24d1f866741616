"""Fetches one address: politely, only what changed, and never more, longer or elsewhere than allowed.

Decides about redirects (each hop is checked anew), conditional requests (RFC 9110 §13), waiting between requests to
one host, and what a status means for the user. Does not know what is in a body, and keeps nothing between runs: the
validators of the last answer come from the caller.
"""

from __future__ import annotations

__all__ = ["Answer", "Fetcher"]

import re
import time
from dataclasses import dataclass
from datetime import UTC
from email.message import Message
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.client import responses
from typing import TYPE_CHECKING, Self

import httpcore
from httpx import URL, InvalidURL

from digest.collect.body import TooLarge, UnreadableBody, read_body
from digest.collect.transport import Deadline, Gate, Hop
from digest.errors import FetchError, ForbiddenAddress

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

MAX_REDIRECTS = 5
LONGEST_WAIT = 86_400.0
"""Seconds; no Retry-After closes a host for longer."""
REDIRECTS = frozenset({301, 302, 303, 307, 308})
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


class Fetcher:
    """Asks servers one after the other; use it as a context manager.

    *timeout_seconds* limits a whole answer, redirects included; *gap_seconds* is the least pause between two requests
    to one host. *allow* and *routes* are explained at `digest.collect.transport.Gate`. Not for several threads.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        allow: tuple[str, ...] = (),
        routes: Mapping[str, str] | None = None,
        timeout_seconds: float = 30.0,
        gap_seconds: float = 0.0,
    ) -> None:
        self._user_agent = user_agent
        self._timeout = timeout_seconds
        self._gap = gap_seconds
        self._deadline = Deadline()
        self._gate = Gate(allow=allow, routes=routes or {}, deadline=self._deadline)
        self._not_before: dict[str, float] = {}
        self._closed_until: dict[str, float] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close what is open."""
        self._gate.close()

    def get(
        self, url: str, *, etag: str = "", last_modified: str = "", max_bytes: int = 10_000_000, accept: str = ""
    ) -> Answer:
        """Fetch *url*, at most *max_bytes* after decompression.

        With *etag* or *last_modified* of an earlier answer the server may say that nothing changed (304); then
        `is_unchanged` is true and the content empty. Raises FetchError, or ForbiddenAddress for an address of this
        machine or a private network.
        """
        headers = self._headers(accept, etag, last_modified)
        self._deadline.start(self._timeout)
        current = _parse(url, resource=url)
        for _ in range(MAX_REDIRECTS + 1):
            hop = self._gate.hop(current)
            self._pause(hop.host, url)
            answer = self._ask(hop, headers, resource=url, max_bytes=max_bytes)
            if isinstance(answer, Answer):
                return answer
            current = answer
        raise FetchError(f"more than {MAX_REDIRECTS} redirects; use the address they lead to", resource=url)

    def _headers(self, accept: str, etag: str, last_modified: str) -> dict[str, str]:
        # No brotli and no zstd: their decompressors cannot be stopped at a limit of bytes.
        headers = {
            "User-Agent": self._user_agent,
            "Accept": accept or "*/*",
            "Accept-Encoding": "gzip, deflate",
        }
        if etag:
            headers["If-None-Match"] = _one_line(etag)
        if last_modified:
            headers["If-Modified-Since"] = _one_line(last_modified)
        return headers

    def _pause(self, host: str, resource: str) -> None:
        closed_for = self._closed_until.get(host, 0.0) - time.monotonic()
        if closed_for > 0:
            raise FetchError(
                f"{host} has asked to be left alone for {closed_for:.0f} more seconds; the next run asks again",
                resource=resource,
            )
        self._deadline.wait(self._not_before.get(host, 0.0) - time.monotonic())

    def _ask(self, hop: Hop, headers: Mapping[str, str], *, resource: str, max_bytes: int) -> Answer | URL:
        """Send one request and give its answer, or the address that it redirects to."""
        try:
            response = self._gate.ask(hop, headers)
            try:
                return self._read(hop, response, headers, resource=resource, max_bytes=max_bytes)
            finally:
                response.close()
        except httpcore.TimeoutException as error:
            raise FetchError(
                f"no whole answer within {self._timeout:g} seconds; try again later, or raise `timeout_seconds`",
                resource=resource,
            ) from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise FetchError(_no_connection(hop, error), resource=resource) from error
        finally:
            self._not_before[hop.host] = time.monotonic() + self._gap

    def _read(
        self, hop: Hop, response: httpcore.Response, asked: Mapping[str, str], *, resource: str, max_bytes: int
    ) -> Answer | URL:
        headers = _headers_of(response)
        status = response.status
        if status in REDIRECTS:
            return _next_address(hop, headers, resource=resource)
        is_conditional = "If-None-Match" in asked or "If-Modified-Since" in asked
        if status == HTTPStatus.NOT_MODIFIED and is_conditional:
            return Answer(
                url=str(hop.url),
                status=status,
                is_unchanged=True,
                etag=headers.get("etag", asked.get("If-None-Match", "")),
                last_modified=headers.get("last-modified", asked.get("If-Modified-Since", "")),
            )
        if status not in {HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION}:
            raise FetchError(self._refusal(hop, status, headers), resource=resource)
        content_type, charset = _media_type(headers.get("content-type", ""))
        return Answer(
            url=str(hop.url),
            status=status,
            content=_content(response, headers, resource=resource, max_bytes=max_bytes),
            content_type=content_type,
            charset=charset,
            etag=headers.get("etag", ""),
            last_modified=headers.get("last-modified", ""),
        )

    def _refusal(self, hop: Hop, status: int, headers: Mapping[str, str]) -> str:
        """Put a status that gives no body into words; remember a wish to be left alone."""
        name = responses.get(status, "an unknown status")
        advice = ADVICE.get(status) or ("the site has a fault" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "")
        message = f"answered {status} {name}; {advice or 'open the address in a browser to see what it is'}"
        retry_after = headers.get("retry-after", "")
        seconds = _seconds(retry_after, headers.get("date", ""))
        if status not in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE} or seconds is None:
            return message
        self._closed_until[hop.host] = time.monotonic() + min(seconds, LONGEST_WAIT)
        return f"{message}; it asks to wait {seconds:.0f} seconds (Retry-After: {_one_line(retry_after)[:60]})"


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


def _headers_of(response: httpcore.Response) -> dict[str, str]:
    """Give the headers by their names in lower case; of repeated ones the first counts."""
    headers: dict[str, str] = {}
    for name, value in response.headers:
        headers.setdefault(name.decode("latin-1").lower(), _text(value))
    return headers


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _content(response: httpcore.Response, headers: Mapping[str, str], *, resource: str, max_bytes: int) -> bytes:
    too_large = f"larger than {max_bytes:,} bytes; use an address with less on it"
    length = headers.get("content-length", "")
    if length.isdecimal() and int(length) > max_bytes:
        raise FetchError(too_large, resource=resource)
    try:
        return read_body(response.iter_stream(), encoding=headers.get("content-encoding", ""), max_bytes=max_bytes)
    except TooLarge as error:
        raise FetchError(too_large, resource=resource) from error
    except UnreadableBody as error:
        raise FetchError(f"the answer cannot be unpacked: {error}; try again later", resource=resource) from error


def _media_type(value: str) -> tuple[str, str]:
    if not value:
        return "", ""
    message = Message()
    message["Content-Type"] = _one_line(value)
    charset = message.get_param("charset", "")
    # An absent or broken type reads as text/plain in the mail parser; a web server that says nothing says nothing.
    is_given = message.get_content_type() in value.lower()
    return message.get_content_type() if is_given else "", charset.strip("\"' ") if isinstance(charset, str) else ""


def _one_line(value: str) -> str:
    return " ".join(value.split())


def _seconds(retry_after: str, date: str) -> float | None:
    """Read Retry-After (RFC 9110 §10.2.3): seconds, or a date, taken against the server's own Date."""
    if retry_after.strip().isdecimal():
        return min(float(retry_after), LONGEST_WAIT)
    try:
        until, now = parsedate_to_datetime(retry_after), parsedate_to_datetime(date)
    except (TypeError, ValueError):
        return None
    aware = (moment if moment.tzinfo else moment.replace(tzinfo=UTC) for moment in (until, now))
    end, start = aware
    return min(max(0.0, (end - start).total_seconds()), LONGEST_WAIT)


def _no_connection(hop: Hop, error: Exception) -> str:
    reason = str(error).strip() or type(error).__name__
    if "CERTIFICATE" in reason.upper():
        return f"the certificate of {hop.host} is not valid ({reason}); tell the site's owner"
    if isinstance(error, httpcore.ProtocolError):
        return f"{hop.host} broke off or does not speak HTTP ({reason}); try again later"
    return f"no connection to {hop.host} ({reason}); check the address and the network"
