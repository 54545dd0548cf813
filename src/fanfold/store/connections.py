"""Opening the ledger's SQLite file: one connection that writes, any number that read.

While the run goes on the file is in WAL mode, so that readers and the writer do not wait for each other. WAL
needs memory shared by all who open the file, which a network file system cannot give: there the ledger falls
back to a rollback journal. A finished run is one plain file again. A run that was killed leaves its WAL
behind; where that lies in a folder that cannot be written, SQLite will not open it, and readers work on a
copy.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from fanfold.model.errors import DamageError, FanfoldError, NotFoundError, StorageError
from fanfold.store.disk import disk_errors
from fanfold.store.folder import FORMAT_VERSION, RunFolder
from fanfold.store.mounts import is_on_network
from fanfold.store.queries import migrations, schema
from fanfold.store.runjson import newer_format

if TYPE_CHECKING:
    import sqlite3

BUSY_SECONDS = 10.0
"""How long one side waits for the other where there is no WAL. A reader's page takes milliseconds."""


@contextmanager
def ledger_errors(path: Path) -> Iterator[None]:
    """Turn SQLite's errors, and rows that make no sense, into errors for a reader that name the ledger."""
    import sqlite3

    try:
        yield
    except sqlite3.Error as error:
        raise _told(error, path) from error
    except (ValueError, TypeError) as error:
        raise damaged(path, str(error)) from error


_OF_THE_PLACE = ("CANTOPEN", "READONLY", "IOERR", "PERM", "AUTH", "NOMEM", "NOLFS", "PROTOCOL", "TOOBIG")
"""SQLite's names of errors that are due to the disk or the machine. The queries are ours and fixed, so
whatever is
neither one of these nor a full disk nor a busy ledger means that the file is not what it was."""


def _told(error: sqlite3.Error, path: Path) -> FanfoldError:
    name = (getattr(error, "sqlite_errorname", None) or "").removeprefix("SQLITE_")
    if name.startswith("FULL"):
        return StorageError(
            f"The disk is full: the ledger {path} could not be written.",
            remedy=f"Free some space on the disk that holds {path.parent}, then use resume.",
        )
    if name.startswith(("BUSY", "LOCKED")):
        return StorageError(f"The ledger {path} is in use.", remedy="Try again in a moment.")
    if name.startswith(_OF_THE_PLACE):
        return StorageError(
            f"The ledger {path} could not be used: {error} ({name}).",
            remedy=f"See that {path.parent} can be read and written, and that its disk is whole.",
        )
    return damaged(path, str(error))


def damaged(path: Path, what: str) -> DamageError:
    """The error for a ledger whose bytes are not those that were written."""
    return DamageError(
        f"The ledger {path} is damaged: {what}.", remedy="Restore the run's folder from a copy, or run again."
    )


def create_file(path: Path) -> None:
    """Make an empty ledger at `path`: whole, or not at all."""
    import sqlite3

    beside = path.with_name(f".{path.name}.new")
    with disk_errors(path.parent, "make the ledger"):
        beside.unlink(missing_ok=True)
    with ledger_errors(path):
        connection = sqlite3.connect(beside, isolation_level=None)
        try:
            # Nothing is lost with a ledger that is not there yet, so it need not be synced: 10 ms saved at
            # each start.
            connection.execute("PRAGMA synchronous=OFF")
            connection.executescript(f"BEGIN; {schema()} PRAGMA user_version={FORMAT_VERSION}; COMMIT")
        finally:
            connection.close()
    with disk_errors(path.parent, "make the ledger"):
        beside.chmod(0o600)
        beside.replace(path)


def open_writer(path: Path, *, durable: bool) -> tuple[sqlite3.Connection, str]:
    """The connection that writes, and the journal mode that it got ("wal" where that can be had)."""
    import sqlite3

    if not path.exists():
        raise NotFoundError(f"There is no ledger at {path}.", remedy="Name the folder of a run.")
    with ledger_errors(path):
        connection = sqlite3.connect(path, isolation_level=None, timeout=BUSY_SECONDS)
        try:
            check_format(connection, path)
            _migrate(connection)
            mode = _journal(connection, path)
            connection.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
        except BaseException:
            connection.close()
            raise
    return connection, mode


def _journal(connection: sqlite3.Connection, path: Path) -> str:
    import sqlite3

    if not is_on_network(path):
        try:
            (mode,) = connection.execute("PRAGMA journal_mode=WAL").fetchone()
            if mode == "wal":
                # Packs are synced before each checkpoint, so SQLite must not make one when it likes.
                connection.execute("PRAGMA wal_autocheckpoint=0")
                return "wal"
        except sqlite3.OperationalError:
            pass  # no shared memory on this file system: told by the caller
    (mode,) = connection.execute("PRAGMA journal_mode=TRUNCATE").fetchone()
    return str(mode)


def check_format(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse by name a ledger that a newer version wrote, and what is no ledger."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > FORMAT_VERSION:
        raise newer_format(RunFolder(path.parent), version)
    if version < 1:
        raise damaged(path, "it is not a ledger of fanfold")


def _migrate(connection: sqlite3.Connection) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    for number, script in enumerate(migrations()[version:], start=version + 1):
        connection.executescript(f"BEGIN; {script} PRAGMA user_version={number}; COMMIT")


def open_reader(path: Path) -> sqlite3.Connection:
    """A connection that only reads. Works while the driver writes, and in a folder that cannot be written."""
    import sqlite3

    if not path.exists():
        raise NotFoundError(f"There is no ledger at {path}.", remedy="Name the folder of a run.")
    with ledger_errors(path):
        try:
            return _opened(path, "mode=ro")
        except sqlite3.OperationalError as error:
            name = getattr(error, "sqlite_errorname", None) or ""
            if not name.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY")):
                raise
        return _open_unwritable(path)


def _opened(path: Path, how: str, *, named: Path | None = None) -> sqlite3.Connection:
    import sqlite3

    uri = f"{path.absolute().as_uri()}?{how}"
    connection = sqlite3.connect(
        uri, uri=True, isolation_level=None, timeout=BUSY_SECONDS, check_same_thread=False
    )
    try:
        check_format(connection, named or path)
        connection.execute("SELECT COUNT(*) FROM meta")
    except BaseException:
        connection.close()
        raise
    return connection


def _open_unwritable(path: Path) -> sqlite3.Connection:
    """A ledger in WAL mode in a folder that cannot be written, so that SQLite cannot make its shared memory
    there.
    """
    import shutil
    import tempfile

    left_behind = path.with_name(f"{path.name}-wal")
    if not left_behind.exists() or not left_behind.stat().st_size:
        return _opened(path, "immutable=1")
    # Immutable would ignore what lies in the WAL, so read a copy of both. It is gone when it has been opened.
    with disk_errors(path, "read the ledger"), tempfile.TemporaryDirectory(prefix="fanfold-") as folder:
        copy = Path(folder) / path.name
        shutil.copyfile(path, copy)
        shutil.copyfile(left_behind, copy.with_name(f"{path.name}-wal"))
        return _in_memory(copy, path)


def _in_memory(copy: Path, path: Path) -> sqlite3.Connection:
    import sqlite3

    source = _opened(copy, "mode=rw", named=path)
    memory = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    try:
        source.backup(memory)
    finally:
        source.close()
    return memory
