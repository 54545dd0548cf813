"""`inputs` in a join: a lazy sequence of what its parents left, in split order.

Iterating reads records one by one and keeps none. An input is an object of the flow's class that reads like
`self` did at the end of that task.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from sys import _getframe
from types import FrameType
from typing import Any, Generic, Protocol, TypeVar, overload

from fanfold.flow.cancelled_items import NONE_CANCELLED, CancelledItems
from fanfold.flow.failed_items import NONE_FAILED, FailedItems
from fanfold.flow.task import FanView, TaskState
from fanfold.model.counted import counted
from fanfold.store.loading import Packs
from fanfold.store.records import FROM_FAN
from fanfold.store.rows import Found, Rows
from fanfold.store.scopes import Scope, add

FlowT = TypeVar("FlowT")

ScopeOf = Callable[[Found], Scope]


class InputFactory(Generic[FlowT]):
    """Makes the objects that a join's inputs are."""

    def __init__(
        self, flow_class: type[FlowT], packs: Packs, constants: Mapping[str, Any], scope_of: ScopeOf
    ) -> None:
        self.packs = packs
        self.constants = constants
        self._class = flow_class
        self._scope_of = scope_of

    def make(self, found: Found, fan: FanView) -> FlowT:
        """The input whose record this is."""
        return self.maker(fan)(found)

    def maker(self, fan: FanView) -> Callable[[Found], FlowT]:
        """What makes inputs of one fan's records: a million times in a wide join."""
        kind, new = self._class, object.__new__

        def make(found: Found) -> FlowT:
            obj: Any = new(kind)
            obj._task = InputState(self, found, fan)
            entries = found.record.entries
            if tuple not in map(type, entries.values()):  # nothing to load, and nothing deleted
                obj.__dict__.update(entries)
            return obj  # type: ignore[no-any-return]

        return make

    def scope(self, found: Found, fan: FanView) -> Scope:
        """All that can be seen after the task of this record."""
        record = found.record
        return add(fan.scope, record.entries) if record.parent == FROM_FAN else self._scope_of(found)

    def before(self, found: Found) -> Scope:
        """What could be seen at the split that an input, itself a join, closed."""
        if found.record.behind is None:
            return {}
        pack, offset = found.record.behind
        return self._scope_of(Found(self.packs.record(pack, offset), pack, offset))


class InputState(TaskState):
    """The state of an input: all but its record is worked out when it is asked for."""

    def __init__(self, factory: InputFactory[Any], found: Found, fan: FanView) -> None:
        self._factory = factory
        self._found = found
        self.fan = fan

    def __getattr__(self, name: str) -> Any:
        found, factory = self._found, self._factory
        match name:
            case "scope":
                self.scope = factory.scope(found, self.fan)
            case "step":
                self.step = found.record.step
            case "number":
                self.number = found.record.index
            case "packs":
                self.packs = factory.packs
            case "constants":
                self.constants = factory.constants
            case _:
                raise AttributeError(name)
        return self.__dict__[name]

    def before(self) -> Scope:
        """What was there before the foreach that this join closed."""
        return self._factory.before(self._found)


class Folds(Protocol):
    """The loop of a join that can be taken up in the middle."""

    def owns(self, frame: FrameType) -> bool:
        """Whether it is the loop in this frame."""

    def inputs(self, frame: FrameType) -> Iterator[Any]:
        """What it goes through."""


