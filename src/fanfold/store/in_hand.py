"""in-hand.json: which task each worker has in hand, as the driver last saw it.

A record says whose the bytes of a log are, once its task is done; where a task runs only the driver knows. So
it says so twice a second, in a small file that is replaced as a whole and not synced: what it says is of this
moment. It is taken away when the run ends; after a kill it tells what was running then.
"""

import json
import os
from collections.abc import Sequence

from fanfold.model.named import NamedTuple
from fanfold.model.names import FanId, StepName
from fanfold.model.place import Task
from fanfold.store.folder import RunFolder


class InHand(NamedTuple):
    """A task in the hand of a worker.

    Attributes:
        pack: the stem of the worker's pack and logs.
        recorded: where the pack's records ended: while no record lies behind that, it is still in hand.
        out_first, err_first: where in the logs begins what it prints.
    """

    pack: str
    recorded: int
    out_first: int
    err_first: int
    attempt: int
    task: Task


def write(folder: RunFolder, hands: Sequence[InHand]) -> None:
    """Replace the file. Where that cannot be done it stays away: nothing depends on it."""
    path = folder.in_hand
    beside = path.with_name(f".{path.name}.new")
    try:
        with open(beside, "w", encoding="utf-8") as file:
            json.dump([each._asdict() | {"task": each.task._asdict()} for each in hands], file)
        os.replace(beside, path)
    except OSError:
        clear(folder)


def clear(folder: RunFolder) -> None:
    """The run is over."""
    folder.in_hand.unlink(missing_ok=True)


def read(folder: RunFolder) -> dict[str, InHand]:
    """What was in hand by the last look, by the stem of the worker's pack; nothing where none was told."""
    try:
        told = json.loads(folder.in_hand.read_bytes())
    except (OSError, ValueError):
        return {}
    return {each["pack"]: InHand(**{**each, "task": _task(each["task"])}) for each in told}


def _task(told: dict[str, str | int]) -> Task:
    return Task(FanId(int(told["fan"])), StepName(str(told["step"])), int(told["index"]), int(told["turn"]))
