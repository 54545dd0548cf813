"""One attempt of one task: make the object, call the step, turn what it left into a record.

This is the path that a million items take, and it is kept to a page.
"""

from __future__ import annotations

from collections.abc import Mapping
from time import perf_counter, time
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

from fanfold.flow.caught import CaughtError
from fanfold.flow.stopping import condition_of, looking
from fanfold.flow.task import TaskState
from fanfold.flow.transition import Transition
from fanfold.graph.graph import Graph, Node, NodeType
from fanfold.model.errors import InvalidNextException, UnpicklableArtifactError
from fanfold.model.names import StepName
from fanfold.model.status import Status
from fanfold.store.codec import DELETED, BlobWriter, Entry, encode
from fanfold.store.culprit import explain
from fanfold.store.masking import Veil, veil_of
from fanfold.store.packs import PackWriteError
from fanfold.workers import forked
from fanfold.workers.changes import Changes
from fanfold.workers.deadline import Deadline
from fanfold.workers.failing import Told, tell

_IMMEDIATE = frozenset([type(None), bool, int, float])
_NOT_STORED = (FunctionType, MethodType, BuiltinFunctionType)


Ended = tuple[Status, float, float, dict[str, Entry], Transition | None, Told | None]
"""How an attempt ended: status, started (epoch), seconds, what its record will say of artifacts, where it
goes next, and its failure. A plain tuple, since a million are made.
"""


class StepCode:
    """A step as a worker runs it."""

    def __init__(self, flow_class: type[Any], graph: Graph, step: StepName) -> None:
        self.node: Node = graph[step]
        self.step = step
        self.function = getattr(flow_class, step)
        condition = condition_of(graph, self.node)
        if condition is not None:
            self.function = looking(self.function, condition)
        seconds = self.node.policy.timeout_seconds
        self.deadline = None if seconds is None else Deadline(step, seconds)
        plain = self.node.type is NodeType.LINEAR
        self.allowed = Transition(self.node.out_steps) if plain and len(self.node.out_steps) == 1 else None
        self.catch = self.node.policy.catch
        self.cards = self.node.policy.cards
        self.attempts_max = self.node.policy.attempts_max
        self._generation = forked.generation
        self._veil: Veil | None = None

    def run(
        self, obj: Any, state: TaskState, inputs: Any, attempt: int, changes: Changes, writer: BlobWriter
    ) -> Ended:
        """Run the step on `obj` and collect its artifacts. What user code raises is returned."""
        started, begun = time(), perf_counter()
        failure: Told | None = None
        deadline = self.deadline
        try:
            if deadline is not None:
                deadline.arm()
            if inputs is None:
                self.function(obj)
            else:
                self.function(obj, inputs)
            if forked.generation != self._generation:
                forked.end(None)
            if deadline is not None:
                deadline.disarm()
            if state.transition is not self.allowed or state.transition is None:
                self._check(state.transition)
            entries = collect(obj, state, changes, writer)
            if self.catch is not None and self.catch.var:
                entries[self.catch.var] = None
            return (Status.OK, started, perf_counter() - begun, entries, state.transition, None)
        except PackWriteError:
            raise
        except BaseException as error:  # noqa: BLE001 - the one place where user code is called
            if forked.generation != self._generation:
                forked.end(error)
            if deadline is not None:
                deadline.disarm()
            if isinstance(error, UnpicklableArtifactError) and not error.line:
                error.file, error.line = self.node.file, self.node.line
            failure = tell(error, self._veil_of(state.constants))
        return self._failed(obj, state, failure, (started, perf_counter() - begun), attempt, changes, writer)

    def _failed(
        self,
        obj: Any,
        state: TaskState,
        failure: Told,
        times: tuple[float, float],
        attempt: int,
        changes: Changes,
        writer: BlobWriter,
    ) -> Ended:
        entries = collect_what_can_be(obj, state, changes, writer)
        if self.catch is None or attempt + 1 < self.attempts_max:
            return (Status.FAILED, *times, entries, None, failure)
        return self.caught(obj, failure, times, entries)

    def _veil_of(self, constants: Mapping[str, Any]) -> Veil:
        """What the run hides. Asked for when a task fails, and the same for all tasks of a run."""
        if self._veil is None:
            self._veil = veil_of(constants)
        return self._veil

    def handled(self, obj: Any, failure: Told) -> Ended:
        """What `@catch` makes of a failure that left no exception: the process died."""
        return self.caught(obj, failure, (time(), 0.0), {})

    def caught(self, obj: Any, failure: Told, times: tuple[float, float], entries: dict[str, Entry]) -> Ended:
        """The failure as `@catch` records it: an artifact, and on to the next step."""
        assert self.catch is not None
        if self.catch.print_exception:
            _print_caught(obj, failure)
        if self.catch.var:
            from pickle import dumps

            entries[self.catch.var] = (dumps(CaughtError(failure[1], failure[2], failure[4]), 5),)
        return (Status.CAUGHT, *times, entries, Transition(self.node.out_steps), failure)

    def _check(self, transition: Transition | None) -> None:
        """Refuse a transition that is not what the source says, or none at all."""
        node = self.node
        if transition is None:
            if node.type is NodeType.END:
                return
            raise InvalidNextException(
                f"Step *{self.step}* ended without self.next(): it returned early.",
                remedy="Let every way through the step end in the same self.next(), or use a switch.",
                file=node.file,
                line=node.next_line or node.line,
            )
        wanted = set(node.out_steps)
        named = set(transition.targets)
        fits = named <= wanted if node.type is NodeType.SWITCH else named == wanted
        if not fits or (transition.width is not None) != node.is_fan:
            raise InvalidNextException(
                f"Step *{self.step}* went on to {', '.join(transition.targets)}, "
                f"where its source says {', '.join(node.out_steps)}.",
                remedy="Write the targets in self.next() as self.step_name.",
                file=node.file,
                line=node.next_line or node.line,
            )