class Inputs(Generic[FlowT]):
    """The inputs of a join: iterate, index, slice, `len`, or `inputs.step_name`; foreach inputs in split
    order, branches in the order written.

    A sequence, but for the methods `index` and `count`: a flow may have steps of these names.
    """

    __slots__ = ("_cancelled", "_failed", "_fan", "_fold", "_make", "_names", "_rows")

    def __init__(
        self,
        make: InputFactory[FlowT],
        rows: Rows | Sequence[Rows],
        fan: FanView,
        names: Sequence[str],
        *,
        index: int = 0,
        failed: FailedItems = NONE_FAILED,
        cancelled: CancelledItems = NONE_CANCELLED,
        fold: Folds | None = None,
    ) -> None:
        self._failed = failed
        self._cancelled = cancelled
        self._fold = fold
        self._make = make
        self._fan = fan
        self._names = tuple(names)
        self._rows: _Source = _Fold(rows) if isinstance(rows, Rows) else _Branches(rows, index)

    @property
    def failed(self) -> FailedItems:
        """The items that did not come, since `@tolerate` allowed their failures: what each of them was and
        what went wrong. (Of a flow with a step of this name: its input.)
        """
        if "failed" in self._names:
            return self.__getattr__("failed")  # type: ignore[return-value]
        return self._failed

    @property
    def cancelled(self) -> CancelledItems:
        """The indexes of the items that did not come, since the foreach stopped before; `.because` names the
        item that made it stop. (Of a flow with a step of this name: its input.)
        """
        if "cancelled" in self._names:
            return self.__getattr__("cancelled")  # type: ignore[return-value]
        return self._cancelled

    def as_completed(self) -> Iterator[FlowT]:
        """The inputs in the order in which their tasks were done, each as soon as it is there: as the loop of
        a join, `for inp in inputs.as_completed():`, which may begin while the foreach is going on, and which
        goes on behind the last checkpoint after a kill, with `self` as it was then.
        """
        fold, frame = self._fold, _getframe(1)
        if fold is not None and fold.owns(frame):
            self._fold = None
            return fold.inputs(frame)
        return map(self._make.maker(self._fan), self._rows.completed())

    def __len__(self) -> int:
        return self._rows.width

    def __iter__(self) -> Iterator[FlowT]:
        return map(self._make.maker(self._fan), self._rows.all())

    @overload
    def __getitem__(self, index: int) -> FlowT: ...
    @overload
    def __getitem__(self, index: slice) -> list[FlowT]: ...
    def __getitem__(self, index: int | slice) -> FlowT | list[FlowT]:
        if isinstance(index, slice):
            return [self._at(number) for number in range(*index.indices(len(self)))]
        position = index.__index__()
        if not -len(self) <= position < len(self):
            raise IndexError(f"This join has {counted(len(self), 'input')}; there is none at {position}.")
        return self._at(position % len(self))

    def _at(self, number: int) -> FlowT:
        return self._make.make(self._rows.at(number), self._fan)

    def __getattr__(self, name: str) -> FlowT:
        if name.startswith("__"):
            raise AttributeError(name)
        position = self._rows.last_of(name) if name in self._names else None
        if position is None:
            raise AttributeError(
                f"No input of this join comes from a step '{name}'; they come from {', '.join(self._names)}."
            )
        return self._at(position)

    def __getstate__(self) -> Any:
        from fanfold.model.errors import FlowError

        raise FlowError(
            "inputs can't be serialized.",
            remedy="Assign the values you need instead, as in self.scores = [inp.score for inp in inputs].",
        )


class _Fold:
    """The inputs of a foreach join: one row of records."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self.width = rows.width

    def last_of(self, step: str) -> int | None:
        """The last of those that this step did."""
        numbers = range(self.width - 1, -1, -1)
        return next((number for number in numbers if self._rows.nth(number).record.step == step), None)

    def all(self) -> Iterator[Found]:
        return iter(self._rows)

    def completed(self) -> Iterator[Found]:
        rows = self._rows
        return (found for block in rows.came for found in rows.within(block, block.first, block.stop))

    def at(self, number: int) -> Found:
        return self._rows.nth(number)


class _Branches:
    """The inputs of a static join: one record of each branch."""

    def __init__(self, rows: Sequence[Rows], index: int) -> None:
        self._found = [each[index] for each in rows]
        self.width = len(self._found)

    def all(self) -> Iterator[Found]:
        return iter(self._found)

    def completed(self) -> Iterator[Found]:
        return iter(sorted(self._found, key=lambda found: found.record.started + found.record.seconds))

    def at(self, number: int) -> Found:
        return self._found[number]

    def last_of(self, step: str) -> int | None:
        return next((number for number, found in enumerate(self._found) if found.record.step == step), None)


Sequence.register(Inputs)

_Source = _Fold | _Branches
