"""Running a flow class in the test's own process, and looking at what its tasks recorded."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fanfold.engine import driver
from fanfold.engine.adoption import facts_of_run
from fanfold.engine.options import RunOptions
from fanfold.engine.silent import Silent
from fanfold.flow.spec import FlowSpec
from fanfold.model.policy import Isolation
from fanfold.model.status import Failure, RunStatus, Status
from fanfold.store import runjson
from fanfold.store.folder import RunFolder
from fanfold.store.ledger_reader import LedgerReader
from fanfold.store.loading import Packs
from fanfold.store.packs import HEADER, RECORD
from fanfold.store.records import Record, decode


class Listener(Silent):
    """Keeps the failures and notes that it is told of."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self.failures: list[tuple[str, int, Failure]] = []

    def task_failed(
        self,
        task: Any,
        attempt: int,
        failure: Failure,
        *,
        will_retry: bool,
        caught: bool = False,
        tolerated: bool = False,
    ) -> None:
        """Keep it."""
        self.failures.append((task.step, attempt, failure))

    def note(self, text: str) -> None:
        """Keep it."""
        self.notes.append(text)


@dataclass(frozen=True, slots=True)
class Ran:
    """A run that is over."""

    folder: RunFolder
    status: RunStatus
    failures: list[tuple[str, int, Failure]]
    notes: tuple[str, ...] = ()

    @property
    def succeeded(self) -> bool:
        """Whether it came to its end."""
        return self.status is RunStatus.SUCCEEDED

    @property
    def failure(self) -> Failure:
        """What the one failed attempt died of."""
        assert len(self.failures) == 1, self.failures
        return self.failures[0][2]

    @property
    def info(self) -> runjson.RunRecord:
        """Its run.json."""
        return runjson.read(self.folder)

    def packs(self) -> Packs:
        """Its packs, to load values from; the caller closes them."""
        return Packs(self.folder.packs)

    def records(self, step: str) -> list[Record]:
        """What was recorded of a step, in the order in which it was written."""
        return [record for record in self.all_records() if record.step == step]

    def all_records(self) -> list[Record]:
        """What was recorded of all tasks."""
        packs = self.packs()
        found = []
        for path in sorted(self.folder.packs.glob("*-*.pack")):
            pack = packs[path.stem]
            for frame in pack.frames(len(HEADER), pack.size()):
                assert frame.payload is not None
                if frame.kind == RECORD:
                    found.append(decode(frame.payload))
        packs.close()
        return found

    def values(self, step: str, name: str) -> list[Any]:
        """An artifact that the tasks of a step wrote, by fan and index."""
        packs = self.packs()
        records = sorted(
            (each for each in self.records(step) if each.status != Status.FAILED),
            key=lambda each: (each.fan, each.index, each.turn),
        )
        found = [packs.load(record.entries[name]) for record in records]
        packs.close()
        return found

    def value(self, step: str, name: str) -> Any:
        """An artifact that the one task of a step wrote."""
        (found,) = self.values(step, name)
        return found

    def facts(self) -> list[Any]:
        """The ledger's facts."""
        with LedgerReader.open(self.folder.ledger) as reader:
            return facts_of_run(self.folder, reader)


def run_inline(
    flow_class: type[FlowSpec],
    home: Path,
    *,
    isolation: Isolation = Isolation.AUTO,
    keep_going: bool = False,
    max_num_splits: int | None = None,
    **parameters: object,
) -> Ran:
    """Run a flow in this process, recording below `home`."""
    listener = Listener()
    options = RunOptions(
        inline=True, isolation=isolation, keep_going=keep_going, max_num_splits=max_num_splits
    )
    before = os.environ.get("FANFOLD_HOME")
    os.environ["FANFOLD_HOME"] = str(home)
    try:
        result = driver.run(flow_class, parameters, options, listener)
    finally:
        if before is None:
            del os.environ["FANFOLD_HOME"]
        else:
            os.environ["FANFOLD_HOME"] = before
    return Ran(RunFolder(result.folder), result.status, listener.failures, tuple(listener.notes))
