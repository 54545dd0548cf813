"""Where records lie: whoever runs a task is told of just what it comes from."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fanfold.engine.briefing import chunk_of
from fanfold.engine.facts import Fact
from fanfold.engine.whereabouts import Whereabouts
from fanfold.graph.graph import Graph
from fanfold.model.names import ROOT_FAN, FanId, StepName
from fanfold.model.place import Span, Task
from fanfold.model.status import Cause, Failure
from fanfold.run.effects import Launch
from fanfold.run.events import ItemsDone, SplitDone
from fanfold.store.location import Location
from fanfold.store.rows import Block
from fanfold.testing.graphs import Branches, Foreach, Step, Switch, graph_of

FAN, INNER = FanId(1), FanId(2)


def name(text: str) -> StepName:
    return StepName(text)


def fanned() -> Graph:
    return graph_of(Step("start"), Foreach("split", (Step("fit"), Step("score")), "join"), Step("end"))


def done(whereabouts: Whereabouts, fan: FanId, step: str, first: int, stop: int, *, turn: int = 0) -> None:
    """Tasks are done, in a pack of the step's name, each record a hundred bytes."""
    location = Location(step, 100 * first + 10_000 * turn, 100 * (stop - first))
    whereabouts.note(Fact(ItemsDone(Span(fan, name(step), first, stop, turn)), location), None)


def opened(whereabouts: Whereabouts, task: Task, width: int, fan: FanId) -> Location:
    """A split is done."""
    record = Location(task.step, 100 * task.index, 100)
    whereabouts.note(Fact(SplitDone(task, width), record, Location("items", int(fan), 9)), fan)
    return record


def indexes_of(blocks: tuple[Block, ...]) -> list[int]:
    """Each index that the blocks hold, checked to lie where it was written."""
    for block in blocks:
        assert block.offset % 10_000 <= 100 * block.first
        assert 100 * block.stop <= block.offset % 10_000 + block.length
    return [index for block in blocks for index in range(block.first, block.stop)]


@given(
    cuts=st.lists(st.integers(1, 99), unique=True, max_size=12).map(sorted),
    order=st.randoms(use_true_random=False),
    wanted=st.tuples(st.integers(0, 99), st.integers(1, 100)),
)
def test_tasks_are_told_of_the_records_before_them_and_no_others(
    cuts: list[int], order: object, wanted: tuple[int, int]
) -> None:
    whereabouts = Whereabouts(fanned())
    opened(whereabouts, Task(ROOT_FAN, name("split"), 0), 100, FAN)
    pieces = list(zip([0, *cuts], [*cuts, 100], strict=True))
    order.shuffle(pieces)  # type: ignore[attr-defined]
    for first, stop in pieces:
        done(whereabouts, FAN, "fit", first, stop)
    first, stop = wanted[0], min(100, wanted[0] + wanted[1])
    parents = whereabouts.parents(Span(FAN, name("score"), first, stop))
    assert parents is not None
    steps, turn, blocks = parents
    assert (steps, turn) == ((name("fit"),), None)
    assert indexes_of(blocks) == list(range(first, stop))


def test_the_first_step_of_a_fan_comes_right_from_its_split() -> None:
    whereabouts = Whereabouts(fanned())
    record = opened(whereabouts, Task(ROOT_FAN, name("split"), 0), 5, FAN)
    assert whereabouts.parents(Span(FAN, name("fit"), 0, 5)) is None
    brief = whereabouts.fan_brief(FAN)
    assert (brief.width, brief.items, brief.scope, brief.outer) == (5, Location("items", 1, 9), record, ())


def test_a_join_is_told_of_all_its_inputs_and_then_its_fan_is_forgotten() -> None:
    whereabouts = Whereabouts(fanned())
    opened(whereabouts, Task(ROOT_FAN, name("split"), 0), 5, FAN)
    for first in (3, 0):
        done(whereabouts, FAN, "fit", first, 3 if first == 0 else 5)
        done(whereabouts, FAN, "score", first, 3 if first == 0 else 5)
    brief = whereabouts.join_brief(Task(ROOT_FAN, name("join"), 0))
    assert brief.fan is not None and brief.fan.fan == FAN
    assert brief.steps == (name("score"),)
    assert indexes_of(brief.blocks[0]) == [0, 1, 2, 3, 4]
    done(whereabouts, ROOT_FAN, "join", 0, 1)
    assert whereabouts.place(FAN) is None
    assert whereabouts._blocks.keys() == {(ROOT_FAN, name("join"))}


