"""The ledger as its writer sees it: all of a transaction or nothing, and a plain file in the end."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from fanfold.model.errors import DamageError, FormatError, NotFoundError, StorageError
from fanfold.model.names import FanId, StepName, WorkerId
from fanfold.model.place import Span, Task
from fanfold.run.events import ItemsDone, RunStarted, SplitDone
from fanfold.store.ledger import CHECKPOINT_BYTES, Ledger
from fanfold.store.ledger_check import check
from fanfold.store.ledger_entries import WorkerRow
from fanfold.store.ledger_reader import LedgerReader
from fanfold.store.location import Location
from fanfold.store.queries import ledger_queries, migrations, schema

WORK = StepName("work")


def done(first: int, stop: int, *, fan: int = 1) -> ItemsDone:
    return ItemsDone(Span(FanId(fan), WORK, first, stop))


def split(index: int = 0, *, fan: int | None = None) -> SplitDone:
    return SplitDone(Task(FanId(0), StepName("start"), index), 10, None if fan is None else FanId(fan))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    with Ledger.create(path) as made:
        yield made


def test_what_was_added_in_a_transaction_is_there_after_it_and_for_others(ledger: Ledger, path: Path) -> None:
    with LedgerReader.open(path) as other:
        with ledger.transaction():
            ledger.add(RunStarted(), None)
            ledger.add(done(0, 10), Location("1-1", 8, 100))
            assert list(other.entries()) == []
        assert [entry.event for entry in other.entries()] == [RunStarted(), done(0, 10)]


def test_a_transaction_that_fails_leaves_neither_rows_nor_numbers(ledger: Ledger) -> None:
    with ledger.transaction():
        ledger.add(split(), None)
    with contextlib.suppress(KeyError), ledger.transaction():
        ledger.add(split(1), None)
        ledger.add(done(0, 10), None)
        raise KeyError
    with ledger.transaction():
        assert ledger.add(split(2), None) == 2
    found = [entry.event for entry in ledger.facts()]
    assert found == [split(0, fan=1), split(2, fan=2)]


def test_fans_are_numbered_as_their_events_say_and_else_onward(ledger: Ledger) -> None:
    """A resumed run keeps its origin's numbers, with gaps where splits were dropped."""
    with ledger.transaction():
        for fan in (None, 7, None):
            ledger.add(split(fan=fan), None)
    assert [entry.event for entry in ledger.facts()] == [split(fan=1), split(fan=7), split(fan=8)]


def test_an_opened_ledger_goes_on_where_it_was_left(path: Path) -> None:
    with Ledger.create(path) as ledger, ledger.transaction():
        ledger.add(split(), None)
    with Ledger.open(path) as ledger:
        with ledger.transaction():
            assert ledger.add(split(1), None) == 2
        assert [entry.event for entry in ledger.facts()] == [split(fan=1), split(1, fan=2)]


def add_many(ledger: Ledger) -> None:
    with ledger.transaction():
        for index in range(10_000):
            ledger.add(done(index, index + 1), Location("1-1", 8, 100))


def test_a_full_disk_is_a_storage_error_and_nothing_is_half_recorded(ledger: Ledger, path: Path) -> None:
    with ledger.transaction():
        ledger.add(done(0, 10), Location("1-1", 8, 100))
    ledger._connection.execute("PRAGMA max_page_count=1")  # SQLite's own way to a full disk
    with pytest.raises(StorageError) as told:
        add_many(ledger)
    assert "full" in told.value.message
    assert str(path) in told.value.message
    assert [entry.event for entry in ledger.facts()] == [done(0, 10)]
    ledger._connection.execute("PRAGMA max_page_count=1000000")
    with ledger.transaction():
        assert ledger.add(done(10, 20), None) == 2
    check(ledger.reader)


def test_a_finished_ledger_is_one_plain_file(ledger: Ledger, path: Path) -> None:
    with ledger.transaction():
        ledger.add(done(0, 10), None)
    assert ledger.mode == "wal"
    assert ledger.note is None
    assert ledger.finish()
    assert [file.name for file in path.parent.iterdir()] == ["ledger.db"]
    with LedgerReader.open(path) as reader:
        check(reader)
        assert reader.last_seq() == 1


def test_a_reader_that_looks_on_does_not_keep_a_run_from_finishing(ledger: Ledger, path: Path) -> None:
    with ledger.transaction():
        ledger.add(done(0, 10), None)
    with LedgerReader.open(path) as reader:
        assert reader.last_seq() == 1
        ledger.finish()
        assert [entry.event for entry in reader.entries()] == [done(0, 10)]
    with LedgerReader.open(path) as reader:
        assert [entry.event for entry in reader.entries()] == [done(0, 10)]


