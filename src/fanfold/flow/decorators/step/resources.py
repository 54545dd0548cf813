"""`@resources`: what one task needs of a machine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, overload

from fanfold.flow.decorators.decorator import Decorator, Function, on_step
from fanfold.model.policy import Resources as ResourcesPolicy
from fanfold.model.policy import StepPolicy

Amount = float | str
"""Numbers may be written as text: `memory="16000"`."""


@dataclass(frozen=True, kw_only=True)
class Resources(Decorator):
    """What `@resources` asks for. `disk`, `shared_memory` and `max_swap` are taken and not counted."""

    name: ClassVar[str] = "resources"

    cpu: Amount | None = None
    gpu: Amount | None = None
    memory: Amount | None = None
    disk: Amount | None = None
    shared_memory: Amount | None = None
    max_swap: Amount | None = None

    def check(self) -> None:
        """Every wish is a number, not below zero, and GPUs are whole."""
        for name, value in self.attributes.items():
            if value is not None:
                self._check_number(name, value)
        if self.gpu is not None and not float(self.gpu).is_integer():
            raise self.refused(f"gpu is {self.gpu!r}.", "Tasks get whole GPUs: write @resources(gpu=1).")

    def lower(self, policy: StepPolicy) -> StepPolicy:
        """Only what was written counts; a task that names no memory is not taken to need any."""
        wish = ResourcesPolicy(
            cpu=1.0 if self.cpu is None else float(self.cpu),
            memory_mb=float(self.memory or 0),
            gpu=int(float(self.gpu or 0)),
        )
        return policy._replace(resources=wish)

    def _check_number(self, name: str, value: Amount) -> None:
        try:
            number = float(value)
        except (TypeError, ValueError):
            number = -1.0
        if not 0 <= number < float("inf"):
            raise self.refused(
                f"{name} is {value!r}.", "Give numbers, memory in megabytes: @resources(cpu=2, memory=4000)."
            )


@overload
def resources(function: Function, /) -> Function: ...
@overload
def resources(
    *,
    cpu: Amount | None = None,
    gpu: Amount | None = None,
    memory: Amount | None = None,
    disk: Amount | None = None,
    shared_memory: Amount | None = None,
    max_swap: Amount | None = None,
) -> Callable[[Function], Function]: ...
def resources(*function: Any, **options: Any) -> Any:
    """Run so many tasks of this step at once as the machine has room for.

    `cpu` counts cores (1 if not given), `memory` megabytes, `gpu` devices.
    """
    return on_step(Resources, function, options)
