"""Joins that begin before their fan is through: `for inp in inputs.as_completed()`.

The run machine knows nothing of them. It opens a join when its fan is through, as always; what is done here
is to have a process ready by then that has folded most of it:

    first input recorded ──► a process, beside the workers ◄──► what came since (`workers/early_fold.py`)
    the machine launches the join ──► the launch is that process's; from there it is a task like any other

So whatever happens to such a process before costs nothing but time: it is no task, is charged no attempt, and
the join starts behind the last checkpoint. Only joins of foreaches that lie in no other foreach begin early:
a thousand inner ones would be a thousand processes.
"""

from __future__ import annotations

from time import monotonic

from fanfold.engine.crew import Crew, Member
from fanfold.engine.hand import Given
from fanfold.engine.whereabouts import Whereabouts
from fanfold.graph.graph import Graph, Node, NodeType
from fanfold.model.limits import GRACE_SECONDS
from fanfold.model.names import ROOT_FAN, FanId, StepName
from fanfold.model.place import Span, Task
from fanfold.model.policy import Resources
from fanfold.run.effects import Launch
from fanfold.run.events import Event, SplitDone
from fanfold.run.machine import Run
from fanfold.workers.cells import MARK
from fanfold.workers.messages import Chunk, FoldMore

STARTS_MAX = 3
"""So many processes for one fan: what kills them may be what is folded."""


class Early:
    """A join that begins early: its fan, its process, how many blocks that was told of, and when it became a
    task.
    """

    __slots__ = ("became_task", "chunk", "fan", "join", "member", "starts", "told")

    def __init__(self, join: Node, fan: FanId) -> None:
        self.join = join
        self.fan = fan
        self.member: Member | None = None
        self.chunk: Chunk | None = None
        self.told = 0
        self.starts = 0
        self.became_task: float | None = None

    @property
    def task(self) -> Task:
        """The join's task, once it is one."""
        return Task(ROOT_FAN, self.join.name, 0)


class EarlyFolds:
    """The joins of one run that begin early, each from its fan's first input on."""

    def __init__(self, graph: Graph, crew: Crew, whereabouts: Whereabouts) -> None:
        self._graph = graph
        self._crew = crew
        self._whereabouts = whereabouts
        self._begun: dict[StepName, Early] = {}
        self._joins = {name: node for name, node in graph.nodes.items() if may_begin(graph, node)}
        for fan, place in whereabouts.fans():  # of a run that is resumed
            self._open(fan, place.parent)

    def note(self, event: Event) -> None:
        """An event is in the ledger."""
        if isinstance(event, SplitDone) and event.fan is not None:
            self._open(event.fan, event.task)

    def _open(self, fan: FanId, split: Task) -> None:
        join = self._joins.get(self._graph[split.step].join or StepName(""))
        if join is not None and split.fan == ROOT_FAN:
            self._begun[join.name] = Early(join, fan)

    def look(self, run: Run) -> None:
        """Start what may begin, and tell those that wait what came since."""
        for early in self._begun.values():
            member = early.member
            if member is not None and (member.process.status is not None or member not in self._crew.members):
                early.member = member = None
            if member is None:
                if self._may_start(early, run):
                    self._start(early)
            elif early.became_task is None:
                member.process.drain()
                self._tell(early, member)
            else:
                self._end_if_stuck(early, member)

    def _may_start(self, early: Early, run: Run) -> bool:
        return (
            early.starts < STARTS_MAX
            and run.halted is None
            and early.fan in run.fans
            and self._whereabouts.has_come(early.fan)
        )

    def _start(self, early: Early) -> None:
        early.starts += 1
        early.told = 0
        member = early.member = self._crew.hire(early.join.name, isolated=True)
        member.early = early.task
        brief = self._whereabouts.join_brief(early.task)
        assert brief.fan is not None
        span = Span(ROOT_FAN, early.join.name, 0, 1)
        early.chunk = Chunk(
            member.next_chunk,
            (span,),
            (early.join.name,),
            0,
            (self._whereabouts.fan_brief(ROOT_FAN), brief.fan),
            (None,),
            {(span.fan, 0): brief._replace(blocks=((),), lost=(), stopped_by=None)},
            early=True,
        )
        self._crew.tell_of(member, early.chunk)

    def _tell(self, early: Early, member: Member) -> None:
        if member.gave_up:
            early.starts = STARTS_MAX
            self._crew.retire(member)
        elif member.waits:
            more = self._whereabouts.came(early.fan, start=early.told)
            if more:
                member.waits = False
                early.told += len(more)
                member.process.channel.send(FoldMore(more))

    def take_over(self, launch: Launch) -> bool:
        """Whether a launch is that of a join that has begun: then its process goes on to its end."""
        early = self._begun.get(launch.span.step)
        if early is None:
            return False
        member, chunk = early.member, early.chunk
        if launch.attempt or launch.fallback or early.became_task is not None:
            return False
        if member is None or chunk is None or member.gave_up or member.process.status is not None:
            early.starts = STARTS_MAX
            return False
        early.became_task = monotonic()
        member.early = None
        member.hand.given.append(Given(chunk, launch, 1))
        more = self._whereabouts.came(early.fan, start=early.told)
        member.process.channel.send(FoldMore(more, self._whereabouts.join_brief(early.task)))
        self._crew.retire(member)
        return True

    def stop(self) -> None:
        """The run is about to end: let those go that are no tasks."""
        for early in self._begun.values():
            if early.member is not None and early.became_task is None:
                self._crew.retire(early.member)

    def _end_if_stuck(self, early: Early, member: Member) -> None:
        """Its `@timeout` counts from when it hears that all has come. If it does not come to hear that, it
        has to begin anew, as any other task.
        """
        seconds, since = early.join.policy.timeout_seconds, early.became_task
        if seconds is None or since is None or not member.hand.given or member.process.cells.words[MARK]:
            return
        if monotonic() - since > seconds + GRACE_SECONDS:
            member.process.kill("it was at one of its inputs for longer than its @timeout")


def early_folds(graph: Graph, crew: Crew, whereabouts: Whereabouts) -> EarlyFolds | None:
    """What begins early in this run; None: nothing does."""
    if not crew.pool.is_beside or not any(may_begin(graph, node) for node in graph.nodes.values()):
        return None
    return EarlyFolds(graph, crew, whereabouts)


def may_begin(graph: Graph, join: Node) -> bool:
    """Whether a join may begin early: a process more beside the workers must do no harm."""
    policy = join.policy
    return (
        join.folds is not None
        and join.split is not None
        and graph[join.split].type is NodeType.FOREACH
        and (policy.cache, policy.limit, policy.resources) == (None, None, Resources())
    )
