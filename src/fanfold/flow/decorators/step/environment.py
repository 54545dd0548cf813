"""`@environment`: environment variables of a step's tasks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, overload

from fanfold.flow.decorators.decorator import Decorator, Function, on_step
from fanfold.model.policy import StepPolicy


@dataclass(frozen=True, kw_only=True)
class Environment(Decorator):
    """What `@environment` asks for."""

    name: ClassVar[str] = "environment"

    vars: Mapping[str, object] = field(default_factory=dict)

    def check(self) -> None:
        """Names are text that a process can have; values are text or plain numbers."""
        if not isinstance(self.vars, Mapping):
            raise self.refused(
                f"vars is a {type(self.vars).__name__}.",
                "Give a dictionary: @environment(vars={'MODE': 'fast'}).",
            )
        for name, value in self.vars.items():
            self._check_variable(name, value)

    def lower(self, policy: StepPolicy) -> StepPolicy:
        """These variables are set before the flow's file is imported."""
        return policy._replace(environment=with_variables(policy, self.vars))

    def _check_variable(self, name: object, value: object) -> None:
        if not isinstance(name, str) or not name or "=" in name or "\0" in name:
            raise self.refused(
                f"{name!r} cannot name an environment variable.", "Give a name such as 'MODE'."
            )
        if not isinstance(value, str | int | float) or "\0" in str(value):
            raise self.refused(
                f"the value of {name} is {value!r}.", "Give text; leave the variable out where there is none."
            )


def with_variables(policy: StepPolicy, variables: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """The policy's variables and these, of which the later wins."""
    return tuple(
        {**dict(policy.environment), **{name: str(value) for name, value in variables.items()}}.items()
    )


@overload
def environment(function: Function, /) -> Function: ...
@overload
def environment(*, vars: Mapping[str, object] = ...) -> Callable[[Function], Function]: ...
def environment(*function: Any, **options: Any) -> Any:
    """Give this step's tasks environment variables, set before anything is imported in their process."""
    return on_step(Environment, function, options)
