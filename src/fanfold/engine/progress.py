"""What the observer is told, and when: counts ten times a second at the most, all else as it comes."""

from __future__ import annotations

from collections.abc import Mapping
from time import monotonic

from fanfold.engine.alike import Alike
from fanfold.engine.crew import Crew
from fanfold.engine.facts import Fact, failure_of
from fanfold.engine.naming import Naming
from fanfold.engine.observer import FailureGroup, Observer, RunSummary, StepProgress, StepSummary, TaskName
from fanfold.engine.running import Running, RunningTasks
from fanfold.engine.task_by_task import TaskByTask
from fanfold.engine.voices import Voices
from fanfold.graph.graph import Graph
from fanfold.graph.order import sorted_nodes
from fanfold.model.names import FanId, StepName
from fanfold.model.place import Task
from fanfold.model.status import Failure, RunStatus, Status
from fanfold.model.timing import Timing
from fanfold.run.effects import Effect, Forgo, Launch, SetTimer
from fanfold.run.events import Event, ItemsDone, TaskFailed
from fanfold.run.machine import Run
from fanfold.run.progress import grows, total

TICKS_SECONDS = 0.1
FIRST_TASKS_MAX = 5
LOST_NAMED_MAX = 1000
"""So many tolerated tasks are named when they fail: once their fan is folded nobody knows their keys."""


class Caught:
    """Failures of one kind that were caught: how many, and the first few."""

    def __init__(self, step: StepName, failure: Failure) -> None:
        self.step = step
        self.failure = failure
        self.count = 0
        self.first: list[TaskName] = []


