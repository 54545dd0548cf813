"""The judge of policy: whether every attempt in a diary was allowed when it began.

It reads what really happened, life by life, and knows the rules of retry, catch, waits and processes in its
own words.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from fanfold.graph.graph import Graph
from fanfold.testing.diary import Began, Diary, Ended, Given, Halted, How, Lived, Reused, Stopped
from fanfold.testing.limit_judge import LimitJudge
from fanfold.testing.loss_judge import LossJudge
from fanfold.testing.scripted import Spot
from fanfold.testing.stop_judge import StopJudge

CHARGED = (How.RAISED, How.DIED, How.TIMED_OUT)
FINISHED = (How.DONE, How.CAUGHT)


class Verdict(AssertionError):
    """Something happened that must not."""


def must(right: bool, wrong: str) -> None:
    """Say what was wrong, if it was."""
    if not right:
        raise Verdict(wrong)


@dataclass(slots=True)
class PolicyJudge:
    """Goes through a diary as it grows.

    Attributes:
        done: every task that was recorded, in whatever life.
        losses: which failures are tolerated.
        lost: the tasks that failed for good in the life that is judged and are not tolerated.
        failed_last: what failed for good in the life before, tolerated or not, and whatever is lost for ever.
        last: how the last attempt of each task ended in this life.
    """

    graph: Graph
    keep_going: bool
    losses: LossJudge
    limits: LimitJudge = field(init=False)
    stops: StopJudge = field(init=False)
    done: dict[Spot, How] = field(default_factory=dict)
    lost: set[Spot] = field(default_factory=set)
    last: dict[Spot, Ended] = field(default_factory=dict)
    running: dict[Spot, Began] = field(default_factory=dict)
    lone_processes: dict[int, Spot] = field(default_factory=dict)
    failed_last: set[Spot] = field(default_factory=set)
    halted: bool = False
    read: int = 0

    def __post_init__(self) -> None:
        self.limits = LimitJudge(self.graph)
        self.stops = StopJudge(self.graph, self.losses.script)

    def judge(self, diary: Diary) -> None:
        """Raise a Verdict at the first thing that was wrong."""
        entries, self.read = diary.entries[self.read :], len(diary.entries)
        for entry in entries:
            match entry:
                case Began():
                    self.began(entry)
                case Ended():
                    self.ended(entry)
                case Reused():
                    self.reused(entry.spot)
                case Given():
                    must(not self.halted, f"{entry.step} was given to a worker after the halt")
                    must(not self.limits.too_soon(entry), f"more of {entry.step} began than its rate allows")
                    closed = entry.fan is not None and self.stops.is_closed(entry.fan)
                    must(not closed, f"{entry.step} was given out although its foreach had stopped")
                case Stopped():
                    must(self.stops.is_stopped(entry.fan), f"{entry.fan} stopped without a reason")
                    self.stops.closed.add(entry.fan)
                case Halted():
                    must(not self.halted, "the run halted twice")
                    self.halted = True
                case Lived():
                    self.lived(entry)

    def began(self, entry: Began) -> None:
        """An attempt begins."""
        spot, policy = entry.spot, self.graph[entry.spot.step].policy
        last = self.last.get(spot)
        must(spot not in self.done, f"{spot} ran again although it was recorded")
        must(spot not in self.running, f"{spot} ran twice at once")
        must(spot not in self.lost, f"{spot} ran again although it had failed for good")
        must(spot not in self.losses.forgiven, f"{spot} ran again although its failure was tolerated")
        must(spot not in self.losses.kept, f"{spot} ran again although a join was done without it")
        missing = self.missing(spot)
        must(not missing, f"{spot} began while its items {missing} were missing")
        expected = 0 if last is None else last.attempt + (last.how in CHARGED)
        must(entry.attempt == expected, f"{spot} began attempt {entry.attempt} instead of {expected}")
        must(
            entry.fallback == (entry.attempt > policy.retries),
            f"{spot}: attempt {entry.attempt} is no fallback",
        )
        if entry.fallback:
            must(policy.catch is not None, f"{spot} fell back without @catch")
        elif last is not None and last.how in CHARGED:
            waited = entry.seconds - last.seconds
            must(waited >= policy.retry_delay_seconds, f"{spot} waited {waited} s only")
            must(last.how is not How.DIED or entry.alone, f"{spot} was not alone after a death")
        beside = [other.step for other in self.running]
        must(not self.limits.too_many_at_once(spot.step, beside), f"too many of {spot.step} run at once")
        self.in_process(entry)
        self.running[spot] = entry

    def reused(self, spot: Spot) -> None:
        """A task is done without having run."""
        must(self.graph[spot.step].policy.cache is not None, f"{spot} was reused without @cache")
        must(spot not in self.done, f"{spot} was reused although it was recorded")
        last = self.last.get(spot)
        begun = spot in self.running or (last is not None and last.how in CHARGED)
        must(not begun, f"{spot} was reused although it had begun, and nobody took that back")
        missing = self.missing(spot)
        must(not missing, f"{spot} was reused while its items {missing} were missing")
        self.done[spot] = How.DONE
        self.losses.folded(spot)

    def missing(self, join: Spot) -> list[int]:
        """The items that a join has to wait for."""
        split = self.graph[join.step].split
        if split is not None and self.stops.is_stopped(Spot(split, join.indexes)):
            return []
        return self.losses.missing(join, self.done)

    def is_cancelled(self, spot: Spot) -> bool:
        """Whether a task did not run since its foreach, or one around it, stopped."""
        around = next(self.stops.around(spot), None)
        return spot not in self.done and around is not None and self.stops.is_stopped(around)

    def in_process(self, entry: Began) -> None:
        """A task that is to be alone has its process to itself."""
        must(entry.process not in self.lone_processes, f"{entry.spot} ran where another was to be alone")
        if entry.alone:
            must(entry.first_of_process, f"{entry.spot} was to be alone in a fresh process")
            self.lone_processes[entry.process] = entry.spot

    def ended(self, entry: Ended) -> None:
        """An attempt ends."""
        began = self.running.pop(entry.spot)
        policy = self.graph[entry.spot.step].policy
        self.last[entry.spot] = entry
        if entry.how in FINISHED:
            self.done[entry.spot] = entry.how
            self.losses.folded(entry.spot)
            if entry.how is How.DONE:
                self.stops.done(entry.spot)
        spent = entry.attempt >= policy.retries
        rescued = policy.catch is not None and not began.fallback
        if entry.how in CHARGED and spent and not rescued:
            self.lost |= self.losses.failed(entry.spot, self.lost)
        if entry.how is How.RAISED:
            must(not (spent and rescued), f"{entry.spot} raised past its @catch")
        if entry.how is How.CAUGHT:
            must(spent and policy.catch is not None, f"{entry.spot} was caught too early")

    def lived(self, entry: Lived) -> None:
        """A life ends, and with it all attempts that were under way and all counting of attempts."""
        if entry.status == "succeeded":
            must(not self.lost, f"the run succeeded although {self.lost} failed for good")
        if entry.status == "failed":
            must(bool(self.lost), "the run failed although no task failed for good")
        if entry.status is not None and self.lost and not self.keep_going:
            must(self.halted, f"{self.lost} failed for good and the run was not halted")
        self.failed_last = self.lost | self.losses.forgiven | self.losses.kept
        self.lost = set()
        self.losses.forgiven.clear()
        self.limits.given.clear()
        self.stops.lived()
        self.last.clear()
        self.running.clear()
        self.lone_processes.clear()
        self.halted = False
