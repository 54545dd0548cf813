"""What the failures of a group have in common, gathered while they come.

The fans are forgotten once they are folded, so each group keeps where the items around its first failure lie,
to look among them at the end for some that are otherwise.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from itertools import islice

from fanfold.engine.naming import Level, Naming
from fanfold.model.likeness import Likeness, part_around, parts_of
from fanfold.model.place import Task

OTHERS_MAX = 5000
"""Among how many items one that is otherwise is looked for."""


class Alike:
    """Groups of failed tasks, and what those of each share."""

    def __init__(self, naming: Naming) -> None:
        self._naming = naming
        self._groups: dict[Hashable, tuple[Likeness, list[Level]]] = {}

    def add(self, group: Hashable, task: Task) -> None:
        """A task of this group failed."""
        known = self._groups.get(group)
        if known is None:
            known = self._groups[group] = (Likeness(), self._naming.levels(task))
        likeness = known[0]
        if likeness.shared or not likeness.count:
            parts: dict[str, str] = {}
            for level in self._naming.levels(task):
                parts |= _parts(level, self._naming.key_at(level, level.index))
            likeness.add(parts)

    def told(self, group: Hashable) -> str:
        """What they have in common; empty if nothing."""
        if group not in self._groups:
            return ""
        likeness, levels = self._groups[group]
        return likeness.told(parts for level in levels for parts in self._of_all(level))

    def _of_all(self, level: Level) -> Iterator[Mapping[str, str]]:
        """The parts of the names of the items at a level."""
        indexes = islice(range(level.width), OTHERS_MAX)
        return (_parts(level, self._naming.key_at(level, index)) for index in indexes)


def _parts(level: Level, key: str) -> Mapping[str, str]:
    return part_around(level.step, key) if level.step else parts_of(key)
