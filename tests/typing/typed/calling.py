"""A flow that is run from Python, looked at, and tested."""

from __future__ import annotations

from typing import assert_type

import fanfold
from fanfold import Flow, FlowSpec, NBRunner, Parameter, Run, Runner, Step, Task, step
from fanfold.testing import StepResult, run_flow, run_step


class Called(FlowSpec):
    """A short one."""

    who = Parameter("who", default="you")

    @step
    def start(self) -> None:
        """Greet."""
        self.greeting = f"Hello, {self.who}"
        self.next(self.end)

    @step
    def end(self) -> None:
        """Done."""


def called() -> str:
    """Run it with `fanfold.run`, and look at it."""
    outcome = fanfold.run(Called, who="me", max_workers=1, tags=["one", "two"], show_output=False)
    assert_type(outcome.run, Run)
    assert_type(outcome.successful, bool)
    greeting: str = outcome.data.greeting
    begun: Step = outcome.run["start"]
    task = begun.task
    assert_type(task, Task | None)
    found = Flow("Called").latest_run
    return greeting if found is not None and task is not None else ""


async def started(file: str) -> str:
    """Run a file and a class in the background."""
    async with Runner(file, show_output=False, env={"A": "b"}) as runner:
        executing = await runner.async_run(alpha=1, max_workers=2)
        await executing.wait(timeout=10, stream="stdout")
        async for position, line in executing.stream_log("stderr"):
            assert_type((position, line), tuple[int, str])
    return NBRunner(Called).nbrun(who="them").pathspec + executing.status


def checked() -> bool:
    """Test it."""
    result = run_step(Called.start, parameters={"who": "it"})
    assert_type(result, StepResult)
    assert_type(result.next.targets, tuple[str, ...])
    run = run_flow(Called, who="us", show_output=False)
    assert_type(run, Run)
    return bool(result.greeting == "Hello, it") and run.successful
