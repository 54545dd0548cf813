"""A step's progress in one line."""

from __future__ import annotations

from fanfold.engine.observer import StepProgress
from fanfold.terminal.figures import count, duration, percent, tasks


def opened_line(progress: StepProgress) -> str:
    """`fit: 10,000 tasks, 61 done`."""
    known = f"at least {tasks(progress.total)}" if progress.growing else tasks(progress.total)
    return f"  {progress.step}: {known}{_extras(progress, done=progress.done)}"


def moved_line(progress: StepProgress) -> str:
    """`fit: 6,204 of 10,000 (62%), 8 running, 3 failed`."""
    share = "" if progress.growing else f" ({percent(progress.done + progress.failed, progress.total)})"
    total = f"{'at least ' if progress.growing else ''}{count(progress.total)}"
    running = f", {count(progress.running)} running" if progress.running else ""
    return f"  {progress.step}: {count(progress.done)} of {total}{share}{running}{_extras(progress)}"


def closed_line(progress: StepProgress, seconds: float) -> str:
    """`fit: 9,997 done, 3 failed, 21.3s`."""
    return f"  {progress.step}: {count(progress.done)} done{_extras(progress)}, {duration(seconds)}"


def _extras(progress: StepProgress, *, done: int = 0) -> str:
    words = (
        (done, "done"),
        (progress.reused, "reused"),
        (progress.caught, "caught"),
        (progress.failed, "failed"),
    )
    return "".join(f", {count(number)} {word}" for number, word in words if number)
