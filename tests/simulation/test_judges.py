"""The judges object to what must not happen; a judge that never does proves nothing."""

from __future__ import annotations

import pytest

from fanfold.model.names import StepName
from fanfold.model.policy import Catch, StepPolicy
from fanfold.testing.diary import Began, Diary, Ended, Entry, Given, Halted, How, Lived
from fanfold.testing.graphs import Branches, Foreach, Step, graph_of
from fanfold.testing.loss_judge import LossJudge
from fanfold.testing.policy_judge import PolicyJudge, Verdict
from fanfold.testing.results_judge import Walk
from fanfold.testing.scripted import Script, Spot, value_of

FLOW = graph_of(
    Step("plain", StepPolicy(retries=1, retry_delay_seconds=5.0)), Step("end", StepPolicy(catch=Catch()))
)
PLAIN = Spot(StepName("plain"), ())
END = Spot(StepName("end"), ())


def began(spot: Spot, attempt: int = 0, *, process: int = 1, seconds: float = 0.0, **flags: bool) -> Began:
    flags = {"first_of_process": True, "alone": False, "fallback": False} | flags
    return Began(spot, attempt, process, seconds=seconds, **flags)


def ended(spot: Spot, how: How, attempt: int = 0) -> Ended:
    return Ended(spot, attempt, how, 0.0)


def judge(*entries: Entry) -> None:
    PolicyJudge(FLOW, False, LossJudge(FLOW, Script(1))).judge(Diary(list(entries)))


RAISED: list[Entry] = [began(PLAIN), ended(PLAIN, How.RAISED)]
DIED: list[Entry] = [began(PLAIN), ended(PLAIN, How.DIED)]
DIED_AT_THE_END: list[Entry] = [began(END), ended(END, How.DIED)]


def test_what_policy_allows_is_let_pass() -> None:
    judge(
        *RAISED, began(PLAIN, 1, seconds=5.0), ended(PLAIN, How.DONE, 1), began(END), ended(END, How.CAUGHT)
    )
    judge(
        *DIED,
        began(PLAIN, 1, seconds=9.0, alone=True),
        ended(PLAIN, How.RAISED, 1),
        Halted(),
        Lived("failed"),
    )
    judge(
        began(PLAIN),
        ended(PLAIN, How.KILLED),
        began(PLAIN),
        ended(PLAIN, How.LOST),
        Lived(None),
        began(PLAIN),
    )
    judge(*DIED_AT_THE_END, began(END, 1, fallback=True), ended(END, How.CAUGHT, 1), Lived("succeeded"))


@pytest.mark.parametrize(
    ("entries", "wrong"),
    [
        ([began(PLAIN), ended(PLAIN, How.DONE), began(PLAIN)], "although it was recorded"),
        ([began(PLAIN), began(PLAIN)], "twice at once"),
        ([began(PLAIN, 1)], "instead of 0"),
        ([began(PLAIN), ended(PLAIN, How.KILLED), began(PLAIN, 1)], "instead of 0"),
        ([*RAISED, began(PLAIN, 0)], "instead of 1"),
        ([*RAISED, began(PLAIN, 1, seconds=4.0)], "waited 4.0 s"),
        ([*DIED, began(PLAIN, 1, seconds=5.0)], "not alone"),
        ([*DIED, began(PLAIN, 1, seconds=5.0, alone=True, first_of_process=False)], "fresh process"),
        ([*DIED_AT_THE_END, began(END, 1)], "no fallback"),
        ([began(END), ended(END, How.RAISED)], "past its @catch"),
        ([began(PLAIN), ended(PLAIN, How.CAUGHT)], "too early"),
        ([Halted(), Given(StepName("end"))], "after the halt"),
        ([Halted(), Halted()], "halted twice"),
        ([Lived("failed")], "no task failed"),
        (
            [*RAISED, began(PLAIN, 1, seconds=5.0), ended(PLAIN, How.RAISED, 1), Lived("succeeded")],
            "succeeded although",
        ),
        ([*RAISED, began(PLAIN, 1, seconds=5.0), ended(PLAIN, How.RAISED, 1), Lived("failed")], "not halted"),
    ],
)
def test_what_policy_forbids_is_named(entries: list[Entry], wrong: str) -> None:
    with pytest.raises(Verdict, match=wrong):
        judge(*entries)


def test_the_walk_comes_to_what_a_flow_comes_to_by_hand() -> None:
    flow = graph_of(
        Foreach("fan", (Step("work"),), "join"), Branches("split", ((Step("a"),), (Step("b"),)), "meet")
    )
    script = Script(1, width_max=3)
    values = Walk(flow, script).whole()
    width = script.width(Spot(StepName("fan"), ()))
    items = tuple(values[Spot(StepName("work"), (index,))] for index in range(width))
    assert values[Spot(StepName("join"), ())] == value_of(Spot(StepName("join"), ()), items)
    assert len(values) == width + 6


def test_the_walk_stops_where_a_task_failed() -> None:
    flow = graph_of(Foreach("fan", (Step("work"), Step("more")), "join"), Step("end"))
    script = next(
        script for seed in range(99) if (script := Script(seed)).width(Spot(StepName("fan"), ())) == 3
    )
    values = Walk(flow, script, {Spot(StepName("work"), (1,))}).whole()
    assert [spot.indexes for spot in values if spot.step == "more"] == [(0,), (2,)]
    assert not [spot for spot in values if spot.step in {"join", "end"}]