class Progress:
    """Tells an observer how the run goes."""

    def __init__(
        self,
        observer: Observer,
        voices: Voices,
        naming: Naming,
        graph: Graph,
        held_up: Mapping[StepName, int],
    ) -> None:
        self._held_up = held_up
        self._observer = observer
        self._voices = voices
        self._naming = naming
        self._running = Running(naming)
        self._order = list(sorted_nodes(graph))
        first_steps = {name: node.out_steps[0] for name, node in graph.nodes.items() if node.is_fan}
        self._tasks = TaskByTask(observer, naming, first_steps)
        self._opened: set[StepName] = set()
        self._next_tick = 0.0
        self._lost: dict[Task, TaskName] = {}
        self._alike = Alike(naming)
        self._caught: dict[tuple[StepName, tuple[str, str, str]], Caught] = {}
        self._started = monotonic()
        self._looked = self._started
        self._worker_seconds = 0.0
        self._at_work = 0
        self._workers = 0
        self._timings: dict[StepName, Timing] = {}
        self._slowest: dict[StepName, TaskName] = {}
        self._left: set[tuple[StepName, str]] = set()

    def heard(self, facts: list[Fact]) -> None:
        """Facts are in the ledger."""
        if self._observer.wants_tasks:
            self._tasks.began(facts)
        # What was reused was printed by the run that ran it.
        said_now = [fact for fact in facts if not isinstance(fact.event, ItemsDone) or not fact.event.reused]
        self._observer.outputs(self._voices.of_facts(said_now))
        if any(isinstance(fact.event, ItemsDone) and fact.event.caught for fact in facts):
            self._note_caught(facts)
        if self._observer.wants_tasks:
            self._tasks.ended(facts)

    def last_words(self, died: list[tuple[str, Task]]) -> None:
        """What tasks wrote whose process died: they have no record that would say it. Of whoever went before
        them in that process, all was told.
        """
        for stem, task in died:
            self._observer.outputs(self._voices.of_dead(stem, self._naming.of_task(task)))

    def _note_caught(self, facts: list[Fact]) -> None:
        for fact in facts:
            if not isinstance(fact.event, ItemsDone) or not fact.event.caught or fact.location is None:
                continue
            for record in self._voices.records_again(fact.location):
                if (
                    record.status == Status.CAUGHT
                    and record.failure is not None
                    and record.step == fact.event.span.step
                ):
                    self._count_caught(
                        record.task,
                        failure_of(record.failure),
                        self._naming.of_record(record),
                        record.attempt,
                    )

    def _count_caught(self, task: Task, failure: Failure, name: TaskName, attempt: int) -> None:
        step, key = task.step, (task.step, failure.signature)
        group = self._caught.get(key)
        if group is None:
            group = self._caught[key] = Caught(step, failure)
        group.count += 1
        self._alike.add((key, "caught"), task)
        if len(group.first) < FIRST_TASKS_MAX:
            group.first.append(name)
        self._observer.task_failed(name, attempt, failure, will_retry=False, caught=True)

    def told(self, event: Event, effects: list[Effect]) -> None:
        """The machine took an event in, and answered."""
        if isinstance(event, TaskFailed):
            name = self._naming.of_task(event.task)
            tolerated = any(isinstance(effect, Forgo) for effect in effects)
            if tolerated and len(self._lost) < LOST_NAMED_MAX:
                self._lost[event.task] = name
            again = [effect for effect in effects if isinstance(effect, Launch | SetTimer)]
            if not event.charged and not again:
                return  # we stopped it with the run: it did not fail, and counts among what was not run
            fallback = any(isinstance(effect, Launch) and effect.fallback for effect in again)
            if fallback:
                return  # it is told when `@catch` has taken over, with what it made of it
            if tolerated or not again:
                self._alike.add((event.task.step, event.failure.signature), event.task)
            self._observer.task_failed(
                name,
                event.attempt,
                event.failure,
                will_retry=bool(again) and not tolerated,
                tolerated=tolerated,
            )

    def timed(self, timings: list[tuple[StepName, Timing]]) -> None:
        """Chunks are through, and these are the times of their tasks."""
        for step, timing in timings:
            known = self._timings.setdefault(step, Timing())
            before = known.max_seconds
            known.add(timing)
            if known.max_seconds > before:  # named now: once its fan is folded nobody knows its key any more
                fan, index, turn = known.slowest
                self._slowest[step] = self._naming.of_task(Task(FanId(fan), step, index, turn))

    def left_behind(self, left: list[tuple[StepName, str]]) -> None:
        """Tasks left things in their processes: each kind is said once per step."""
        for said in left:
            if said not in self._left:
                self._left.add(said)
                self._observer.note(said[1])

    def noted(self, notes: list[str]) -> None:
        """Say these, and forget them."""
        while notes:
            self._observer.note(notes.pop(0))

    def halted(self, reason: str) -> None:
        """Nothing more is launched."""
        self._observer.halted(reason)

    def staffed(self, crew: Crew) -> float:
        """Take in who is at work from now on; gives the time."""
        now = monotonic()
        self._worker_seconds += (now - self._looked) * self._at_work
        self._looked = now
        self._at_work = sum(1 for member in crew.members if not member.idle)
        self._workers = max(self._workers, sum(1 for member in crew.members if member.hand.given))
        return now

    def look(self, run: Run, crew: Crew, unheard: list[Fact]) -> None:
        """Ten times a second: the counts, and what running tasks said.

        Facts that are `unheard` are known and not in the ledger yet. What their workers wrote is not told
        now: some of it is theirs, and would be put down to the tasks that came after them.
        """
        now = self.staffed(crew)
        if self._observer.wants_tasks:
            self._tasks.look(crew)
        if now < self._next_tick:
            return
        self._next_tick = now + TICKS_SECONDS
        packs = {fact.location.pack for fact in unheard if fact.location is not None}
        running = [each for each in crew.members if each.hand.pack not in packs]
        self._observer.outputs(self._voices.of_running(running))
        self._tick(run, crew)

    def _tick(self, run: Run, crew: Crew) -> None:
        steps = self._steps(run, self._running.look(crew))
        for each in steps:
            if each.step not in self._opened:
                self._opened.add(each.step)
                self._observer.step_opened(each.step, each.total)
        self._observer.tick(steps)

    def _steps(self, run: Run, running: dict[StepName, RunningTasks]) -> list[StepProgress]:
        found = []
        for step in self._order:
            counts = run.steps[step]
            now = running.get(step)
            if counts.opened or counts.reused or now is not None:
                found.append(
                    StepProgress(
                        step,
                        total(run, step),
                        now.count if now is not None else 0,
                        counts.done,
                        counts.caught,
                        counts.failed,
                        counts.reused,
                        grows(run, step),
                        waiting=self._held_up.get(step, 0) if run.halted is None else 0,
                        slowest=now.slowest if now is not None else None,
                        cancelled=counts.cancelled,
                        tolerated=counts.tolerated,
                    )
                )
        return found

    def ended(self, run: Run, crew: Crew, status: RunStatus) -> RunSummary:
        """How it ended, to be told once that is on disk."""
        self._tick(run, crew)
        steps = tuple(self._summary(each) for each in self._steps(run, {}))
        return RunSummary(
            status,
            monotonic() - self._started,
            sum(each.progress.done for each in steps),
            steps,
            (*self._failed(run), *self._caught_groups()),
            run.open_count,
            "" if status is RunStatus.SUCCEEDED else run.halted or "",
            self._busy_share(),
            self._workers,
        )

    def _summary(self, progress: StepProgress) -> StepSummary:
        slowest = self._slowest.get(progress.step)
        if slowest is None:  # no chunk of it is through, or those that are ran nothing: all was to stop
            return StepSummary(progress)
        timing = self._timings[progress.step]
        p50, p95 = timing.quantile(0.5), timing.quantile(0.95)
        return StepSummary(progress, p50, p95, timing.max_seconds, slowest)

    def _busy_share(self) -> float | None:
        if self._worker_seconds <= 0:
            return None
        return min(1.0, sum(timing.seconds for timing in self._timings.values()) / self._worker_seconds)

    def _failed(self, run: Run) -> list[FailureGroup]:
        return [
            FailureGroup(
                group.step,
                group.failure,
                group.count,
                tuple(self._lost.get(task) or self._naming.of_task(task) for task in group.first),
                tolerated=group.tolerated,
                common=self._alike.told(key),
            )
            for key, group in run.failures.items()
        ]

    def _caught_groups(self) -> list[FailureGroup]:
        return [
            FailureGroup(
                each.step,
                each.failure,
                each.count,
                tuple(each.first),
                caught=True,
                common=self._alike.told((key, "caught")),
            )
            for key, each in self._caught.items()
        ]
