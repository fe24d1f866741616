"""`config/*.toml` and the secrets of the environment become one `Config`, or one error with every mistake in it.

Decides what the files may say and where relative paths lead (to the folder that holds `config/`). Does not know
what the settings are used for.
"""

from __future__ import annotations

__all__ = ["Config", "FetchSettings", "MailSettings", "Secrets", "load_config", "shipped"]

import os
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from digest.config.shipped import shipped
from digest.errors import ConfigError, ConfigMistake, NotFound

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pydantic import BaseModel

    from digest.model import Publication

Schema = TypeVar("Schema", bound="BaseModel")


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """What comes from the environment and is never shown."""

    smtp_password: str = field(default="", repr=False)
    """`DIGEST_SMTP_PASSWORD`"""
    key: bytes = field(default=b"", repr=False)
    """`DIGEST_SECRET_KEY`: signs unsubscribe links and Message-IDs; empty where it is not set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """How mail leaves this machine."""

    transport: str
    folder: Path
    host: str
    port: int
    security: str
    username: str
    per_second: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchSettings:
    """How pages and feeds are fetched."""

    contact: str = ""
    timeout_seconds: float = 30.0
    gap_seconds: float = 0.5
    allow: tuple[str, ...] = ()
    proxy_env: str = ""
    """The environment variable that holds the proxy's URL, which may carry a password."""
    ca_file: str = ""
    """Absolute path of a PEM file; empty for the usual certificates alone."""
    routes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Everything that the configuration says, with absolute paths."""

    folder: Path
    home: Path
    database: str
    public_url: str
    operator: str = ""
    """The address that hears of sources that keep failing; empty where nobody is to."""
    out: Path
    pictures: Path
    templates: tuple[Path, ...]
    """Template folders that exist, the own ones first, the shipped one last."""
    mail: MailSettings
    fetch: FetchSettings
    publications: tuple[Publication, ...]
    secrets: Secrets = field(repr=False)

    def publication(self, slug: str | None) -> Publication:
        """Find the publication *slug*, or the only one there is.

        Raises NotFound, naming the publications there are.
        """
        slugs = ", ".join(publication.slug for publication in self.publications)
        if slug is None:
            if len(self.publications) == 1:
                return self.publications[0]
            raise NotFound(f"there are several publications: {slugs}; name one with --publication")
        for publication in self.publications:
            if publication.slug == slug:
                return publication
        raise NotFound(f"no such publication; there is {slugs}", resource=slug)

    def templates_for(self, publication: Publication) -> tuple[Path, ...]:
        """List the template folders for *publication*, each overriding the next file by file.

        First the folder named after it, then the machine's own, then the look that it chose, then the shipped one.
        """
        named = _inside(self.templates, publication.slug)
        look = _inside(self.templates, f"looks/{publication.look}")
        return (*named, *self.templates[:-1], *look, *self.templates[-1:])

    def files(self) -> tuple[Path, ...]:
        """List the files that this configuration was read from."""
        return (self.folder / "digest.toml", *sorted((self.folder / "publications").glob("*.toml")))


def _inside(folders: tuple[Path, ...], name: str) -> tuple[Path, ...]:
    return tuple(folder / name for folder in folders if (folder / name).is_dir())


def load_config(folder: Path, environment: Mapping[str, str] = os.environ) -> Config:
    """Read the configuration in *folder*.

    Raises ConfigError with every mistake of every file at once.
    """
    from digest.config import build
    from digest.config.schema import MachineFile, PublicationFile

    folder = folder.resolve()
    if not folder.is_dir():
        allowed = "a folder with digest.toml and publications/; `digest init DIR` makes one"
        raise ConfigError((ConfigMistake(file=str(folder), key="(folder)", found="nothing", allowed=allowed),))
    mistakes: list[ConfigMistake] = []
    machine = _read(folder / "digest.toml", folder, MachineFile, mistakes, is_required=False)
    files = sorted((folder / "publications").glob("*.toml"))
    if not files:
        allowed = "at least one file <slug>.toml; `digest init DIR` makes one"
        mistakes.append(ConfigMistake(file="publications/", key="(folder)", found="no publication", allowed=allowed))
    tables = [(path, _read(path, folder, PublicationFile, mistakes)) for path in files]
    publications = tuple(build.publication(path.stem, table, folder) for path, table in tables if table is not None)
    for path in files:
        mistakes += build.missing_paths(path.stem, _raw(path), folder)
    mistakes += _clients_mistakes(folder)
    if mistakes or machine is None:
        raise ConfigError(tuple(mistakes))
    return build.config(machine, publications, folder, environment)


def _clients_mistakes(folder: Path) -> tuple[ConfigMistake, ...]:
    """Find what is wrong with `clients.toml`, where there is one, before a run begins that will read it."""
    from digest.check import read_weights

    path = folder / "clients.toml"
    if path.is_file():
        try:
            read_weights(path.read_text("utf-8", "replace"), name=str(path.relative_to(folder.parent)))
        except ConfigError as error:
            return error.mistakes
    return ()


def _raw(path: Path) -> dict[str, Any]:
    """Give the tables of *path* as they are; none where it cannot be read, which `_read` reports."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {"audience": {"file": ""}}


def _read(
    path: Path, folder: Path, schema: type[Schema], mistakes: list[ConfigMistake], *, is_required: bool = True
) -> Schema | None:
    """Read one file; what is wrong with it is added to *mistakes*."""
    from pydantic import ValidationError

    from digest.config.mistakes import mistakes_of, syntax_mistake

    name = str(path.relative_to(folder.parent))
    try:
        tables = tomllib.loads(path.read_text("utf-8")) if is_required or path.exists() else {}
        return schema.model_validate(tables)
    except tomllib.TOMLDecodeError as error:
        mistakes.append(syntax_mistake(error, file=name))
    except UnicodeDecodeError as error:
        found = f"byte {error.start} is not UTF-8"
        mistakes.append(ConfigMistake(file=name, key="(file)", found=found, allowed="text in UTF-8"))
    except OSError as error:
        found = error.strerror or str(error)
        mistakes.append(ConfigMistake(file=name, key="(file)", found=found, allowed="a readable file"))
    except ValidationError as error:
        mistakes += mistakes_of(error, file=name, schema=schema)
    return None
