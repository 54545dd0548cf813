"""`@schedule`: when a cluster is to start the flow. Accepted; nothing here keeps a schedule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, overload

from fanfold.flow.decorators.decorator import Class, Decorator, on_flow


@dataclass(frozen=True, kw_only=True)
class Schedule(Decorator):
    """What `@schedule` says."""

    name: ClassVar[str] = "schedule"

    cron: str | None = None
    weekly: bool = False
    daily: bool = False
    hourly: bool = False
    timezone: str | None = None

    def check(self) -> None:
        """A cron line is text, and the rest is yes or no."""
        if self.cron is not None and not 5 <= len(str(self.cron).split()) <= 7:
            raise self.refused(
                f"cron is {self.cron!r}.", "Write five fields or more: @schedule(cron='0 8 * * *')."
            )
        for name in ("weekly", "daily", "hourly"):
            if not isinstance(getattr(self, name), bool):
                raise self.refused(f"{name} is {getattr(self, name)!r}.", "Give True or False.")

    def note(self) -> str:
        """Schedules are other programs' work."""
        return "@schedule: fanfold keeps no schedule; it runs when you (or cron) start it."


@overload
def schedule(flow_class: Class, /) -> Class: ...
@overload
def schedule(
    *,
    cron: str | None = None,
    weekly: bool = False,
    daily: bool = False,
    hourly: bool = False,
    timezone: str | None = None,
) -> Callable[[Class], Class]: ...
def schedule(*flow_class: Any, **options: Any) -> Any:
    """Say when a cluster should start the flow."""
    return on_flow(Schedule, flow_class, options)
