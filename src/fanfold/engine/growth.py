"""How many workers: as many as cores at first, and up to 16 while their items mostly wait (for a network, a
disk, a clock).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from fanfold.model.limits import WORKERS_MAX

LOOK_SECONDS = 0.018
"""Two ticks of the loop, and not three where one of them is a little short."""
GROWTH = 8
"""From two cores it is one look to sixteen: items that wait half a second should not wait for us."""
WAITING_SHARE = 0.5
"""Workers whose processor time is less than this share of the time that they were at work are taken to
wait.
"""


def cpu_seconds(pid: int) -> float | None:
    """Processor time that another process has used, and that it has waited for a processor; None if it is
    gone or cannot be told. A process that others keep from running does not wait for a network.
    """
    try:
        with open(f"/proc/{pid}/schedstat") as file:
            ran, queued, _ = file.read().split()
        return (int(ran) + int(queued)) / 1e9
    except (OSError, ValueError):
        return _clocked(pid)


def _clocked(pid: int) -> float | None:
    """The clock of a process by its id (man clock_getcpuclockid), on kernels that keep no schedstat."""
    try:
        return time.clock_gettime((~pid << 3) | 2)
    except OSError:
        return None


def is_runnable(pid: int) -> bool:
    """Whether a process runs, or would if it had a processor. What it has waited for one is told only once it
    gets it, so that on a busy machine one that computes may seem to wait.
    """
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] == "R"
    except (OSError, IndexError):
        return False


class Growth:
    """The number of workers wanted now. `fixed` is what `--max-workers` says, `used` tells the processor time
    of a process, and `runs` whether it wants a processor at this moment.
    """

    def __init__(
        self,
        cores: int,
        fixed: int | None,
        now: Callable[[], float],
        *,
        used: Callable[[int], float | None] = cpu_seconds,
        runs: Callable[[int], bool] = is_runnable,
    ) -> None:
        self.cores = cores
        self.wanted = fixed if fixed is not None else cores
        self._fixed = fixed is not None
        self._now = now
        self._read = used
        self._runs = runs
        self._looked = now()
        self._used: dict[int, float] = {}

    def look(self, pids: Iterable[int], *, waiting: bool) -> None:
        """Once in a while: grow if more tasks wait for a worker, and those at work mostly wait themselves."""
        now = self._now()
        if self._fixed or now - self._looked < LOOK_SECONDS:
            return
        elapsed, self._looked = now - self._looked, now
        before, self._used = self._used, {pid: used for pid in pids if (used := self._read(pid)) is not None}
        both = [pid for pid in self._used if pid in before]
        if not both:
            return
        share = sum(self._used[pid] - before[pid] for pid in both) / (elapsed * len(both))
        if waiting and share < WAITING_SHARE and 2 * len(both) >= self.wanted and self._mostly_wait(both):
            self.wanted = max(self.wanted, min(WORKERS_MAX, self.wanted * GROWTH))
        elif share * len(both) > self.cores and share > WAITING_SHARE:
            self.wanted = max(self.cores, self.wanted // 2)

    def _mostly_wait(self, pids: list[int]) -> bool:
        return 2 * sum(map(self._runs, pids)) < len(pids)
