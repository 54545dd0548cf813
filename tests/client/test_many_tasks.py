"""All tasks of a step at once: the failed, the slowest, one artifact of all, a table."""

from __future__ import annotations

import pytest

from fanfold.client import Run
from fanfold.model.errors import NotFoundError


def test_failed_gives_failures_and_what_was_caught_in_the_order_of_the_items(
    survey: Run, troubled: Run
) -> None:
    assert [task.id for task in survey["measure"].failed()] == ["1.2"]
    assert survey["measure"].failed(caught=False) == []
    assert [task.key for task in troubled["work"].failed()] == ["2", "4"]
    assert survey["end"].failed() == []


def test_slowest_gives_the_longest_first(survey: Run) -> None:
    slow = survey["measure"].slowest(3)
    everyone = sorted((task.seconds or 0.0 for task in survey["measure"]), reverse=True)
    assert [task.seconds for task in slow] == everyone[:3]
    assert len(survey["measure"].slowest(100)) == 6
    assert survey["measure"].slowest(0) == []
    assert [task.id for task in survey["visit"].slowest(9)] != []


def test_values_gives_one_artifact_of_all_tasks_in_the_order_of_the_items(survey: Run) -> None:
    step = survey["measure"]
    assert step.values("score") == [0, 1, 2, 10, 11, 12]
    assert step.values("site") == ["north"] * 3 + ["south/west"] * 3
    assert step.values("days") == [3] * 6
    assert [value and value.value for value in step.values("reading")] == [0, 1, 2, 10, 11, None]
    assert survey["turn"].values("rounds") == [1, 2, 3]


def test_values_has_a_place_for_a_task_that_left_nothing(troubled: Run) -> None:
    assert troubled["work"].values("square") == [0, 1, 4, 9, None, 25]
    assert troubled["work"].values("square", missing=-1)[4] == -1


def test_values_of_a_name_that_no_task_has_names_the_near_ones(survey: Run) -> None:
    with pytest.raises(NotFoundError) as raised:
        survey["measure"].values("scores")
    assert raised.value.remedy == "Did you mean score?"


def test_rows_are_plain_dicts_with_scalar_artifacts_or_the_columns_asked_for(survey: Run) -> None:
    *_, last = survey["measure"].rows()
    assert {name: last[name] for name in ("task", "key", "index", "status", "attempt", "score")} == {
        "task": "1.2",
        "key": "s2",
        "index": 2,
        "status": "caught",
        "attempt": 1,
        "score": 12,
    }
    chosen = list(survey["measure"].rows(["site", "unit", "nothing"]))
    assert [row["site"] for row in chosen] == ["north"] * 3 + ["south/west"] * 3
    assert all(row["unit"] == "m" and row["nothing"] is None for row in chosen)
    assert "score" not in chosen[0]


def test_rows_outside_a_foreach_have_no_index(survey: Run) -> None:
    (row,) = survey["total"].rows()
    assert (row["task"], row["key"], row["index"], row["sum"]) == ("0", "", None, 36)


def test_rows_make_a_dataframe(survey: Run) -> None:
    pandas = pytest.importorskip("pandas")
    frame = survey["measure"].dataframe(["score"])
    assert isinstance(frame, pandas.DataFrame)
    assert list(frame["score"]) == [0, 1, 2, 10, 11, 12]
