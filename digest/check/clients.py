"""Families of mail clients and their shares of the audience.

Decides when something is rare. Does not know what the clients can do (`features`), nor files: the text of
`config/clients.toml` comes from outside. Loads no library.
"""

from __future__ import annotations

__all__ = ["DEFAULT_WEIGHTS", "Client", "ClientWeights", "read_weights"]

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from digest.errors import ConfigError, ConfigMistake

if TYPE_CHECKING:
    from collections.abc import Iterable

BLOCKING_SHARE = 1.0
"""Percent of the readers from which on a broken page is an error."""


class Client(StrEnum):
    """A family of mail clients that lay out alike."""

    APPLE = "apple"
    GMAIL = "gmail"
    OUTLOOK_WINDOWS = "outlook-windows"
    OUTLOOK_NEW = "outlook-new"
    YAHOO = "yahoo"
    SAMSUNG = "samsung"
    THUNDERBIRD = "thunderbird"

    @property
    def label(self) -> str:
        """The name that people use."""
        return _LABELS[self]


_LABELS = {
    Client.APPLE: "Apple Mail",
    Client.GMAIL: "Gmail",
    Client.OUTLOOK_WINDOWS: "Outlook for Windows",
    Client.OUTLOOK_NEW: "Outlook.com and the new Outlook",
    Client.YAHOO: "Yahoo",
    Client.SAMSUNG: "Samsung Email",
    Client.THUNDERBIRD: "Thunderbird",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientWeights:
    """The share of each family among the readers, in percent."""

    shares: tuple[tuple[Client, float], ...]

    def share(self, clients: Iterable[Client]) -> float:
        """Add up the shares of *clients*."""
        wanted = set(clients)
        return round(sum(share for client, share in self.shares if client in wanted), 1)

    def present(self, clients: Iterable[Client]) -> tuple[Client, ...]:
        """Keep those of *clients* that have readers, the largest first."""
        wanted = set(clients)
        ordered = sorted(self.shares, key=lambda each: -each[1])
        return tuple(client for client, share in ordered if client in wanted and share > 0)


DEFAULT_WEIGHTS = ClientWeights(
    shares=(
        (Client.APPLE, 46.6),
        (Client.GMAIL, 25.5),
        (Client.OUTLOOK_WINDOWS, 2.2),
        (Client.OUTLOOK_NEW, 2.2),
        (Client.YAHOO, 2.3),
        (Client.SAMSUNG, 1.0),
        (Client.THUNDERBIRD, 0.7),
    )
)
"""The shipped `config/clients.toml`, where no other is given."""


def read_weights(text: str, *, name: str = "config/clients.toml") -> ClientWeights:
    """Read the table `[shares]` of *text*, percent by client; a client that is left out has no readers.

    Raises ConfigError with every mistake.
    """
    try:
        table = tomllib.loads(text).get("shares")
    except tomllib.TOMLDecodeError as error:
        raise ConfigError((ConfigMistake(file=name, key="(file)", found=str(error), allowed="TOML"),)) from error
    if not isinstance(table, dict):
        allowed = "a table [shares] with percent by client"
        raise ConfigError((ConfigMistake(file=name, key="shares", found="nothing", allowed=allowed),))
    mistakes = tuple(_mistakes(table, name))
    if mistakes:
        raise ConfigError(mistakes)
    return ClientWeights(shares=tuple((client, float(table.get(client, 0))) for client in Client))


def _mistakes(table: dict[str, object], file: str) -> Iterable[ConfigMistake]:
    numbers = []
    for name, value in table.items():
        key = f"shares.{name}"
        if name not in set(Client):
            yield ConfigMistake(file=file, key=key, found="an unknown client", allowed=", ".join(Client))
        elif isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 100:  # noqa: PLR2004 - percent
            yield ConfigMistake(file=file, key=key, found=repr(value), allowed="a number from 0 to 100")
        else:
            numbers.append(value)
    if sum(numbers) > 100.05:  # noqa: PLR2004 - percent, with room for rounding
        yield ConfigMistake(file=file, key="shares", found=f"{sum(numbers):g} in all", allowed="at most 100")
