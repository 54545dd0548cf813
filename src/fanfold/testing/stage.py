"""The place where a step is run by itself: a pack in a folder that is deleted, and the task's object.

It is the workers' own code that runs the step, and the store's that keeps what it leaves, so artifacts are
copies, what cannot be pickled fails, and `merge_artifacts` compares as in a run.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from fanfold.flow.task import FanView, TaskState
from fanfold.store import packs
from fanfold.store.codec import Entry, encode
from fanfold.store.items import ItemReader, ItemWriter
from fanfold.store.loading import Packs
from fanfold.store.location import Location
from fanfold.testing.given_inputs import GivenInput, GivenInputs

_PACK = "step"


class Stage:
    """Makes the objects of one flow's tasks."""

    def __init__(self, folder: Path, flow_class: type[Any], constants: Mapping[str, Any]) -> None:
        self._class = flow_class
        self._constants = constants
        self._descriptor = packs.create(folder, _PACK)
        self.writer = packs.PackWriter(self._descriptor, _PACK)
        self.packs = Packs(folder)

    def close(self) -> None:
        """Give the descriptors back."""
        self.packs.close()
        os.close(self._descriptor)

    def task(self, step: str, artifacts: Mapping[str, Any], fan: FanView, index: int) -> Any:
        """A task's object, which finds these artifacts: copies, but for what cannot be pickled, such as a
        mock.
        """
        obj: Any = object.__new__(self._class)
        scope: dict[str, Entry] = {}
        for name, value in artifacts.items():
            try:
                scope[name] = encode(value, self.writer)
            except Exception:  # noqa: BLE001 - whatever the user's own __reduce__ raises
                obj.__dict__[name] = value
        obj._task = TaskState(step, fan, index, scope, self.packs, self._constants)
        obj._task.sink = self.take_items
        return obj

    def fan(self, items: Sequence[Any] | None) -> FanView:
        """A fan over these items; None: no fan."""
        if items is None:
            return FanView(0, 1, None, (), {})
        return FanView(1, len(items), self.items(self.take_items(items, None)[1]), (), {})

    def take_items(self, iterable: Any, key: Any) -> tuple[int, Location]:
        """Keep what a foreach fans out over."""
        width, location = ItemWriter(self.writer, name=None).write(iter(iterable))
        return width, location

    def items(self, location: Location) -> ItemReader:
        """Kept items, each as a copy of its own."""
        return ItemReader(self.packs, location, copies=True)

    def inputs(self, given: Sequence[GivenInput]) -> GivenInputs:
        """What a join is given."""
        fan = self.fan([each.item for each in given])
        made = [self.task(each.step, each.artifacts, fan, index) for index, each in enumerate(given)]
        return GivenInputs(made, [each.step for each in given])
