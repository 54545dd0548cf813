"""A step of a running flow in one line, and what to know of its items in another one beneath.

fit      ━━━━━━━━━━━━━━━───────  6,204/10,000  61%  8 run  3 ✘  512/s  ETA 7s
         └ slowest now fit/lr=0.3,seed=17 4.1s · 3 ✘ ValueError at sweep.py:41, last lr=1.0,seed=2
"""

from __future__ import annotations

from fanfold.engine.observer import StepProgress
from fanfold.model.named import NamedTuple
from fanfold.terminal.abilities import Marks
from fanfold.terminal.cells import cut_middle, padded, visible, width
from fanfold.terminal.failures import kind_of
from fanfold.terminal.figures import count, duration, percent, rate
from fanfold.terminal.followed import Followed, finished_of, is_complete
from fanfold.terminal.spans import Line, Part, columns_of, fitted

BAR_COLUMNS_MAX = 24
"""A longer bar says no more."""

RATE_RANK = 6

SLOW_SECONDS = 1.0
"""An item that has run for less is not worth to be named."""


class Shape(NamedTuple):
    """What lines have in common so that they stand in columns: how wide all are, names, and counts."""

    columns: int
    name_columns: int
    count_columns: int
    marks: Marks = Marks()


def shape_of(steps: list[tuple[Followed, int]], columns: int, marks: Marks) -> Shape:
    """The shape for these steps, each with how far it is indented, on a screen of so many columns."""
    names = max((indent * 2 + width(followed.step) for followed, indent in steps), default=0)
    counts = [_counted(followed.progress, marks) for followed, _ in steps if followed.progress is not None]
    return Shape(columns, min(names, max(8, columns // 3)), max(map(width, counts), default=0), marks)


def step_line(followed: Followed, indent: int, shape: Shape, now: float) -> Line:
    """The step in one line."""
    progress, marks = followed.progress, shape.marks
    name = cut_middle("  " * indent + followed.step, shape.name_columns, mark=marks.cut)
    head = Part(padded(name, shape.name_columns))
    if progress is None:
        return fitted([head._replace(look="dim"), Part(marks.waiting, "dim")], shape.columns)
    if is_complete(progress):
        return fitted([head, *_complete(followed, progress, shape)], shape.columns)
    if progress.total == 1 and not progress.growing:
        return fitted([head, *_single(followed, progress, marks, now)], shape.columns)
    rest = _counts(progress, marks, shape.count_columns) + _pace(followed, progress, now)
    return _with_bar(head, rest, progress, shape)


def _complete(followed: Followed, progress: StepProgress, shape: Shape) -> Line:
    marks = shape.marks
    mark = Part(marks.failed, "red") if progress.failed else Part(marks.done, "green")
    seconds = followed.closed_after or 0.0
    took = [Part(duration(seconds), "dim", rank=3)] if seconds >= 0.1 else []
    counted = Part(count(progress.total).rjust(shape.count_columns), rank=2)
    return [mark, counted, *_among(progress, marks), *took]


def _single(followed: Followed, progress: StepProgress, marks: Marks, now: float) -> Line:
    if not progress.running:
        return [Part(marks.waiting, "dim"), *_among(progress, marks)]
    took = duration(float(int(now - followed.opened_at)))
    return [Part(marks.running, "cyan"), Part("running"), *([Part(took, rank=1)] if took != "0ms" else [])]


def _counted(progress: StepProgress, marks: Marks) -> str:
    if is_complete(progress):
        return count(progress.total)
    total = f"{marks.at_least if progress.growing else ''}{count(progress.total)}"
    return f"{count(finished_of(progress))}/{total}"


def _counts(progress: StepProgress, marks: Marks, columns: int) -> Line:
    counted = _counted(progress, marks).rjust(columns)
    share = percent(finished_of(progress), progress.total)
    parts = [Part(counted)]
    parts += [] if progress.growing else [Part(share.rjust(4), rank=4, gap=1)]
    parts += [Part(f"{count(progress.running)} run", "cyan", rank=5)] if progress.running else []
    return parts + _among(progress, marks)


def _among(progress: StepProgress, marks: Marks) -> Line:
    """What became of them otherwise than done, and what waits for other things than a worker."""
    told = (
        (progress.failed, f" {marks.failed}", "red", 0),
        (progress.caught, " caught", "yellow", 2),
        (progress.tolerated, " tolerated", "yellow", 2),
        (progress.reused, " reused", "dim", 3),
        (progress.waiting, " waiting for a limit", "yellow", 3),
        (progress.cancelled, " cancelled", "yellow", 2),
    )
    return [Part(f"{count(number)}{word}", look, rank=rank) for number, word, look, rank in told if number]


def _pace(followed: Followed, progress: StepProgress, now: float) -> Line:
    parts = []
    fast, left = followed.rate(now), followed.seconds_left(now)
    if fast:
        parts.append(Part(rate(fast), "dim", rank=RATE_RANK))
    if left is not None:
        parts.append(Part(f"ETA {duration(float(max(1, round(left))), whole=True)}", rank=1))
    return parts


def _with_bar(head: Part, rest: Line, progress: StepProgress, shape: Shape) -> Line:
    """A bar between name and numbers, where there is room for one. Its length depends on nothing that
    changes.
    """
    bar = [] if progress.growing else _bar(progress, min(shape.columns // 5, BAR_COLUMNS_MAX), shape.marks)
    without_rate = [part for part in rest if part.rank < RATE_RANK]
    for line in ([head, *bar, *rest], [head, *bar, *without_rate]):
        if columns_of(line) <= shape.columns:
            return line
    return fitted([head, *rest], shape.columns)


def _bar(progress: StepProgress, columns: int, marks: Marks) -> Line:
    failed = -(-progress.failed * columns // progress.total)
    done = min(columns - failed, progress.done * columns // progress.total)
    return [
        Part(marks.full * done, "green"),
        Part(marks.full * failed, "red", gap=0),
        Part(marks.rest * (columns - done - failed), "dim", gap=0),
    ]


def detail_line(followed: Followed, indent: int, shape: Shape) -> Line | None:
    """What to know of single items; None if there is nothing."""
    progress = followed.progress
    if progress is None:
        return None
    parts = _slowest(progress, shape) + _failed(followed, progress, shape)
    if not parts:
        return None
    mark = Part(shape.marks.under, "dim", gap=min(shape.name_columns, indent * 2 + 2) + 2)
    if len(parts) > 1:
        parts[1] = parts[1]._replace(text=f"{shape.marks.between} {parts[1].text}")
    return fitted([mark, *parts], shape.columns)


def _slowest(progress: StepProgress, shape: Shape) -> Line:
    slowest = progress.slowest
    if slowest is None or slowest.seconds < SLOW_SECONDS or is_complete(progress) or not slowest.task.key:
        return []
    key = cut_middle(visible(slowest.task.name), max(8, shape.columns // 3), mark=shape.marks.cut)
    return [Part(f"slowest now {key} {duration(slowest.seconds)}", "dim", gap=1)]


def _failed(followed: Followed, progress: StepProgress, shape: Shape) -> Line:
    if followed.last_failed is None:
        return []
    task, failure = followed.last_failed
    key = cut_middle(visible(task.name), max(8, shape.columns // 4), mark=shape.marks.cut)
    last = f" {key}" if key else ""
    return [Part(f"last {shape.marks.failed}{last} {visible(kind_of(failure))}", "red", rank=1, gap=1)]
