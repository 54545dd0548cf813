"""Where the records and items of a run lie: the driver's index of packs, made of the same facts that the
ledger holds.

It answers what a chunk's worker must be told: the brief of a fan, the blocks of the records that tasks come
from, the inputs of joins. What belongs to a fan is dropped when the fan's join is done.
"""

from bisect import bisect_right, insort

from fanfold.engine.facts import Fact
from fanfold.graph.graph import Graph, Node, NodeType
from fanfold.model.named import NamedTuple
from fanfold.model.names import ROOT_FAN, FanId, StepName
from fanfold.model.place import Span, Task
from fanfold.run.events import FanStopped, ItemsDone, SplitDone, TaskFailed
from fanfold.store.location import Location
from fanfold.store.rows import Block
from fanfold.workers.messages import Around, FanBrief, JoinBrief, LostTask

Parents = tuple[tuple[StepName, ...], int | None, tuple[Block, ...]] | None


class FanPlace(NamedTuple):
    """One fan: its split's task, its width, and where its items and its split's record lie."""

    parent: Task
    width: int
    items: Location | None
    record: Location


class Whereabouts:
    """The index of one run. `keeps` says that fans are kept when their join is done."""

    def __init__(self, graph: Graph, *, keeps: bool = False) -> None:
        self._graph = graph
        self._keeps = keeps
        self._fans: dict[FanId, FanPlace] = {}
        self._fan_of: dict[tuple[FanId, StepName, int], FanId] = {}
        self._blocks: dict[tuple[FanId, StepName], dict[int, list[Block]]] = {}
        self._lost: dict[FanId, list[LostTask]] = {}
        self._stopped: dict[FanId, int] = {}
        self._folded = _folded_steps(graph)
        self._briefs: dict[FanId, FanBrief] = {}
        self._inner: dict[StepName, list[StepName]] = {}
        self._came: dict[FanId, list[Block]] = {}

    def note(self, fact: Fact, fan: FanId | None) -> None:
        """Take in a fact; `fan` is the id of the fan that a split opened."""
        event = fact.event
        if isinstance(event, ItemsDone):
            assert fact.location is not None
            self._add(event.span, fact.location)
            self._drop_if_join(event.span)
        elif isinstance(event, SplitDone):
            assert fan is not None and fact.location is not None
            task = event.task
            self._fans[fan] = FanPlace(task, event.width, fact.items, fact.location)
            join = self._graph[task.step].join
            assert join is not None
            self._fan_of[task.fan, join, task.index] = fan
        elif isinstance(event, FanStopped):
            self._stopped.setdefault(event.task.fan, event.task.index)

    def lose(self, fact: Fact) -> None:
        """Take in a failure that is tolerated: the join of its fan is to be told of it."""
        event = fact.event
        assert isinstance(event, TaskFailed)
        task = event.task
        told = None if fact.location else event.failure
        lost = LostTask(task.index, task.step, task.turn, event.attempt, fact.location, told)
        self._lost.setdefault(task.fan, []).append(lost)

    def _add(self, span: Span, location: Location) -> None:
        block = Block(span.first, span.stop, *location)
        blocks = self._blocks.setdefault((span.fan, span.step), {}).setdefault(span.turn, [])
        if blocks and blocks[-1] > block:
            insort(blocks, block)
        else:
            blocks.append(block)
        if span.step in self._folded:
            self._came.setdefault(span.fan, []).append(block)

    def _drop_if_join(self, span: Span) -> None:
        """Once a fan's join is done, nobody asks for its items any more."""
        node = self._graph[span.step]
        if not node.is_join or node.split is None or not self._graph[node.split].is_fan:
            return
        for index in range(span.first, span.stop):
            fan = None if self._keeps else self._fan_of.pop((span.fan, span.step, index), None)
            if fan is not None:
                self._drop(fan)

    def _drop(self, fan: FanId) -> None:
        place = self._fans.pop(fan, None)
        if place is None:
            return
        self._briefs.pop(fan, None)
        self._lost.pop(fan, None)
        self._stopped.pop(fan, None)
        self._came.pop(fan, None)
        for step in self._steps_of(place.parent.step):
            self._blocks.pop((fan, step), None)

    def _steps_of(self, split: StepName) -> list[StepName]:
        """The steps within a split's fan."""
        steps = self._inner.get(split)
        if steps is None:
            nodes = self._graph.nodes.items()
            steps = self._inner[split] = [name for name, node in nodes if split in (node.split_parents or ())]
        return steps

    def fan_brief(self, fan: FanId) -> FanBrief:
        """What a worker must know of a fan."""
        if fan == ROOT_FAN:
            return FanBrief(fan, 1, None, None)
        brief = self._briefs.get(fan)
        if brief is None:
            place = self._fans[fan]
            outer = self._outer(place.parent)
            brief = self._briefs[fan] = FanBrief(fan, place.width, place.items, place.record, outer)
        return brief

    def _outer(self, task: Task) -> tuple[Around, ...]:
        if task.fan == ROOT_FAN:
            return ()
        place = self._fans[task.fan]
        around = Around(task.fan, task.index, place.width, place.items, place.record)
        return (*self._outer(place.parent), around)

    def indexes(self, task: Task) -> tuple[int, ...]:
        """The foreach indexes of a task, outermost first."""
        if task.fan == ROOT_FAN:
            return ()
        return (*self.indexes(self._fans[task.fan].parent), task.index)

    def fans(self) -> list[tuple[FanId, FanPlace]]:
        """All fans that are known."""
        return list(self._fans.items())

    def place(self, fan: FanId) -> FanPlace | None:
        """What is known of a fan; None for the root fan and for fans that are through."""
        return self._fans.get(fan)

    def parents(self, span: Span) -> Parents:
        """The records that the tasks of a span inherit from; None where they come right from their split,
        or inherit nothing.
        """
        node = self._graph[span.step]
        if node.is_join:
            return None
        if span.turn > 0:
            return (
                (span.step,),
                span.turn - 1,
                self._slice(span.fan, span.step, span.turn - 1, span.first, span.stop),
            )
        steps = tuple(step for step in node.in_steps if step != span.step and not self._opens(step, span))
        if not steps:
            return None
        return self._before(span, steps)

    def _opens(self, step: StepName, span: Span) -> bool:
        """Whether `step` is the split that opened the span's fan, so that its record is the fan's scope."""
        return self._graph[step].is_fan

    def _before(self, span: Span, steps: tuple[StepName, ...]) -> Parents:
        found: list[Block] = []
        for step in steps:
            turns = self._blocks.get((span.fan, step), {})
            if self._graph[step].loops:
                found += self._last_turns(turns, span)
            else:
                found += self._slice(span.fan, step, 0, span.first, span.stop)
        return (steps, None, tuple(sorted(found)))

    def _last_turns(self, turns: dict[int, list[Block]], span: Span) -> list[Block]:
        """For a loop that the items have left: for each index the block of its last turn."""
        found = []
        for index in range(span.first, span.stop):
            for turn in sorted(turns, reverse=True):
                block = _covering(turns[turn], index)
                if block is not None:
                    found.append(block._replace(first=index, stop=index + 1))
                    break
        return found

    def _slice(self, fan: FanId, step: StepName, turn: int, first: int, stop: int) -> tuple[Block, ...]:
        blocks = self._blocks.get((fan, step), {}).get(turn, [])
        start = max(0, bisect_right(blocks, first, key=lambda block: block.first) - 1)
        found = []
        for block in blocks[start:]:
            if block.first >= stop:
                break
            if first <= block.first and block.stop <= stop:
                found.append(block)
            elif block.stop > first:
                found.append(block._replace(first=max(first, block.first), stop=min(stop, block.stop)))
        return tuple(found)

    def join_brief(self, task: Task) -> JoinBrief:
        """The inputs of a join."""
        node = self._graph[task.step]
        assert node.split is not None
        split = self._graph[node.split]
        if split.type is NodeType.SPLIT:
            steps = self._in_branch_order(node, split)
            blocks = tuple(self._slice(task.fan, step, 0, task.index, task.index + 1) for step in steps)
            came = [(step, found) for step, found in zip(steps, blocks, strict=True) if found]
            return JoinBrief(None, tuple(step for step, _ in came), tuple(found for _, found in came))
        fan = self._fan_of[task.fan, task.step, task.index]
        lost = self._lost.get(fan)
        return JoinBrief(
            self.fan_brief(fan),
            node.in_steps,
            (self._inputs_of(fan, node),),
            () if lost is None else tuple(sorted(lost, key=lambda each: each.index)),
            self._stopped.get(fan),
            folds=node.folds is not None and not self._keeps,
        )

    def join_of(self, fan: FanId) -> StepName | None:
        """The join of a fan that is not folded yet; None: there is no such fan."""
        place = self._fans.get(fan)
        return None if place is None else self._graph[place.parent.step].join

    def has_come(self, fan: FanId) -> bool:
        """Whether any input has, of such a join."""
        return fan in self._came

    def came(self, fan: FanId, *, start: int = 0) -> tuple[Block, ...]:
        """The inputs of a join that folds them as they come, but for the first `start` blocks."""
        return tuple(self._came.get(fan, ())[start:])

    def _inputs_of(self, fan: FanId, join: Node) -> tuple[Block, ...]:
        """Where the inputs of a join lie: by index, or for one that folds as they came."""
        if join.folds is not None:
            return self.came(fan)
        width = self._fans[fan].width
        return tuple(sorted(block for step in join.in_steps for block in self._slice(fan, step, 0, 0, width)))

    def _in_branch_order(self, join: Node, split: Node) -> tuple[StepName, ...]:
        """The join's parents in the order in which the split names their branches."""

        def branch(step: StepName) -> int:
            return next(
                (number for number, first in enumerate(split.out_steps) if self._leads_to(first, step)),
                len(split.out_steps),
            )

        return tuple(sorted(join.in_steps, key=branch))

    def _leads_to(self, first: StepName, step: StepName) -> bool:
        seen: list[StepName] = []
        ahead = [first]
        while ahead:
            name = ahead.pop()
            if name == step:
                return True
            if name not in seen:
                seen.append(name)
                ahead += [
                    target
                    for target in self._graph[name].out_steps
                    if len(self._graph[target].split_parents) >= len(self._graph[first].split_parents)
                ]
        return False


def _folded_steps(graph: Graph) -> frozenset[StepName]:
    """The steps whose tasks are the inputs of a join of a foreach that folds them as they come."""
    joins = [node for node in graph.nodes.values() if node.folds is not None and node.split is not None]
    return frozenset(
        step for join in joins if join.split and graph[join.split].is_fan for step in join.in_steps
    )


def _covering(blocks: list[Block], index: int) -> Block | None:
    number = bisect_right(blocks, index, key=lambda block: block.first) - 1
    return blocks[number] if number >= 0 and blocks[number].stop > index else None
