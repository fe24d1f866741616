"""Opens connections: which hosts may be asked, where they really stand, and how long all of it may take.

Names are resolved once and every address is checked before the connection is made to that same address, so a name
that moves between check and connection moves nothing. Private and local addresses are refused, except for hosts that
the operator names. Proxies from the environment are not used: a proxy resolves names by itself and undoes the check.
Knows nothing of redirects, statuses and bodies. The look-up of a name is bounded by the system's resolver alone.
"""

from __future__ import annotations

__all__ = ["Deadline", "Gate", "Hop", "host_of", "parse_origin", "port_of"]

import re
import threading
import time
from dataclasses import dataclass
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpcore
from httpx import URL, create_ssl_context
from ssrfguard import Policy, resolve
from ssrfguard.errors import BlockedAddressError, BlockedURLError
from ssrfguard.httpx import SafeBackend

from digest.errors import FetchError, ForbiddenAddress

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable, Mapping
    from ipaddress import IPv4Network, IPv6Network

WEB_PORTS = frozenset({80, 443, 591, 8000, 8008, 8080, 8081, 8088, 8443, 8888})
"""Ports on which public sites serve pages; any other needs an entry in `allow`."""
DEFAULT_PORTS = {"http": 80, "https": 443}
MAX_CONNECTIONS = 64
ATTEMPTS = 2
"""How many addresses of one name are tried; each gets its share of the time that is left."""


# What ssrfguard says of hosts written in figures, of credentials before a host, and of other ports.
_DISGUISE = re.compile(r"digits and dots|credentials|allowed_ports")


class Deadline:
    """The moment by which one whole answer must be there, whatever the other side does."""

    def __init__(self, seconds: float) -> None:
        """Allow *seconds* from now on."""
        self._end = time.monotonic() + seconds

    def extend(self, seconds: float) -> None:
        """Allow *seconds* more: they passed in waiting for a turn."""
        self._end += seconds

    def left(self) -> float:
        """Give the seconds that are left; raises httpcore.ReadTimeout where there are none."""
        seconds = self._end - time.monotonic()
        if seconds <= 0:
            raise httpcore.ReadTimeout
        return seconds


