"""Runs of experiment trackers that a task left open.

These libraries close what is open when the process ends. A process that goes on to another task would make
that one write into a run that is not its own (wandb), be refused one (mlflow), or print what belongs to the
task before (comet_ml). So what a task left open is closed behind it, as the end of a process of its own
would.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from fanfold.workers.freshness.settings import Setting

_exit = sys.exit


class OpenRun(Setting):
    """The run that is open now. One that was open before the first task, or that an import opened, stays.

    `end` closes it, and is told whether the task failed.
    """

    def __init__(self, library: str, read: Callable[[], object], end: Callable[[bool], object]) -> None:
        super().__init__(f"open run of {library}", read, lambda _: self.close(failed=False))
        self._end = end

    def close(self, *, failed: bool) -> None:
        """Close run after run, since they can be nested. What a library says of one that it cannot close, it
        would say to nobody at the end of a process. What is there after that stays.
        """
        now = self.read()
        while now is not None and now != self.base:
            try:
                self._end(failed)
            except Exception:  # noqa: BLE001 - other people's code, and the task has ended
                break
            last, now = now, self.read()
            if now == last:
                break
        self.base = self.read()


def wandb_run() -> OpenRun:
    """`wandb.run`. A run of wandb is told how its process ended."""
    wandb: Any = sys.modules["wandb"]
    return OpenRun(
        "wandb", lambda: getattr(wandb, "run", None), lambda failed: wandb.finish(exit_code=int(failed))
    )


def mlflow_run() -> OpenRun:
    """`mlflow.active_run()`, by its id: the library makes these objects anew."""
    fluent: Any = sys.modules["mlflow.tracking.fluent"]

    def read() -> object:
        run = fluent.active_run() if hasattr(fluent, "active_run") else None
        return None if run is None else run.info.run_id

    return OpenRun("mlflow", read, lambda _: fluent.end_run())


def comet_experiment() -> OpenRun:
    """The experiment that runs."""
    comet: Any = sys.modules["comet_ml"]

    def read() -> object:
        running = getattr(comet, "get_running_experiment", None)
        return None if running is None else running()

    return OpenRun("comet_ml", read, lambda _: comet.end())
