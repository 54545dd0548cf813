"""Reading the ledger: in pages, by place, also where and while others write."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanfold.model.errors import DamageError
from fanfold.model.names import FanId, StepName
from fanfold.model.place import Span, Task
from fanfold.model.status import Cause, Failure
from fanfold.run.events import Event, ItemsDone, RunStarted, SplitDone, TaskFailed
from fanfold.store import ledger_reader
from fanfold.store.ledger import Ledger
from fanfold.store.ledger_check import check
from fanfold.store.ledger_reader import LedgerReader
from fanfold.store.location import Location
from tests.store.powerless import open_folder, run_powerless

WORK, TALK = StepName("work"), StepName("talk")
FAILURE = Failure(Cause.ERROR, "ValueError", "odd", "a.py:1", "…")


def done(first: int, stop: int, *, fan: int = 1, step: StepName = WORK, turn: int = 0) -> ItemsDone:
    return ItemsDone(Span(FanId(fan), step, first, stop, turn))


def task(index: int, *, fan: int = 1, step: StepName = WORK, turn: int = 0) -> Task:
    return Task(FanId(fan), step, index, turn)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.create(tmp_path / "ledger.db") as made:
        yield made


def record(ledger: Ledger, *events: Event) -> None:
    with ledger.transaction():
        for number, event in enumerate(events):
            ledger.add(event, Location("1-1", 8 + 100 * number, 100))


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_reader, "PAGE_ROWS", 3)


@pytest.mark.usefixtures("small_pages")
def test_facts_come_in_the_order_of_their_recording_across_tables_and_pages(ledger: Ledger) -> None:
    events: list[Event] = [RunStarted()]
    for number in range(1, 12):
        events += [SplitDone(task(number, fan=0), 2, FanId(number)), done(0, 1, fan=number)]
        events += [TaskFailed(task(1, fan=number), 0, FAILURE), done(1, 2, fan=number)]
    record(ledger, *events)
    assert [entry.event for entry in ledger.reader.entries()] == events
    assert [entry.seq for entry in ledger.reader.entries()] == list(range(1, len(events) + 1))
    facts = [event for event in events if isinstance(event, ItemsDone | SplitDone)]
    assert [entry.event for entry in ledger.facts()] == facts


@pytest.mark.usefixtures("small_pages")
def test_a_reader_never_sees_an_event_without_the_ones_before_it(ledger: Ledger) -> None:
    """The tables are read one after the other; what is recorded meanwhile is left for the next look."""
    record(ledger, *(done(n, n + 1) for n in range(5)))
    with LedgerReader.open(ledger.path) as reader:
        looking = reader.facts()
        first = next(looking)
        record(ledger, done(5, 6), SplitDone(task(5, fan=0), 2), done(6, 7))
        assert [first.seq, *(entry.seq for entry in looking)] == [1, 2, 3, 4, 5]
        assert reader.last_seq() == 8


@pytest.mark.usefixtures("small_pages")
def test_the_blocks_of_a_fan_come_in_the_order_of_their_items(ledger: Ledger) -> None:
    spans = [(30, 40), (0, 10), (20, 30), (10, 20), (50, 60), (40, 50), (60, 61)]
    record(ledger, *(done(*span) for span in spans), done(0, 5, fan=2), done(0, 5, step=TALK))
    found = [(block.span.first, block.span.stop) for block in ledger.reader.blocks(WORK, fan=FanId(1))]
    assert found == sorted(spans)
    assert len(list(ledger.reader.blocks(WORK))) == len(spans) + 1
    assert [block.span.fan for block in ledger.reader.blocks(TALK)] == [1]


def test_a_task_is_found_in_its_block_or_nowhere(ledger: Ledger) -> None:
    record(ledger, done(10, 20), done(30, 31), done(0, 1, turn=1))
    assert (block := ledger.reader.block_of(task(19))) is not None
    assert (block.span.first, block.location) == (10, Location("1-1", 8, 100))
    for absent in (task(20), task(9), task(31), task(15, fan=2), task(15, step=TALK), task(1, turn=1)):
        assert ledger.reader.block_of(absent) is None
    assert ledger.reader.block_of(task(0, turn=1)) is not None


@pytest.mark.usefixtures("small_pages")
def test_fans_are_found_by_number_by_task_and_by_step(ledger: Ledger) -> None:
    parents = [task(index, fan=0) for index in (4, 3, 2, 1, 0)]
    record(ledger, *(SplitDone(parent, 10 + parent.index) for parent in parents))
    third = ledger.reader.fan(FanId(3))
    assert third is not None
    assert (third.parent, third.width) == (task(2, fan=0), 12)
    assert ledger.reader.fan_of(task(2, fan=0)) == third
    assert ledger.reader.fan_of(task(9, fan=0)) is None
    assert ledger.reader.fan(FanId(99)) is None
    assert [fan.parent.index for fan in ledger.reader.fans(WORK)] == [0, 1, 2, 3, 4]


@pytest.mark.usefixtures("small_pages")
def test_failures_are_found_by_step_and_by_task(ledger: Ledger) -> None:
    failed = [TaskFailed(task(index), attempt, FAILURE) for attempt in (0, 1) for index in (2, 0, 1)]
    record(ledger, *failed)
    in_order = sorted(failed, key=lambda event: (event.task.index, event.attempt))
    assert [entry.event for entry in ledger.reader.failures(WORK)] == in_order
    assert [entry.event for entry in ledger.reader.failures_of(task(2))] == [failed[0], failed[3]]
    assert list(ledger.reader.failures(TALK)) == []


def test_counts_and_pack_ends_take_in_every_table(ledger: Ledger) -> None:
    with ledger.transaction():
        ledger.add(ItemsDone(Span(FanId(1), WORK, 0, 10), caught=3), Location("1-1", 8, 100))
        ledger.add(SplitDone(task(0, step=TALK), 10), Location("2-1", 8, 50), items=Location("2-2", 8, 70))
        ledger.add(TaskFailed(task(10), 0, FAILURE), Location("1-1", 108, 20))
        ledger.add(RunStarted(), None)
    assert ledger.reader.done_counts() == {WORK: (10, 3), TALK: (1, 0)}
    assert ledger.reader.pack_ends() == {"1-1": 128, "2-1": 58, "2-2": 78}


@pytest.fixture
def shared_folder() -> Iterator[Path]:
    yield from open_folder()


@pytest.mark.processes
@pytest.mark.parametrize("state", ["finished", "going on", "killed", "copied while in WAL mode"])
def test_a_ledger_in_a_folder_that_cannot_be_written_is_read_in_full(shared_folder: Path, state: str) -> None:
    path = shared_folder / "ledger.db"
    with Ledger.create(path) as ledger:
        record(ledger, done(0, 10), done(10, 20))
        if state == "finished":
            ledger.finish()
        copy = shared_folder / "copy"
        copy.mkdir()
        left = {"killed": ["ledger.db", "ledger.db-wal"], "finished": ["ledger.db"], "going on": []}
        for name in left.get(state, []):
            shutil.copy(shared_folder / name, copy)
        if state == "copied while in WAL mode":
            ledger.checkpoint()
            shutil.copy(path, copy)
        where = shared_folder if state == "going on" else copy
        for file in where.iterdir():
            file.chmod(0o755 if file.is_dir() else 0o644)
        where.chmod(0o555)
        script = "print(len(list(LedgerReader.open(Path(sys.argv[1])).facts())))"
        found = run_powerless(
            "from fanfold.store.ledger_reader import LedgerReader", script, where / "ledger.db"
        )
    assert found == "2\n"


WRITER = """
import sys
from pathlib import Path
from fanfold.model.names import FanId, StepName
from fanfold.model.place import Span
from fanfold.run.events import ItemsDone
from fanfold.store.ledger import Ledger
ledger = Ledger.create(Path(sys.argv[1]))
number = 0
print("writing", flush=True)
while True:
    with ledger.transaction():
        for _ in range(100):
            ledger.add(ItemsDone(Span(FanId(1), StepName("work"), number, number + 1)), None)
            number += 1
