"""`@timeout`: a limit to how long a task may take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, overload

from fanfold.flow.decorators.arguments import is_amount
from fanfold.flow.decorators.decorator import Decorator, Function, on_step
from fanfold.model.policy import StepPolicy


@dataclass(frozen=True, kw_only=True)
class Timeout(Decorator):
    """What `@timeout` asks for."""

    name: ClassVar[str] = "timeout"

    seconds: float = 0
    minutes: float = 0
    hours: float = 0

    def check(self) -> None:
        """Numbers that add up to more than nothing."""
        if not all(map(is_amount, (self.seconds, self.minutes, self.hours))):
            raise self.refused(
                "it takes numbers, 0 or more.", "Write it such as @timeout(minutes=5, seconds=30)."
            )
        if self.total_seconds() <= 0:
            raise self.refused(
                "no time is given.", "Write it such as @timeout(seconds=30), with minutes or hours."
            )

    def total_seconds(self) -> float:
        """Seconds, minutes and hours together."""
        return self.seconds + 60 * self.minutes + 3600 * self.hours

    def lower(self, policy: StepPolicy) -> StepPolicy:
        """Each attempt has this long."""
        return policy._replace(timeout_seconds=float(self.total_seconds()))


@overload
def timeout(function: Function, /) -> Function: ...
@overload
def timeout(
    *, seconds: float = 0, minutes: float = 0, hours: float = 0
) -> Callable[[Function], Function]: ...
def timeout(*function: Any, **options: Any) -> Any:
    """End an attempt that takes longer than seconds, minutes and hours together; it counts as a failure."""
    return on_step(Timeout, function, options)
