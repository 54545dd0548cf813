"""What a task left, came to, printed, and where it stands among others."""

from __future__ import annotations

import pytest

from fanfold.client import Run, Task
from fanfold.model.errors import NotFoundError
from fanfold.model.status import Cause


def test_data_has_what_the_task_wrote_what_it_inherited_parameters_and_constants(survey: Run) -> None:
    data = survey["measure"]["1.1"].data
    assert (data.score, data.site, data.days, data.unit) == (11, "south/west", 3, "m")
    assert "score" in data
    assert "sum" not in data
    assert survey.data is not None
    assert (survey.data.sum, survey.data.sides, survey.data.rounds) == (36, ["left", "right"], 3)


def test_a_join_has_its_own_artifacts_only(survey: Run) -> None:
    names = {artifact.id for artifact in survey["per_site"]["0"]}
    assert names == {"scores", "days", "unit"}


def test_a_missing_artifact_is_an_attribute_error_that_names_the_near_ones(survey: Run) -> None:
    data = survey["measure"]["1.1"].data
    with pytest.raises(AttributeError, match="Did you mean score"):
        _ = data.scroe
    assert not hasattr(data, "nothing_like_it")
    with pytest.raises(KeyError):
        survey["measure"]["1.1"]["scroe"]


def test_artifacts_say_how_large_they_are_and_whether_they_are_the_same(survey: Run) -> None:
    one, other = survey["measure"]["0.0"], survey["measure"]["0.2"]
    assert one["site"].sha == other["site"].sha
    assert one["score"].sha != other["score"].sha
    assert one["site"].size > 0
    assert one.artifacts.score.data == 0


def test_classes_of_the_flows_file_and_of_modules_beside_it_are_loaded_elsewhere(survey: Run) -> None:
    data = survey["measure"]["1.1"].data
    assert type(data.reading).__name__ == "Reading"
    assert data.reading.value == 11
    assert data.depth.metres == 11


def test_a_success_a_caught_failure_and_a_failure_are_told_apart(survey: Run, troubled: Run) -> None:
    good, caught, bad = survey["measure"]["s1"], survey["measure"]["s2"], troubled["work"]["2"]
    assert [(task.successful, task.finished) for task in (good, caught, bad)] == [
        (True, True),
        (False, True),
        (False, False),
    ]
    assert good.exception is None
    assert caught.exception is None
    assert caught.data.problem.type == "builtins.ValueError"
    assert bad.exception.type == "builtins.ValueError"
    assert bad.exception.exception == "two is one too many"
    assert "raise ValueError" in bad.exception.stacktrace
    assert bad.data.square == 4


def test_a_task_whose_process_died_says_so_and_what_it_had_printed(troubled: Run) -> None:
    task = troubled["work"]["4"]
    assert task.failure is not None
    assert task.failure.cause is Cause.DIED
    assert "SIGKILL" in task.exception.exception
    assert task.created_at is not None and task.finished_at is not None
    assert (task.finished, task.stdout, task.stderr) == (False, "last words\n", "")
    assert task.key == "4"


def test_a_failed_run_is_neither_successful_nor_finished_and_has_no_data(troubled: Run) -> None:
    assert (troubled.successful, troubled.finished, troubled.status) == (False, False, "failed")
    assert troubled.end_task is None
    assert troubled.data is None
    assert troubled.finished_at is not None


def test_the_last_attempt_is_shown_and_earlier_ones_can_be_asked_for(survey: Run) -> None:
    last = survey["measure"]["n1"]
    assert last.current_attempt == 1
    assert last.stdout == "measuring n1, attempt 1\n"
    first = Task(last.pathspec, attempt=0)
    assert first.stdout == "measuring n1, attempt 0\n"
    assert first.exception.exception == "not yet"
    assert not first.finished
    with pytest.raises(NotFoundError):
        Task(last.pathspec, attempt=7)


def test_output_is_kept_by_stream(survey: Run) -> None:
    task = survey["start"].task
    assert task is not None
    assert (task.stdout, task.stderr) == ("hello\n", "aside\n")
    assert (task.stdout_size, task.stderr_size) == (6, 6)
    assert [line for _, line in task.loglines("stdout")] == ["hello"]
    assert [line for _, line in task.loglines("stderr", as_unicode=False)] == [b"aside"]
    with pytest.raises(ValueError, match="stdin"):
        list(task.loglines("stdin"))


@pytest.mark.parametrize(
    ("task", "parents", "children"),
    [
        ("start/0", [], ["visit/0", "visit/1"]),
        ("visit/1", ["start/0"], ["measure/1.0", "measure/1.1", "measure/1.2"]),
        ("measure/1.2", ["visit/1"], ["per_site/1"]),
        ("per_site/0", ["measure/0.0", "measure/0.1", "measure/0.2"], ["total/0"]),
        ("total/0", ["per_site/0", "per_site/1"], ["turn/0"]),
        ("turn/0", ["total/0"], ["turn/0~1"]),
        ("turn/0~2", ["turn/0~1"], ["part/0"]),
        ("part/0", ["turn/0~2"], ["left/0", "right/0"]),
        ("meet/0", ["left/0", "right/0"], ["gather/0"]),
        ("node/1", ["gather/0"], ["nodes/0"]),
        ("end/0", ["nodes/0"], []),
        ("_parameters/0", [], []),
    ],
)
def test_each_task_knows_those_before_and_after_it(
    survey: Run, task: str, parents: list[str], children: list[str]
) -> None:
    found = Task(f"{survey.pathspec}/{task}")
    assert [each.pathspec for each in found.parent_tasks] == [f"{survey.pathspec}/{each}" for each in parents]
    assert list(found.child_task_pathspecs) == [f"{survey.pathspec}/{each}" for each in children]


def test_the_metadata_has_the_references_names(survey: Run) -> None:
    told = survey["measure"]["s2"].metadata_dict
    assert told["foreach-execution-path"] == "visit:1,measure:2"
    assert told["foreach-stack"] == ["sites=south/west", "dates=s2"]
    assert (told["attempt"], told["attempt_ok"], told["user"]) == ("1", "True", "tester")
    metadata = survey["measure"]["s2"].metadata
    assert [fact.value for fact in metadata if fact.type == "attempt"] == ["0", "1"]
    assert [fact.value for fact in metadata if fact.type == "internal_attempt_status"] == ["False", "True"]
    names = {
        "ds-root",
        "ds-type",
        "metaflow_version",
        "origin-run-id",
        "python_version",
        "runtime",
        "script-name",
    }
    assert names <= told.keys()


def test_the_control_task_is_the_first_node_of_a_gang(survey: Run) -> None:
    assert survey["node"].control_task == survey["node"]["0"]
    assert survey["measure"].control_task is None


def test_steps_know_those_before_and_after_them(survey: Run) -> None:
    assert [step.id for step in survey["meet"].parent_steps] == ["left", "right"]
    assert [step.id for step in survey["part"].child_steps] == ["left", "right"]
