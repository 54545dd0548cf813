"""@timeout: raises in the step, and nowhere else."""

from __future__ import annotations

import gc
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from fanfold.model.errors import TaskTimeoutError
from fanfold.store.items import ItemReader, ItemWriter
from fanfold.store.loading import Packs
from fanfold.store.packs import HEADER, PackWriter, create
from fanfold.workers.deadline import Deadline


@pytest.fixture
def deadline() -> Iterator[Deadline]:
    armed = Deadline("fit", 0.02)
    yield armed
    armed.disarm()


def work(seconds: float) -> None:
    """What a step might do."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


def test_a_step_that_takes_too_long_is_told_so_where_it_is(deadline: Deadline) -> None:
    deadline.arm()
    with pytest.raises(TaskTimeoutError, match=r"Step \*fit\* ran longer than its @timeout of 0\.02 seconds"):
        work(5)


def test_a_step_that_is_through_is_not_told_afterwards(deadline: Deadline) -> None:
    deadline.arm()
    deadline.disarm()
    work(0.05)
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGALRM) is signal.SIG_DFL


def test_an_alarm_that_rang_while_it_was_being_stopped_does_nothing(deadline: Deadline) -> None:
    deadline.arm()
    deadline._armed = False
    deadline._ring(signal.SIGALRM, None)


@pytest.mark.parametrize("after_seconds", [0.001, 0.002, 0.003, 0.005, 0.008])
def test_a_pack_is_whole_whenever_the_alarm_rings_in_a_foreach(tmp_path: Path, after_seconds: float) -> None:
    """The split fails, and what is appended to the pack after that is found where it is said to be."""
    descriptor = create(tmp_path, "3-1")
    writer = PackWriter(descriptor, "3-1")
    deadline = Deadline("split", after_seconds)
    gc.disable()  # what is raised in a callback of the collector, such as Hypothesis has one, is lost
    with pytest.raises(TaskTimeoutError):  # noqa: PT012 - it may ring in any of these lines
        deadline.arm()
        while True:
            ItemWriter(writer).write(range(3_000))
    gc.enable()
    deadline.disarm()
    assert writer.offset == os.fstat(descriptor).st_size
    _, location = ItemWriter(writer).write("after")
    store = Packs(tmp_path)
    pack = store["3-1"]
    assert all(frame.payload is not None for frame in pack.frames(len(HEADER), pack.size()))
    assert ItemReader(store, location, copies=True).item(4) == "r"
    store.close()
    os.close(descriptor)
