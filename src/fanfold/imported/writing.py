"""Writing a run that Metaflow recorded as one of ours: records into a pack, what was printed into logs, and
where all of it lies into the ledger.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator

from fanfold.graph.graph import Graph
from fanfold.graph.order import sorted_nodes
from fanfold.graph.plain import as_plain
from fanfold.imported.entries import Entries, caught, users
from fanfold.imported.layout import PARAMETERS, Attempt, TheirRun
from fanfold.imported.places import Fans, Placed, width_of
from fanfold.model.named import NamedTuple
from fanfold.model.names import StepName
from fanfold.model.place import Task, span_of
from fanfold.model.status import Cause, Failure, Status
from fanfold.run.events import Event, ItemsDone, SplitDone, TaskFailed
from fanfold.store import packs
from fanfold.store.folder import RunFolder
from fanfold.store.ledger import Ledger
from fanfold.store.location import Location
from fanfold.store.logs import Stream, open_for_append
from fanfold.store.records import FROM_FAN, FROM_NOTHING, Parent, encode

STEM = "0-1"
_LINE = re.compile(r'File "([^"]+)", line (\d+)')


class _Written(NamedTuple):
    """A task whose record is written: where, with which artifacts."""

    location: Location
    shas: dict[str, str]


class RunWriter:
    """Writes one run into its folder, all but its run.json.

    Attributes:
        counts: the tasks of each step, as run.json has them.
        ended_seconds: when the last of them ended.
        has_ended: whether the last step is done.
    """

    def __init__(self, theirs: TheirRun, graph: Graph, folder: RunFolder) -> None:
        self._theirs = theirs
        self._graph = graph
        self._folder = folder
        self._fans = Fans(graph)
        self._written: dict[Task, _Written] = {}
        self._events: list[tuple[Event, Location | None]] = []
        self._constants: dict[str, str] = {}
        self._printed = {"out": 0, "err": 0}
        self.counts: dict[str, dict[str, int]] = {}
        self.ended_seconds = theirs.created_seconds
        self.has_ended = False

    def write(self, parameters: Attempt) -> None:
        """Write it."""
        descriptor = packs.create(self._folder.packs, STEM)
        try:
            self._pack = packs.PackWriter(descriptor, STEM)
            self._entries = Entries(self._theirs.flow, self._pack)
            constants = self._record_constants(parameters)
            self._constants = users(parameters.shas)
            for step in sorted_nodes(self._graph):
                self._step(step)
        finally:
            os.close(descriptor)
        with Ledger.create(self._folder.ledger) as ledger:
            with ledger.transaction():
                ledger.set_meta("graph", json.dumps(as_plain(self._graph)))
                ledger.set_meta("parameters", " ".join(map(str, constants)))
                for event, location in sorted(self._events, key=_fan_number):
                    ledger.add(event, location)
            ledger.finish()

    def _record_constants(self, parameters: Attempt) -> Location:
        entries = self._entries.of(parameters, above={}, constants={})
        fields = (PARAMETERS, 0, 0, 0, 0, int(Status.OK), parameters.started_seconds, 0.0, None)
        rest = (None, None, None, None)
        return self._pack.append(packs.RECORD, encode((*fields, FROM_NOTHING, 0, entries, *rest)))

    def _step(self, step: StepName) -> None:
        placed = filter(None, (self._fans.place(theirs) for theirs in self._theirs.tasks(step)))
        for each in sorted(placed, key=lambda each: (each.place.fan, each.place.turn, each.place.index)):
            counts = self.counts.setdefault(step, {"done": 0, "caught": 0, "failed": 0, "reused": 0})
            status = Status.FAILED
            for attempt in each.theirs.attempts:
                status = self._attempt(each, attempt)
            counts["failed" if status is Status.FAILED else "done"] += 1
            counts["caught"] += status is Status.CAUGHT
            self.has_ended |= step == self._graph.end and status is not Status.FAILED

    def _attempt(self, placed: Placed, attempt: Attempt) -> Status:
        status = _status(attempt)
        task = placed.place
        self.ended_seconds = max(self.ended_seconds, attempt.started_seconds + attempt.seconds)
        if not attempt.shas:  # it died before it could store anything
            self._events.append((TaskFailed(task, attempt.number, _DIED), None))
            return Status.FAILED
        parent, above = self._above(task)
        width = width_of(attempt) if self._graph[task.step].is_fan else None
        location = self._record(placed, attempt, status, parent, above, width)
        if status is Status.FAILED:
            self._events.append((TaskFailed(task, attempt.number, failure_of(attempt)), location))
            return status
        self._written[task] = _Written(location, users(attempt.shas))
        event: Event = ItemsDone(span_of(task), _target(self._graph, attempt), int(status is Status.CAUGHT))
        if width is not None:
            event = SplitDone(task, width, self._fans.opened_by(task))
        self._events.append((event, location))
        return status

    def _above(self, task: Task) -> tuple[Parent, dict[str, str]]:
        """From where the task inherits, and what."""
        node = self._graph[task.step]
        if node.is_join:
            return FROM_NOTHING, {}
        if task.turn:
            before = self._written.get(task._replace(turn=task.turn - 1))
            return self._parent(before)
        for name in node.in_steps:
            if self._graph[name].is_fan:
                split = self._fans.split_of(task.fan)
                written = None if split is None else self._written.get(split)
                return (FROM_FAN, written.shas) if written else (FROM_NOTHING, {})
            written = self._last_turn(Task(task.fan, name, task.index))
            if written is not None:
                return self._parent(written)
        return FROM_NOTHING, {}

    def _last_turn(self, task: Task) -> _Written | None:
        found = None
        while (written := self._written.get(task)) is not None:
            found, task = written, task._replace(turn=task.turn + 1)
        return found

    def _parent(self, written: _Written | None) -> tuple[Parent, dict[str, str]]:
        if written is None:
            return FROM_NOTHING, {}
        return (written.location.pack, written.location.offset), written.shas

    def _record(
        self,
        placed: Placed,
        attempt: Attempt,
        status: Status,
        parent: Parent,
        above: dict[str, str],
        width: int | None,
    ) -> Location:
        fan, step, index, turn = placed.place
        entries = self._entries.of(attempt, above=above, constants=self._constants)
        failure = None if status is Status.OK else failure_of(attempt)
        fields = (
            step,
            fan,
            index,
            turn,
            attempt.number,
            int(status),
            attempt.started_seconds,
            attempt.seconds,
            self._log(attempt),
            parent,
            0,
            entries,
            placed.key,
            _target(self._graph, attempt),
            None if failure is None else (failure.cause.value, *failure[1:]),
            None if width is None else (width, None),
            None,
        )
        return self._pack.append(packs.RECORD, encode(fields))

    def _log(self, attempt: Attempt) -> tuple[int, int, int, int] | None:
        places = [place for stream, name in _STREAMS for place in self._print(stream, attempt.printed(name))]
        first_out, stop_out, first_err, stop_err = places
        return (
            (first_out, stop_out, first_err, stop_err)
            if places[0] < places[1] or places[2] < places[3]
            else None
        )

    def _print(self, stream: Stream, data: bytes) -> Iterator[int]:
        first = self._printed[stream]
        if data:
            descriptor = open_for_append(self._folder, STEM, stream)
            with os.fdopen(descriptor, "ab") as log:
                log.write(data)
        self._printed[stream] = first + len(data)
        yield from (first, first + len(data))


_STREAMS: tuple[tuple[Stream, str], ...] = (("out", "stdout"), ("err", "stderr"))
_DIED = Failure(Cause.DIED, "died", "Its process died; Metaflow recorded no more.")


def _status(attempt: Attempt) -> Status:
    if not attempt.shas or not attempt.own("_task_ok"):
        return Status.FAILED
    return Status.OK if attempt.own("_success") else Status.CAUGHT


def failure_of(attempt: Attempt) -> Failure:
    """What is known of an attempt that failed or was caught."""
    found = attempt.own("_exception") or attempt.own("_catch_exception")
    if found is None:
        return Failure(Cause.ERROR, "unknown", "Metaflow recorded no exception.")
    error = caught(found)
    lines = _LINE.findall(error.stacktrace)
    where = f"{os.path.basename(lines[-1][0])}:{lines[-1][1]}" if lines else ""
    cause = Cause.TIMEOUT if error.type.endswith("TimeoutException") else Cause.ERROR
    message = error.exception.splitlines()[0] if error.exception else ""
    return Failure(cause, error.type, message, where, error.stacktrace)


def _target(graph: Graph, attempt: Attempt) -> StepName | None:
    """The case that a switch took."""
    if graph[StepName(attempt.task.step)].type.value != "split-switch":
        return None
    transition = attempt.own("_transition")
    return StepName(transition[0][0]) if transition and transition[0] else None


def _fan_number(each: tuple[Event, Location | None]) -> int:
    """Fans are told in the order of their numbers."""
    event = each[0]
    return int(event.fan or 0) if isinstance(event, SplitDone) else 0
