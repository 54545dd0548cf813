"""`@warm`: tasks of a step share processes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, overload

from fanfold.flow.decorators.decorator import Decorator, Function, on_step
from fanfold.model.policy import Isolation, StepPolicy


@dataclass(frozen=True, kw_only=True)
class Warm(Decorator):
    """What `@warm` asks for."""

    name: ClassVar[str] = "warm"

    def lower(self, policy: StepPolicy) -> StepPolicy:
        """Tasks share a process from the first one on."""
        if policy.isolation is Isolation.ISOLATED:
            raise self.refused("the step has @isolate too.", "Keep one of the two.")
        return policy._replace(isolation=Isolation.WARM)


@overload
def warm(function: Function, /) -> Function: ...
@overload
def warm() -> Callable[[Function], Function]: ...
def warm(*function: Any, **options: Any) -> Any:
    """Run the tasks of this step in processes that are kept, even when there are few of them."""
    return on_step(Warm, function, options)
