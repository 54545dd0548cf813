"""`@tolerate`: some items of a foreach may fail, and the join runs with the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, overload

from fanfold.flow.decorators.arguments import is_count
from fanfold.flow.decorators.decorator import Decorator, Function, on_step
from fanfold.model.policy import StepPolicy, Tolerance


@dataclass(frozen=True, kw_only=True)
class Tolerate(Decorator):
    """What `@tolerate` asks for."""

    name: ClassVar[str] = "tolerate"

    failures: int | float | None = None

    def check(self) -> None:
        """A whole number of items, or a share of them."""
        failures = self.failures
        if failures is None:
            raise self.refused("it does not say how many failures.", _EXAMPLE)
        if is_count(failures) or (isinstance(failures, float) and 0 <= failures <= 1):
            return
        if isinstance(failures, float) and failures.is_integer():
            raise self.refused(f"failures is {failures!r}, and a share is at most 1.0.", f"{_EXAMPLE}")
        raise self.refused(f"failures is {failures!r}.", _EXAMPLE)

    def lower(self, policy: StepPolicy) -> StepPolicy:
        """So many items of each fan, or that share of them."""
        assert self.failures is not None
        if isinstance(self.failures, float):
            return policy._replace(tolerance=Tolerance(share=self.failures))
        return policy._replace(tolerance=Tolerance(self.failures))


_EXAMPLE = "Give a number of items, @tolerate(failures=3), or a share of them, @tolerate(failures=0.05)."


@overload
def tolerate(function: Function, /) -> Function: ...
@overload
def tolerate(*, failures: int | float) -> Callable[[Function], Function]: ...
def tolerate(*function: Any, **options: Any) -> Any:
    """Let the join run without items that fail for good at this step, as long as they are not too many.

    `failures=3` allows three items of a foreach, `failures=0.05` five of a hundred; one more, and the run
    fails. An item counts once, at whatever step it fails. In the join `inputs` holds the items that came, in
    order, and `inputs.failed` says of each other one what went wrong. If all fail, the join runs only with
    `failures=1.0`.
    """
    return on_step(Tolerate, function, options)
