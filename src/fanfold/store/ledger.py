"""The ledger as its one writer sees it: the driver.

Rows are gathered while a transaction is open and written together at its end, each kind with one
`executemany`: that is what makes a row cost microseconds. A transaction that fails leaves nothing behind,
neither rows nor numbers.

The connection must not be carried through a fork: open the ledger after the zygote was forked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from fanfold.model.names import FanId, StepName, WorkerId
from fanfold.run.events import Event, ItemsDone, SplitDone, TaskFailed
from fanfold.store.connections import create_file, ledger_errors, open_writer
from fanfold.store.ledger_codec import Row, block_row, checksum, event_row, failure_row, fan_row
from fanfold.store.ledger_entries import LedgerEntry
from fanfold.store.ledger_reader import LedgerReader
from fanfold.store.location import Location
from fanfold.store.queries import ledger_queries

if TYPE_CHECKING:
    import sqlite3

CHECKPOINT_BYTES = 16 << 20
"""A write-ahead log longer than this is due to be moved into the ledger: at most every ten seconds or so."""

SyncPacks = Callable[[], Mapping[str, int]]
"""Puts the packs on the disk for certain; gives the offset to which each is there, by stem."""


class Ledger:
    """The ledger, open for writing. Made by `create` or `open`; ended by `finish`, or by `close` after
    trouble.
    """

    def __init__(
        self,
        path: Path,
        connection: sqlite3.Connection,
        mode: str,
        *,
        durable: bool,
        sync_packs: SyncPacks | None,
    ) -> None:
        self.path = path
        self.mode = mode
        self.reader = LedgerReader(path, connection)
        self._connection = connection
        self._durable = durable
        self._sync_packs = sync_packs or dict
        self._rows: dict[str, list[Row]] = {}
        self._seq = self._committed_seq = self.reader.last_seq()
        self._fan: FanId = self.reader.last_fan()
        self._committed_fan = self._fan
        self._commits = 0
        self._is_open = False
        self._forget()

    @classmethod
    def create(cls, path: Path, *, durable: bool = False, sync_packs: SyncPacks | None = None) -> Ledger:
        """A new, empty ledger. `durable`: when `transaction` ends, its packs and then it are on the disk.

        Raises:
            StorageError: it cannot be made there.
        """
        create_file(path)
        return cls.open(path, durable=durable, sync_packs=sync_packs)

    @classmethod
    def open(cls, path: Path, *, durable: bool = False, sync_packs: SyncPacks | None = None) -> Ledger:
        """A ledger that exists, to add to it.

        Raises:
            NotFoundError: there is none. DamageError: it is no whole ledger. FormatError: a newer version
            wrote it.
        """
        connection, mode = open_writer(path, durable=durable)
        try:
            return cls(path, connection, mode, durable=durable, sync_packs=sync_packs)
        except BaseException:
            connection.close()
            raise

    @property
    def note(self) -> str | None:
        """What to tell the user once about this ledger's place, if anything."""
        if self.mode == "wal":
            return None
        return (
            f"{self.path.parent} lies where SQLite cannot share memory (a network file system?): "
            f"the ledger uses a rollback journal, which is slower. FANFOLD_HOME on a local disk avoids that."
        )

    @property
    def last_seq(self) -> int:
        """The number of the last event that was added."""
        return self._seq

    @contextmanager
    def transaction(self) -> Iterator[Ledger]:
        """What is added in the block is recorded at its end, all of it or, if anything fails, nothing.

        Raises:
            StorageError: it cannot be written (a full disk, for one).
        """
        assert not self._is_open, "one transaction at a time"
        self._is_open = True
        try:
            yield self
            self._write()
        except BaseException:
            self._seq, self._fan = self._committed_seq, self._committed_fan
            raise
        finally:
            self._is_open = False
            self._forget()

    def add(
        self,
        event: Event,
        location: Location | None,
        *,
        items: Location | None = None,
        chain: tuple[StepName, ...] = (),
    ) -> int:
        """Record an event, and where its bytes lie; gives its number. See `LedgerEntry` for `items` and
        `chain`.

        A split that does not name its fan opens the next one, counted from 1.
        """
        assert self._is_open, "events are added within a transaction"
        self._seq = seq = self._seq + 1
        if isinstance(event, ItemsDone):
            self._blocks.append(block_row(seq, event, location, chain))
        elif isinstance(event, SplitDone):
            fan = event.fan or FanId(self._fan + 1)
            assert fan > self._fan, f"fan {fan} was opened before"
            self._fan = fan
            self._fans.append(fan_row(seq, event, fan, location, items))
        elif isinstance(event, TaskFailed):
            self._rows["add_failure"].append(failure_row(seq, event, location))
        else:
            self._rows["add_event"].append(event_row(seq, event))
        return seq

    def worker_started(self, worker: WorkerId, pid: int, step: StepName, started_seconds: float) -> None:
        """Record a process that runs tasks. Within a transaction."""
        assert self._is_open
        self._rows["start_worker"].append((worker, pid, step, started_seconds))

    def worker_ended(self, worker: WorkerId, ended_seconds: float, *, cause: str = "") -> None:
        """Record that it ended, and why if it did not simply finish. Within a transaction."""
        assert self._is_open
        self._rows["end_worker"].append((ended_seconds, cause, worker))

    def set_meta(self, name: str, value: str) -> None:
        """Record a fact about the whole run, replacing an earlier one of that name. Within a transaction."""
        assert self._is_open
        self._rows["set_meta"].append((name, value))

    def facts(self) -> Iterator[LedgerEntry]:
        """See `LedgerReader.facts`."""
        return self.reader.facts()

    def checkpoint_if_due(self) -> bool:
        """Now and then: move what was committed into the ledger's own file, packs synced first. Cheap if not
        due.
        """
        if self._commits % 64 or not self._log_bytes() > CHECKPOINT_BYTES:
            return False
        self.checkpoint()
        return True

    def checkpoint(self) -> None:
        """Put all that was committed on the disk for certain: the packs, then the ledger."""
        with self.transaction():
            self._note_synced()
        with ledger_errors(self.path):
            if self.mode == "wal":
                self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()

    def finish(self) -> bool:
        """Checkpoint, make the ledger one plain file, and close it.

        False if a reader kept it from becoming plain: it is whole all the same, and can be read where it
        lies.
        """
        try:
            self.checkpoint()
            return self._make_plain()
        finally:
            self.close()

    def close(self) -> None:
        """Close the file, as after a failure; what was committed stays, and `finish` may come later."""
        self._connection.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _make_plain(self) -> bool:
        import sqlite3

        try:
            self._connection.execute("PRAGMA busy_timeout=500")
            (mode,) = self._connection.execute("PRAGMA journal_mode=DELETE").fetchone()
        except sqlite3.OperationalError:
            return False
        return bool(mode == "delete")

    def _log_bytes(self) -> int:
        try:
            return self.path.with_name(f"{self.path.name}-wal").stat().st_size
        except FileNotFoundError:
            return 0

    def _note_synced(self) -> None:
        self._rows["note_synced"].extend(self._sync_packs().items())

    def _write(self) -> None:
        if self._durable:
            self._note_synced()
        if self._seq > self._committed_seq:
            self._rows["add_commit"].append((self._seq, self._checksum()))
        kinds = [(name, rows) for name, rows in self._rows.items() if rows]
        if not kinds:
            return
        with ledger_errors(self.path):
            self._execute(kinds)
        self._commits += 1
        self._committed_seq, self._committed_fan = self._seq, self._fan

    def _checksum(self) -> int:
        return sum(checksum(row) for kind in _EVENTS for row in self._rows[kind])

    def _execute(self, kinds: list[tuple[str, list[Row]]]) -> None:
        connection, queries = self._connection, ledger_queries()
        connection.execute("BEGIN IMMEDIATE")
        try:
            for name, rows in kinds:
                connection.executemany(queries[name], rows)
            connection.execute("COMMIT")
        except BaseException:
            # SQLite rolls back by itself after some errors (a full disk), not after others.
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise

    def _forget(self) -> None:
        self._blocks: list[Row] = []
        self._fans: list[Row] = []
        self._rows = {"add_block": self._blocks, "add_fan": self._fans}
        self._rows |= {name: [] for name in _RARE}


_EVENTS = ("add_block", "add_fan", "add_failure", "add_event")
_RARE = ("add_failure", "add_event", "add_commit", "start_worker", "end_worker", "set_meta", "note_synced")
