"""A link: one step, as the items of one span go through it in one worker.

This is the path that a million items take. It makes the object, runs the step, and records what it left.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol, cast

from fanfold.flow.current import current
from fanfold.flow.task import FanView, TaskState
from fanfold.graph.graph import NodeType
from fanfold.model.limits import ISOLATED_TASKS_MAX, SCOPE_DEPTH_MAX
from fanfold.model.names import StepName
from fanfold.model.place import Span
from fanfold.model.status import Status
from fanfold.model.timing import Timing
from fanfold.store.codec import Stored, is_stored
from fanfold.store.folder import RunFolder
from fanfold.store.records import FROM_FAN, FROM_NOTHING, CardEntry
from fanfold.store.scopes import Scope, add
from fanfold.workers.attempt import Ended, StepCode
from fanfold.workers.kit import Kit
from fanfold.workers.messages import HandsOn, Importing, LeftBehind
from fanfold.workers.recorder import Recorder
from fanfold.workers.views import Start

if TYPE_CHECKING:
    from fanfold.cards.task_cards import TaskCards

Output = tuple[int, int, int, int] | None

TakeItems = Callable[[Any, Any], Any]
"""Takes the items of a split into the store: (iterable, key) -> (width, their place)."""

OK = Status.OK
_new = object.__new__


class Ends(Protocol):
    """Who knows what a task wrote."""

    def end(self) -> Output:
        """The bytes of the logs that were written since the last call."""

    def so_far(self) -> Output:
        """The same, of a task that may write more before its end."""


class Fresh(Protocol):
    """Who makes sure that each task finds the process as the first one did."""

    def begin(self, step: str, place: tuple[int, ...], index: int, turn: int, attempt: int) -> None:
        """A task begins."""

    def end(self, *, failed: bool = False) -> list[str]:
        """It is over. Gives sentences on what it left behind."""

    def tell_imports(self, tell: Callable[[str], None]) -> None:
        """Tell of each installed package that the task in hand begins to import, if nothing else does."""


class Bench:
    """What all links of a worker share."""

    def __init__(self, kit: Kit, recorder: Recorder, output: Ends, fresh: Fresh) -> None:
        self.copies = kit.copies
        self.facts = kit.brief.facts
        self.flow_class = kit.brief.code.flow_class
        self.constants = kit.constants
        self.packs = kit.packs
        self.changes = kit.changes
        self.info = kit.info
        self.recorder = recorder
        self.output = output
        self.fresh = fresh
        self._modules_count = len(sys.modules)
        self._has_foreseen = False

    def imported(self) -> tuple[str, ...]:
        """The modules that came since this was made."""
        return tuple(islice(sys.modules, self._modules_count, None))

    def foresee(self, step: StepName, scope: Scope) -> None:
        """A process for each item of this step's split inherits all this: tell once if that takes imports."""
        packages = frozenset() if self._has_foreseen else _packages(scope)
        if packages and not packages.isdisjoint(modules := self.imported()):
            self._has_foreseen = True
            self.recorder.tell(HandsOn(step, modules))


