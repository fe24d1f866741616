"""Decides which addresses may be asked: public ones on web ports, and what the operator allows by name.

Names are looked up once and every address they lead to is checked; whoever connects takes the addresses given here, so
a name that moves between check and connection moves nothing. A name that leads to a public and to a private address is
refused whole. Knows nothing of connections, redirects and answers.
"""

from __future__ import annotations

__all__ = ["DEFAULT_PORTS", "AddressRules", "Resolver", "host_of", "origin_of", "parse_origin", "port_of", "redacted"]

import re
import socket
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import replace
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpcore
from ssrfguard import Policy, resolve
from ssrfguard.errors import BlockedAddressError, BlockedURLError

from digest.errors import FetchError, ForbiddenAddress

if TYPE_CHECKING:
    from ipaddress import IPv4Network, IPv6Network

    from httpx import URL

    from digest.collect.deadline import Deadline

Resolver = Callable[..., Iterable[tuple[Any, ...]]]
"""Stands in for `socket.getaddrinfo`; what it gives is checked all the same."""

WEB_PORTS = frozenset({80, 443, 591, 8000, 8008, 8080, 8081, 8088, 8443, 8888})
"""Ports on which public sites serve pages; any other needs an entry in `allow`."""
DEFAULT_PORTS = {"http": 80, "https": 443}

# What ssrfguard says of hosts written in figures.
_DISGUISE = re.compile(r"digits and dots")
_USERINFO = re.compile(r"(?<=//)[^/?#]*@")


class AddressRules:
    """What may be asked: public addresses, and what *allow* names.

    An entry is a `host`, which opens all its ports, a `host:port`, or a network such as `10.0.0.0/8`, which opens every
    port of its addresses to names and figures alike. *resolver* stands in for the system's.
    """

    def __init__(self, *, allow: Iterable[str] = (), resolver: Resolver | None = None) -> None:
        """Read *allow*; raises FetchError for an entry that cannot be read."""
        entries = tuple(entry.strip() for entry in allow)
        self._networks = tuple(_network(entry) for entry in entries if _is_network(entry))
        self._named = frozenset(_named(entry) for entry in entries if not _is_network(entry))
        self._resolver = resolver or socket.getaddrinfo
        try:
            self._policy = Policy(allowed_networks=self._networks)
        except ValueError as error:  # a prefix that carries IPv4 addresses inside, the machine's own among them
            raise FetchError(f"{error}; correct `allow` of the table [fetch]", resource=", ".join(entries)) from error

    def is_named(self, url: URL) -> bool:
        """Tell whether the operator allows the host of *url* by its name, wherever it leads."""
        host = host_of(url)
        return (host, port_of(url)) in self._named or (host, None) in self._named

    def check(self, url: URL) -> None:
        """Raise ForbiddenAddress, or FetchError, for what can be seen to be wrong without the network."""
        if not self.is_named(url):
            self._target(url)

    def addresses(self, url: URL, deadline: Deadline) -> tuple[str, ...]:
        """Look the host of *url* up and give the addresses that may be asked, in the order to try them.

        Raises ForbiddenAddress, httpcore.ConnectError where there is no such name, and httpcore.TimeoutException.
        """
        look_up = _Bounded(self._resolver, deadline)
        try:
            if self.is_named(url):
                rows = look_up(host_of(url), port_of(url), 0, socket.SOCK_STREAM, 0, 0)
                return tuple(dict.fromkeys(str(row[4][0]) for row in rows))
            found = resolve(self._target(url), policy=self._policy, resolver=look_up)
        except BlockedAddressError as error:
            raise _forbidden(url, error.reason) from error
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(str(error)) from error
        addresses = tuple(answer.ip for answer in found)
        if port_of(url) not in WEB_PORTS and not all(map(self._is_in_network, addresses)):
            raise _forbidden(url, _port_reason(url))
        return tuple(str(address) for address in addresses)

    def _target(self, url: URL) -> Any:  # noqa: ANN401 - ssrfguard's own type
        port = port_of(url)
        try:
            # The port is checked here, not by the policy: inside an allowed network any port may be asked.
            target = self._policy.check_url(str(url.copy_with(port=None)))
        except (BlockedAddressError, BlockedURLError) as error:
            is_address = isinstance(error, BlockedAddressError) or error.__cause__ is not None
            if is_address or _DISGUISE.search(error.reason):
                raise _forbidden(url, error.reason) from error
            message = f"not a web address ({error.reason}); correct it"
            raise FetchError(message, resource=redacted(str(url))) from error
        is_open = port in WEB_PORTS or (self._is_in_network(target.address) if target.address else self._networks)
        if not is_open:
            raise _forbidden(url, _port_reason(url))
        return replace(target, port=port)

    def _is_in_network(self, address: Any) -> bool:  # noqa: ANN401 - either version of an address
        return any(address.version == network.version and address in network for network in self._networks)


