"""`@isolate`: a process of its own for each task."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, overload

from fanfold.flow.decorators.decorator import Decorator, Function, on_step
from fanfold.model.policy import Isolation, StepPolicy


@dataclass(frozen=True, kw_only=True)
class Isolate(Decorator):
    """What `@isolate` asks for."""

    name: ClassVar[str] = "isolate"

    def lower(self, policy: StepPolicy) -> StepPolicy:
        """No two tasks share a process."""
        if policy.isolation is Isolation.WARM:
            raise self.refused("the step has @warm too.", "Keep one of the two.")
        return policy._replace(isolation=Isolation.ISOLATED)


@overload
def isolate(function: Function, /) -> Function: ...
@overload
def isolate() -> Callable[[Function], Function]: ...
def isolate(*function: Any, **options: Any) -> Any:
    """Give each task of this step a fresh process, however many there are."""
    return on_step(Isolate, function, options)
