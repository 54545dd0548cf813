"""`current`: what a task learns of where it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from fanfold.flow.current import Current, Parallel, TaskInfo, current
from fanfold.flow.decorators.flow.project import ProjectInfo


@pytest.fixture
def info() -> Iterator[TaskInfo]:
    """A task that is being run."""
    info = TaskInfo(
        "F", "17", username="ann", tags=frozenset({"a"}), parameter_names=("alpha",), graph_info={}
    )
    info.step_name, info.task_id = "work", "3"
    current._begin(info)
    yield info
    current._end()


def test_a_task_learns_its_names(info: TaskInfo) -> None:
    assert current.is_running_flow
    assert (current.flow_name, current.run_id, current.step_name, current.task_id) == ("F", "17", "work", "3")
    assert current.pathspec == "F/17/work/3"
    assert current.username == "ann"
    assert current.namespace == "user:ann"
    assert current.tags == {"a"}
    assert current.parameter_names == ["alpha"]
    assert current.retry_count == 0
    assert current.origin_run_id is None


def test_a_worker_may_change_the_info_it_gave_from_task_to_task(info: TaskInfo) -> None:
    info.task_id, info.retry_count = "4", 2
    assert (current.pathspec, current.retry_count) == ("F/17/work/4", 2)


def test_outside_a_task_names_are_none() -> None:
    assert not current.is_running_flow
    assert current.run_id is None
    assert current.pathspec is None
    assert not current.is_parallel
    with pytest.raises(RuntimeError):
        _ = current.graph


def test_a_name_is_in_current_if_it_has_a_value(info: TaskInfo) -> None:
    assert "run_id" in current
    assert "origin_run_id" not in current
    assert "nobody" not in current
    assert current.get("run_id") == "17"
    assert current.get("nobody", 5) == 5


def test_a_name_that_an_extension_makes_is_missing_with_its_decorators_name() -> None:
    with pytest.raises(AttributeError, match="@huggingface_hub"):
        _ = current.huggingface_hub
    with pytest.raises(AttributeError, match="has no attribute 'nobody'"):
        _ = current.nobody


def test_a_node_of_a_gang_knows_which_it_is(info: TaskInfo) -> None:
    info.parallel = Parallel("127.0.0.1", 4, 1, "0")
    assert current.is_parallel
    assert current.parallel is not None
    assert (current.parallel.num_nodes, current.parallel.node_index) == (4, 1)


def test_the_project_is_told_where_there_is_one(info: TaskInfo) -> None:
    with pytest.raises(AttributeError, match="@project"):
        _ = current.project_name
    info.project = ProjectInfo("churn", "churn.user.ann.F", "user.ann", True, False)
    assert (current.project_name, current.branch_name, current.is_production) == ("churn", "user.ann", False)


def test_what_an_extension_sets_is_gone_with_the_task(info: TaskInfo) -> None:
    current._update_env({"wandb_run": "r"})
    assert current.wandb_run == "r"
    current._begin(info)
    assert "wandb_run" not in current


class Cards:
    """The cards of a task."""

    collector = "where they are collected"


def test_a_card_is_what_the_worker_made_for_this_task(info: TaskInfo) -> None:
    info.cards = Cards()
    assert current.card == "where they are collected"
    assert "card" in current


def test_a_step_without_a_card_is_told_what_to_write(info: TaskInfo) -> None:
    with pytest.raises(AttributeError, match="write @card above @step"):
        _ = current.card
    assert "card" not in current


def test_every_documented_name_answers() -> None:
    names = [name for name in dir(Current) if not name.startswith("_")]
    answers: dict[str, Any] = {
        name: current.get(name) for name in names if name not in ("graph", "graph_info")
    }
    assert answers["trigger"] is None
