"""`@project`: flows that belong together, kept apart by branch."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, overload

from fanfold.flow.decorators.decorator import Class, Decorator, on_flow
from fanfold.flow.decorators.flow_decorators import flow_decorator

_LETTERS = "1 to 128 lower-case letters, digits and underscores"
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
                f"Give {_LETTERS}: @project(name='churn_model').",
            )
        self.check_branch(self.branch)

    def note(self) -> str:
        """Where the runs belong."""
        from fanfold.flow.user import user_name

        variables = _environment()
        branch = _first_of(variables, "BRANCH") or self.branch
        self.check_branch(branch)
        name = _branch_name(branch, _is_production(self, None, variables), user_name())
        return f"project {self.project_name}, branch {name}"

    def check_branch(self, branch: object) -> None:
        """The same for a branch, wherever it was given."""
        if branch and not NAME.fullmatch(str(branch)):
            raise self.refused(f"the branch is {branch!r}.", f"Give {_LETTERS}.")


@dataclass(frozen=True, slots=True)
class ProjectInfo:
    """What `current` tells of the project."""

    project_name: str
    project_flow_name: str
    branch_name: str
    is_user_branch: bool
    is_production: bool

    def tags(self) -> tuple[str, ...]:
        """The system tags of its runs."""
        return (f"project:{self.project_name}", f"project_branch:{self.branch_name}")


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
    chosen = branch or _first_of(variables, "BRANCH") or written.branch
    is_production = _is_production(written, production, variables)
    written.check_branch(chosen)
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
    text = _first_of(variables, "PRODUCTION")
    return (
        written.production if text is None else text.strip().lower() in {"1", "true", "t", "yes", "y", "on"}
    )


def _first_of(variables: Mapping[str, str], name: str) -> str | None:
    known = (f"FANFOLD_{name}", f"METAFLOW_{name}", f"METAFLOW_FLOW_{name}")
    return next((variables[each] for each in known if variables.get(each)), None)


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
