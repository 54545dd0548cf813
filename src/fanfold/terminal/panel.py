"""The live view as lines: a headline, a line for each step, and what to know of single items.

It takes what room it is given. Where there are more steps than lines, the details go first, then the steps
that have not begun and those that are through are counted in a line each: what runs is what one looks at.
"""

from __future__ import annotations

from fanfold.engine.observer import RunInfo, StepProgress, TaskName
from fanfold.model.names import StepName
from fanfold.model.status import Failure
from fanfold.terminal.abilities import Marks
from fanfold.terminal.figures import clock, count
from fanfold.terminal.followed import Followed, is_complete
from fanfold.terminal.spans import Line, Part, columns_of, fitted
from fanfold.terminal.step_lines import Shape, detail_line, shape_of, step_line


class Panel:
    """What is followed of a run, and the lines that show it."""

    def __init__(self, info: RunInfo, now: float) -> None:
        self._info = info
        self._started = now
        self._indents = {outline.step: max(0, outline.depth - 1) for outline in info.steps}
        self._steps = {outline.step: Followed(outline.step) for outline in info.steps}
        self._workers = info.workers
        self._stopping = False

    def look(self, steps: list[StepProgress], now: float) -> None:
        """Where the steps stand now."""
        self._workers = max(self._workers, sum(progress.running for progress in steps))
        for progress in steps:
            self._step(progress.step).look(progress, now)

    def failed(self, task: TaskName, failure: Failure) -> None:
        """A task failed for good."""
        self._step(task.step).last_failed = (task, failure)

    def stopping(self) -> None:
        """Nothing more is started, so that there is no saying when a step will be through."""
        self._stopping = True
        for followed in self._steps.values():
            followed.stopping = True

    def _step(self, step: StepName) -> Followed:
        found = self._steps.get(step)
        if found is None:
            found = self._steps[step] = Followed(step)
        return found

    def lines(self, columns: int, rows: int, now: float, marks: Marks) -> list[Line]:
        """The view at this size: never more than `rows` lines, none wider than `columns`."""
        steps = [(each, self._indents.get(each.step, 0)) for each in self._steps.values()]
        shape = shape_of(steps, columns, marks)
        head = self._headline(now, shape)
        room = max(rows - 1, 1)
        if len(steps) > room:
            return [head, *_folded(steps, room, shape, now)][:rows]
        return [head, *_with_details(steps, room - len(steps), shape, now)][:rows]

    def _headline(self, now: float, shape: Shape) -> Line:
        info = self._info
        workers = f"{self._workers} worker{'' if self._workers == 1 else 's'}"
        line = [Part(f"{info.flow}/{info.run_id}", "bold", gap=0), Part(workers, "dim", rank=2)]
        if self._stopping:
            line.append(Part("stopping", "yellow"))
        time = clock(now - self._started)
        gap = max(2, min(shape.columns, 80) - columns_of(line) - len(time))
        return fitted([*line, Part(time, rank=1, gap=gap)], shape.columns)


Steps = list[tuple[Followed, int]]


def _with_details(steps: Steps, room: int, shape: Shape, now: float) -> list[Line]:
    lines = []
    for followed, indent in steps:
        lines.append(step_line(followed, indent, shape, now))
        detail = detail_line(followed, indent, shape) if room > 0 else None
        if detail is not None:
            lines.append(detail)
            room -= 1
    return lines


def _folded(steps: Steps, room: int, shape: Shape, now: float) -> list[Line]:
    """The steps that run, and how many come before and after them."""
    marks = shape.marks
    through = [each for each in steps if _is_through(each[0]) and not _has_failed(each[0])]
    ahead = [each for each in steps if each[0].progress is None]
    shown = [each for each in steps if each not in through and each not in ahead]
    left = room - len(shown)
    fit = shown if left >= 2 else shown[: max(1, room - 3)]
    more = _told(len(shown) - len(fit), marks.running, "more running")
    before, after = _told(len(through), marks.done, "done"), _told(len(ahead), marks.waiting, "to come")
    lines = [*before, *(step_line(each, indent, shape, now) for each, indent in fit), *more, *after]
    return [fitted(line, shape.columns) for line in lines[:room]]


def _told(number: int, mark: str, what: str) -> list[Line]:
    steps = "step" if number == 1 else "steps"
    return [[Part(mark, "dim"), Part(f"{count(number)} {steps} {what}", "dim", gap=1)]] if number else []


def _is_through(followed: Followed) -> bool:
    return followed.progress is not None and is_complete(followed.progress)


def _has_failed(followed: Followed) -> bool:
    return followed.progress is not None and followed.progress.failed > 0
