"""What a run has to show: which tasks have a whole record, and which ran how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from fanfold.model.status import Status
from fanfold.store.folder import RunFolder
from fanfold.store.ledger_check import check
from fanfold.store.ledger_reader import LedgerReader
from fanfold.store.packs import HEADER, RECORD, PackReader
from fanfold.store.records import Record, decode

TaskKey = tuple[str, int, int]
"""(step, fan, index)."""


def newest_run(home: Path) -> RunFolder:
    """The run that was begun last."""
    found = [path for path in home.glob("*/[0-9]*") if (path / "run.json").exists()]
    return RunFolder(max(found, key=lambda path: path.name))


def placed_records(folder: RunFolder) -> Iterator[tuple[Record, PackReader, int]]:
    """The whole records of tasks that are done, caught ones among them, each with its pack and its offset."""
    for path in sorted(folder.packs.glob("*-*.pack")):
        pack = PackReader(path)
        for frame in pack.frames(len(HEADER), pack.size()):
            if frame.kind == RECORD and frame.payload is not None:
                record = decode(frame.payload)
                if record.status != Status.FAILED:
                    yield record, pack, frame.offset
        pack.close()


def records_of(folder: RunFolder) -> Iterator[Record]:
    """The same records, by themselves."""
    return (record for record, _, _ in placed_records(folder))


def recorded(folder: RunFolder) -> Counter[TaskKey]:
    """The tasks that are done by their packs, with the number of records of each."""
    return Counter((record.step, record.fan, record.index) for record in records_of(folder))


def check_ledger(folder: RunFolder) -> None:
    """Read all of the ledger, as it lies."""
    with LedgerReader.open(folder.ledger) as reader:
        check(reader)


def runs_of(counter: Path) -> Counter[tuple[str, int]]:
    """How often the user's code of each (step, index) was begun."""
    lines = counter.read_text().split("\n")[:-1] if counter.exists() else []
    return Counter((step, int(index)) for step, index in (line.split() for line in lines))
