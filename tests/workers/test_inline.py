"""run --inline leaves the process as it was, however many workers that are no processes came and went."""

from __future__ import annotations

import gc
import os
import resource
from pathlib import Path
from typing import Any

from fanfold.flow.decorators import environment
from fanfold.flow.spec import FlowSpec, step
from fanfold.model.policy import Isolation
from tests.inline_run import run_inline


class Many(FlowSpec):
    """A hundred and fifty tasks, each of which reads what lies in a pack."""

    @step
    def start(self) -> None:
        self.text = "x" * 10_000
        self.numbers = range(150)
        self.next(self.work, foreach="numbers")

    @step
    def work(self) -> None:
        self.length = len(self.text)
        self.next(self.join)

    @step
    def join(self, inputs: Any) -> None:
        self.total = sum(each.length for each in inputs)
        self.next(self.end)

    @step
    def end(self) -> None:
        pass


def opened() -> list[str]:
    return sorted(os.listdir("/dev/fd"))


def test_no_descriptor_is_left_open(tmp_path: Path) -> None:
    run_inline(Many, tmp_path)
    gc.collect()
    before = opened()
    run_inline(Many, tmp_path)
    gc.collect()
    assert opened() == before


def test_what_the_engine_itself_opens_is_no_task_s_fault(tmp_path: Path) -> None:
    assert run_inline(Many, tmp_path, isolation=Isolation.ISOLATED).notes == ()


def test_isolated_tasks_need_no_descriptor_each(tmp_path: Path) -> None:
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(map(int, opened())) + 60, limits[1]))
    try:
        ran = run_inline(Many, tmp_path, isolation=Isolation.ISOLATED)
        assert ran.value("join", "total") == 1_500_000
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)


class Varied(FlowSpec):
    """A step has an environment of its own."""

    @step
    def start(self) -> None:
        self.seen = os.environ.get("ONLY_HERE")
        self.next(self.work)

    @environment(vars={"ONLY_HERE": "yes"})
    @step
    def work(self) -> None:
        self.seen = os.environ.get("ONLY_HERE")
        self.next(self.end)

    @step
    def end(self) -> None:
        self.seen = os.environ.get("ONLY_HERE")


def test_a_step_has_the_variables_of_its_environment_and_no_other_step_has(tmp_path: Path) -> None:
    ran = run_inline(Varied, tmp_path)
    assert [ran.value(step, "seen") for step in ("start", "work", "end")] == [None, "yes", None]
    assert "ONLY_HERE" not in os.environ
