"""A worker: takes chunks from the driver, runs their items one after the other, and tells by counters how
far it is.

For each item: mark it in shared memory, read the chunk's limit, run each link of the chain, append the
record, advance the counter. A kill costs the item in hand and nothing else.
"""

from __future__ import annotations

import sys
from time import monotonic_ns, time
from typing import Any, Protocol

from fanfold.flow.current import Parallel, TaskInfo, current
from fanfold.flow.parameters import parameters_of
from fanfold.flow.task import FanView, TaskState
from fanfold.flow.transition import Transition
from fanfold.graph.graph import NodeType
from fanfold.model.limits import SCOPE_DEPTH_MAX
from fanfold.model.names import StepName, task_id
from fanfold.model.place import Span
from fanfold.model.status import Status
from fanfold.store.items import ItemWriter, TooWide
from fanfold.store.loading import Packs
from fanfold.store.packs import RECORD, PackWriteError, PackWriter
from fanfold.store.records import FROM_FAN, FROM_NOTHING, encode
from fanfold.store.scopes import add
from fanfold.workers.attempt import Ended, StepCode
from fanfold.workers.brief import RunBrief
from fanfold.workers.cells import (
    CAUGHT,
    DONE,
    LIMIT_SLOTS,
    LIMITS,
    MARK,
    STARTED,
    Cells,
    done_word,
    mark_word,
)
from fanfold.workers.changes import Changes
from fanfold.workers.channel import Channel
from fanfold.workers.messages import Broken, Chunk, ChunkDone, Failed, FromWorker, Retire, Split, Switched
from fanfold.workers.views import Base, Views


class Sends(Protocol):
    """Where a worker's messages go."""

    def send(self, message: FromWorker) -> None:
        """Tell the driver."""


class Ends(Protocol):
    """Who knows what a task wrote."""

    def end(self) -> tuple[int, int, int, int] | None:
        """The bytes of the logs that were written since the last call."""


