"""What is asked along a chain of redirects, and where a redirect leads.

Decides which headers may go with a request and how an address is read. Pure: no connection is made here.
"""

from __future__ import annotations

__all__ = ["NO_HEADER", "Redirect", "Request", "conditions", "next_address", "parse"]

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from httpx import URL, InvalidURL

from digest.collect.addresses import origin_of
from digest.collect.response import one_line
from digest.errors import FetchError, ForbiddenAddress

if TYPE_CHECKING:
    from collections.abc import Mapping

    from digest.collect.transport import Hop

MAX_REDIRECTS = 5
NO_HEADER = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
"""What may not stand in the value of a header."""
_UNSAFE = re.compile(r"[\x00-\x20\x7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked along a chain of redirects."""

    url: str
    """The address that was asked for first, which errors name."""
    headers: Mapping[str, str]
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Headers for the origin of the first address alone."""
    max_bytes: int
    is_page: bool = False
    is_start_enough: bool = False
    """Whether the first *max_bytes* of a longer body will do."""
    method: str = "GET"
    is_glance: bool = False
    """Whether status and headers are all that is wanted, whatever the status."""
    max_redirects: int = MAX_REDIRECTS

    @property
    def is_conditional(self) -> bool:
        """Whether 304 is an answer."""
        return "If-None-Match" in self.headers or "If-Modified-Since" in self.headers

    def going_to(self, url: URL, first: URL) -> Request:
        """Give the request as it may be sent to *url*: with the secrets only where its origin is that of *first*."""
        if not self.secrets or origin_of(url) != origin_of(first):
            return self
        own = {name.lower() for name in self.secrets}
        common = {name: value for name, value in self.headers.items() if name.lower() not in own}
        return replace(self, headers={**common, **self.secrets})


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """Where an answer leads."""

    url: URL
    status: int


def conditions(etag: str, last_modified: str) -> dict[str, str]:
    """Give the headers that ask for what has changed since an earlier answer (RFC 9110 §13)."""
    named = {"If-None-Match": one_line(etag), "If-Modified-Since": one_line(last_modified)}
    return {name: value for name, value in named.items() if value and not NO_HEADER.search(value)}


def parse(url: str, *, resource: str) -> URL:
    """Read *url*, without its fragment. Raises FetchError, or ForbiddenAddress, naming *resource*."""
    try:
        return URL(url.strip()).copy_with(fragment=None)
    except (InvalidURL, ValueError, UnicodeError) as error:
        reason = "what stands before the @ is in its way" if "@" in url else str(error)
        if "IPv4" in reason:  # 0177.0.0.1 and its like, which some resolvers take for 127.0.0.1
            raise ForbiddenAddress(f"{reason}; use the host's name", resource=resource) from error
        raise FetchError(f"not a web address ({reason}); correct it", resource=resource) from None


def next_address(hop: Hop, headers: Mapping[str, str], request: Request) -> URL:
    """Give the address to which the answer to *hop* redirects. Raises FetchError where it names none."""
    location = headers.get("location", "").strip()
    if not location:
        raise FetchError("redirects without saying where; open the address in a browser", resource=request.url)
    escaped = _UNSAFE.sub(lambda found: f"%{ord(found[0]):02X}", location)
    try:
        return parse(str(hop.url.join(escaped)), resource=request.url)
    except (InvalidURL, ValueError) as error:
        message = "redirects to what is no web address; ask the site's owner"
        raise FetchError(message, resource=request.url) from error
