"""Says in words why there is no answer: what a status means, what a broken connection means, and what to do next.

Pure: no connection is made here, and nothing is remembered.
"""

from __future__ import annotations

__all__ = ["is_challenge", "no_connection", "no_time", "refusal"]

from http import HTTPStatus
from http.client import responses
from typing import TYPE_CHECKING

import httpcore

from digest.collect.freshness import retry_seconds
from digest.collect.response import one_line
from digest.errors import FetchError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from digest.collect.transport import Hop

ADVICE = {
    401: "the site asks for a password; give `username` and `password_env` for the source, or use a public address",
    402: "the site asks for payment; use a public address",
    403: "the site refuses robots here; ask its owner, or name a contact in the table [fetch]",
    404: "correct the address, or take it out of the configuration",
    407: "the proxy asks for a password; put it into the variable that `proxy_env` names",
    410: "it is gone for good; take it out of the configuration",
    429: "too many requests; collect less often",
    451: "blocked for legal reasons",
    503: "the site is down for now; the next run asks again",
}
WAITING = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
"""With these, Retry-After is a wish to be left alone."""
_BOT_WALL = "a wall against robots stands before the site; ask its owner to let this program's User-Agent pass"


def refusal(status: int, headers: Mapping[str, str], *, resource: str) -> FetchError:
    """Put a *status* that gives no body into words, with the seconds to wait where the server names them.

    >>> str(refusal(410, {}, resource="https://example.org/feed"))
    'https://example.org/feed: answered 410 Gone; it is gone for good; take it out of the configuration'
    """
    name = responses.get(status, "an unknown status")
    message = f"answered {status} {name}; {_advice(status, headers)}"
    retry_after = headers.get("retry-after", "")
    seconds = retry_seconds(retry_after, headers.get("date", "")) if status in WAITING else None
    if seconds is not None:
        message = f"{message}; it asks to wait {seconds:.0f} seconds (Retry-After: {one_line(retry_after)[:60]})"
    return FetchError(message, resource=resource, status=status, retry_after=seconds)


def _advice(status: int, headers: Mapping[str, str]) -> str:
    if is_challenge(headers):
        return _BOT_WALL
    if status in ADVICE:
        return ADVICE[status]
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return "the site has a fault; the next run asks again"
    return "open the address in a browser to see what it is"


def is_challenge(headers: Mapping[str, str]) -> bool:
    """Tell whether a wall against robots has answered in place of the site."""
    return headers.get("cf-mitigated", "").lower() == "challenge"


def no_time(seconds: float, *, resource: str) -> FetchError:
    """Say that the whole answer was not there within *seconds*."""
    message = f"no whole answer within {seconds:g} seconds; try again later, or raise `timeout_seconds`"
    return FetchError(message, resource=resource)


def no_connection(hop: Hop, error: Exception, *, resource: str) -> FetchError:
    """Say what went wrong between this machine and the host of *hop*."""
    return FetchError(_cause(hop, str(error).strip() or type(error).__name__, error), resource=resource)


def _cause(hop: Hop, reason: str, error: Exception) -> str:
    if isinstance(error, httpcore.ProxyError):
        return f"the proxy does not lead to {hop.host} ({reason}); check the variable that `proxy_env` names"
    if "CERTIFICATE" in reason.upper():
        return (
            f"the certificate of {hop.host} is not valid ({reason}); tell the site's owner, or name a private "
            "authority's certificates by `ca_file` of the table [fetch]"
        )
    if isinstance(error, httpcore.ProtocolError):
        return f"{hop.host} broke off or does not speak HTTP ({reason}); try again later"
    way = " by way of the proxy" if hop.is_proxied else ""
    return f"no connection to {hop.host}{way} ({reason}); check the address and the network"