class Worker:
    """The loop of one worker process. `serve()` returns when it is to end."""

    def __init__(self, brief: RunBrief, pack: PackWriter, cells: Cells, channel: Sends, output: Ends, *, copies: bool) -> None:
        self.brief = brief
        self.channel = channel
        self.cells = cells
        self.pack = pack
        self.output = output
        self.packs = Packs(brief.facts.folder / "packs")
        self.views = Views(brief, self.packs, copies=copies)
        self.changes = Changes(self.packs)
        self.codes: dict[StepName, StepCode] = {}
        self.count = 0
        self.caught = 0
        self.info = _info(brief)
        self.known_modules = frozenset(sys.modules)
        cells.words[DONE] = done_word(0, self.pack.offset)

    def serve(self, channel: Channel) -> None:
        """Run chunks until told to end, or the driver is gone."""
        while isinstance(message := channel.receive(), Chunk):
            try:
                self.run(message)
            except PackWriteError as error:
                channel.send(Broken(error.errno, error.message))
                return
        assert message is None or isinstance(message, Retire)

    def run(self, chunk: Chunk) -> None:
        """Run a chunk up to its limit."""
        words, limit = self.cells.words, LIMITS + chunk.number % LIMIT_SLOTS
        self.views.learn(chunk.fans)
        position = 0
        for number, span in enumerate(chunk.spans):
            fan = self.views.fan(span.fan)
            bases = self.views.bases(chunk, number)
            for index in range(span.first, span.stop):
                words[MARK] = mark_word(chunk.number, position)
                if position >= words[limit]:
                    break
                words[STARTED] = monotonic_ns()
                self.item(chunk, span, fan, index, next(bases), limit, position)
                position += 1
        words[MARK] = 0
        self.channel.send(ChunkDone(chunk.number, self._modules()))

    def _modules(self) -> tuple[str, ...]:
        if self.count > 1:
            return ()
        return tuple(name for name in sys.modules if name not in self.known_modules)

    def item(
        self, chunk: Chunk, span: Span, fan: FanView, index: int, base: Base, limit: int, position: int
    ) -> None:
        """Run one item through the chain."""
        for step in chunk.chain:
            obj, ended, place = self.attempt(chunk, span, fan, index, step, base)
            if ended.status is Status.FAILED or len(chunk.chain) == 1:
                return
            if self.cells.words[limit] <= position:  # told to stop: the rest of the chain is handed back
                return
            base = Base(add(base.scope, ended.entries), place, base.depth + 1)

    def attempt(
        self, chunk: Chunk, span: Span, fan: FanView, index: int, step: StepName, base: Base
    ) -> tuple[Any, Ended, tuple[str, int]]:
        """One attempt of one task, recorded."""
        code = self.codes.get(step) or self._code(step)
        obj, state = self._object(code, fan, index, base)
        self._begin(code, chunk, fan, index, span.turn)
        inputs = None
        if code.node.is_join:
            state.is_join = True
            inputs = self.views.inputs(chunk.joins[span.fan, index], span, index)
        if chunk.fallback is not None:
            ended = self._fallback(code, obj, chunk.fallback)
        else:
            ended = code.run(obj, state, inputs, chunk.attempt, self.changes, self.pack)
        place = self._record(code, state, ended, chunk, span, index, base)
        return obj, ended, place

    def _code(self, step: StepName) -> StepCode:
        code = self.codes[step] = StepCode(self.brief.code.flow_class, self.brief.code.graph, step)
        return code

    def _object(self, code: StepCode, fan: FanView, index: int, base: Base) -> tuple[Any, TaskState]:
        flow_class = self.brief.code.flow_class
        obj: Any = object.__new__(flow_class)
        scope = {} if code.node.is_join else base.scope
        state = obj._task = TaskState(code.step, fan, index, scope, self.packs, self.brief.constants)
        if code.node.type is NodeType.FOREACH:
            state.sink = self._take_items
        return obj, state

    def _take_items(self, iterable: Any, key: Any) -> Any:
        writer = ItemWriter(self.pack, name=_namer(key), width_max=self.brief.facts.max_num_splits)
        try:
            return writer.write(iterable)
        except TooWide:
            from fanfold.model.errors import InvalidNextException

            raise InvalidNextException(
                f"The foreach has more than {self.brief.facts.max_num_splits} items, which is what --max-num-splits allows.",
                remedy="Raise or leave out --max-num-splits.",
            ) from None

    def _begin(self, code: StepCode, chunk: Chunk, fan: FanView, index: int, turn: int) -> None:
        info = self.info
        info.step_name = code.step
        info.task_id = task_id((*fan.indexes, index) if fan.fan else (), turn=turn)
        info.retry_count = chunk.attempt
        if chunk.gang is not None:
            info.parallel = Parallel("127.0.0.1", chunk.gang[0], index, chunk.gang[1])
        current._begin(info)

    def _fallback(self, code: StepCode, obj: Any, failure: tuple[str, str, str]) -> Ended:
        kind, message, trace = failure
        return code.caught(obj, ("died", kind, message, "", trace), (time(), 0.0), {})

    def _record(
        self, code: StepCode, state: TaskState, ended: Ended, chunk: Chunk, span: Span, index: int, base: Base
    ) -> tuple[str, int]:
        """Write the attempt's record, then say that it is there: what the driver cannot count goes before
        the counter.
        """
        parent, depth, entries = base.parent, base.depth, ended.entries
        if code.node.is_join:
            parent, depth = FROM_NOTHING, 0
        elif depth >= SCOPE_DEPTH_MAX and parent != FROM_FAN:
            parent, depth, entries = FROM_NOTHING, 0, add(base.scope, entries)
            base.depth = -1
        transition = ended.transition
        target = transition.case if transition is not None else None
        location = self.pack.append(
            RECORD,
            encode(
                (
                    code.step,
                    span.fan,
                    index,
                    span.turn,
                    chunk.attempt,
                    int(ended.status),
                    ended.started,
                    ended.seconds,
                    self.output.end(),
                    parent,
                    depth,
                    entries,
                    state.fan.key(index),
                    target,
                    ended.failure,
                    _split(transition),
                )
            ),
        )
        self.count += 1
        if ended.status is Status.FAILED:
            assert ended.failure is not None
            self.channel.send(Failed(self.count, ended.failure, location))
        elif transition is not None and transition.width is not None:
            self.channel.send(Split(self.count, transition.width, transition.items, location))
        elif target is not None:
            self.channel.send(Switched(self.count, StepName(target)))
        if ended.status is Status.CAUGHT:
            self.caught += 1
            self.cells.words[CAUGHT] = self.caught
        self.cells.words[DONE] = done_word(self.count, self.pack.offset)
        return (location.pack, location.offset)


def _split(transition: Transition | None) -> tuple[int, tuple[str, int, int] | None] | None:
    if transition is None or transition.width is None:
        return None
    items = transition.items
    return transition.width, None if items is None else (items.pack, items.offset, items.length)


def _namer(key: Any) -> Any:
    """How `key=` names an item: a function, or the name of a key or an attribute of theirs."""
    if key is None or callable(key):
        return key

    def name(item: Any) -> object:
        return item[key] if isinstance(item, dict) else getattr(item, key)

    return name


def _info(brief: RunBrief) -> TaskInfo:
    facts = brief.facts
    return TaskInfo(
        flow_name=brief.code.flow_class.__name__,
        run_id=facts.run_id,
        step_name="",
        origin_run_id=facts.origin_run_id,
        username=facts.user,
        namespace=facts.namespace,
        tags=frozenset(facts.tags),
        parameter_names=tuple(parameters_of(brief.code.flow_class)),
    )
