"""Opens connections: to the addresses that were checked, by way of a proxy where there is one, within the deadline.

Proxies from the environment are not used: a proxy looks names up by itself and undoes the check of addresses; whoever
wants one says so. Knows nothing of redirects, statuses and bodies.
"""

from __future__ import annotations

__all__ = ["Gate", "Hop"]

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpcore
from httpx import URL, create_ssl_context

from digest.collect.addresses import DEFAULT_PORTS, AddressRules, host_of, port_of, redacted
from digest.collect.deadline import Deadline, DeadlineStream
from digest.collect.proxy import proxy_pool
from digest.errors import FetchError, ForbiddenAddress

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable, Mapping

    from digest.collect.addresses import Resolver

MAX_PORT = 65_535
MAX_CONNECTIONS = 64
ATTEMPTS = 3
"""How many addresses of one name are tried; each gets its share of the time that is left."""


class _Way(threading.local):
    """How the request of this thread is to be made."""

    deadline = Deadline(0)
    addresses: tuple[str, ...] = ()
    """Where the host really stands; empty for a proxy, whose host is the operator's own word."""


class _Backend(httpcore.NetworkBackend):
    """Connects to the addresses that were checked, within the deadline."""

    def __init__(self, way: _Way) -> None:
        self._backend = httpcore.SyncBackend()
        self._way = way

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline replaces it
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        deadline = self._way.deadline
        addresses = _spread(self._way.addresses)[:ATTEMPTS] or (host,)
        failure: Exception = httpcore.ConnectError("no address")
        for number, address in enumerate(addresses):
            share = deadline.left() / (len(addresses) - number)
            try:
                stream = self._backend.connect_tcp(address, port, share, local_address, socket_options)
                return DeadlineStream(stream, deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure


def _spread(addresses: tuple[str, ...]) -> tuple[str, ...]:
    """Take the two families in turns, so that a network without IPv6 is not tried by IPv6 alone."""
    families: dict[bool, list[str]] = {}
    for address in addresses:
        families.setdefault(":" in address, []).append(address)
    ranked = [(rank, address) for family in families.values() for rank, address in enumerate(family)]
    return tuple(address for _, address in sorted(ranked, key=lambda pair: pair[0]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One request of a chain: the address as the world knows it, and the address that is asked."""

    url: URL
    target: URL
    is_proxied: bool = False

    @property
    def host(self) -> str:
        """The host as the world knows it, without the dot that may end it."""
        return host_of(self.url).rstrip(".")

    @property
    def authority(self) -> str:
        """The host, with its port where that is not the scheme's own: who asks to be left alone speaks for it alone."""
        return self.host if self.url.port is None else f"{self.host}:{self.url.port}"


class Gate:
    """Decides which addresses may be asked, and asks them; for several threads.

    *allow* and *resolver* are explained at `digest.collect.addresses.AddressRules`. *routes* maps a host, or
    `host:port`, to the base URL of a server that is asked in its place, with the same path, query and Host header, as
    curl's `--connect-to` does. *ca_file* names certificates that are trusted besides the usual ones.

    With a *proxy*, its URL, names are still looked up and checked here first; but the proxy looks them up once more by
    itself, so that only its own rules stand between it and a name that moves. Hosts that are allowed by name are asked
    directly.
    """

    def __init__(
        self,
        *,
        allow: tuple[str, ...] = (),
        routes: Mapping[str, str] | None = None,
        proxy: str = "",
        ca_file: str = "",
        resolver: Resolver | None = None,
    ) -> None:
        self._routes = {host.lower(): URL(base) for host, base in (routes or {}).items()}
        targets = (f"{base.scheme}://{base.netloc.decode('ascii')}" for base in self._routes.values())
        self._rules = AddressRules(allow=(*allow, *targets), resolver=resolver)
        self._proxy = proxy
        self._ca_file = ca_file
        self._way = _Way()
        self._making = threading.Lock()
        self._context: ssl.SSLContext | None = None
        self._pools: dict[tuple[bool, bool], httpcore.ConnectionPool] = {}

    def hop(self, url: URL) -> Hop:
        """Check *url* as far as it can be checked without the network, and find out who is asked for it.

        Raises ForbiddenAddress, or FetchError where it is no web address.
        """
        if url.scheme not in DEFAULT_PORTS or not url.raw_host or port_of(url) > MAX_PORT:
            raise FetchError("not an http or https address; correct it", resource=redacted(str(url)))
        if url.userinfo:  # what stands before the @ is no host, however much it looks like one
            message = "a name and password do not belong in an address; use `username` and `password_env` of the source"
            raise ForbiddenAddress(message, resource=redacted(str(url)))
        base = self._routes.get(f"{host_of(url)}:{port_of(url)}") or self._routes.get(host_of(url))
        if base is not None:
            path = base.raw_path.split(b"?")[0].rstrip(b"/") + url.raw_path
            return Hop(url=url, target=base.copy_with(raw_path=path))
        self._rules.check(url)
        return Hop(url=url, target=url, is_proxied=bool(self._proxy) and not self._rules.is_named(url))

    def ask(
        self, hop: Hop, headers: Mapping[str, str], deadline: Deadline, *, method: str = "GET"
    ) -> httpcore.Response:
        """Send a request and give the answer with its body still to be read; close it afterwards.

        Raises what httpcore raises, and ForbiddenAddress for a name that leads to a private address.
        """
        target = hop.target
        addresses = self._rules.addresses(target, deadline)
        self._way.deadline = deadline
        self._way.addresses = () if hop.is_proxied else addresses
        pool = self._pool(is_proxied=hop.is_proxied, is_secure=target.scheme == "https")
        named = {"Host": hop.url.netloc.decode("ascii"), **headers, "Connection": "close"}
        # Values as bytes: a validator that the server made may be anything but ASCII.
        request = httpcore.Request(
            method,
            httpcore.URL(scheme=target.raw_scheme, host=target.raw_host, port=target.port, target=target.raw_path),
            headers=[(name.encode("ascii"), value.encode("utf-8", "surrogateescape")) for name, value in named.items()],
        )
        return pool.handle_request(request)

    def close(self) -> None:
        """Close what is open."""
        with self._making:
            for pool in self._pools.values():
                pool.close()
            self._pools.clear()

    def _pool(self, *, is_proxied: bool, is_secure: bool) -> httpcore.ConnectionPool:
        key = (is_proxied, is_secure)
        with self._making:
            if key not in self._pools:
                self._pools[key] = self._made(is_proxied=is_proxied, is_secure=is_secure)
            return self._pools[key]

    def _made(self, *, is_proxied: bool, is_secure: bool) -> httpcore.ConnectionPool:
        # No connection is kept: requests to one host stand apart in time, and a server that has closed a kept
        # connection meanwhile would look like a failure. Certificates are loaded (50 ms) only where they are needed.
        settings: dict[str, Any] = {
            "ssl_context": self._certificates() if is_secure else None,
            "max_connections": MAX_CONNECTIONS,
            "max_keepalive_connections": 0,
            "network_backend": _Backend(self._way),
        }
        if is_proxied:
            return proxy_pool(self._proxy, certificates=self._certificates, settings=settings)
        return httpcore.ConnectionPool(**settings)

    def _certificates(self) -> ssl.SSLContext:
        if self._context is None:
            context = create_ssl_context()
            if self._ca_file:
                _trust(context, self._ca_file)
            self._context = context
        return self._context


def _trust(context: ssl.SSLContext, ca_file: str) -> None:
    try:
        context.load_verify_locations(cafile=ca_file)
    except OSError as error:
        reason = error.strerror or error
        message = f"no certificates can be read there ({reason}); correct `ca_file` of the table [fetch]"
        raise FetchError(message, resource=ca_file) from error
