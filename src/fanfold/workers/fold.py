"""A fold: a join's loop over its inputs as they come.

Between two inputs, all that the fold has come to is on `self`; so every so often that is written down with
the items that are in it (`store.checkpoints`). A fold that begins where there is such a checkpoint runs the
step from its first line, and when it comes to its loop, `self` becomes what it was and the loop goes on with
the items that are not in it. So each item is folded exactly once into the state that survives, whatever is
killed, and whoever goes on.

    self.total = 0                                 runs again
    for inp in inputs.as_completed():              self.total is 4711 again, and 1,000 items are passed over
        self.total += inp.score
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pickle import dumps, loads
from time import perf_counter
from types import BuiltinFunctionType, FrameType, FunctionType, MethodType
from typing import Any

from fanfold.graph.graph import Node
from fanfold.run.intervals import IntervalSet, gaps
from fanfold.store.checkpoints import Checkpoint, CheckpointFile
from fanfold.store.rows import Block, Found, Rows
from fanfold.workers.fold_locals import FoldLocals

CHECKPOINT_INPUTS = 1000
"""A checkpoint after so many inputs at the latest: it costs as much as some ten of them."""

CHECKPOINT_SECONDS = 5.0
"""And after this time, where inputs take long."""

CHECKPOINT_SHARE_MAX = 0.05
"""Checkpoints take no more of a fold's time than this, however large `self` has become."""

_NOT_STORED = (FunctionType, MethodType, BuiltinFunctionType)

Tell = Callable[[str], None]


class Fold:
    """The loop of one join.

    Args:
        node: the join.
        rows: where its inputs are read.
        blocks: what came, and comes.
        file: where its checkpoints are.
        make: makes an input of a record.
        tell: says a sentence to whoever runs the flow.
        every: a checkpoint after so many inputs at the latest.
        now: a clock, in seconds.
    """

    def __init__(
        self,
        node: Node,
        rows: Rows,
        blocks: Iterable[Block],
        file: CheckpointFile,
        make: Callable[[Found], Any],
        tell: Tell,
        *,
        every: int = CHECKPOINT_INPUTS,
        now: Callable[[], float] = perf_counter,
    ) -> None:
        self._node = node
        self._rows = rows
        self.blocks = blocks
        self._file = file
        self._make = make
        self._tell = tell
        self._folded = IntervalSet()
        self._every = self._left = every
        self._now = now
        self._due = now() + CHECKPOINT_SECONDS
        self._earliest = 0.0
        self._is_off = False
        self._is_kept = True
        self._state: _State | None = None

    def owns(self, frame: FrameType) -> bool:
        """Whether the call comes from the step's own function: only its loop can be taken up again."""
        return frame.f_code.co_name == self._node.name and _object_of(frame) is not None

    def inputs(self, frame: FrameType) -> Iterator[Any]:
        """The inputs that are not in the checkpoint, for the loop in this frame."""
        obj, make, now = _object_of(frame), self._make, self._now
        state = self._state = _State(obj, FoldLocals(self._node.folds or (), frame))
        self._take_up(state)
        for block in self.blocks:
            there = self._folded.within(block.first, block.stop)
            for first, stop in gaps(block.first, block.stop, there):
                for index, found in enumerate(self._rows.within(block, first, stop), first):
                    yield make(found)
                    self._left -= 1
                    if self._left <= 0 or now() >= self._due:
                        self._folded.add(first, index + 1)
                        first = index + 1
                        self._checkpoint(state)
                if first < stop:
                    self._folded.add(first, stop)
                self._is_kept = False

    def pause(self) -> float | None:
        """It is about to wait for more: a good moment to keep what there is. Gives after how many seconds
        there would be another one; None: all is kept.
        """
        if self._state is None or not self._is_behind():
            return None
        self._checkpoint(self._state)
        return self._earliest - self._now() if self._is_behind() else None

    def _is_behind(self) -> bool:
        """Whether there is something to be kept."""
        return not self._is_kept and not self._is_off

    def _take_up(self, state: _State) -> None:
        """Go on where the last checkpoint was, if there is one."""
        kept = self._file.read()
        if kept is None or kept.step != self._node.name:
            return
        try:
            state.put(kept)
        except Exception as error:  # noqa: BLE001 - whatever the user's own classes raise
            self._tell(
                f"The checkpoint of step {self._node.name} cannot be read ({type(error).__name__}: {error}): "
                "it begins anew."
            )
            return
        for part in kept.folded:
            self._folded.add(*part)

    def _checkpoint(self, state: _State) -> None:
        """Write one, if that is worth its time."""
        begun = self._now()
        self._left = self._every
        if begun < self._earliest or self._is_off:
            self._due = max(self._earliest, begun + CHECKPOINT_SECONDS)
            return
        try:
            artifacts, gone = state.look()
            self._file.write(Checkpoint(self._node.name, tuple(self._folded), artifacts, gone))
            self._is_kept = True
        except _HeldElsewhere as held:
            self._is_off = True
            self._tell(
                f"Step {self._node.name} makes no checkpoints, so that its loop begins anew after a kill: "
                f"it keeps something in {held}, which no checkpoint can hold. Keep it on self, as plain data."
            )
        except OSError as error:
            self._is_off = True
            self._tell(f"Step {self._node.name} makes no checkpoints: {error.strerror or error}.")
        now = self._now()
        self._earliest = now + (now - begun) / CHECKPOINT_SHARE_MAX
        self._due = max(self._earliest, now + CHECKPOINT_SECONDS)


class _HeldElsewhere(Exception):
    """Something that the loop changes is where no checkpoint can hold it."""


class _State:
    """What a checkpoint is made of: the step's object, and what must not change beside it."""

    def __init__(self, obj: Any, others: FoldLocals) -> None:
        self._obj = obj
        self._others = others
        self._names = frozenset(obj.__dict__)
        self._passed = dict(obj._task.passed)

    def put(self, kept: Checkpoint) -> None:
        """Make `self` what it was."""
        values = {name: loads(data) for name, data in kept.artifacts.items()}
        for name in kept.gone:
            self._obj.__dict__.pop(name, None)
        self._obj.__dict__.update(values)

    def look(self) -> tuple[dict[str, bytes], tuple[str, ...]]:
        """What is on `self`, and what is there no more.

        Raises:
            _HeldElsewhere: that is not all.
        """
        name = self._others.changed()
        if name is not None:
            raise _HeldElsewhere(f"the variable *{name}*")
        if self._obj._task.passed != self._passed:
            raise _HeldElsewhere("what merge_artifacts took over")
        now = {
            name: value
            for name, value in self._obj.__dict__.items()
            if name[:2] != "__" and not isinstance(value, _NOT_STORED)
        }
        return {name: _pickled(name, value) for name, value in now.items()}, tuple(self._names - now.keys())


def _pickled(name: str, value: Any) -> bytes:
    try:
        return dumps(value, 5)
    except Exception:  # noqa: BLE001 - whatever the user's own __reduce__ raises
        raise _HeldElsewhere(f"*self.{name}*, which cannot be pickled") from None


def _object_of(frame: FrameType) -> Any:
    """The `self` of a step's function; None: it has none."""
    names = frame.f_code.co_varnames[:1]
    obj = frame.f_locals.get(names[0]) if names else None
    return obj if hasattr(obj, "_task") else None
