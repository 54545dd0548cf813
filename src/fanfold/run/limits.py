"""Limits: how many tasks of a pool may run at once, and how many may begin within a time.

A pool is a name that steps share (`@limit(pool="api")`); a step that names none is a pool of its own. Of a
rate such as 50 a minute the last 50 beginnings are kept: the next task may begin a minute after the first of
them. So in no minute do more than 50 begin, wherever that minute starts. (A bucket of 50 tokens that is
refilled at 50 a minute lets 100 through in its first minute, which is what such a rate is there to prevent.)

There is no clock in here: whoever asks says what time it is.

    rate 3 a minute, asked again and again         begins   0 s   0 s   0 s    60 s   60 s   60 s
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence

from fanfold.model.names import StepName
from fanfold.model.policy import Limit, StepPolicy

UNLIMITED = 1 << 30

AHEAD_SECONDS = 0.01
"""A worker is given no more tasks at a time than may begin within this. They are counted as begun when they
are given, so if they began much later, too many might begin then.
"""


class Pool:
    """One pool: its steps, what it allows (None: any number), and when its last tasks began."""

    __slots__ = ("_begun", "concurrent", "seconds", "starts", "steps")

    def __init__(self, steps: tuple[StepName, ...], limits: Sequence[Limit]) -> None:
        self.steps = steps
        self.concurrent = next((each.concurrent for each in limits if each.concurrent is not None), None)
        rate = next((each for each in limits if each.starts is not None), Limit())
        self.starts: int | None = rate.starts
        self.seconds = rate.seconds
        self._begun: deque[float] = deque()

    def free(self, now: float, running: int) -> int:
        """How many more may begin now, when so many are running."""
        most = UNLIMITED if self.concurrent is None else self.concurrent - running
        if self.starts is not None:
            while self._begun and self._begun[0] + self.seconds <= now:
                self._begun.popleft()
            most = min(most, self.starts - len(self._begun))
        return max(most, 0)

    def begin(self, now: float, count: int) -> None:
        """So many begin."""
        if self.starts is not None:
            self._begun.extend([now] * count)

    def due(self) -> float | None:
        """When the rate lets the next one through; None: it holds nobody up."""
        if self.starts is None or len(self._begun) < self.starts:
            return None
        return self._begun[0] + self.seconds

    @property
    def in_hand_max(self) -> int:
        """How many tasks one worker may be given at a time."""
        return UNLIMITED if self.starts is None else max(1, int(self.starts / self.seconds * AHEAD_SECONDS))


class Limits:
    """The pools of a flow, by step."""

    def __init__(self, policies: Mapping[StepName, StepPolicy]) -> None:
        members: dict[str, dict[StepName, Limit]] = {}
        for step, policy in policies.items():
            if policy.limit is not None:
                # A step's own pool is called as no other can be: names are not empty.
                members.setdefault(policy.limit.pool or f" {step}", {})[step] = policy.limit
        pools = [Pool(tuple(limits), tuple(limits.values())) for limits in members.values()]
        self._pools = {step: pool for pool in pools for step in pool.steps}

    def pool(self, step: StepName) -> Pool | None:
        """The pool of a step; None: nothing limits it."""
        return self._pools.get(step)

    def due(self) -> float | None:
        """When the next task may begin that a rate holds up now."""
        times = [due for pool in self._pools.values() if (due := pool.due()) is not None]
        return min(times, default=None)
