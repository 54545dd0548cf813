"""What a run has to show: which tasks have a whole record, and which ran how often."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from fanfold.model.status import Status
from fanfold.store.folder import RunFolder
from fanfold.store.ledger_check import check
from fanfold.store.ledger_reader import LedgerReader
from fanfold.store.packs import HEADER, RECORD, PackReader
from fanfold.store.records import decode

TaskKey = tuple[str, int, int]
"""(step, fan, index)."""


def newest_run(home: Path) -> RunFolder:
    """The run that was begun last."""
    return RunFolder(max(home.glob("*/[0-9]*"), key=lambda path: path.name))


def recorded(folder: RunFolder) -> Counter[TaskKey]:
    """The tasks that are done by their packs, with the number of records of each."""
    found: Counter[TaskKey] = Counter()
    for path in sorted(folder.packs.glob("*-*.pack")):
        pack = PackReader(path)
        for frame in pack.frames(len(HEADER), pack.size()):
            if frame.kind == RECORD and frame.payload is not None:
                record = decode(frame.payload)
                if record.status != Status.FAILED:
                    found[record.step, record.fan, record.index] += 1
        pack.close()
    return found


def check_ledger(folder: RunFolder) -> None:
    """Read all of the ledger, as it lies."""
    with LedgerReader.open(folder.ledger) as reader:
        check(reader)


def runs_of(counter: Path) -> Counter[tuple[str, int]]:
    """How often the user's code of each (step, index) was begun."""
    lines = counter.read_text().split("\n")[:-1] if counter.exists() else []
    return Counter((step, int(index)) for step, index in (line.split() for line in lines))
