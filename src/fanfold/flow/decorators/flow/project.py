"""`@project`: flows that belong together, kept apart by branch."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, overload

from fanfold.flow.decorators.decorator import Class, Decorator, on_flow
from fanfold.flow.decorators.flow_decorators import flow_decorator

NAME = re.compile(r"[a-z0-9_]{1,128}")


@dataclass(frozen=True, kw_only=True)
class Project(Decorator):
    """What `@project` says."""

    name: ClassVar[str] = "project"
    spelled: ClassVar[Mapping[str, str]] = {"project_name": "name"}

    project_name: str = ""
    branch: str | None = None
    production: bool = False

    def check(self) -> None:
        """The name is lower case, digits and underscores."""
        if not NAME.fullmatch(str(self.project_name)):
            raise self.refused(
                f"the name is {self.project_name!r}.",
                "Give 1 to 128 lower-case letters, digits and underscores: @project(name='churn_model').",
            )


@dataclass(frozen=True, slots=True)
class ProjectInfo:
    """What `current` tells of the project."""

    project_name: str
    project_flow_name: str
    branch_name: str
    is_user_branch: bool
    is_production: bool


def project_of(
    flow_class: type,
    user_name: str,
    *,
    branch: str | None = None,
    production: bool | None = None,
    environ: Mapping[str, str] | None = None,
) -> ProjectInfo | None:
    """The flow's project, if any. The command line wins over the environment, and that over the file."""
    written = flow_decorator(flow_class, Project)
    if written is None:
        return None
    variables = _environment() if environ is None else environ
    chosen = (
        branch or variables.get("METAFLOW_BRANCH") or variables.get("METAFLOW_FLOW_BRANCH") or written.branch
    )
    is_production = _is_production(written, production, variables)
    name = _branch_name(chosen, is_production, user_name)
    return ProjectInfo(
        project_name=written.project_name,
        project_flow_name=f"{written.project_name}.{name}.{flow_class.__name__}",
        branch_name=name,
        is_user_branch=not chosen and not is_production,
        is_production=is_production,
    )


def _is_production(written: Project, given: bool | None, variables: Mapping[str, str]) -> bool:
    if given is not None:
        return given
    text = variables.get("METAFLOW_PRODUCTION") or variables.get("METAFLOW_FLOW_PRODUCTION")
    return (
        written.production if text is None else text.strip().lower() in {"1", "true", "t", "yes", "y", "on"}
    )


def _branch_name(branch: str | None, is_production: bool, user_name: str) -> str:
    if branch:
        return f"prod.{branch}" if is_production else f"test.{branch}"
    return "prod" if is_production else f"user.{user_name}"


def _environment() -> Mapping[str, str]:
    import os

    return os.environ


@overload
def project(flow_class: Class, /) -> Class: ...
@overload
def project(
    *, name: str, branch: str | None = None, production: bool = False
) -> Callable[[Class], Class]: ...
def project(*flow_class: Any, **options: Any) -> Any:
    """Say which project the flow belongs to; `current.project_name` and its like tell the tasks."""
    return on_flow(Project, flow_class, options)