class _Bounded:
    """A look-up that ends by the deadline. The system's own has no limit of time, and cannot be stopped either."""

    def __init__(self, resolver: Resolver, deadline: Deadline) -> None:
        self._resolver = resolver
        self._deadline = deadline

    def __call__(self, *question: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401 - the arguments of getaddrinfo
        if _is_figure(question[0]):
            return list(socket.getaddrinfo(*question))
        answer: Future[list[tuple[Any, ...]]] = Future()

        def look_up() -> None:
            try:
                answer.set_result(list(self._resolver(*question)))
            except Exception as error:  # noqa: BLE001 - handed to whoever waits
                answer.set_exception(error)

        threading.Thread(target=look_up, daemon=True, name="look-up").start()
        try:
            return answer.result(self._deadline.left())
        except TimeoutError as error:
            raise httpcore.ConnectTimeout from error


def _is_figure(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _port_reason(url: URL) -> str:
    return f"public sites serve no pages on port {port_of(url)}"


def _forbidden(url: URL, reason: str) -> ForbiddenAddress:
    host = f"[{host_of(url)}]" if ":" in host_of(url) else host_of(url)
    advice = f'if it is meant, put "{host}:{port_of(url)}" in `allow` of the table [fetch]'
    return ForbiddenAddress(f"not a public web address ({reason}); {advice}", resource=redacted(str(url)))


def _is_network(entry: str) -> bool:
    return "/" in entry and "//" not in entry


def _network(entry: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(entry, strict=False)
    except ValueError as error:
        message = 'not a network; write it as "10.0.0.0/8" in `allow` of the table [fetch]'
        raise FetchError(message, resource=entry) from error


def _named(entry: str) -> tuple[str, int | None]:
    try:
        return parse_origin(entry)
    except ValueError as error:
        message = 'not a host; write it as "intranet.lan" or "intranet.lan:8000" in `allow` of the table [fetch]'
        raise FetchError(message, resource=entry) from error


_MOST_SHOWN = 500
"""Characters of an address in a message: a server may redirect to one of any length."""


def redacted(address: str) -> str:
    """Give *address* without a name and password before the host and without what is too long, fit for a message.

    >>> redacted("https://me:secret@example.org/feed")
    'https://example.org/feed'
    """
    shown = _USERINFO.sub("", address)
    return shown if len(shown) <= _MOST_SHOWN else f"{shown[:_MOST_SHOWN]}…"


def host_of(url: URL) -> str:
    """Give the host in its ASCII form, in lower case and without brackets."""
    return url.raw_host.decode("ascii").lower()


def port_of(url: URL) -> int:
    """Give the port, the scheme's own where none is named."""
    return DEFAULT_PORTS.get(url.scheme, 0) if url.port is None else url.port


def origin_of(url: URL) -> tuple[str, str, int]:
    """Give scheme, host and port (RFC 6454 §4)."""
    return url.scheme, host_of(url), port_of(url)


def parse_origin(entry: str) -> tuple[str, int | None]:
    """Read `host`, `host:port` or `[IPv6]:port`; None stands for any port.

    >>> parse_origin("127.0.0.1:8000")
    ('127.0.0.1', 8000)
    """
    bare = entry.strip().lower()
    if bare.count(":") > 1 and "[" not in bare and "//" not in bare:
        return bare, None  # an IPv6 address as such
    parts = urlsplit(bare if "//" in bare else f"//{bare}")
    return parts.hostname or "", parts.port or DEFAULT_PORTS.get(parts.scheme)