def test_packs_are_synced_before_the_ledger_and_it_says_how_far(path: Path) -> None:
    safe: dict[str, int] = {}
    with Ledger.create(path, sync_packs=lambda: safe) as ledger:
        with ledger.transaction():
            ledger.add(done(0, 10), Location("1-1", 8, 100))
        assert ledger.reader.synced() == {}
        safe = {"1-1": 108}
        ledger.checkpoint()
        assert ledger.reader.synced() == {"1-1": 108}
        safe = {"1-1": 300, "2-1": 50}
        ledger.finish()
    with LedgerReader.open(path) as reader:
        assert reader.synced() == {"1-1": 300, "2-1": 50}


def test_a_durable_ledger_syncs_packs_at_each_commit(path: Path) -> None:
    syncs: list[int] = []

    def sync() -> dict[str, int]:
        syncs.append(len(syncs))
        return {"1-1": 100 * len(syncs)}

    with Ledger.create(path, durable=True, sync_packs=sync) as ledger:
        for first in (0, 10):
            with ledger.transaction():
                ledger.add(done(first, first + 10), None)
        assert len(syncs) == 2
        assert ledger.reader.synced() == {"1-1": 200}
        assert ledger._connection.execute("PRAGMA synchronous").fetchone() == (2,)


def test_a_checkpoint_comes_when_it_is_due_and_keeps_the_log_bounded(path: Path) -> None:
    checkpoints = 0
    with Ledger.create(path) as ledger:
        assert not ledger.checkpoint_if_due()
        for commit in range(3 * 64):
            with ledger.transaction():
                for index in range(1000):
                    ledger.add(done(commit * 1000 + index, index + 1), Location("1-1", 8, 100))
            checkpoints += ledger.checkpoint_if_due()
        log = path.with_name("ledger.db-wal").stat().st_size
    assert checkpoints >= 1
    assert log < 3 * CHECKPOINT_BYTES


def test_workers_are_kept(ledger: Ledger) -> None:
    with ledger.transaction():
        ledger.worker_started(WorkerId(1), 4242, WORK, 10.0)
        ledger.worker_started(WorkerId(2), 4243, WORK, 11.0)
        ledger.worker_ended(WorkerId(1), 12.5, cause="SIGSEGV")
    assert ledger.reader.workers() == [
        WorkerRow(WorkerId(1), 4242, WORK, 10.0, 12.5, "SIGSEGV"),
        WorkerRow(WorkerId(2), 4243, WORK, 11.0),
    ]


def test_meta_is_kept_and_replaced(ledger: Ledger) -> None:
    for value in ("one", "two"):
        with ledger.transaction():
            ledger.set_meta("graph", value)
    assert ledger.reader.meta("graph") == "two"
    assert ledger.reader.meta("none") is None


def test_the_schema_is_what_the_migrations_make() -> None:
    made: list[list[tuple[object, ...]]] = []
    for scripts in ([schema()], migrations()):
        connection = sqlite3.connect(":memory:")
        for script in scripts:
            connection.executescript(script)
        made.append(sorted(connection.execute("SELECT type, name, sql FROM sqlite_schema").fetchall()))
        connection.close()
    assert made[0] == made[1]


def test_every_query_is_sql_that_the_schema_knows_and_reads_by_an_index_or_in_pages(ledger: Ledger) -> None:
    for name, query in ledger_queries().items():
        values = (0,) * query.count("?")
        plan = ledger._connection.execute(f"EXPLAIN QUERY PLAN {query}", values).fetchall()
        if name.endswith(("_page", "_task", "_fan", "_step")):
            assert "USE TEMP B-TREE" not in str(plan), name


def test_a_newer_format_is_refused_by_name(ledger: Ledger, path: Path) -> None:
    ledger.finish()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version=99")
    connection.close()
    for opened in (Ledger.open, LedgerReader.open):
        with pytest.raises(FormatError, match="99"):
            opened(path)


@pytest.mark.parametrize("content", [b"", b"not a ledger at all", b"SQLite format 3\x00" + b"\x00" * 4096])
def test_what_is_no_ledger_is_damage_that_names_it(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    for opened in (Ledger.open, LedgerReader.open):
        with pytest.raises(DamageError, match=str(path)):
            opened(path)


def test_no_ledger_is_not_found(path: Path) -> None:
    for opened in (Ledger.open, LedgerReader.open):
        with pytest.raises(NotFoundError, match=str(path)):
            opened(path)
    assert not path.exists()


def test_a_folder_that_is_gone_is_a_storage_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="gone"):
        Ledger.create(tmp_path / "gone" / "ledger.db")


def test_what_a_crash_left_of_a_new_ledger_does_not_matter(path: Path) -> None:
    path.with_name(".ledger.db.new").write_bytes(b"half")
    with Ledger.create(path) as ledger:
        assert ledger.last_seq == 0