class Link:
    """One step for the items of one span, at one attempt."""

    def __init__(
        self,
        bench: Bench,
        code: StepCode,
        span: Span,
        fan: FanView,
        attempt: int,
        take_items: TakeItems,
        *,
        is_last: bool,
    ) -> None:
        self.code = code
        self._seconds: list[float] = []
        self._most, self._slowest = -1.0, (0, 0)
        self.case: str | None = None
        self._is_last = is_last
        self._bench = bench
        self._span = span
        self._fan = fan
        self._attempt = attempt
        self._place = fan.indexes
        self._is_join = code.node.is_join
        self._sink = take_items if code.node.type is NodeType.FOREACH else None

    def run(self, index: int, start: Start, *, inputs: Any = None) -> Start | None:
        """Run one item; gives where the next link starts; None if it failed, or is through."""
        bench, code, span, attempt = self._bench, self.code, self._span, self._attempt
        obj = self._object(index, {} if self._is_join else start.scope)
        state = obj._task
        if self._is_join:
            state.is_join = True
        elif self._sink is not None:
            state.sink = self._sink
        state.allowed = code.allowed
        info, fresh = bench.info, bench.fresh
        info.begin(code.step, self._place, index if span.fan else None, span.turn, attempt)
        cards = info.cards = self._cards(obj, state) if code.cards else None
        current._begin(info)
        fresh.begin(code.step, self._place, index, span.turn, attempt)
        if self._sink is not None:
            fresh.tell_imports(self._importing)
        ended = code.run(obj, state, inputs, attempt, bench.changes, bench.recorder.pack)
        drawn = None if cards is None else cards.draw(ended)
        left = fresh.end(failed=ended[0] is Status.FAILED)
        if left and bench.copies:  # whoever runs alone leaves it to nobody
            bench.recorder.tell(LeftBehind(code.step, tuple(left)))
        after = self.record(index, start, ended, cards=drawn)
        if cards is not None:
            cards.recorded()
        return after

    def _cards(self, obj: Any, state: TaskState) -> TaskCards:
        """The cards of the task in hand, of a step that has some."""
        from fanfold.cards.task_cards import Desk, TaskCards

        bench, code = self._bench, self.code
        desk = Desk(
            code.function,
            code.cards,
            code.node.policy.timeout_seconds,
            bench.info,
            RunFolder(bench.facts.folder),
            bench.facts.parameters,
            bench.packs,
            bench.recorder.pack,
            bench.output.so_far,
            lambda sentences: bench.recorder.tell(LeftBehind(code.step, sentences)),
        )
        return TaskCards(desk, obj, state)

    def _importing(self, package: str) -> None:
        self._bench.recorder.tell(Importing(self.code.step, package))

    def gather_times(self, timing: Timing) -> None:
        """Add how long its tasks took."""
        timing.gather(self._seconds, self._span.fan, *self._slowest)

    def begin_at(self, turn: int, attempt: int) -> None:
        """An item begins, at this turn of its loop."""
        self._span, self._attempt = self._span._replace(turn=turn), attempt

    def turn(self) -> None:
        """It goes on with its next turn."""
        self.begin_at(self._span.turn + 1, 0)

    def _object(self, index: int, scope: Scope) -> Any:
        bench = self._bench
        obj: Any = _new(bench.flow_class)
        constants = bench.constants.for_task()
        obj._task = TaskState(self.code.step, self._fan, index, scope, bench.packs, constants)
        return obj

    def fall_back(self, index: int, start: Start, failure: tuple[str, str, str]) -> None:
        """Record a failure as `@catch` does, without running user code."""
        kind, message, trace = failure
        ended = self.code.handled(self._object(index, {}), ("died", kind, message, "", trace))
        self.record(index, start, ended)

    def record(
        self, index: int, start: Start, ended: Ended, *, cards: tuple[CardEntry, ...] | None = None
    ) -> Start | None:
        """Record how an attempt ended."""
        status, started, seconds, entries, transition, failure = ended
        span, recorder, parent, depth = self._span, self._bench.recorder, start.parent, start.depth
        self._seconds.append(seconds)
        if seconds > self._most:
            self._most, self._slowest = seconds, (index, span.turn)
        if self._is_join:
            parent, depth = FROM_NOTHING, 0
        elif depth >= SCOPE_DEPTH_MAX and parent != FROM_FAN:
            parent, depth, entries = FROM_NOTHING, 0, add(start.scope, entries)
        is_plain = status is OK and transition is self.code.allowed
        self.case = case = None if is_plain or transition is None else transition.case
        record: tuple[object, ...] = (
            self.code.step,
            span.fan,
            index,
            span.turn,
            self._attempt,
            int(status),
            started,
            seconds,
            self._bench.output.end(),
            parent,
            depth,
            entries,
            self._fan.key(index),
        )
        if not is_plain or start.behind is not None or cards:
            split = None if is_plain or transition is None else transition.split()
            record += (case, failure, split, start.behind, cards)
            if transition is not None and transition.stops:
                record += (None, True)
        place = recorder.write(record)
        if is_plain:
            recorder.plain()
        else:
            if transition is not None and 0 < (transition.width or 0) <= ISOLATED_TASKS_MAX:
                self._bench.foresee(self.code.step, add(start.scope, entries))
            recorder.ended(status, transition)
        if self._is_last or status is Status.FAILED:
            return None
        return Start(add(start.scope, entries), place, depth + 1)


def _packages(scope: Scope) -> frozenset[str]:
    """The packages that have to be imported to load what is large in a scope."""
    stored = (cast("Stored", entry) for entry in scope.values() if is_stored(entry))
    return frozenset(kind.partition(".")[0] for _, _, _, _, kind, _ in stored)
