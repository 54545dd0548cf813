"""Runs that are written to the disk as workers and driver would, without running anything: any mixture of
what can happen to items, laid out in any way.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from fanfold.model.names import ROOT_FAN, FanId, FlowName, RunId, StepName
from fanfold.model.place import Span, Task
from fanfold.model.status import Cause, Failure, RunStatus, Status
from fanfold.run.events import ItemsDone, SplitDone, TaskFailed
from fanfold.store import packs, runjson
from fanfold.store.codec import Entry
from fanfold.store.codec import encode as encode_value
from fanfold.store.constants import store_constants
from fanfold.store.folder import RunFolder
from fanfold.store.items import ItemWriter
from fanfold.store.ledger import Ledger
from fanfold.store.location import Location
from fanfold.store.records import FROM_FAN, FROM_NOTHING, encode

FAN = FanId(1)
STEPS = (StepName("first"), StepName("second"))
"""What each item goes through."""


class Item(NamedTuple):
    """What becomes of one item in each of the two steps: its statuses, its times, and an artifact."""

    statuses: tuple[Status, Status]
    seconds: tuple[float, float]
    value: object


def write_run(home: Path, items: Sequence[Item], chunks: Sequence[int], *, is_late: bool = False) -> str:
    """Write a run of a foreach over these items, in chunks of these sizes; gives its pathspec. `is_late` says
    that its driver was killed before it indexed the last chunk.
    """
    folder = RunFolder(home / "Made" / "1700000000")
    folder.path.mkdir(parents=True)
    folder.create()
    status = RunStatus.RUNNING if is_late else RunStatus.SUCCEEDED
    runjson.write(
        folder, runjson.RunRecord(FlowName("Made"), RunId(folder.run_id), status, created_seconds=1.0)
    )
    constants = store_constants(folder, {"limit": 7}, 1.0)
    with Ledger.create(folder.ledger) as ledger:
        with ledger.transaction():
            ledger.set_meta("graph", json.dumps(_graph()))
            ledger.set_meta("parameters", " ".join(map(str, constants)))
        writer = _Writer(folder, ledger)
        writer.split(len(items))
        starts = [sum(chunks[:number]) for number in range(len(chunks))]
        for start, size in zip(starts, chunks, strict=True):
            is_last = start + size >= len(items)
            writer.chunk(start, items[start : start + size], is_indexed=not (is_late and is_last))
        writer.close()
        ledger.finish()
    return f"Made/{folder.run_id}"


class _Writer:
    """Writes the records, and says in the ledger where they lie."""

    def __init__(self, folder: RunFolder, ledger: Ledger) -> None:
        self._descriptor = packs.create(folder.packs, "0-1")
        self._pack = packs.PackWriter(self._descriptor, "0-1")
        self._ledger = ledger

    def close(self) -> None:
        """Give the descriptor back."""
        os.close(self._descriptor)

    def split(self, width: int) -> None:
        """The record of the split."""
        _, place = ItemWriter(self._pack).write(range(width))
        location = self._record(
            ROOT_FAN, "start", 0, Status.OK, 0.5, {"shared": "all"}, split=(width, tuple(place))
        )
        with self._ledger.transaction():
            self._ledger.add(
                SplitDone(Task(ROOT_FAN, StepName("start"), 0), width, FAN), location, items=place
            )

    def chunk(self, start: int, items: Sequence[Item], *, is_indexed: bool) -> None:
        """The records of some items, those of their two steps taking turns, and rows that tell of them."""
        first = self._pack.offset
        done: list[tuple[StepName, int, int]] = []
        failed: list[tuple[TaskFailed, Location]] = []
        for index, item in enumerate(items, start):
            for number, step in enumerate(STEPS):
                entries = {"value": encode_value(item.value, self._pack), "number": index}
                location = self._record(
                    FAN, step, index, item.statuses[number], item.seconds[number], entries if number else {}
                )
                if item.statuses[number] is Status.FAILED:
                    failed.append((TaskFailed(Task(FAN, step, index), 0, FAILURE), location))
                    break
                done.append((step, index, int(item.statuses[number] is Status.CAUGHT)))
        if is_indexed:
            self._index(done, failed, Location("0-1", first, self._pack.offset - first))

    def _index(
        self,
        done: list[tuple[StepName, int, int]],
        failed: list[tuple[TaskFailed, Location]],
        location: Location,
    ) -> None:
        with self._ledger.transaction():
            for step in STEPS:
                for span, caught in _spans(
                    step, [(index, caught) for name, index, caught in done if name == step]
                ):
                    self._ledger.add(ItemsDone(span, None, caught), location)
            for event, place in failed:
                self._ledger.add(event, place)

    def _record(
        self,
        fan: FanId,
        step: str,
        index: int,
        status: Status,
        seconds: float,
        entries: dict[str, Entry],
        *,
        split: tuple[int, tuple[object, ...]] | None = None,
    ) -> Location:
        failure = None if status is Status.OK else ("error", "builtins.ValueError", "no", "made.py:1", "")
        parent = FROM_FAN if fan else FROM_NOTHING
        key = str(index) if fan else None
        fields = (
            step,
            fan,
            index,
            0,
            0,
            int(status),
            1.5 + index,
            seconds,
            None,
            parent,
            0,
            entries,
            key,
            None,
        )
        return self._pack.append(packs.RECORD, encode((*fields, failure, split, None)))


FAILURE = Failure(Cause.ERROR, "builtins.ValueError", "no", "made.py:1")


def _spans(step: StepName, tasks: list[tuple[int, int]]) -> list[tuple[Span, int]]:
    """Rows of neighbouring tasks, with how many of each were caught."""
    rows: list[tuple[Span, int]] = []
    for index, caught in tasks:
        if rows and rows[-1][0].stop == index:
            span, before = rows[-1]
            rows[-1] = (span._replace(stop=index + 1), before + caught)
        else:
            rows.append((Span(FAN, step, index, index + 1), caught))
    return rows


def _graph() -> dict[str, object]:
    nodes = {
        "start": _node("start", "foreach", [], ["first"], join="join"),
        "first": _node("first", "linear", ["start"], ["second"], around=["start"]),
        "second": _node("second", "linear", ["first"], ["join"], around=["start"]),
        "join": _node("join", "linear", ["second"], ["end"], split="start"),
        "end": _node("end", "end", ["join"], []),
    }
    return {"nodes": nodes, "start": "start", "end": "end"}


def _node(
    name: str,
    kind: str,
    before: list[str],
    after: list[str],
    *,
    around: Sequence[str] = (),
    split: str | None = None,
    join: str | None = None,
) -> dict[str, object]:
    return {
        "name": name,
        "type": kind,
        "in_steps": before,
        "out_steps": after,
        "is_join": split is not None,
        "split": split,
        "join": join,
        "split_parents": list(around),
        "foreach_var": "items" if kind == "foreach" else None,
        "doc": "",
    }
