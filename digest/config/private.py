"""Says which configured addresses lie on this machine or in a private network, by their spelling alone."""

from __future__ import annotations

__all__ = ["is_private_host"]

import ipaddress
from urllib.parse import urlsplit


def is_private_host(url: str) -> bool:
    """Whether the host of *url* is plainly local: localhost, a private IP address, or a name of an intranet."""
    host = urlsplit(url).hostname or ""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        # RFC 6761, RFC 6762 and RFC 8375 keep these names for local use.
        return host == "localhost" or host.endswith((".localhost", ".local", ".lan", ".internal", ".home.arpa"))
