"""The state of a run: a handful of dictionaries that the machine's moves change and everything else only
reads.

What is kept grows with what is open, never with what is done: a finished task is a number in a count, a
finished fan is gone, and the open tasks of a fan are a few intervals however wide it is.
"""

from collections import deque

from fanfold.graph.graph import Graph
from fanfold.model.named import NamedTuple
from fanfold.model.names import ROOT_FAN, FanId, StepName
from fanfold.model.place import Task
from fanfold.model.slotted import Slotted
from fanfold.model.status import Failure, RunStatus
from fanfold.run.events import Event
from fanfold.run.intervals import IntervalSet
from fanfold.run.routes import routes_of

RECENT_EVENTS_MAX = 256
"""How many of the last events a run remembers, for the story of a task in a report of a bug."""

FIRST_TASKS_MAX = 5
"""How many tasks a group of equal failures names."""


Row = tuple[FanId, StepName, int]
"""All tasks of one step, in one fan, in one turn of a loop. A plain tuple, since each event makes several."""


class Trial(NamedTuple):
    """The attempt that a task is at. Kept only for tasks that failed before.

    Attributes:
        alone: it runs in a fresh process that runs nothing else.
        fallback: it runs no user code but hands the failure to `@catch`.
        waiting: it has not begun; a timer has to fire first.
    """

    attempt: int = 0
    alone: bool = False
    fallback: bool = False
    waiting: bool = False


FIRST_TRIAL = Trial()


class Fan(Slotted):
    """One split at run time. Its items are the tasks of index 0 to width - 1 on the steps up to its join.

    Attributes:
        parent: the task that split.
        step: the first step of its items.
        join: the step that folds them; it runs at the parent's place.
        missing: how many of its items have not arrived at the join and still may.
        pending: how many tasks and inner fans of it are not through. A task that failed for good never is.
        gang: its first step's tasks run all at once (`num_parallel`).
        losses: the items that failed and are tolerated; None: none is.
        stopped: nothing more of it is launched, since it, or a fan around it, came to what it was to stop at.
        cancelled: the tasks that are therefore not run.
    """

    __slots__ = (
        "cancelled", "gang", "id", "join", "losses", "missing", "parent", "pending", "step", "stopped",
        "width",
    )  # fmt: skip

    def __init__(
        self, id: FanId, width: int, parent: Task | None, step: StepName, join: StepName | None, *, gang: bool
    ) -> None:
        self.id = id
        self.width = width
        self.parent = parent
        self.step = step
        self.join = join
        self.missing = width
        self.pending = 0
        self.gang = gang
        self.losses: Losses | None = None
        self.stopped = False
        self.cancelled: dict[Row, IntervalSet] = {}

    def gone(self) -> list[tuple[Row, IntervalSet]]:
        """The tasks whose items do not come any more: lost ones and cancelled ones."""
        lost = list(self.losses.rows.items()) if self.losses is not None else []
        return [*lost, *self.cancelled.items()]


class Losses(Slotted):
    """The items of a fan that failed for good and are tolerated, so that its join runs without them.

    Attributes:
        count: how many items these are, each once however many of its branches failed.
        rows: which, by the step at which they failed.
        groups: how many of each group of equal failures.
        allowed: how many there may be: the least that any of these steps allows.
        exceeded: there were more, so that all of them are failures and no further one is tolerated.
    """

    __slots__ = ("allowed", "count", "exceeded", "groups", "rows")

    def __init__(self, width: int) -> None:
        self.count = 0
        self.rows: dict[Row, IntervalSet] = {}
        self.groups: dict[tuple[StepName, tuple[str, str, str]], int] = {}
        self.allowed = width
        self.exceeded = False


class StepCounts(Slotted):
    """How many tasks a step has.

    Attributes:
        bound: the most there can be by what is known now (see `progress.total` for how many are sure to be).
        opened: those that may run, might run or have run.
        done: caught and reused ones included, failed ones not.
        reused: those that this run did not run: done by the run that it resumes, or found in the cache.
        failed: for good, and not tolerated.
        tolerated: failed for good, and the join runs without them.
        cancelled: not run, since their fan stopped.
        unreached: those of `bound` that never come, since their item was lost or cancelled before.
        deaths: processes that died under its tasks and count towards giving up (`run/deaths.py`).
    """

    __slots__ = (
        "bound", "cancelled", "caught", "deaths", "done", "failed", "opened", "reused", "tolerated",
        "unreached",
    )  # fmt: skip

    def __init__(self) -> None:
        self.bound = 0
        self.opened = 0
        self.done = 0
        self.caught = 0
        self.reused = 0
        self.failed = 0
        self.tolerated = 0
        self.cancelled = 0
        self.unreached = 0
        self.deaths = 0

    @property
    def over(self) -> int:
        """How many of those that were opened are through, in one way or another."""
        return self.done + self.failed + self.tolerated + self.cancelled


class FailureCount(Slotted):
    """Tasks of one step that failed for good and look the same: the failure of the first, how many, how many
    of these are tolerated, the first few.
    """

    __slots__ = ("count", "failure", "first", "step", "tolerated")

    def __init__(self, step: StepName, failure: Failure) -> None:
        self.step = step
        self.failure = failure
        self.count = 0
        self.tolerated = 0
        self.first: list[Task] = []


class RunState(Slotted):
    """Everything that a run knows.

    Attributes:
        keep_going: after a task failed for good, go on with what does not depend on it.
        max_num_splits: a guard on the width of a fan; None: any.
        steps: the counts of each step, in the order of the graph.
        fans: those that are not folded yet, the root included.
        next_fan: the number that the next fan gets.
        open: the tasks that may run and are neither done nor failed for good.
        open_count: how many these are.
        riding: tasks that an earlier launch covers as a later link of its chain and that are not open yet.
        arrived: for each static join, at place k the items of which more than k branches, but not all,
            arrived.
        trials: the attempts of open tasks that failed before, by index.
        failed: the tasks that failed for good and are not tolerated.
        failures: those that failed for good in groups, by step and signature.
        unsettled: fans that may be through, to be looked at before the event is.
        halted: why nothing is launched any more; None: it goes on.
        ending: what the run will be once it is over, known from the halt on.
        finished: what it was, once it is over.
    """

    __slots__ = (
        "arrived", "ending", "failed", "failures", "fans", "finished", "graph", "halted", "keep_going",
        "max_num_splits", "next_fan", "open", "open_count", "recent", "riding", "routes", "steps", "trials",
        "unsettled",
    )  # fmt: skip

    def __init__(self, graph: Graph, *, keep_going: bool = False, max_num_splits: int | None = None) -> None:
        self.graph = graph
        self.keep_going = keep_going
        self.max_num_splits = max_num_splits
        self.routes = routes_of(graph)
        self.steps = {name: StepCounts() for name in graph.nodes}
        self.fans: dict[FanId, Fan] = {}
        self.next_fan = ROOT_FAN
        self.open: dict[Row, IntervalSet] = {}
        self.open_count = 0
        self.riding: dict[Row, IntervalSet] = {}
        self.arrived: dict[Row, list[IntervalSet]] = {}
        self.trials: dict[Row, dict[int, Trial]] = {}
        self.failed: dict[Row, IntervalSet] = {}
        self.failures: dict[tuple[StepName, tuple[str, str, str]], FailureCount] = {}
        self.unsettled: list[FanId] = []
        self.halted: str | None = None
        self.ending: RunStatus | None = None
        self.finished: RunStatus | None = None
        self.recent: deque[Event] = deque(maxlen=RECENT_EVENTS_MAX)
