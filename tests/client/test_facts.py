"""What tasks and runs say of themselves beside their artifacts: metadata, origins, system tags."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from fanfold.client import Run, metadata
from tests.client.recorded_runs import record


def test_a_run_has_the_systems_tags_of_the_reference(survey: Run) -> None:
    """Beside those of `@project`."""
    names = {tag.partition(":")[0] for tag in survey.system_tags}
    assert names == {"user", "runtime", "python_version", "metaflow_version"}
    assert "runtime:dev" in survey.system_tags


def test_the_nodes_of_a_gang_know_how_many_they_are_and_the_first_that_it_is_the_first(survey: Run) -> None:
    first, second = (survey["node"][name].metadata_dict for name in ("0", "1"))
    assert (first["parallel-world-size"], first["internal_task_type"]) == (2, "control_task")
    assert second["parallel-world-size"] == 2 and "internal_task_type" not in second
    assert "parallel-world-size" not in survey["measure"]["0.0"].metadata_dict


def test_metadata_has_names_values_times_types_and_its_task(survey: Run) -> None:
    task = survey["measure"]["0.0"]
    found = {datum.name: datum for datum in task.metadata}
    assert found["runtime"][:2] == ("runtime", "dev")
    assert found["runtime"].created_at == task.created_at
    assert found["attempt_ok"].type == "internal_attempt_status"
    assert found["origin-run-id"].value == "None", "as text, as there"
    assert found["script-name"].value == "survey.py"
    assert found["user"].task == task


def test_a_task_says_which_commit_its_flow_was_run_from(survey: Run) -> None:
    """These flows lie in the repository of fanfold, or in a copy of it that is none."""
    told = survey["start"].task.metadata_dict  # type: ignore[union-attr]
    if "git-info" not in told:
        pytest.skip("this copy of fanfold is no repository")
    assert set(json.loads(told["git-info"])) >= {"commit_sha", "branch_name"}


def test_what_a_resumed_run_did_not_run_again_names_its_origin(
    recorded: Path, troubled: Run, tmp_path: Path
) -> None:
    home = tmp_path / "runs"
    shutil.copytree(recorded, home, symlinks=True)
    assert record("troubled.py", "resume", "--keep-going", home=home).exit_code == 1
    metadata(f"local@{home}")
    resumed = Run(max(f"Troubled/{folder.name}" for folder in (home / "Troubled").iterdir()))
    assert resumed.id != troubled.id
    assert resumed.origin_pathspec == troubled.pathspec
    assert resumed["work"].origin_pathspec == f"{troubled.pathspec}/work"
    kept, again = resumed["work"]["1"], resumed["work"]["2"]
    assert kept.origin_pathspec == "/".join([troubled.pathspec, "work", kept.id])
    assert kept["square"].origin_pathspec == f"{kept.origin_pathspec}/square"
    assert kept.metadata_dict["origin-task-id"] == kept.id
    assert again.origin_pathspec is None and again["square"].origin_pathspec is None
    assert "origin-task-id" not in again.metadata_dict
    assert kept.metadata_dict["origin-run-id"] == again.metadata_dict["origin-run-id"] == troubled.id
    assert resumed["_parameters"].task.origin_pathspec is not None  # type: ignore[union-attr]


def test_a_notebook_offers_what_can_be_named(survey: Run) -> None:
    assert survey.id in survey.parent._ipython_key_completions_()
    assert "visit" in survey._ipython_key_completions_()
    assert survey["visit"]._ipython_key_completions_() == ["1", "0"]
    assert "site" in survey["visit"]["1"]._ipython_key_completions_()