def test_what_is_to_be_kept_is_kept() -> None:
    whereabouts = Whereabouts(fanned(), keeps=True)
    opened(whereabouts, Task(ROOT_FAN, name("split"), 0), 1, FAN)
    done(whereabouts, FAN, "fit", 0, 1)
    done(whereabouts, FAN, "score", 0, 1)
    done(whereabouts, ROOT_FAN, "join", 0, 1)
    assert whereabouts.place(FAN) is not None
    assert indexes_of(whereabouts.join_brief(Task(ROOT_FAN, name("join"), 0)).blocks[0]) == [0]


def test_a_fan_in_a_fan_knows_what_is_around_it() -> None:
    inner = Foreach("inner", (Step("work"),), "fold")
    graph = graph_of(Step("start"), Foreach("outer", (inner,), "fold_all"), Step("end"))
    whereabouts = Whereabouts(graph)
    scope = opened(whereabouts, Task(ROOT_FAN, name("outer"), 0), 9, FAN)
    opened(whereabouts, Task(FAN, name("inner"), 7), 3, INNER)
    (around,) = whereabouts.fan_brief(INNER).outer
    assert (around.fan, around.index, around.width, around.scope) == (FAN, 7, 9, scope)
    assert whereabouts.indexes(Task(INNER, name("work"), 2)) == (7, 2)
    assert whereabouts.indexes(Task(ROOT_FAN, name("start"), 0)) == ()


def test_branches_come_in_the_order_in_which_the_split_names_them() -> None:
    long = (Step("b"), Step("b_two"))
    graph = graph_of(
        Step("start"), Branches("split", (long, (Step("a"),), (Step("c"),)), "join"), Step("end")
    )
    whereabouts = Whereabouts(graph)
    for step in ("a", "b", "b_two", "c"):
        done(whereabouts, ROOT_FAN, step, 0, 1)
    brief = whereabouts.join_brief(Task(ROOT_FAN, name("join"), 0))
    assert brief.fan is None
    assert brief.steps == ("b_two", "a", "c")
    assert [indexes_of(blocks) for blocks in brief.blocks] == [[0], [0], [0]]


def test_an_item_that_left_a_loop_comes_from_its_last_turn() -> None:
    loop = Switch("loop", ((),), loops=True)
    graph = graph_of(Step("start"), Foreach("split", (loop, Step("after")), "join"), Step("end"))
    whereabouts = Whereabouts(graph)
    opened(whereabouts, Task(ROOT_FAN, name("split"), 0), 4, FAN)
    done(whereabouts, FAN, "loop", 0, 4)
    done(whereabouts, FAN, "loop", 1, 3, turn=1)
    done(whereabouts, FAN, "loop", 2, 3, turn=2)
    parents = whereabouts.parents(Span(FAN, name("after"), 0, 4))
    assert parents is not None
    assert [(block.first, block.offset // 10_000) for block in parents[2]] == [(0, 0), (1, 1), (2, 2), (3, 0)]
    again = whereabouts.parents(Span(FAN, name("loop"), 1, 2, 1))
    assert again is not None
    assert again[:2] == ((name("loop"),), 0)
    assert indexes_of(again[2]) == [1]


def test_a_chunk_tells_all_that_its_worker_needs() -> None:
    graph = fanned()
    whereabouts = Whereabouts(graph)
    opened(whereabouts, Task(ROOT_FAN, name("split"), 0), 9, FAN)
    done(whereabouts, FAN, "fit", 0, 9)
    launches = [Launch(Span(FAN, name("score"), first, first + 2), (name("score"),)) for first in (0, 2, 6)]
    chunk = chunk_of(3, launches, graph, whereabouts, None)
    assert [span[2:4] for span in chunk.spans] == [(0, 4), (6, 8)]
    assert [fan.fan for fan in chunk.fans] == [FAN]
    assert [indexes_of(parents[2]) for parents in chunk.parents if parents] == [[0, 1, 2, 3], [6, 7]]
    assert chunk.width == 6


def test_a_fallback_says_how_often_the_task_was_tried_and_what_became_of_it() -> None:
    graph = fanned()
    whereabouts = Whereabouts(graph)
    opened(whereabouts, Task(ROOT_FAN, name("split"), 0), 1, FAN)
    launch = Launch(Span(FAN, name("fit"), 0, 1), (name("fit"),), attempt=2, isolated=True, fallback=True)
    failure = Failure(Cause.DIED, "SIGKILL", "It was killed.")
    fallback = chunk_of(1, [launch], graph, whereabouts, failure).fallback
    assert fallback is not None
    assert fallback[0] == "fanfold.model.errors.FailureHandledByCatch"
    assert fallback[1] == "Task execution failed in 2 attempts. It was killed."
