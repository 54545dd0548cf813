"""What this machine can run at once: cores it may use, and how many tasks of a step fit by their
`@resources`.
"""

from __future__ import annotations

import os
from pathlib import Path

from fanfold.model.errors import FlowError
from fanfold.model.names import StepName
from fanfold.model.policy import Resources, StepPolicy

_CGROUP_CPU = Path("/sys/fs/cgroup/cpu.max")
_CGROUP_MEMORY = Path("/sys/fs/cgroup/memory.max")


def usable_cores() -> int:
    """The cores this process may use: its affinity, and its control group's quota."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota = _quota()
    return max(1, min(cores, quota) if quota else cores)


def _quota() -> int | None:
    try:
        limit, period = _CGROUP_CPU.read_text().split()
    except (OSError, ValueError):
        return None
    return None if limit == "max" else max(1, round(int(limit) / int(period)))


def usable_memory_mb() -> float:
    """The memory of this machine, or of its control group, in megabytes."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e6
    try:
        limit = _CGROUP_MEMORY.read_text().strip()
    except OSError:
        return total
    return total if limit == "max" else min(total, int(limit) / 1e6)


class Capacity:
    """How many tasks of each step may run at once. `mode` is what `--resources` takes."""

    def __init__(self, policies: dict[StepName, StepPolicy], mode: str) -> None:
        self.cores = usable_cores()
        self.memory_mb = usable_memory_mb()
        self.notes: list[str] = []
        self._most: dict[StepName, int | None] = {}
        for step, policy in policies.items():
            self._most[step] = (
                None if mode == "ignore" else self._fit(step, policy.resources, strict=mode == "strict")
            )

    def most(self, step: StepName) -> int | None:
        """How many of the step at once; None: as many as there are workers."""
        return self._most[step]

    def _fit(self, step: StepName, wish: Resources, *, strict: bool) -> int | None:
        too_much = []
        if wish.cpu > self.cores:
            too_much.append(f"cpu={wish.cpu:g} of {self.cores}")
        if wish.memory_mb > self.memory_mb:
            too_much.append(f"memory={wish.memory_mb:g} of {self.memory_mb:.0f} MB")
        if too_much and strict:
            raise FlowError(
                f"Step *{step}* wants {' and '.join(too_much)} that this machine has.",
                remedy="Lower its @resources, or run without --resources strict.",
            )
        if too_much:
            self.notes.append(
                f"Step {step} wants {' and '.join(too_much)} that this machine has; it gets what there is."
            )
        most = min(self._by_cpu(wish), self._by_memory(wish))
        if most < self.cores:
            self.notes.append(
                f"Step {step} runs {most} at a time because of its @resources; --resources ignore lifts that."
            )
        return None if wish.cpu <= 1 and most >= self.cores else most

    def _by_cpu(self, wish: Resources) -> int:
        return max(1, int(self.cores // max(wish.cpu, 1)))

    def _by_memory(self, wish: Resources) -> int:
        return max(1, int(self.memory_mb // wish.memory_mb)) if wish.memory_mb else 1 << 30
