"""How many workers: the cores, and more while what runs mostly waits."""

from __future__ import annotations

import os
import time

import pytest

from fanfold.engine.growth import LOOK_SECONDS, Growth, cpu_seconds
from fanfold.model.limits import WORKERS_MAX


class Processes:
    """A clock, and the processor time of processes by their id."""

    def __init__(self) -> None:
        self.now_seconds = 0.0
        self.used: dict[int, float] = {}
        self.runnable = False

    def now(self) -> float:
        return self.now_seconds

    def work(self, growth_: Growth, pids: range, *, share: float, waiting: bool) -> None:
        """A while in which these processes used this share of it each."""
        self.now_seconds += LOOK_SECONDS
        for pid in pids:
            self.used[pid] = self.used.get(pid, 0.0) + share * LOOK_SECONDS
        growth_.look(pids, waiting=waiting)

    def pool(self, cores: int, fixed: int | None) -> Growth:
        return Growth(cores, fixed, self.now, used=self.used.get, runs=lambda _: self.runnable)


@pytest.fixture
def processes() -> Processes:
    return Processes()


def test_workers_that_wait_become_sixteen_and_no_more(processes: Processes) -> None:
    pool = processes.pool(2, None)
    for _ in range(12):
        processes.work(pool, range(pool.wanted), share=0.01, waiting=True)
    assert pool.wanted == WORKERS_MAX


def test_workers_that_compute_stay_as_many_as_cores(processes: Processes) -> None:
    pool = processes.pool(2, None)
    for _ in range(12):
        processes.work(pool, range(pool.wanted), share=1.0, waiting=True)
    assert pool.wanted == 2


def test_workers_that_others_keep_from_running_are_not_taken_to_wait(processes: Processes) -> None:
    pool = processes.pool(2, None)
    processes.runnable = True
    for _ in range(12):
        processes.work(pool, range(pool.wanted), share=0.1, waiting=True)
    assert pool.wanted == 2


def test_nobody_is_hired_when_no_task_waits(processes: Processes) -> None:
    pool = processes.pool(2, None)
    for _ in range(12):
        processes.work(pool, range(pool.wanted), share=0.0, waiting=False)
    assert pool.wanted == 2


def test_once_items_compute_again_workers_become_fewer(processes: Processes) -> None:
    pool = processes.pool(2, None)
    for _ in range(12):
        processes.work(pool, range(pool.wanted), share=0.01, waiting=True)
    for _ in range(12):
        processes.work(pool, range(pool.wanted), share=0.9, waiting=True)
    assert pool.wanted == 2


def test_a_fixed_number_stays(processes: Processes) -> None:
    pool = processes.pool(2, 5)
    for _ in range(12):
        processes.work(pool, range(5), share=0.0, waiting=True)
    assert pool.wanted == 5


def test_processor_time_is_that_of_the_process() -> None:
    begun = cpu_seconds(os.getpid())
    end = time.process_time() + 0.02
    while time.process_time() < end:
        pass
    ended = cpu_seconds(os.getpid())
    assert begun is not None and ended is not None
    assert 0.015 < ended - begun < 5


def test_a_process_that_is_gone_has_none() -> None:
    pid = os.posix_spawn("/bin/true", ["true"], {})
    os.waitpid(pid, 0)
    assert cpu_seconds(pid) is None


def test_a_machine_of_many_cores_keeps_a_worker_for_each(processes: Processes) -> None:
    """The limit is on growth, not on what the machine has."""
    pool = processes.pool(32, None)
    for _ in range(3):
        processes.work(pool, range(32), share=0.01, waiting=True)
    assert pool.wanted == 32
