"""Brings a database to the schema that this program knows.

Decides whether a file is ours, up to date, old or too new, by one SELECT; loads Alembic (0.3 s) only where there is
something to migrate. Does not know the tables.
"""

from __future__ import annotations

__all__ = ["HEAD", "bring_up_to_date"]

import re
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text
from sqlalchemy.exc import OperationalError

from digest.errors import StoreError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from digest.store.database import Database

HEAD = "0003"
"""The newest file in migrations/versions; they are numbered in the order in which they apply."""


def bring_up_to_date(database: Database) -> None:
    """Create or migrate the tables, in one transaction. Raises StoreError for a file that is not ours, or too new."""
    if _version(database) == HEAD:
        return
    database.use_wal()
    with database.writing() as connection:
        # Another process may have been faster.
        if _read(connection, database.name) != HEAD:
            _upgrade(connection)


def _version(database: Database) -> str:
    with database.reading() as connection:
        return _read(connection, database.name)


def _read(connection: Connection, name: str) -> str:
    """Read the number of the schema; empty for a database without tables."""
    try:
        version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except OperationalError as error:
        if "no such table" not in str(error.orig):
            raise
        version = None
    if version is None:
        if inspect(connection).get_table_names():
            raise StoreError(_FOREIGN, resource=name)
        return ""
    if not re.fullmatch(r"\d{4}", version):
        raise StoreError(_FOREIGN, resource=name)
    if version > HEAD:
        message = (
            f"a newer digest made it (schema {version}, this one knows {HEAD}); upgrade digest or restore a backup"
        )
        raise StoreError(message, resource=name)
    return str(version)


_FOREIGN = "this database belongs to another program; name another file in config/digest.toml"


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    # Alembic reads its options with % as in configparser.
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
