"""Which mail clients the readers use: the publication's own table where there is one, else the shipped one."""

from __future__ import annotations

__all__ = ["client_weights"]

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from digest.check import ClientWeights


def client_weights(folder: Path) -> ClientWeights:
    """Read `clients.toml` beside the configuration in *folder*. Raises ConfigError with every mistake in it."""
    from digest.check import read_weights
    from digest.config import shipped

    own = folder / "clients.toml"
    path = own if own.is_file() else shipped("config") / "clients.toml"
    return read_weights(path.read_text("utf-8"), name=str(path))
