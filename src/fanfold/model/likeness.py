"""What tasks that failed alike have in common: a part of their names that all of them share.

Names are what is compared, not items: they are there for every item and cost nothing to look at. The name of
a dict's item has parts with a name each (`lr=1.0,seed=2`), that of a tuple's or a path has parts with a
place. In a nested foreach the name of the item around it is a part too. A part that *every* item has says
nothing, so one that differs has to be seen as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from re import fullmatch, split

from fanfold.model.slotted import Slotted

_COMMA = r",(?! )"
_NAMED = r"(\w+)=(.*)"
_CUT = "…"


def parts_of(key: str) -> dict[str, str]:
    """The parts of a name as they are shown, by what tells one part from another."""
    separated = split(_COMMA, key) if "," in key else key.split("/")
    if key.endswith(_CUT):  # the rest of the last part is not known
        separated.pop()
    if len(separated) < 2 and not fullmatch(_NAMED, key):
        return {}
    return dict(_part(number, text) for number, text in enumerate(separated) if text)


def _part(number: int, text: str) -> tuple[str, str]:
    named = fullmatch(_NAMED, text)
    return (named[1] if named else str(number), text)


def part_around(step: str, key: str) -> dict[str, str]:
    """The name of the item around a task, as a part of its own: of the foreach whose items `step` splits."""
    return {f"{step}=": f"{step}={key}"}


class Likeness(Slotted):
    """The parts that all tasks share which were added so far."""

    __slots__ = ("count", "shared")

    def __init__(self) -> None:
        self.count = 0
        self.shared: dict[str, str] = {}

    def add(self, parts: Mapping[str, str]) -> None:
        """One more task."""
        self.count += 1
        if self.count == 1:
            self.shared = dict(parts)
        elif self.shared:
            self.shared = {name: text for name, text in self.shared.items() if parts.get(name) == text}

    def told(self, others: Iterable[Mapping[str, str]]) -> str:
        """What they share and not all of the `others` do, as text; empty if there is nothing, or only one
        task.
        """
        if self.count < 2:
            return ""
        left, found = dict(self.shared), []
        for parts in others:
            if not left:
                break
            found += [name for name, text in left.items() if parts.get(name, text) != text]
            left = {name: text for name, text in left.items() if name not in found}
        return ", ".join(text for name, text in self.shared.items() if name in found)
