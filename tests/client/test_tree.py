"""Flows, runs, steps and tasks: how they are found, and what they say of themselves."""

from __future__ import annotations

import pickle
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from fanfold.client import DataArtifact, Flow, Metaflow, Run, Step, Task
from fanfold.model.errors import NotFoundError
from tests.client.recorded_runs import ids


def test_flows_are_found_by_name_and_in_the_list(home: Path) -> None:
    assert [flow.id for flow in Metaflow()] == ["Survey", "Troubled"]
    assert "Survey" in Metaflow()
    assert Metaflow()["Survey"].latest_run == Flow("Survey").latest_run


def test_a_run_is_found_by_pathspec_by_its_flow_and_as_the_latest(survey: Run) -> None:
    assert survey == Flow("Survey")[survey.id] == Flow("Survey").latest_run
    assert Flow("Survey").latest_successful_run == survey
    assert Flow("Troubled").latest_successful_run is None
    assert survey.parent == Flow("Survey")
    assert list(Flow("Survey")) == [survey]


def test_steps_come_newest_first_and_hide_the_parameters(survey: Run) -> None:
    steps = [step.id for step in survey]
    assert steps[0] == "end"
    assert steps[-3:] == ["measure", "visit", "start"]
    assert "_parameters" not in steps
    assert survey["_parameters"].task is not None
    assert survey.parameters.days == 3


def test_tasks_come_newest_first_with_ids_that_tell_their_place(survey: Run) -> None:
    assert ids(survey, "measure") == ["1.2", "1.1", "1.0", "0.2", "0.1", "0.0"]
    assert ids(survey, "turn") == ["0~2", "0~1", "0"]
    assert ids(survey, "node") == ["1", "0"]
    task = survey["measure"].task
    assert task is not None
    assert task.id == "1.2"


def test_a_task_is_found_by_its_id_its_number_and_its_items_key(survey: Run) -> None:
    assert survey["visit"]["1"] == survey["visit"][1] == survey["visit"]["south/west"]
    assert survey["measure"]["n2"].id == "0.2"
    assert Task(f"{survey.pathspec}/visit/south/west").index == 1
    assert "n2" in survey["measure"]
    assert "n3" not in survey["measure"]


def test_each_object_is_found_by_its_own_pathspec(survey: Run) -> None:
    task = survey["measure"]["1.1"]
    assert Step(task.parent.pathspec) == task.parent == survey["measure"]
    assert Task(task.pathspec) == task
    assert DataArtifact(task["score"].pathspec) == task["score"]
    assert task["score"].parent == task


@pytest.mark.parametrize(
    ("kind", "pathspec"),
    [
        (Flow, "Survey/1"),
        (Run, "Survey"),
        (Run, "Survey/1/start"),
        (Step, "Survey/1"),
        (Task, "Survey/1/start"),
        (DataArtifact, "Survey/1/start/0"),
        (Run, "Survey/"),
        (Run, ""),
    ],
)
def test_a_pathspec_of_the_wrong_depth_says_which_is_wanted(kind: Any, pathspec: str, home: Path) -> None:
    with pytest.raises(NotFoundError) as raised:
        kind(pathspec)
    assert raised.value.remedy.startswith("Write Flow")


def test_names_that_are_not_there_name_what_was_searched_and_what_comes_near(survey: Run, home: Path) -> None:
    with pytest.raises(NotFoundError, match=str(home)) as raised:
        Flow("Servey")
    assert raised.value.remedy == "Did you mean Survey?"
    with pytest.raises(NotFoundError) as raised:
        Run("Survey/" + survey.id[:-1] + "x")
    assert survey.id in raised.value.remedy
    with pytest.raises(KeyError) as missing:
        survey["mesure"]
    assert isinstance(missing.value, NotFoundError)
    assert "measure" in missing.value.remedy
    with pytest.raises(NotFoundError) as raised:
        survey["measure"]["n9"]
    assert "n0" in raised.value.remedy


def test_no_runs_at_all_is_an_empty_list_of_flows_and_says_where_it_looked(
    anyone: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FANFOLD_HOME", str(tmp_path / "none"))
    assert Metaflow().flows == []
    with pytest.raises(NotFoundError, match="none"):
        Flow("Survey")


def test_runs_of_metaflows_own_are_pointed_out(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".metaflow" / "Other").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NotFoundError) as raised:
        Flow("Other")
    assert f"fanfold import {tmp_path / '.metaflow'} Other" in raised.value.remedy


def test_times_are_local_and_in_order(survey: Run) -> None:
    start, end = survey["start"].task, survey.end_task
    assert start is not None
    assert end is not None
    for when in (start.created_at, start.finished_at, end.created_at, survey.created_at, survey.finished_at):
        assert isinstance(when, datetime)
        assert abs((datetime.now() - when).total_seconds()) < 3600
    assert start.created_at <= start.finished_at <= end.created_at  # type: ignore[operator]
    assert survey["measure"].finished_at >= survey["measure"].created_at  # type: ignore[operator]


def test_every_object_survives_pickling(survey: Run) -> None:
    task = survey["measure"]["1.1"]
    for each in (survey.parent, survey, task.parent, task, task["score"]):
        again = pickle.loads(pickle.dumps(each))
        assert again == each
        assert repr(again) == repr(each)


def test_the_code_of_a_run_is_kept_as_it_was(survey: Run) -> None:
    assert survey.code is not None
    assert survey.code.script_name == "survey.py"
    assert "class Survey(FlowSpec)" in survey.code.flowspec


def test_a_run_that_resumed_nothing_has_no_origin(survey: Run) -> None:
    assert survey.origin_pathspec is None
