"""The story of a task says where it stands and what happened to it."""

from __future__ import annotations

from fanfold.model.names import FanId, StepName
from fanfold.model.place import Task
from fanfold.model.policy import StepPolicy
from fanfold.run.story import story
from fanfold.testing.graphs import Foreach, Step, graph_of
from tests.run.driven import Driven

WORK = Step("work", StepPolicy(retries=1, retry_delay_seconds=5.0))
FLOW = graph_of(Foreach("fan", (WORK, Step("more")), "join"), Step("end"))


def told(run: Driven, step: str, index: int) -> str:
    return "\n".join(story(run.run, Task(FanId(1), StepName(step), index)))


def test_it_tells_each_standing_apart() -> None:
    run = Driven(FLOW, keep_going=True)
    run.split("fan", 1000)
    assert "is open, attempt 0" in told(run, "work", 3)
    assert "is to come" in told(run, "more", 3)
    run.fail("work", 3, fan=1)
    assert "is open, attempt 1, waiting for its timer" in told(run, "work", 3)
    run.fire(Task(FanId(1), StepName("work"), 3))
    run.fail("work", 3, fan=1)
    assert "failed for good" in told(run, "work", 3)
    run.done("work", 4, fan=1)
    assert "is not open" in told(run, "work", 4)


def test_it_holds_the_events_of_the_task_and_of_the_split_that_made_it() -> None:
    run = Driven(FLOW)
    run.split("fan", 1000)
    run.done("work", 0, 10, fan=1)
    run.fail("work", 20, fan=1)
    assert "SplitDone" in told(run, "work", 20)
    assert "TaskFailed" in told(run, "work", 20)
    assert "ItemsDone" not in told(run, "work", 20)
    assert "ItemsDone" in told(run, "work", 9)
