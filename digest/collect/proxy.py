"""Asks by way of a proxy, where the operator names one.

Decides what a proxy's address means: `http://` and `https://` for one that tunnels by CONNECT (RFC 9110 §9.3.6),
`socks5://` where the Python package socksio is installed. Its name and password stand in the address, which comes from
the environment and never appears in a message. A proxy looks names up by itself: the check of addresses that is made
before says nothing of what it connects to in the end.
"""

from __future__ import annotations

__all__ = ["proxy_pool"]

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import httpcore
from httpx import URL, InvalidURL

from digest.collect.addresses import DEFAULT_PORTS, host_of
from digest.errors import FetchError

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

PORTS = {**DEFAULT_PORTS, "socks5": 1080, "socks5h": 1080}


def proxy_pool(
    proxy: str, *, certificates: Callable[[], ssl.SSLContext], settings: dict[str, Any]
) -> httpcore.ConnectionPool:
    """Make the pool that asks by way of *proxy*, with the *settings* of a pool that asks directly.

    Raises FetchError where it is no proxy's address.
    """
    parts = _parsed(proxy)
    origin = httpcore.URL(
        scheme=parts.raw_scheme, host=parts.raw_host, port=parts.port or PORTS[parts.scheme], target=""
    )
    auth = (parts.username.encode(), parts.password.encode()) if parts.userinfo else None
    if parts.scheme in DEFAULT_PORTS:
        own = certificates() if parts.scheme == "https" else None
        return httpcore.HTTPProxy(origin, proxy_auth=auth, proxy_ssl_context=own, **settings)
    if find_spec("socksio") is None:
        message = "a SOCKS proxy needs the Python package socksio; install it, or name an HTTP proxy"
        raise FetchError(message, resource=_without_login(parts))
    return httpcore.SOCKSProxy(origin, proxy_auth=auth, **settings)


def _parsed(proxy: str) -> URL:
    try:
        parts = URL(proxy.strip())
    except (InvalidURL, ValueError, UnicodeError):
        parts = URL()
    if parts.scheme not in PORTS or not parts.raw_host:
        raise FetchError(
            "not the address of a proxy; write http://host:port into the environment variable that `proxy_env` of the "
            "table [fetch] names",
            resource=_without_login(parts) if parts.raw_host else "proxy_env",
        )
    return parts


def _without_login(parts: URL) -> str:
    return f"{parts.scheme}://{host_of(parts)}"
