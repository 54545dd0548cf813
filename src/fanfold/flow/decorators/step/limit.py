"""`@limit`: how many tasks run at once, and how many begin within a time."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, overload

from fanfold.flow.decorators.arguments import is_count
from fanfold.flow.decorators.decorator import Decorator, Function, on_step
from fanfold.model.policy import Limit as LimitPolicy
from fanfold.model.policy import StepPolicy

_RATE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:/|per)\s*(\d+(?:\.\d+)?)?\s*([a-z]+)\s*", re.IGNORECASE)
_SECONDS = {
    "s": 1,
    "sec": 1,
    "second": 1,
    "m": 60,
    "min": 60,
    "minute": 60,
    "h": 3600,
    "hour": 3600,
    "day": 86400,
}
_STARTS_MAX = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Limit(Decorator):
    """What `@limit` asks for."""

    name: ClassVar[str] = "limit"

    concurrent: int | None = None
    rate: str | None = None
    pool: str | None = None

    def check(self) -> None:
        """Something is limited, by numbers that can be read."""
        if self.concurrent is None and self.rate is None and self.pool is None:
            raise self.refused("it does not say what is limited.", _EXAMPLE)
        if self.concurrent is not None and not (is_count(self.concurrent) and self.concurrent > 0):
            raise self.refused(
                f"concurrent is {self.concurrent!r}.", "Give a whole number, 1 or more: @limit(concurrent=3)."
            )
        pool: object = self.pool
        if pool is not None and not (isinstance(pool, str) and pool.strip()):
            raise self.refused(f"pool is {pool!r}.", 'Give a name that steps share: @limit(…, pool="api").')
        if self.rate is not None and read_rate(self.rate) is None:
            raise self.refused(f"rate {self.rate!r} cannot be read.", _RATES)

    def lower(self, policy: StepPolicy) -> StepPolicy:
        """The pool's name and its numbers."""
        starts, seconds = (read_rate(self.rate) if self.rate is not None else None) or (None, 1.0)
        return policy._replace(limit=LimitPolicy(self.pool, self.concurrent, starts, seconds))


_EXAMPLE = 'Write @limit(concurrent=3), @limit(rate="50/min"), or both.'
_RATES = 'Write a number per time, such as "50/min", "10/s", "2 per hour" or "100 per 10 s".'


def read_rate(rate: object) -> tuple[int, float] | None:
    """How many within how many seconds; None: that cannot be read. Half a task a second is one in two."""
    found = _RATE.fullmatch(rate) if isinstance(rate, str) else None
    if found is None:
        return None
    unit = found[3].lower()
    seconds = _SECONDS.get(unit) or _SECONDS.get(unit.removesuffix("s"))
    starts, times = Fraction(found[1]), Fraction(found[2] or 1)
    if seconds is None or not starts or not times or starts > _STARTS_MAX:
        return None
    return starts.numerator, float(seconds * times * starts.denominator)


@overload
def limit(function: Function, /) -> Function: ...
@overload
def limit(
    *, concurrent: int | None = None, rate: str | None = None, pool: str | None = None
) -> Callable[[Function], Function]: ...
def limit(*function: Any, **options: Any) -> Any:
    """Run no more than `concurrent` tasks of this step at once, and begin no more than `rate` says.

    A rate is a number per time: `"50/min"`, `"10/s"`, `"2 per hour"`, `"100 per 10 s"`. Within no such time
    do more begin, retries among them. Steps with the same `pool` share one limit; where one of them gives the
    numbers, the others need only name the pool. It holds for one run.
    """
    return on_step(Limit, function, options)
