"""The database file: made, migrated, copied, refused; one writer at a time."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from store_parts import NOW, SLOT, SLUG, WINDOW, keys, piece, url_of

from digest.errors import Refused, StoreError
from digest.store import Store
from digest.store.database import Database, path_of
from digest.store.locks import held, lock_path
from digest.store.migrate import HEAD
from digest.store.tables import metadata

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Name a database that is not there yet, in a folder that is not there either."""
    return url_of(tmp_path)


def file_of(url: str) -> Path:
    """Give the file of *url*."""
    return path_of(url)


def test_a_new_database_is_made_with_its_folder_and_reopened_without_alembic(url: str) -> None:
    """Every command opens the database: an up-to-date one costs one SELECT."""
    Store.open(url).close()
    script = (
        "import sys; from digest.store import Store\n"
        f"with Store.open({url!r}) as store: assert store.pieces.known('review') == ()\n"
        "assert 'alembic' not in sys.modules and 'pydantic' not in sys.modules, 'loaded too much'"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", script], check=True)


def test_the_migrations_lead_to_the_tables_of_the_program(url: str) -> None:
    """A column that was forgotten in a migration would be missed at the operator's."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    Store.open(url).close()
    database = Database(file_of(url))
    with database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    database.close()


def test_the_newest_migration_is_the_one_that_the_program_knows() -> None:
    """HEAD stands in the code, so that opening need not load Alembic."""
    from alembic.script import ScriptDirectory

    from digest.store import migrate

    assert ScriptDirectory(os.path.join(os.path.dirname(migrate.__file__), "migrations")).get_heads() == [HEAD]  # noqa: PTH118, PTH120 - Alembic takes a string


def test_what_is_committed_is_on_the_disk_in_wal_mode_with_keys_checked(url: str) -> None:
    """The settings are the promise: WAL, FULL, foreign keys."""
    Store.open(url).close()
    database = Database(file_of(url))
    with database.reading() as connection:
        found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")]
        keys_checked = connection.exec_driver_sql("PRAGMA foreign_keys").scalar()
    database.close()
    assert (found, keys_checked) == (["wal", 2], 1)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"no database at all, but long enough to be read as one" * 40, "this file is no database; move it away"),
        (b"SQLite format 3\0" + b"\0" * 2000, "restore a backup|no database"),
    ],
)
def test_a_file_that_is_no_database_is_named_and_left_alone(url: str, content: bytes, why: str) -> None:
    """A wrong path must not cost somebody a file."""
    file = file_of(url)
    file.parent.mkdir(parents=True)
    file.write_bytes(content)
    for way_in in (Store.open, Store.snapshot):
        with pytest.raises(StoreError, match=why) as caught:
            way_in(url)
        assert caught.value.resource == str(file)
    assert file.read_bytes() == content


def test_a_damaged_database_says_so_when_it_is_read(url: str) -> None:
    """Pages of zeros in the middle, as after a bad disk."""
    with Store.open(url) as store:
        store.pieces.add(SLUG, [(piece(str(n), text="x" * 5000), keys(str(n))) for n in range(50)], NOW)
    file = file_of(url)
    whole = file.read_bytes()
    file.write_bytes(whole[:8192] + b"\xff" * (len(whole) - 8192))
    with pytest.raises(StoreError, match="damaged; move it away and restore a backup"), Store.open(url) as store:
        store.pieces.known(SLUG)


def test_the_database_of_another_program_is_refused(url: str) -> None:
    """Also one that Alembic keeps; and nothing is written into it."""
    file = file_of(url)
    file.parent.mkdir(parents=True)
    for statements in (
        "CREATE TABLE recipe (id INTEGER)",
        "CREATE TABLE alembic_version (version_num TEXT); INSERT INTO alembic_version VALUES ('27c6a30d7c24')",
    ):
        file.unlink(missing_ok=True)
        with closing(sqlite3.connect(file)) as connection:
            connection.executescript(statements)
        before = file.read_bytes()
        with pytest.raises(StoreError, match="belongs to another program"):
            Store.open(url)
        assert file.read_bytes() == before


def test_a_newer_database_is_refused(url: str) -> None:
    """Going back to an older version must not half-understand the data."""
    Store.open(url).close()
    with closing(sqlite3.connect(file_of(url))) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match=f"a newer digest made it .*9999.*{HEAD}.*upgrade digest"):
        Store.open(url)


def test_what_cannot_be_opened_is_named(tmp_path: Path) -> None:
    """A folder in the file's place, a file in the folder's place, another kind of database."""
    (tmp_path / "folder.db").mkdir()
    (tmp_path / "file").write_text("")
    for url, why in (
        (f"sqlite:///{tmp_path}/folder.db", "cannot be opened"),
        (f"sqlite:///{tmp_path}/file/digest.db", "its folder cannot be made"),
        ("sqlite://", "only a database file"),
        ("postgresql://ann:secret@host/digest", "only a database file"),
    ):
        with pytest.raises(StoreError, match=why) as caught:
            Store.open(url)
        assert "secret" not in str(caught.value)
    with pytest.raises(StoreError, match="cannot be copied"):
        Store.snapshot(f"sqlite:///{tmp_path}/folder.db")


# ---- copies -----------------------------------------------------------------------------------------------------


def state_of(folder: Path) -> dict[str, tuple[int, int, str]]:
    """Describe every file in *folder* by size, time of change and content."""
    return {
        file.name: (
            file.stat().st_size,
            file.stat().st_mtime_ns,
            hashlib.sha256(file.read_bytes()).hexdigest(),
        )
        for file in folder.iterdir()
    }


def test_a_snapshot_sees_everything_and_changes_nothing(url: str) -> None:
    """Also what still stands in the WAL of a run that is alive; not a byte and not a time stamp changes."""
    with Store.open(url) as store:
        store.pieces.add(SLUG, [(piece("a"), keys("a"))], NOW)
        folder = file_of(url).parent
        before, folder_before = state_of(folder), folder.stat().st_mtime_ns
        assert before["digest.db-wal"][0] > 0
        with Store.snapshot(url) as copy:
            copy.pieces.add(SLUG, [(piece("b"), keys("b"))], NOW)
            copy.editions.ensure(SLUG, SLOT, WINDOW, NOW)
            with copy.lock(SLUG):
                assert len(copy.pieces.known(SLUG)) == 2
        assert (state_of(folder), folder.stat().st_mtime_ns) == (before, folder_before)
        assert [each.piece.id for each in store.pieces.known(SLUG)] == [piece("a").id]


def test_a_snapshot_recovers_what_a_killed_run_left_in_the_wal(url: str, tmp_path: Path) -> None:
    """A dry run after a crash sees the same as the next run would."""
    with Store.open(url) as store:
        store.pieces.add(SLUG, [(piece("a"), keys("a"))], NOW)
        shutil.copytree(file_of(url).parent, tmp_path / "crashed")
    before = state_of(tmp_path / "crashed")
    with Store.snapshot(f"sqlite:///{tmp_path}/crashed/digest.db") as copy:
        assert len(copy.pieces.known(SLUG)) == 1
    assert state_of(tmp_path / "crashed") == before


def test_the_snapshot_of_nothing_is_empty_and_makes_nothing(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A dry run before the first run; at the end the copy is gone."""
    temporary = file_of(url).parent.parent / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    with Store.snapshot(url) as copy:
        assert copy.pieces.known(SLUG) == ()
        assert len(list(temporary.iterdir())) == 1
    assert list(temporary.iterdir()) == []
    assert not file_of(url).parent.exists()


# ---- one at a time ----------------------------------------------------------------------------------------------


def test_two_runs_of_one_publication_cannot_be_at_work(url: str) -> None:
    """The second says who is at work; another publication is free, and so is this one afterwards."""
    with Store.open(url) as first, Store.open(url) as second:
        with first.lock(SLUG):
            with pytest.raises(Refused, match=rf"another run is at work \(process {os.getpid()}\)"), second.lock(SLUG):
                pytest.fail("both have it")
            with second.lock("other/../one"):
                pass
        with second.lock(SLUG):
            pass


def test_a_lock_ends_with_its_process(url: str) -> None:
    """No stale lock after kill -9."""
    script = (
        "import os, signal; from digest.store import Store\n"
        f"with Store.open({url!r}) as store, store.lock({SLUG!r}): os.kill(os.getpid(), signal.SIGKILL)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == -9
    with Store.open(url) as store, store.lock(SLUG):
        pass


def test_who_waits_too_long_for_the_writer_hears_why(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that hangs while it writes: reading goes on, writing and copying say what is the matter."""
    for module in ("database", "snapshot"):
        monkeypatch.setattr(f"digest.store.{module}.BUSY_SECONDS", 0.02)
    with Store.open(url) as store:
        with held(lock_path(file_of(url), "writer")):
            assert store.pieces.known(SLUG) == ()
            with pytest.raises(StoreError, match="another process has been writing"):
                store.pieces.add(SLUG, [(piece("a"), keys("a"))], NOW)
            with pytest.raises(StoreError, match="another process has been writing"):
                Store.snapshot(url)
        assert store.pieces.add(SLUG, [(piece("a"), keys("a"))], NOW).new


def test_a_copy_is_not_made_while_a_foreign_program_writes(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two halves of two states would be a damaged database."""
    Store.open(url).close()
    file, copy = file_of(url), shutil.copyfile

    def copy_while_written(source: Path, target: Path) -> None:
        copy(source, target)
        os.utime(file, ns=(file.stat().st_atime_ns, file.stat().st_mtime_ns + 1000))

    monkeypatch.setattr("shutil.copyfile", copy_while_written)
    with pytest.raises(StoreError, match="another program keeps writing into it"):
        Store.snapshot(url)


def test_a_folder_that_takes_no_lock_file_is_named(url: str) -> None:
    """Something else stands where the lock should."""
    with Store.open(url) as store:
        lock_path(file_of(url), f"run-{SLUG}").mkdir()
        with pytest.raises(StoreError, match=r"run-review\.lock cannot be made"), store.lock(SLUG):
            pytest.fail("there is no lock")
        writer = lock_path(file_of(url), "writer")
        writer.unlink()
        writer.mkdir()
        with pytest.raises(StoreError, match=r"writer\.lock cannot be made"):
            store.sources.remember_failure(SLUG, "x", "y", NOW)
        writer.rmdir()


def test_many_may_open_a_new_database_at_once_and_one_makes_each_edition(url: str) -> None:
    """The unique key, not the timer, makes a week happen once."""
    barrier = threading.Barrier(6)
    found: list[tuple[int, str]] = []

    def open_and_ensure(number: int) -> None:
        barrier.wait()
        with Store.open(url) as store:
            for slot in ("2026-11-13T06:00", SLOT):
                made = store.editions.ensure(SLUG, slot, WINDOW, NOW.replace(minute=number))
                found.append((made.created_at.minute, made.id))

    threads = [threading.Thread(target=open_and_ensure, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 12
    assert len(set(found)) == 2
    with Store.open(url) as store:
        assert [each.number for each in store.editions.all(SLUG)] == [1, 2]


def test_two_processes_race_for_an_edition_and_both_get_the_same(url: str) -> None:
    """`digest serve` and a cron line for `digest run`, at six o'clock."""
    script = (
        "import sys; from datetime import UTC, datetime\n"
        "from digest.model import Window; from digest.store import Store\n"
        "now = datetime(2026, 11, 20, 11, int(sys.argv[1]), tzinfo=UTC)\n"
        f"with Store.open({url!r}) as store:\n"
        "    for day in range(10, 30):\n"
        f"        store.editions.ensure({SLUG!r}, f'2026-11-{{day}}T06:00', Window(start=now, end=now), now)"
    )
    Store.open(url).close()
    runs = [subprocess.Popen([sys.executable, "-c", script, str(number)]) for number in (1, 2)]
    assert [run.wait(30) for run in runs] == [0, 0]
    with Store.open(url) as store:
        assert [each.number for each in store.editions.all(SLUG)] == list(range(1, 21))
