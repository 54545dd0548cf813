"""Who runs what next: ready tasks meet free workers.

Deeper steps go first. A wide step's warm workers get chunks, one ahead; a task that is to have a process of
its own gets one, when there is room; a gang starts all at once, whatever the room. When workers are free
and everything is given out, what lies behind a slow item is taken back from its worker. What waits for a
`@limit` holds up nobody else.
"""

from __future__ import annotations

from collections.abc import Callable

from fanfold.engine.briefing import chunk_of
from fanfold.engine.capacity import Capacity
from fanfold.engine.crew import Crew, Member
from fanfold.engine.growth import Growth
from fanfold.engine.hand import Given
from fanfold.engine.ready import Lane, Ready
from fanfold.engine.sizing import Sizing
from fanfold.engine.whereabouts import Whereabouts
from fanfold.graph.graph import Graph
from fanfold.model.names import FanId, StepName
from fanfold.model.place import Span, Task
from fanfold.model.status import Failure
from fanfold.run.effects import Launch
from fanfold.run.limits import UNLIMITED, Limits
from fanfold.workers.messages import Chunk

AHEAD_MAX = 2
IDLE_KEPT = 32
STANDING_BY_MAX = 8
"""So many processes of a step at most wait for room."""


class Dispatch:
    """Gives ready tasks to workers. `held_up` says how many tasks of each step wait for its `@limit`."""

    def __init__(
        self,
        graph: Graph,
        crew: Crew,
        whereabouts: Whereabouts,
        capacity: Capacity,
        growth: Growth,
        now: Callable[[], float],
    ) -> None:
        self.ready = Ready(_ranks(graph))
        self.sizing = Sizing()
        self.last_failures: dict[Task, Failure] = {}
        self.limits = Limits({name: node.policy for name, node in graph.nodes.items()})
        self.held_up: dict[StepName, int] = {}
        self._stopped: dict[FanId, None] = {}
        self._cancelled: list[Span] = []
        self._graph = graph
        self._crew = crew
        self._whereabouts = whereabouts
        self._capacity = capacity
        self._growth = growth
        self._now = now

    def learn(self, member: Member, given: Given, seconds: float) -> None:
        """A worker is through with a chunk, which took it so long."""
        if given.position:
            self.sizing.learn(member.step, given.position, seconds)

    def assign(self) -> None:
        """Give out what can be given."""
        self.held_up.clear()
        starved = False
        for lane in self.ready.lanes():
            if self.ready.head(lane).gang:
                self._start_gangs(lane)
            elif self._is_held_up(lane.step):
                self._hold_up(lane)
            elif not starved:
                starved = self._solo(lane) if lane.solo else self._warm(lane)
                if self.ready.count(lane) and self._is_held_up(lane.step):
                    self._hold_up(lane)
                    starved = False
        self._dismiss()

    @property
    def wants_workers(self) -> bool:
        """Whether there is something that more workers could do now."""
        return len(self.ready) > sum(self.held_up.values())

    def until_due(self) -> float:
        """How many seconds until a rate lets the next task through; 0 if none that is known holds any up."""
        due = self.limits.due()
        return 0.0 if due is None else max(due - self._now(), 0.0)

    def _hold_up(self, lane: Lane) -> None:
        self.held_up[lane.step] = self.held_up.get(lane.step, 0) + self.ready.count(lane)

    def _is_held_up(self, step: StepName) -> bool:
        return self.limits.pool(step) is not None and self._free(step) <= 0

    def _free(self, step: StepName) -> int:
        """How many more tasks of a step may begin now, by its limit."""
        pool = self.limits.pool(step)
        if pool is None:
            return UNLIMITED
        running = sum(1 for member in self._crew.members if member.step in pool.steps and member.hand.given)
        return pool.free(self._now(), running)

    def _room(self) -> int:
        return self._growth.wanted - sum(
            1 for member in self._crew.members if member.hand.given and not member.gang
        )

    def _room_for(self, step: StepName) -> int:
        most = self._capacity.most(step)
        room = min(self._room(), self._free(step))
        if most is None:
            return room
        return min(
            room,
            most - sum(1 for member in self._crew.members if member.step == step and member.hand.given),
        )

    def _start_gangs(self, lane: Lane) -> None:
        """Start gangs, each whole, until the nodes of others are as many as there may be workers."""
        while self.ready.count(lane) and (launch := self.ready.head(lane)).gang:
            if self._others_nodes(launch.span.fan) >= self._growth.wanted or self._is_ending(launch.span.fan):
                return
            self._start_gang(self.ready.take(lane, launch.span.width)[0])

    def _is_ending(self, fan: FanId) -> bool:
        """Whether nodes of this gang are being ended, to begin again together with those that wait."""
        return any(member.process.killed_by_us for member in self._crew.members if member.is_node_of(fan))

    def _others_nodes(self, fan: FanId) -> int:
        """The nodes at work of other gangs. This one's own may be waiting for a node that is to run again."""
        given = [member.hand.given[0] for member in self._crew.members if member.gang and member.hand.given]
        return sum(1 for each in given if each.launch.span.fan != fan)

    def _start_gang(self, launch: Launch) -> None:
        """Start a node of a gang each; nodes of a retry are told of the whole gang, too."""
        place = self._whereabouts.place(launch.span.fan)
        assert place is not None, "a gang's fan is open"
        for index in range(launch.span.first, launch.span.stop):
            one = launch._replace(span=launch.span._replace(first=index, stop=index + 1))
            member = self._crew.hire(launch.span.step, isolated=True, gang=True)
            self._crew.give(member, self._chunk(member, [one])._replace(gang=(place.width, "0")), one)
            self._crew.retire(member)

    def _solo(self, lane: Lane) -> bool:
        """Start processes for single tasks; says whether some had to wait for room."""
        while self.ready.count(lane) and not self.ready.head(lane).gang:
            if self._crew.pool.is_coming(lane.step):
                return False
            if self._room_for(lane.step) <= 0:
                self._stand_by(lane)
                return True
            launches = self.ready.take(lane, 1)
            member = next(iter(self._standing_by(lane.step)), None) or self._hire_solo(lane)
            self._begin(lane.step, 1)
            self._crew.give(member, self._chunk(member, launches), launches[0])
            self._crew.retire(member)
        return False

    def _hire_solo(self, lane: Lane) -> Member:
        return self._crew.hire(lane.step, isolated=True, ahead=self.ready.count(lane))

    def _stand_by(self, lane: Lane) -> None:
        """Have the processes of the next tasks there when there is room for them: as many as are at work."""
        step = lane.step
        if self._capacity.most(step) is not None or self.limits.pool(step) is not None:
            return
        if not self._crew.pool.has_room():
            return
        at_work = sum(1 for member in self._crew.members if member.step == step and member.hand.given)
        there = len(self._standing_by(step))
        for _ in range(there, min(at_work, self.ready.count(lane), STANDING_BY_MAX)):
            self._hire_solo(lane)

    def _standing_by(self, step: StepName) -> list[Member]:
        return [member for member in self._crew.members if member.step == step and member.stands_by]

    def _dismiss(self) -> None:
        """Nobody stands by for a step of which nothing waits."""
        for member in self._crew.members:
            if member.stands_by and not self.ready.count(Lane(member.step, solo=True)):
                self._crew.retire(member)

    def _warm(self, lane: Lane) -> bool:
        """Feed the warm workers of a step, and hire more while there is room; says whether some tasks had
        to wait.
        """
        members = self._warm_members(lane.step)
        for ahead in range(self._ahead(lane.step)):
            for member in members:
                if (
                    self.ready.count(lane)
                    and len(member.hand.given) == ahead
                    and self._may(member, lane.step)
                ):
                    self._feed(member, lane, len(members))
            if ahead == 0:
                self._hire_warm(lane, members)
        return bool(self.ready.count(lane)) and not any(
            len(member.hand.given) < self._ahead(lane.step) for member in members
        )

    def _ahead(self, step: StepName) -> int:
        """How many chunks a worker has at most: what a rate counts as begun has to begin at once."""
        pool = self.limits.pool(step)
        return AHEAD_MAX if pool is None or pool.starts is None else 1

    def _begin(self, step: StepName, count: int) -> None:
        pool = self.limits.pool(step)
        if pool is not None:
            pool.begin(self._now(), count)

    def _may(self, member: Member, step: StepName) -> bool:
        return bool(member.hand.given) or self._room_for(step) > 0

    def _hire_warm(self, lane: Lane, members: list[Member]) -> None:
        while self.ready.count(lane) and self._room_for(lane.step) > 0:
            self._make_room()
            member = self._crew.hire(lane.step, isolated=False)
            members.append(member)
            self._feed(member, lane, max(len(members), self._growth.wanted))

    def _feed(self, member: Member, lane: Lane, workers: int) -> None:
        size = self.sizing.size(lane.step, self.ready.count(lane), workers)
        pool = self.limits.pool(lane.step)
        if pool is not None and pool.starts is not None:
            size = min(size, pool.in_hand_max, self._free(lane.step))
        launches = self.ready.take(lane, size)
        self._begin(lane.step, sum(launch.span.width for launch in launches))
        self._crew.give(member, self._chunk(member, launches), launches[0])

    def _chunk(self, member: Member, launches: list[Launch]) -> Chunk:
        span = launches[0].span
        failure = self.last_failures.get(span.task(span.first))
        return chunk_of(member.next_chunk, launches, self._graph, self._whereabouts, failure)

    def _warm_members(self, step: StepName) -> list[Member]:
        return [
            member
            for member in self._crew.members
            if member.step == step and not member.isolated and not member.retiring
        ]

    def _make_room(self) -> None:
        """Not too many idle processes: let one of another step go."""
        idle = [member for member in self._crew.members if member.idle and not member.isolated]
        if len(idle) >= IDLE_KEPT + self._growth.wanted:
            self._crew.retire(idle[0])

    def taken_back(self, given: Given, stop: int, old: int) -> None:
        """What was taken back from a worker waits again, before all else."""
        for launch in reversed(given.rest(stop, old)):
            self.put_back(launch)

    def put_back(self, launch: Launch) -> None:
        """What nobody has begun waits again, unless its fan stopped meanwhile."""
        if launch.span.fan in self._stopped:
            self._cancelled.append(launch.span)
        else:
            self.ready.add(launch, first=True)

    def recall(self, fans: tuple[FanId, ...]) -> None:
        """Give out nothing more of these fans."""
        self._stopped.update(dict.fromkeys(fans))
        self._cancelled += self.ready.drop(fans)

    def cancelled(self) -> list[Span]:
        """The tasks that were recalled since the last call."""
        cancelled, self._cancelled = self._cancelled, []
        return cancelled


def _ranks(graph: Graph) -> dict[StepName, int]:
    """How deep each step lies: the longest way from the start, by which deeper steps go first."""
    ranks = dict.fromkeys(graph.nodes, 0)
    for _ in graph.nodes:
        for name, node in graph.nodes.items():
            for target in node.out_steps:
                if target != name and target in ranks:
                    ranks[target] = max(ranks[target], min(ranks[name] + 1, len(ranks)))
    return ranks
