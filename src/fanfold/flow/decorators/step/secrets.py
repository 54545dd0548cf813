"""`@secrets`: environment variables that are not shown.

Only sources of type `inline` can be had on this machine. Others name a vault that a cluster's credentials
open; the step runs without them, and the run says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, overload

from fanfold.flow.decorators.decorator import Decorator, Function, on_step
from fanfold.flow.decorators.step.environment import with_variables
from fanfold.model.policy import StepPolicy

Source = str | Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Secrets(Decorator):
    """What `@secrets` asks for."""

    name: ClassVar[str] = "secrets"

    sources: Sequence[Source] = ()
    role: str | None = None
    allow_override: bool = False

    def check(self) -> None:
        """Sources are text or dictionaries, and inline ones hold text."""
        if isinstance(self.sources, str) or not isinstance(self.sources, Sequence):
            raise self.refused("sources is not a list.", "Write @secrets(sources=[…]).")
        given: dict[Any, str] = {}
        for source in self.sources:
            if not isinstance(source, str | Mapping):
                raise self.refused(f"{type(source).__name__} is no source.", "Give text or a dictionary.")
            for name, value in _variables(source).items():
                self._check_variable(name, value)
                if given.setdefault(name, _source_name(source)) != _source_name(source):
                    raise self.refused(
                        f"{name} is given by {given[name]} and by {_source_name(source)}.",
                        "Keep one of the two.",
                    )

    def _check_variable(self, name: object, value: object) -> None:
        if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z_]\w*", name, re.ASCII):
            raise self.refused(
                f"{name!r} cannot name a variable.", "Give letters, digits and underscores, a letter first."
            )
        if name.startswith(("METAFLOW_", "FANFOLD_")):
            raise self.refused(f"{name} is a setting of ours.", "Give the variable another name.")
        if not isinstance(value, str):
            raise self.refused(f"the value of {name} is not text.", "Give text.")

    def variables(self) -> dict[str, str]:
        """The variables of all inline sources."""
        found: dict[str, str] = {}
        for source in self.sources:
            found |= _variables(source)
        return found

    def note(self) -> str:
        """Which sources cannot be had here."""
        names = [_source_name(source) for source in self.sources if not _is_inline(source)]
        if not names:
            return ""
        return (
            f"@secrets: {', '.join(names)} cannot be read on this machine; set the variables before the run."
        )

    def lower(self, policy: StepPolicy) -> StepPolicy:
        """Set like those of `@environment`; one that is set already is an error, unless allowed."""
        import os

        variables = self.variables()
        clash = [] if self.allow_override else sorted(variables.keys() & os.environ.keys())
        if clash:
            raise self.refused(
                f"{clash[0]} is set in the environment already.", "Unset it, or write allow_override=True."
            )
        return policy._replace(environment=with_variables(policy, variables))


def _variables(source: Source) -> dict[str, str]:
    if not isinstance(source, Mapping) or not _is_inline(source):
        return {}
    return dict((source.get("options") or {}).get("env_vars") or {})


def _is_inline(source: Source) -> bool:
    return isinstance(source, Mapping) and source.get("type") == "inline"


def _source_name(source: Source) -> str:
    return source if isinstance(source, str) else str(source.get("id", source.get("type", "a source")))


@overload
def secrets(function: Function, /) -> Function: ...
@overload
def secrets(
    *, sources: Sequence[Source] = (), role: str | None = None, allow_override: bool = False
) -> Callable[[Function], Function]: ...
def secrets(*function: Any, **options: Any) -> Any:
    """Give this step's tasks environment variables whose values are masked wherever fanfold shows them."""
    return on_step(Secrets, function, options)