"""


@pytest.mark.processes
def test_a_writer_killed_at_any_moment_leaves_whole_transactions_that_can_be_read_at_once(
    tmp_path: Path,
) -> None:
    for attempt in range(3):
        path = tmp_path / f"ledger-{attempt}.db"
        command = [sys.executable, "-c", WRITER, str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            with LedgerReader.open(path) as reader:
                while reader.last_seq() < 2000:
                    pass
            writer.kill()
        with LedgerReader.open(path) as reader:
            seen = [entry.seq for entry in reader.entries()]
            check(reader)
        assert seen == list(range(1, len(seen) + 1))
        assert len(seen) >= 2000
        assert len(seen) % 100 == 0
        with Ledger.open(path) as ledger:
            assert ledger.last_seq == len(seen)


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("finished") / "ledger.db"
    with Ledger.create(path) as ledger:
        for number in range(60):
            split = SplitDone(task(number, fan=0), 10)
            failed = TaskFailed(task(number), 0, FAILURE)
            record(ledger, split, done(number, number + 1, fan=number + 1), failed)
        ledger.finish()
    return path.read_bytes()


def whole_or_damaged(tmp_path: Path, before: bytes, after: bytes) -> None:
    """Either the ledger says everything as it was written, or its damage is told by name."""
    (tmp_path / "before.db").write_bytes(before)
    (tmp_path / "after.db").write_bytes(after)
    with LedgerReader.open(tmp_path / "before.db") as reader:
        written = list(reader.entries())
    try:
        with LedgerReader.open(tmp_path / "after.db") as reader:
            check(reader)
            found = list(reader.entries())
    except DamageError:
        return
    assert found == written


@given(place=st.integers(0, 10**9), flip=st.integers(1, 255))
def test_a_changed_byte_is_told_or_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, finished: bytes, place: int, flip: int
) -> None:
    after = bytearray(finished)
    after[place % len(after)] ^= flip
    # The format's number lies in these four bytes: a run in another format is refused, and not as damage.
    if not 60 <= place % len(after) < 64:
        whole_or_damaged(tmp_path_factory.mktemp("flip"), finished, bytes(after))


@given(first=st.integers(0, 10**9), sectors=st.integers(1, 8))
def test_a_torn_page_is_told(
    tmp_path_factory: pytest.TempPathFactory, finished: bytes, first: int, sectors: int
) -> None:
    """Sectors that never reached the disk read as zeros."""
    after = bytearray(finished)
    start = first % (len(after) // 512) * 512
    after[start : start + 512 * sectors] = bytes(len(after[start : start + 512 * sectors]))
    whole_or_damaged(tmp_path_factory.mktemp("torn"), finished, bytes(after))


@given(length=st.integers(0, 10**9))
def test_a_ledger_cut_short_is_told(
    tmp_path_factory: pytest.TempPathFactory, finished: bytes, length: int
) -> None:
    whole_or_damaged(tmp_path_factory.mktemp("cut"), finished, finished[: length % len(finished)])
