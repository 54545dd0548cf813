"""The metadata of a task, under the names that Metaflow's tasks have it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from fanfold.client.opened import OpenRun
from fanfold.client.recorded import time_of
from fanfold.client.snapshot import Snapshot
from fanfold.model.named import NamedTuple
from fanfold.model.place import Task as Place
from fanfold.model.status import Status
from fanfold.store.records import Record
from fanfold.store.runjson import metaflow_version

if TYPE_CHECKING:
    from fanfold.client.task import Task


class MetaDatum(NamedTuple):
    """One of them."""

    name: str
    value: Any
    created_at: datetime | None
    type: str
    task: Task


def facts_of(task: Task, run: OpenRun, snapshot: Snapshot, record: Record) -> list[MetaDatum]:
    """The metadata of a task, by name; of earlier attempts too, what is known of them."""
    told: dict[str, Any] = {
        **_of_run(run),
        **_of_attempt(record.attempt, is_done=record.status != Status.FAILED),
        **_of_foreach(run, snapshot, record),
        **_of_gang(snapshot, record.task),
        **_of_origin(task),
    }
    when = time_of(record.started)
    # First what earlier attempts left, so that a dict by name has the last one's.
    earlier = [
        MetaDatum(name, value, None, _type(name), task)
        for row in snapshot.failed_attempts(record.task)
        if row.attempt < record.attempt
        for name, value in _of_attempt(row.attempt, is_done=False).items()
    ]
    return [
        *earlier,
        *(MetaDatum(name, value, when, _type(name), task) for name, value in sorted(told.items())),
    ]


def _type(name: str) -> str:
    return "internal_attempt_status" if name == "attempt_ok" else name


def _of_run(run: OpenRun) -> dict[str, str]:
    record = run.record()
    return {
        "ds-root": str(run.home),
        "ds-type": "local",
        "fanfold_version": record.fanfold,
        "metaflow_version": metaflow_version(record.fanfold),
        "origin-run-id": str(record.origin_run_id),
        "python_version": record.python,
        "runtime": "dev",
        "script-name": run.script.path.name,
        "user": record.user,
        **({"git-info": json.dumps(dict(record.git))} if record.git else {}),
    }


def _of_gang(snapshot: Snapshot, place: Place) -> dict[str, Any]:
    """Of a node of a `num_parallel` step: how many there are, and whether it is the first."""
    fan = snapshot.fan(place.fan) if place.fan else None
    if fan is None or snapshot.shape.steps[fan.parent.step].type != "parallel":
        return {}
    if place.step not in snapshot.shape.steps[fan.parent.step].out_steps:
        return {}
    first = {"internal_task_type": "control_task"} if place.index == 0 else {}
    return {"parallel-world-size": fan.width, **first}


def _of_origin(task: Task) -> dict[str, str]:
    """Of a task that came along from the run that this one resumed."""
    return {} if task.origin_pathspec is None else {"origin-task-id": task.id}


def _of_attempt(number: int, *, is_done: bool) -> dict[str, str]:
    attempt = str(number)
    return {"attempt": attempt, "attempt-done": attempt, "attempt_ok": str(is_done)}


def _of_foreach(run: OpenRun, snapshot: Snapshot, record: Record) -> dict[str, Any]:
    """Where it stands: for each foreach around it, outermost first, the step that it leads to with the index,
    and the variable with the item's name.
    """
    path: list[str] = []
    stack: list[str] = []
    task: Place = record.task
    key = record.key
    while task.fan:
        fan = snapshot.fan(task.fan)
        split = snapshot.shape.steps[fan.parent.step]
        variable = split.foreach_var
        key = key if key is not None else run.key_at(task.fan, task.index, snapshot)
        path.append(f"{split.out_steps[0]}:{task.index}")
        stack.append(f"{variable}={key}" if variable else str(task.index))
        task, key = fan.parent, None
    if not path:
        return {}
    return {"foreach-execution-path": ",".join(reversed(path)), "foreach-stack": stack[::-1]}
