"""What a source or a server asks for to be let in, put together from its configuration and the environment.

Decides how a name in the configuration becomes a request header. Keeps nothing: editions store their sources, so a
source never holds a secret, only the names of the variables that do.
"""

from __future__ import annotations

__all__ = ["model_key", "request_headers"]

import os
from base64 import b64encode
from typing import TYPE_CHECKING

from digest.errors import DigestError, SourceError, SummarizeError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from digest.model import ModelServer, Source


def request_headers(source: Source, environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Give the headers that *source* asks for: HTTP Basic authentication (RFC 7617), or one of its own.

    Raises SourceError where a variable that it names is not set.
    """
    headers: dict[str, str] = {}
    if source.username:
        password = _secret(source.password_env, environment, SourceError, source.url) if source.password_env else ""
        pair = b64encode(f"{source.username}:{password}".encode()).decode("ascii")
        headers["Authorization"] = f"Basic {pair}"
    if source.header:
        headers[source.header] = _secret(source.header_env, environment, SourceError, source.url)
    return headers


def model_key(server: ModelServer, environment: Mapping[str, str] = os.environ) -> str:
    """Give the key of *server*; empty where it needs none. Raises SummarizeError where its variable is not set."""
    return _secret(server.key_env, environment, SummarizeError, server.url) if server.key_env else ""


def _secret(name: str, environment: Mapping[str, str], error: type[DigestError], resource: str) -> str:
    value = environment.get(name, "")
    if not value:
        raise error(f"the environment variable {name or '(no name given)'} is not set; set it", resource=resource)
    if not value.isprintable():
        raise error(f"the environment variable {name} holds a line break; set it again", resource=resource)
    return value
