"""What the driver looks after while tasks run: deadlines that user code ignored, output of long tasks, and
items behind slow ones.
"""

import time
from collections.abc import Collection

from fanfold.engine.crew import Crew, Member
from fanfold.engine.dispatch import Dispatch
from fanfold.engine.hand import Given
from fanfold.graph.graph import Graph
from fanfold.model.counted import counted
from fanfold.model.limits import GRACE_SECONDS
from fanfold.model.named import NamedTuple
from fanfold.model.names import FanId
from fanfold.model.place import Task
from fanfold.workers.cells import LIMIT_SLOTS, LIMITS, MARK, read_mark

SLOW_NS = 5_000_000
SETTLE_SECONDS = 0.001


class Lowered(NamedTuple):
    """A limit that was lowered; after a moment it will be known what lies beyond it and is not begun."""

    member: Member
    given: Given
    limit: int
    due: float


class Watch:
    """Looks at the crew on every tick."""

    def __init__(self, graph: Graph, crew: Crew, dispatch: Dispatch) -> None:
        self._graph = graph
        self._crew = crew
        self._dispatch = dispatch
        self.lowered: list[Lowered] = []
        self._seen: dict[Member, tuple[tuple[int, int], int]] = {}

    def look(self) -> None:
        """Kill what is far beyond its deadline, and take output of tasks that run long."""
        now_ns = time.monotonic_ns()
        for member in self._crew.members:
            held = member.in_hand()
            mark = member.process.cells.words[MARK]
            if held is None:
                member.mark = mark
                continue
            if mark == member.mark:
                member.process.drain()
                self._deadline(member, held[0], now_ns)
            member.mark = mark

    def _deadline(self, member: Member, given: Given, now_ns: int) -> None:
        """Kill what runs too long, by what was seen from here: a worker that waits for a processor has marked
        an item and not begun it, and a chain's later link begins later than its item.
        """
        seconds = self._graph[given.chunk.chain[given.link]].policy.timeout_seconds
        if seconds is None or given.chunk.fallback is not None:
            return
        at = (member.mark, given.link)
        seen, since_ns = self._seen.get(member, (None, 0))
        if seen != at:
            self._seen = {each: self._seen[each] for each in self._crew.members if each in self._seen}
            self._seen[member] = (at, now_ns)
        elif (now_ns - since_ns) / 1e9 > seconds + GRACE_SECONDS:
            member.process.kill(
                f"@timeout: it ran longer than {counted(seconds, 'second')}, ignored the signal, "
                "and was killed with its children."
            )

    def end_gang(self, task: Task) -> None:
        """End what still runs of this node's gang. Nobody is charged, so all of it runs again."""
        for member in self._crew.members:
            if member.is_node_of(task.fan):
                member.process.kill(f"node {task.index} of its gang failed, and is tried again")

    def take_back(self, free: int) -> None:
        """If `free` workers have nothing to do, take back what lies behind items that are slow."""
        if free <= 0 or self.lowered:
            return
        now_ns = time.monotonic_ns()
        for member in self._crew.members:
            held = member.in_hand()
            if (
                member.isolated
                or held is None
                or now_ns - member.started_ns() < SLOW_NS
                or member.hand.items_left <= 1
            ):
                continue
            given, position = held
            for each in member.hand.given:
                self._lower(member, each, position + 1 if each is given else 0)

    def recall(self, fans: Collection[FanId]) -> None:
        """Take back what workers have of these fans and have not begun."""
        for member in self._crew.members:
            held = member.in_hand()
            for each in member.hand.given:
                if any(span.fan in fans for span in each.chunk.spans):
                    self._lower(member, each, held[1] + 1 if held is not None and held[0] is each else 0)

    def _lower(self, member: Member, given: Given, limit: int) -> None:
        if limit >= given.limit:
            return
        member.process.cells.words[LIMITS + given.chunk.number % LIMIT_SLOTS] = limit
        self.lowered.append(Lowered(member, given, limit, time.monotonic() + SETTLE_SECONDS))

    def settle(self) -> None:
        """Hand on what was taken back: what lies beyond the lowered limit and beyond what its worker has
        begun.
        """
        now = time.monotonic()
        due = [each for each in self.lowered if each.due <= now]
        self.lowered = [each for each in self.lowered if each.due > now]
        for each in due:
            if each.given not in each.member.hand.given:
                continue
            mark = read_mark(each.member.process.cells.words[MARK])
            number = each.given.chunk.number
            if mark is None or mark[0] > number:
                continue  # it may be through with this chunk, and will say itself what it left of it
            stop = max(each.limit, each.given.position, mark[1] + 1 if mark[0] == number else 0)
            if stop < each.given.limit:
                old, each.given.limit = each.given.limit, stop
                each.member.process.cells.words[LIMITS + each.given.chunk.number % LIMIT_SLOTS] = stop
                self._dispatch.taken_back(each.given, stop, old)

    def stop_all(self) -> None:
        """Have every worker stop at its next item, and at its next link."""
        for member in self._crew.members:
            for given in member.hand.given:
                member.process.cells.words[LIMITS + given.chunk.number % LIMIT_SLOTS] = 0
