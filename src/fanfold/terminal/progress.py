"""A step's progress in one line."""

from __future__ import annotations

from fanfold.engine.observer import StepProgress
from fanfold.terminal.figures import count, duration, percent, tasks


def opened_line(progress: StepProgress) -> str:
    """`fit: 10,000 tasks, 61 done`."""
    known = f"at least {tasks(progress.total)}" if progress.growing else tasks(progress.total)
    done = f", {count(progress.done)} done" if progress.done else ""
    return f"  {progress.step}: {known}{done}{after_done(progress)}"


def moved_line(progress: StepProgress) -> str:
    """`fit: 6,204 of 10,000 (62%) done, 3 failed, 8 running`."""
    share = "" if progress.growing else f" ({percent(progress.over, progress.total)})"
    total = f"{'at least ' if progress.growing else ''}{count(progress.total)}"
    running = f", {count(progress.running)} running" if progress.running else ""
    running += f", {count(progress.waiting)} waiting for a limit" if progress.waiting else ""
    return f"  {progress.step}: {count(progress.done)} of {total}{share} done{after_done(progress)}{running}"


def closed_line(progress: StepProgress, seconds: float) -> str:
    """`fit: 9,997 done, 3 failed, 21.3s`."""
    return f"  {progress.step}: {count(progress.done)} done{after_done(progress)}, {duration(seconds)}"


def after_done(progress: StepProgress) -> str:
    """What stands behind the number of tasks that are done: ` (9,991 reused, 4 caught), 3 failed`."""
    parts = ((progress.reused, "reused"), (progress.caught, "caught"))
    among = ", ".join(f"{count(number)} {word}" for number, word in parts if number)
    others = (
        (progress.failed, "failed"),
        (progress.tolerated, "failed and tolerated"),
        (progress.cancelled, "cancelled"),
    )
    beside = "".join(f", {count(number)} {word}" for number, word in others if number)
    return f"{f' ({among})' if among else ''}{beside}"
