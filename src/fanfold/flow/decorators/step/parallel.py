"""`@parallel`: a step that `num_parallel` runs on several nodes at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, overload

from fanfold.flow.decorators.decorator import Decorator, Function, on_step
from fanfold.model.policy import StepPolicy


@dataclass(frozen=True, kw_only=True)
class Parallel(Decorator):
    """What `@parallel` asks for."""

    name: ClassVar[str] = "parallel"

    def lower(self, policy: StepPolicy) -> StepPolicy:
        """Its tasks are nodes of one gang."""
        return policy._replace(parallel=True)


@overload
def parallel(function: Function, /) -> Function: ...
@overload
def parallel() -> Callable[[Function], Function]: ...
def parallel(*function: Any, **options: Any) -> Any:
    """Say that this step is reached by `self.next(…, num_parallel=n)` and reads `current.parallel`."""
    return on_step(Parallel, function, options)