def collect(obj: Any, state: TaskState, changes: Changes, writer: BlobWriter) -> dict[str, Entry]:
    """The entries of all that the task wrote or changed.

    Raises:
        UnpicklableArtifactError: names the artifact, the path inside it and the type.
    """
    entries: dict[str, Entry] = {**state.passed} if state.passed else {}
    read = state.read
    for name, value in obj.__dict__.items():
        if name[:2] == "__":
            continue
        if type(value) in _IMMEDIATE:
            entries[name] = value
        elif name in read and read[name][1] is value and not changes.changed(read[name][0], value):
            continue
        elif not isinstance(value, _NOT_STORED) and not _is_used_up(name, value, state, entries):
            entries[name] = _encoded(obj, name, value, state, writer)
    if state.deleted:
        for name in state.deleted:
            entries.setdefault(name, ())
    return entries


def _is_used_up(name: str, value: Any, state: TaskState, entries: dict[str, Entry]) -> bool:
    """Whether this is the iterator that the task's own foreach consumed: it holds nothing any more."""
    if state.transition is None or state.transition.consumed != name:
        return False
    if name in state.scope:
        entries[name] = ()
    return True


def _encoded(obj: Any, name: str, value: Any, state: TaskState, writer: BlobWriter) -> Entry:
    try:
        return encode(value, writer, origins=state.packs.untouched)
    except PackWriteError:
        raise
    except BaseException as error:  # noqa: BLE001 - whatever the user's own __reduce__ raises, sys.exit() too
        if state.transition is not None and state.transition.var == name:
            return DELETED  # what the task fanned out over, such as `d.items()`: its items are stored
        what, remedy = getattr(type(obj), "_told", _told)(name, state.step)
        raise UnpicklableArtifactError(
            f"{what} cannot be pickled: {explain(value, error)}.", remedy=remedy
        ) from None


def _told(name: str, step: str) -> tuple[str, str]:
    """What an artifact that cannot be stored is called, and what to do."""
    remedy = f"Keep it in a local variable, or delete it at the end of the step (del self.{name})."
    return f"Artifact *{name}* of step *{step}*", remedy


def collect_what_can_be(obj: Any, state: TaskState, changes: Changes, writer: BlobWriter) -> dict[str, Entry]:
    """The entries of a failed attempt: what cannot be pickled is left out."""
    entries: dict[str, Entry] = {}
    for name, value in obj.__dict__.items():
        if not isinstance(name, str):  # put there past setattr: it may be why the attempt failed
            continue
        one = _One({name: value})
        try:
            entries.update(collect(one, state, changes, writer))
        except UnpicklableArtifactError:
            continue
    return entries


class _One:
    """An object with just one artifact."""

    def __init__(self, attributes: Mapping[str, Any]) -> None:
        self.__dict__.update(attributes)


def _print_caught(obj: Any, failure: Told) -> None:
    print(f"@catch caught an exception from {obj}")
    for line in failure[4].splitlines():
        print(f">  {line}")
