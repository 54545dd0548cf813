"""A worker: takes chunks from the driver, runs their items one after the other, and tells by counters how
far it is.

For each item: mark it in shared memory, read the chunk's limit, run each link of the chain, which appends
its record and advances the counter. A kill costs the item in hand and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from time import monotonic_ns, perf_counter
from typing import Any

from fanfold.flow.current import Parallel
from fanfold.model.errors import InvalidNextException
from fanfold.model.names import StepName
from fanfold.model.place import Span
from fanfold.model.timing import Timing
from fanfold.store.items import ItemWriter, TooWide
from fanfold.store.packs import PackWriteError, PackWriter
from fanfold.workers.attempt import StepCode
from fanfold.workers.cells import (
    DONE,
    LIMIT_SLOTS,
    LIMITS,
    MARK,
    SPAN_END_SLOTS,
    SPAN_ENDS,
    STARTED,
    Cells,
)
from fanfold.workers.channel import Channel
from fanfold.workers.kit import Kit
from fanfold.workers.link import Bench, Ends, Fresh, Link
from fanfold.workers.messages import Broken, Chunk, ChunkDone, LeftBehind, Retire
from fanfold.workers.names import Names
from fanfold.workers.recorder import Recorder, Sends
from fanfold.workers.views import Start

RunItem = Callable[[int, Start, int], None]
"""Runs an item: its index, from what it starts, and its position in the chunk."""


class Worker:
    """The loop of one worker. `serve()` returns when it is to end."""

    def __init__(
        self, kit: Kit, pack: PackWriter, cells: Cells, channel: Sends, output: Ends, fresh: Fresh
    ) -> None:
        self.brief = kit.brief
        self._channel = channel
        self._words = cells.words
        self._views = kit.views
        self._views.tell = self._say
        self._codes: dict[StepName, StepCode] = {}
        self._info = kit.info
        self._spans = 0
        self._recorder = Recorder(pack, channel, cells)
        self._bench = Bench(kit, self._recorder, output, fresh)

    def serve(self, channel: Channel) -> None:
        """Run chunks until told to end, or the driver is gone."""
        while isinstance(message := channel.receive(), Chunk):
            try:
                if message.early:
                    self._fold_early(message, channel)
                    return  # it was there for this join only
                self.run(message)
            except PackWriteError as error:
                channel.send(Broken(error.errno, error.message))
                return
        assert message is None or isinstance(message, Retire)

    def close(self) -> None:
        """Give the descriptors of packs back, where the process outlives the worker."""
        self._bench.packs.close()

    def run(self, chunk: Chunk) -> None:
        """Run a chunk up to its limit."""
        words, limit = self._words, LIMITS + chunk.number % LIMIT_SLOTS
        self._views.learn(chunk.fans)
        mark = (chunk.number << 32) + 1  # what `mark_word` makes for position 0
        position = 0
        begun = perf_counter()
        timings = {step: Timing() for step in chunk.chain}
        for number, span in enumerate(chunk.spans):
            links = self._links(chunk, span)
            starts = self._views.starts(chunk, number)
            item = self._item_of(chunk, span, links, limit)
            for index in range(span.first, span.stop):
                words[MARK] = mark + position
                if position >= words[limit]:
                    break
                words[STARTED] = monotonic_ns()
                item(index, next(starts), position)
                position += 1
            if len(chunk.spans) > 1:
                words[SPAN_ENDS + self._spans % SPAN_END_SLOTS] = words[DONE]
                self._spans += 1
            for link in links:
                link.gather_times(timings[link.code.step])
        words[MARK] = 0
        told = self._recorder.so_far
        seconds = perf_counter() - begun
        done = ChunkDone(chunk.number, *told, seconds, self._modules(), tuple(timings.items()))
        self._channel.send(done)

    def _fold_early(self, chunk: Chunk, channel: Channel) -> None:
        """Run a join whose inputs have not all come."""
        from fanfold.workers.early_fold import Coming, EarlyLink, LateDeadline, never

        (span,), ((_, index),) = chunk.spans, chunk.joins
        self._views.learn(chunk.fans)
        code = self._code(span.step)
        deadline = LateDeadline(code)

        def begin() -> None:
            self._words[MARK] = (chunk.number << 32) + 1
            deadline.arm()

        coming = Coming(channel, begin)
        inputs, start = self._views.coming(chunk.joins[span.fan, index], span, index, coming)
        link = EarlyLink(self._bench, code, span, self._views.fan(span.fan), 0, never, is_last=True)
        link.coming = coming
        self._words[STARTED] = monotonic_ns()
        link.run(index, start, inputs=inputs)
        self._words[MARK] = 0
        if link.counts or (link.failed_early and coming.give_up(span.step, link.failed_early)):
            channel.send(ChunkDone(chunk.number, *self._recorder.so_far))

    def _links(self, chunk: Chunk, span: Span) -> list[Link]:
        fan = self._views.fan(span.fan)
        last = chunk.chain[-1]
        return [
            Link(
                self._bench,
                self._code(step),
                span,
                fan,
                chunk.attempt_of(step),
                partial(self._take_items, step),
                is_last=step == last and not chunk.loops,
            )
            for step in chunk.chain
        ]

    def _code(self, step: StepName) -> StepCode:
        code = self._codes.get(step)
        if code is None:
            code = self._codes[step] = StepCode(self.brief.code.flow_class, self.brief.code.graph, step)
        return code

    def _item_of(self, chunk: Chunk, span: Span, links: list[Link], limit: int) -> RunItem:
        """What runs one item of a span through the chain."""
        first, *others = links
        words = self._words

        def follow(after: Start | None, index: int, position: int) -> None:
            for link in others:
                if after is None or words[limit] <= position:  # it failed, or all is to stop
                    return
                after = link.run(index, after)

        def plain(index: int, start: Start, position: int) -> None:
            after = first.run(index, start)
            if others:
                follow(after, index, position)

        def join(index: int, start: Start, position: int) -> None:
            inputs, start = self._views.inputs(chunk.joins[span.fan, index], span, index)
            follow(first.run(index, start, inputs=inputs), index, position)

        def turns(index: int, start: Start, position: int) -> None:
            first.begin_at(span.turn, chunk.attempt)
            after = first.run(index, start)
            while after is not None and first.case == first.code.step and words[limit] > position:
                words[STARTED] = monotonic_ns()
                first.turn()
                after = first.run(index, after)

        def node(index: int, start: Start, position: int) -> None:
            assert chunk.gang is not None
            self._info.parallel = Parallel("127.0.0.1", chunk.gang[0], index, chunk.gang[1])
            plain(index, start, position)

        def fall_back(index: int, start: Start, position: int) -> None:
            assert chunk.fallback is not None
            first.fall_back(index, start, chunk.fallback)

        if chunk.fallback is not None:
            return fall_back
        if chunk.loops:
            return turns
        return join if chunk.joins else node if chunk.gang is not None else plain

    def _take_items(self, step: StepName, iterable: Any, key: Any) -> Any:
        most = self.brief.facts.max_num_splits
        names = None if key is None else Names(key)
        try:
            taken = ItemWriter(self._recorder.pack, name=names, width_max=most).write(iterable)
        except TooWide:
            raise InvalidNextException(
                f"The foreach has more than {most} items, which is what --max-num-splits allows.",
                remedy="Raise or leave out --max-num-splits.",
            ) from None
        if names is not None and names.complaint():
            self._recorder.tell(LeftBehind(step, (names.complaint(),)))
        return taken

    def _say(self, step: StepName, sentence: str) -> None:
        self._recorder.tell(LeftBehind(step, (sentence,)))

    def _modules(self) -> tuple[str, ...]:
        """What the first task imported."""
        return self._bench.imported() if self._recorder.count <= 1 else ()
