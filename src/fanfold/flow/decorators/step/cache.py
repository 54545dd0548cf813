"""`@cache`: a task whose code, inputs and item were seen before is not run."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, overload

from fanfold.flow.decorators.arguments import is_name
from fanfold.flow.decorators.decorator import Decorator, Function, on_step
from fanfold.model.policy import Cache as CachePolicy
from fanfold.model.policy import StepPolicy

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}


@dataclass(frozen=True, kw_only=True)
class Cache(Decorator):
    """What `@cache` asks for."""

    name: ClassVar[str] = "cache"

    version: str | int = ""
    ignore: str | Sequence[str] = ()
    ttl: str | float | None = None

    def check(self) -> None:
        """A version is text or a number, names are names, and a time can be read."""
        if type(self.version) not in (str, int):
            raise self.refused(
                f"version is {self.version!r}.", "Give text or a number, such as @cache(version=2)."
            )
        for name in self._ignored():
            if not is_name(name):
                raise self.refused(
                    f"ignore names {name!r}, which cannot be an artifact.",
                    "Give names, such as @cache(ignore=['verbose']).",
                )
        if self.ttl is not None and seconds_of(self.ttl) is None:
            raise self.refused(
                f"ttl={self.ttl!r} cannot be read as a time.",
                "Write a number and s, m, h, d or w, such as @cache(ttl='7d').",
            )

    def _ignored(self) -> tuple[str, ...]:
        return (self.ignore,) if isinstance(self.ignore, str) else tuple(self.ignore)

    def lower(self, policy: StepPolicy) -> StepPolicy:
        """Results of earlier runs are looked for."""
        ttl_seconds = None if self.ttl is None else seconds_of(self.ttl)
        return policy._replace(cache=CachePolicy(str(self.version), self._ignored(), ttl_seconds))


def seconds_of(ttl: object) -> float | None:
    """The seconds of `"7d"`, `"90m"` or a number of them; None if it is no time, or none at all."""
    if isinstance(ttl, int | float) and not isinstance(ttl, bool):
        return float(ttl) if 0 < ttl < float("inf") else None
    if not isinstance(ttl, str):
        return None
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([smhdw])\s*", ttl)
    seconds = float(found[1]) * SECONDS[found[2]] if found else 0.0
    return seconds if seconds > 0 else None


@overload
def cache(function: Function, /) -> Function: ...
@overload
def cache(
    *, version: str | int = "", ignore: str | Sequence[str] = (), ttl: str | float | None = None
) -> Callable[[Function], Function]: ...
def cache(*function: Any, **options: Any) -> Any:
    """Take the result of an earlier run for each task whose code, inputs and item were seen before.

    Its code is that of the step and of all local functions that it uses; its inputs are the artifacts and
    parameters that it reads. `ignore` leaves some of these out; change `version` when something else changes
    that counts, such as an installed package. `ttl="7d"` lets results grow no older than that.
    """
    return on_step(Cache, function, options)
