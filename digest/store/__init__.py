"""What the program remembers: sources, pieces, editions, links, suppressions and deliveries, in one SQLite database.

Decides what is kept and which change may follow which; all SQL stands here. Does not know mail, feeds or the clock.
Loaded only where a database is opened (the pipeline imports it inside its functions): SQLAlchemy takes 0.3 s.

    with Store.open("sqlite:////srv/digest/var/digest.db") as store:
        store.pieces.known("review")

One module holds one noun and its table; `deliveries` is the ledger of sending. `migrations/` brings older databases up.
"""

from __future__ import annotations

__all__ = ["Added", "Delivery", "Outcome", "SourceMemory", "Store", "StoredEdition", "Success", "content_hash"]

import shutil
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from digest.errors import Refused, StoreError
from digest.store.database import Database, path_of
from digest.store.deliveries import Deliveries, Delivery, Outcome
from digest.store.editions import Editions, StoredEdition, content_hash
from digest.store.locks import held, holder_of, lock_path
from digest.store.migrate import bring_up_to_date
from digest.store.pieces import Added, Pieces
from digest.store.snapshot import copy_database
from digest.store.sources import Hosts, SourceMemory, Sources, Success
from digest.store.suppressions import Suppressions
from digest.store.visits import LinkVisits

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType
    from typing import Self


class Store:
    """An open database; a context manager. May be shared between threads."""

    def __init__(self, database: Database, *, temporary: Path | None = None) -> None:
        """Work on *database*; use `open` or `snapshot`. The folder *temporary* goes when the store is closed."""
        self._database = database
        self._temporary = temporary
        self.sources = Sources(database)
        self.hosts = Hosts(database)
        self.pieces = Pieces(database)
        self.editions = Editions(database)
        self.visits = LinkVisits(database)
        self.suppressions = Suppressions(database)
        self.deliveries = Deliveries(database)

    @classmethod
    def open(cls, url: str) -> Store:
        """Open the database `sqlite:///path`, made where it is missing and migrated where it is old.

        Raises StoreError naming the file where it is damaged, not ours, too new, or may not be read or written.
        """
        path = path_of(url)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            message = f"its folder cannot be made ({error.strerror}); name another in config/digest.toml"
            raise StoreError(message, resource=str(path)) from error
        return cls(_opened(path))

    @classmethod
    def snapshot(cls, url: str) -> Store:
        """Open a private copy of the database, removed at the end; the original is not touched, nor made if missing."""
        original = path_of(url)
        folder = Path(tempfile.mkdtemp(prefix="digest-snapshot-"))
        with ExitStack() as stack:
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
            copy_database(original, folder / "digest.db")
            store = cls(_opened(folder / "digest.db", name=str(original)), temporary=folder)
            stack.pop_all()
        return store

    @contextmanager
    def lock(self, name: str) -> Iterator[None]:
        """Keep other runs from working on *name*, such as a publication. Raises Refused while one does."""
        path = lock_path(self._database.path, f"run-{name}")
        with ExitStack() as stack:
            try:
                stack.enter_context(held(path, is_signed=True))
            except BlockingIOError as error:
                by = f" (process {holder})" if (holder := holder_of(path)) else ""
                raise Refused(f"another run is at work{by}; wait until it has finished", resource=name) from error
            except OSError as error:
                message = f"{path.name} cannot be made beside it ({error.strerror}); see to the rights of the folder"
                raise StoreError(message, resource=self._database.name) from error
            yield

    def close(self) -> None:
        """Close the database; a copy is removed."""
        self._database.close()
        if self._temporary is not None:
            shutil.rmtree(self._temporary, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def _opened(path: Path, *, name: str = "") -> Database:
    database = Database(path, name=name)
    with ExitStack() as stack:
        stack.callback(database.close)
        bring_up_to_date(database)
        stack.pop_all()
    return database
