"""The record of an attempt whose process died: its driver writes it, as the last one of the pack.

With a record, what the attempt had printed is a task's output like any other, and it is known when it began.
A pack that ends within a frame takes nothing more, and then the attempt stays without one: the ledger has its
failure anyway.
"""

from __future__ import annotations

import time

from fanfold.model.place import Task
from fanfold.model.status import Failure, Status
from fanfold.store.location import Location
from fanfold.store.packs import RECORD, PackWriteError, PackWriter
from fanfold.store.records import FROM_NOTHING, Record, encode
from fanfold.workers.cells import ERR_AT, OUT_AT, STARTED
from fanfold.workers.pool import Process


def write_last(process: Process, task: Task, attempt: int, failure: Failure) -> Location | None:
    """Record that this attempt failed, and what it had printed; None if that cannot be written."""
    process.drain()
    seconds = max(0.0, (time.monotonic_ns() - process.cells.words[STARTED]) / 1e9)
    record = Record(
        task.step,
        task.fan,
        task.index,
        task.turn,
        attempt,
        int(Status.FAILED),
        time.time() - seconds,
        seconds,
        _output(process),
        FROM_NOTHING,
        0,
        {},
        failure=(failure.cause.value, failure.type, failure.message, failure.where, failure.traceback),
    )
    try:
        return PackWriter(process.place.pack, process.place.stem).append(RECORD, encode(tuple(record)))
    except PackWriteError:  # the disk is full: whoever writes next will say so
        return None


def _output(process: Process) -> tuple[int, int, int, int] | None:
    """The bytes of its logs behind those of the task before."""
    words = process.cells.words
    first = (words[OUT_AT], words[ERR_AT])
    stop = process.printed()
    return None if first == stop else (first[0], stop[0], first[1], stop[1])
