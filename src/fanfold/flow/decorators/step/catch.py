"""`@catch`: a failed task becomes an artifact, and the flow goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, overload

from fanfold.flow.decorators.arguments import is_name
from fanfold.flow.decorators.decorator import Decorator, Function, on_step
from fanfold.model.policy import Catch as CatchPolicy
from fanfold.model.policy import StepPolicy


@dataclass(frozen=True, kw_only=True)
class Catch(Decorator):
    """What `@catch` asks for."""

    name: ClassVar[str] = "catch"

    var: str | None = None
    print_exception: bool = True

    def check(self) -> None:
        """The artifact's name is one."""
        if self.var is not None and not is_name(self.var):
            raise self.refused(
                f"var={self.var!r} cannot name an artifact.",
                "Give the name under which the failure is found, such as @catch(var='error') for self.error.",
            )

    def lower(self, policy: StepPolicy) -> StepPolicy:
        """Failures are caught once retries are used up."""
        return policy._replace(catch=CatchPolicy(var=self.var, print_exception=bool(self.print_exception)))


@overload
def catch(function: Function, /) -> Function: ...
@overload
def catch(*, var: str | None = None, print_exception: bool = True) -> Callable[[Function], Function]: ...
def catch(*function: Any, **options: Any) -> Any:
    """Go on when a task of this step fails for good, with the failure as `self.<var>`.

    It has `.exception`, `.type` and `.stacktrace`, and is None where nothing failed. `print_exception` prints
    it into the task's log.
    """
    return on_step(Catch, function, options)
