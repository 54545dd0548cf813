"""`@project`: which branch a run belongs to."""

from __future__ import annotations

from fanfold.flow.decorators import project
from fanfold.flow.decorators.flow.project import ProjectInfo, project_of
from fanfold.flow.spec import FlowSpec


@project(name="churn")
class F(FlowSpec):
    """A flow of a project."""


def told(**options: object) -> ProjectInfo:
    """What a run of `F` by ann is told."""
    info = project_of(F, "ann", **{"environ": {}, **options})  # type: ignore[arg-type]
    assert info is not None
    return info


def test_a_run_is_on_its_users_branch_unless_said_otherwise() -> None:
    assert told() == ProjectInfo("churn", "churn.user.ann.F", "user.ann", True, False)


def test_branches_are_for_test_or_for_production() -> None:
    assert told(branch="new").branch_name == "test.new"
    assert told(branch="new", production=True).branch_name == "prod.new"
    assert told(production=True).project_flow_name == "churn.prod.F"
    assert not told(production=True).is_user_branch


def test_the_command_line_wins_over_the_environment() -> None:
    environ = {"METAFLOW_PRODUCTION": "True", "METAFLOW_BRANCH": "env"}
    assert told(environ=environ).branch_name == "prod.env"
    assert told(environ=environ, branch="cli", production=False).branch_name == "test.cli"


def test_a_flow_without_a_project_has_none() -> None:
    assert project_of(FlowSpec, "ann") is None
