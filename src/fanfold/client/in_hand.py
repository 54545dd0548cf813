"""Tasks without a record: those that workers have in hand, or had when their driver was killed."""

from __future__ import annotations

from fanfold.client.opened import OpenRun
from fanfold.client.printed import STREAMS
from fanfold.client.snapshot import Snapshot
from fanfold.model.names import StepName
from fanfold.model.place import Task
from fanfold.store import in_hand, logs
from fanfold.store.in_hand import InHand
from fanfold.store.logs import LogSlice


def hands_of(run: OpenRun, snapshot: Snapshot, step: StepName) -> list[InHand]:
    """Those of a step that are in hand and have no record, in the order of their items."""
    hands = [hand for hand in in_hand.read(run.folder).values() if hand.task.step == step]
    hands.sort(key=lambda hand: snapshot.indexes(hand.task))
    return [hand for hand in hands if snapshot.row(hand.task) is None]


def place_named(run: OpenRun, snapshot: Snapshot, step: StepName, key: str) -> Task | None:
    """The one in hand whose item has this name, or whose name is this with those around it."""
    for hand in hands_of(run, snapshot, step):
        task = hand.task
        its = run.key_at(task.fan, task.index, snapshot) if task.fan else ""
        if key in (its, f"{run.around(task.fan, snapshot)}/{its}"):
            return task
    return None


def printed_by_now(run: OpenRun, task: Task, stream: str) -> bytes:
    """What a task in hand has printed so far; nothing if it is in nobody's."""
    hand = next((hand for hand in in_hand.read(run.folder).values() if hand.task == task), None)
    if hand is None:
        return b""
    short = STREAMS[stream]
    first = hand.out_first if short == "out" else hand.err_first
    return logs.read(run.folder, LogSlice(hand.pack, short, first, logs.size(run.folder, hand.pack, short)))
