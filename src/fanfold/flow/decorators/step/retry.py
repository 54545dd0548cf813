"""`@retry`: run a failed task again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, overload

from fanfold.flow.decorators.arguments import is_amount, is_count
from fanfold.flow.decorators.decorator import Decorator, Function, on_step
from fanfold.model.policy import StepPolicy


@dataclass(frozen=True, kw_only=True)
class Retry(Decorator):
    """What `@retry` asks for."""

    name: ClassVar[str] = "retry"

    times: int = 3
    minutes_between_retries: float | None = None

    def check(self) -> None:
        """Counts and waits are numbers, not below zero."""
        if not is_count(self.times):
            raise self.refused(
                f"times is {self.times!r}.", "Give a whole number, 0 or more, such as @retry(times=3)."
            )
        minutes = self.minutes_between_retries
        if minutes is not None and not is_amount(minutes):
            raise self.refused(
                f"minutes_between_retries is {minutes!r}.",
                "Give a number of minutes, 0 or more; 0.5 is half a minute.",
            )

    def lower(self, policy: StepPolicy) -> StepPolicy:
        """So many further attempts; a wait only if one was written."""
        return policy._replace(
            retries=self.times, retry_delay_seconds=60.0 * (self.minutes_between_retries or 0)
        )


@overload
def retry(function: Function, /) -> Function: ...
@overload
def retry(
    *, times: int = 3, minutes_between_retries: float | None = None
) -> Callable[[Function], Function]: ...
def retry(*function: Any, **options: Any) -> Any:
    """Run a task of this step again when it fails, up to `times` more times.

    `@retry(times=0)` says that a step is never to be run again, also under `--with retry`. There is no wait
    between attempts unless `minutes_between_retries` is given.
    """
    return on_step(Retry, function, options)
