"""Static branches: a join opens for an item when all its branches have come, in whatever chunks they come."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from fanfold.testing.graphs import Branches, Foreach, Step, Switch, graph_of
from tests.run.driven import Driven, launched

PLAIN = graph_of(Branches("split", ((Step("a"),), (Step("b"), Step("b2"))), "join"), Step("end"))
WITHIN = graph_of(
    Foreach(
        "fan", (Branches("split", ((Step("a"),), (Step("b"),), (Step("c"),)), "meet"), Step("last")), "join"
    ),
    Step("end"),
)
FAN_IN_BRANCH = graph_of(
    Branches("split", ((Foreach("fan", (Step("work"),), "fold"),), (Step("b"),)), "join"), Step("end")
)
SWITCH_IN_BRANCH = graph_of(
    Branches(
        "split", ((Switch("choose", ((Step("left"),), (Step("right"),))), Step("meet")), (Step("b"),)), "join"
    ),
    Step("end"),
)


def test_a_static_split_opens_every_branch_and_its_join_after_the_last() -> None:
    run = Driven(PLAIN)
    assert launched(run.done("split")) == [("a", 0, 0, 1), ("b", 0, 0, 1)]
    assert launched(run.done("b")) == [("b2", 0, 0, 1)]
    assert run.done("b2") == []
    assert launched(run.done("a")) == [("join", 0, 0, 1)]


def test_each_item_of_a_fan_joins_its_own_branches() -> None:
    run = Driven(WITHIN)
    run.split("fan", 10)
    run.done("split", 0, 10, fan=1)
    run.done("a", 0, 10, fan=1)
    run.done("b", 5, 10, fan=1)
    assert launched(run.done("c", 3, 8, fan=1)) == [("meet", 1, 5, 8)]
    assert launched(run.done("b", 0, 5, fan=1)) == [("meet", 1, 3, 5)]
    assert launched(run.done("c", 8, 10, fan=1)) == [("meet", 1, 8, 10)]
    assert launched(run.done("c", 0, 3, fan=1)) == [("meet", 1, 0, 3)]
    assert run.run.arrived == {}


def test_a_fan_in_a_branch_arrives_once() -> None:
    run = Driven(FAN_IN_BRANCH)
    run.done("split")
    run.split("fan", 4)
    run.done("work", 0, 4, fan=1)
    assert run.done("b") == []
    assert launched(run.done("fold")) == [("join", 0, 0, 1)]


def test_a_switch_in_a_branch_arrives_once_whatever_it_takes() -> None:
    run = Driven(SWITCH_IN_BRANCH)
    run.done("split")
    run.done("b")
    assert launched(run.done("choose", to="right")) == [("right", 0, 0, 1)]
    assert launched(run.done("right")) == [("meet", 0, 0, 1)]
    assert launched(run.done("meet")) == [("join", 0, 0, 1)]


@settings(max_examples=40)
@given(st.data())
def test_any_order_and_any_chunks_open_each_join_once_and_only_when_it_may(data: st.DataObject) -> None:
    run = Driven(WITHIN)
    run.split("fan", 12)
    run.done("split", 0, 12, fan=1)
    left = {step: set(range(12)) for step in "abc"}
    opened: set[int] = set()
    while any(left.values()):
        step = data.draw(st.sampled_from([step for step in "abc" if left[step]]))
        first = data.draw(st.sampled_from(sorted(left[step])))
        stop = first + 1
        while stop in left[step] and data.draw(st.booleans()):
            stop += 1
        left[step] -= set(range(first, stop))
        for _, _, low, high in launched(run.done(step, first, stop, fan=1)):
            assert not opened & set(range(low, high))
            opened |= set(range(low, high))
        assert opened == set(range(12)) - left["a"] - left["b"] - left["c"]