class _DeadlineStream(httpcore.NetworkStream):
    """A stream whose every read and write ends by the deadline.

    A time limit per read, all that HTTP clients offer, never ends a server that sends one byte a second.
    """

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - the deadline replaces it
        return self._stream.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - as above
        self._stream.write(buffer, self._deadline.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 - as above
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left())
        return _DeadlineStream(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - httpcore's own signature
        return self._stream.get_extra_info(info)


class _DeadlineBackend(httpcore.NetworkBackend):
    """Connects by another backend, within the deadline of whoever asks in this thread."""

    def __init__(self, backend: httpcore.NetworkBackend, asking: threading.local) -> None:
        self._backend = backend
        self._asking = asking

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline replaces it
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        deadline: Deadline = self._asking.deadline
        share = deadline.left() / ATTEMPTS
        stream = self._backend.connect_tcp(host, port, share, local_address, socket_options)
        return _DeadlineStream(stream, deadline)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One request of a chain: the address as the world knows it, and the address that is asked."""

    url: URL
    target: URL

    @property
    def host(self) -> str:
        """The host as the world knows it."""
        return host_of(self.url)


class Gate:
    """Decides which addresses may be asked, and asks them; for several threads.

    *allow* holds `host`, `host:port` or a network such as `10.0.0.0/8` of private hosts that may be asked. *routes*
    maps a host to the base URL of a server that is asked in its place, with the same path, query and Host header, as
    curl's `--connect-to` does. *ca_file* names certificates that are trusted besides the usual ones.

    With a *proxy*, its URL, names are still resolved and checked here first; but the proxy resolves them once more by
    itself, so that only its own rules stand between it and a name that moves.
    """

    def __init__(
        self, *, allow: tuple[str, ...], routes: Mapping[str, str], proxy: str = "", ca_file: str = ""
    ) -> None:
        self._routes = {host.lower(): URL(base) for host, base in routes.items()}
        targets = ((host_of(base), port_of(base)) for base in self._routes.values())
        networks = tuple(network for entry in allow if (network := _network(entry)) is not None)
        self._allowed = frozenset((*map(parse_origin, allow), *targets))
        self._policy = Policy(allowed_ports=WEB_PORTS, max_connection_attempts=ATTEMPTS, allowed_networks=networks)
        self._proxy = proxy
        self._ca_file = ca_file
        self._asking = threading.local()
        self._making = threading.Lock()
        self._pools: dict[tuple[bool, bool], httpcore.ConnectionPool] = {}

    def _pool(self, *, is_guarded: bool, is_secure: bool) -> httpcore.ConnectionPool:
        with self._making:
            key = (is_guarded, is_secure)
            if key not in self._pools:
                self._pools[key] = self._made(is_guarded=is_guarded, is_secure=is_secure)
            return self._pools[key]

    def _made(self, *, is_guarded: bool, is_secure: bool) -> httpcore.ConnectionPool:
        # No connection is kept: requests to one host stand apart in time, and a server that has closed a kept
        # connection meanwhile would look like a failure. Certificates are loaded (50 ms) only where they are needed.
        is_direct = not (self._proxy and is_guarded)
        backend = SafeBackend(policy=self._policy) if is_guarded and is_direct else httpcore.SyncBackend()
        common: dict[str, Any] = {
            "ssl_context": self._certificates() if is_secure else None,
            "max_connections": MAX_CONNECTIONS,
            "max_keepalive_connections": 0,
            "network_backend": _DeadlineBackend(backend, self._asking),
        }
        return httpcore.ConnectionPool(**common) if is_direct else _proxy_pool(self._proxy, common)

    def _certificates(self) -> ssl.SSLContext:
        context = create_ssl_context()
        if self._ca_file:
            try:
                context.load_verify_locations(cafile=self._ca_file)
            except OSError as error:
                raise FetchError(
                    f"no certificates can be read there ({error.strerror or error}); correct `ca_file` of the table "
                    "[fetch]",
                    resource=self._ca_file,
                ) from error
        return context

    def close(self) -> None:
        """Close what is open."""
        for pool in self._pools.values():
            pool.close()
        self._pools.clear()

    def hop(self, url: URL) -> Hop:
        """Check *url* as far as it can be checked without the network, and find out who is asked for it.

        Raises ForbiddenAddress, or FetchError where it is no web address.
        """
        if url.scheme not in DEFAULT_PORTS or not url.host:
            raise FetchError("not an http or https address; correct it", resource=str(url))
        base = self._routes.get(f"{host_of(url)}:{port_of(url)}") or self._routes.get(host_of(url))
        if base is not None:
            path = base.raw_path.split(b"?")[0].rstrip(b"/") + url.raw_path
            return Hop(url=url, target=base.copy_with(raw_path=path))
        if not self._is_allowed(url):
            self._check(url)
        return Hop(url=url, target=url)

    def ask(self, hop: Hop, headers: Mapping[str, str], deadline: Deadline) -> httpcore.Response:
        """Send a GET and give the answer with its body still to be read; close it afterwards.

        Raises what httpcore raises, and ForbiddenAddress for a name that leads to a private address.
        """
        target = hop.target
        is_guarded = not self._is_allowed(target)
        pool = self._pool(is_guarded=is_guarded, is_secure=target.scheme == "https")
        self._asking.deadline = deadline
        host = hop.url.netloc.decode("ascii")
        request = httpcore.Request(
            "GET",
            httpcore.URL(scheme=target.raw_scheme, host=target.raw_host, port=target.port, target=target.raw_path),
            headers=[("Host", host), *headers.items(), ("Connection", "close")],
        )
        try:
            if is_guarded and self._proxy:
                resolve(self._policy.check_url(str(target)), policy=self._policy)
            return pool.handle_request(request)
        except (BlockedAddressError, BlockedURLError) as error:
            raise _forbidden(hop.url, error) from error

    def _is_allowed(self, url: URL) -> bool:
        host = host_of(url)
        return not url.userinfo and ((host, port_of(url)) in self._allowed or (host, None) in self._allowed)

    def _check(self, url: URL) -> None:
        try:
            self._policy.check_url(str(url))
        except (BlockedAddressError, BlockedURLError) as error:
            raise _forbidden(url, error) from error


def _forbidden(url: URL, error: BlockedAddressError | BlockedURLError) -> FetchError:
    is_address = isinstance(error, BlockedAddressError) or error.__cause__ is not None
    if not is_address and not _DISGUISE.search(error.reason):
        return FetchError(f"not a web address ({error.reason}); correct it", resource=str(url))
    if "credentials" in error.reason:
        message = "a name and password do not belong in an address; use `username` and `password_env` of the source"
        return ForbiddenAddress(message, resource=str(url.copy_with(userinfo=b"")))
    advice = f'if it is meant, put "{host_of(url)}:{port_of(url)}" in `allow` of the table [fetch]'
    return ForbiddenAddress(f"not a public web address ({error.reason}); {advice}", resource=str(url))


def _proxy_pool(proxy: str, common: dict[str, Any]) -> httpcore.ConnectionPool:
    parts = URL(proxy)
    if parts.scheme not in DEFAULT_PORTS or not parts.host:
        raise FetchError(
            "not the address of an HTTP proxy; write http://host:port into the variable that `proxy_env` names",
            resource=f"{parts.scheme}://{parts.host}",
        )
    auth = (parts.username, parts.password) if parts.userinfo else None
    return httpcore.HTTPProxy(f"{parts.scheme}://{parts.host}:{port_of(parts)}", proxy_auth=auth, **common)


def _network(entry: str) -> IPv4Network | IPv6Network | None:
    """Read an entry of the allow-list that is a network, such as `10.0.0.0/8`."""
    try:
        return ip_network(entry.strip(), strict=False) if "/" in entry else None
    except ValueError:
        return None


def host_of(url: URL) -> str:
    """Give the host in its ASCII form, in lower case and without brackets."""
    return url.raw_host.decode("ascii").lower()


def port_of(url: URL) -> int:
    """Give the port, the scheme's own where none is named."""
    return url.port or DEFAULT_PORTS.get(url.scheme, 0)


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
