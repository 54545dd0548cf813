"""Whatever is killed, however the inputs come: each of them is in the result once."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from fanfold.model.names import FanId
from fanfold.store.checkpoints import CheckpointFile
from fanfold.store.folder import RunFolder
from fanfold.store.rows import Block
from fanfold.workers.fold import Fold

WIDTH = 40


class Killed(Exception):
    """The process is gone, or the step failed."""


class Numbers:
    """Records that are nothing but their indexes."""

    def within(self, block: Block, first: int, stop: int) -> Iterator[int]:
        """Those of a block."""
        assert block.first <= first <= stop <= block.stop
        return iter(range(first, stop))


class Task:
    """A task's object: what the step sets is in its dictionary."""

    _task = SimpleNamespace(passed={})
    total: int
    seen: list[int]
    largest: int


def join(self: Any, inputs: Fold, is_killed: Callable[[], bool]) -> None:
    """The step."""
    self.total = 0
    self.seen = []
    self.is_first = True
    for index in inputs.inputs(sys._getframe()):
        if is_killed():
            raise Killed
        self.total += index
        if is_killed():
            raise Killed
        self.seen.append(index)
        if len(self.seen) == 1:
            del self.is_first
        self.largest = max(getattr(self, "largest", -1), index)


class Life:
    """One attempt: which inputs come in which blocks, when it waits, and when it is killed."""

    def __init__(self, folder: Path, random: Any) -> None:
        self._random = random
        cuts = sorted({0, WIDTH, *(random.randrange(WIDTH) for _ in range(random.randrange(9)))})
        blocks = [Block(first, stop, "0-1", 0, 0) for first, stop in itertools.pairwise(cuts)]
        random.shuffle(blocks)
        self.notes: list[str] = []
        self._fold = Fold(
            cast("Any", SimpleNamespace(name="join", folds=("is_killed",))),
            cast("Any", Numbers()),
            (),
            CheckpointFile(RunFolder(folder), FanId(1)),
            cast("Any", lambda index: index),
            self.notes.append,
            every=random.randrange(1, 9),
            now=lambda: 0.0,
        )
        self._fold.blocks = self._coming(blocks)

    def _coming(self, blocks: list[Block]) -> Iterator[Block]:
        for block in blocks:
            if self._random.random() < 0.5:
                self._fold.pause()
            yield block

    def live(self, *, may_die: bool) -> Task | None:
        """What it leaves; None: it was killed."""
        task, left = Task(), self._random.randrange(3 * WIDTH) if may_die else 0

        def is_killed() -> bool:
            nonlocal left
            left -= 1
            return left == 0

        try:
            join(task, self._fold, is_killed)
        except Killed:
            return None
        return task


@given(st.randoms(use_true_random=False))
def test_a_fold_that_is_killed_again_and_again_has_each_input_once(random: Any) -> None:
    with TemporaryDirectory() as folder:
        for number in range(6):
            life = Life(Path(folder), random)
            task = life.live(may_die=number < 5)
            assert life.notes == []
            if task is not None:
                break
        assert task is not None
        assert sorted(task.seen) == list(range(WIDTH))
        assert (task.total, task.largest) == (sum(range(WIDTH)), WIDTH - 1)
        assert not hasattr(task, "is_first")


@given(st.integers(0, 200))
def test_a_checkpoint_that_is_damaged_is_none(at: int) -> None:
    with TemporaryDirectory() as folder:
        file = CheckpointFile(RunFolder(Path(folder)), FanId(1))
        random = __import__("random").Random(7)
        while not file.path.exists():
            Life(Path(folder), random).live(may_die=True)
        assert file.read() is not None
        data = bytearray(file.path.read_bytes())
        data[at % len(data)] ^= 1
        file.path.write_bytes(bytes(data))
        assert file.read() is None
        task = Life(Path(folder), random).live(may_die=False)
        assert task is not None
        assert sorted(task.seen) == list(range(WIDTH))
