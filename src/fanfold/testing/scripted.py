"""Scripted tasks: what user code would do, decided beforehand, by task and attempt.

A script says the same whenever it is asked, so a task that runs again after a crash does again what it did.
Tasks are named by their spot and not by their fan, since the number of a fan depends on the order in which
splits were done.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from zlib import crc32

from fanfold.model.named import NamedTuple
from fanfold.model.names import StepName


class Spot(NamedTuple):
    """A task by its step, its indexes from the outermost fan inwards, and its turn."""

    step: StepName
    indexes: tuple[int, ...]
    turn: int = 0


class Outcome(Enum):
    """What the user code of one attempt does."""

    OK = "ok"
    RAISE = "raise"
    DIE = "die"
    """It takes its process with it."""
    HANG = "hang"
    """It runs until it is killed for taking too long."""


@dataclass(frozen=True, slots=True)
class Script:
    """What all tasks of a flow do, given by a seed and, for some, by name.

    Attributes:
        trouble: what share of attempts does not end well.
        width_max: how wide fans are at the most; inner ones less.
        turns_max: how often a loop turns at the most.
        outcomes: what some attempts do, whatever the seed says.
    """

    seed: int
    trouble: float = 0.0
    width_max: int = 4
    turns_max: int = 3
    outcomes: Mapping[tuple[Spot, int], Outcome] = field(default_factory=dict)

    def outcome(self, spot: Spot, attempt: int) -> Outcome:
        """What this attempt does."""
        named = self.outcomes.get((spot, attempt))
        if named is not None:
            return named
        chance = self._number("outcome", spot, attempt) / 2**32
        if chance >= self.trouble:
            return Outcome.OK
        kinds = (Outcome.RAISE, Outcome.RAISE, Outcome.DIE, Outcome.HANG)
        return kinds[int(chance / self.trouble * len(kinds))]

    def stops(self, spot: Spot) -> bool:
        """Whether what this task comes to is what its foreach may stop at."""
        return self._number("stops", spot, 0) % 6 == 0

    def width(self, spot: Spot) -> int:
        """How many items this split has."""
        wide = self.width_max >> len(spot.indexes)
        return self._number("width", spot, 0) % (wide + 1)

    def case(self, spot: Spot, targets: tuple[StepName, ...]) -> StepName:
        """Where this switch goes; a loop ends in time."""
        if spot.turn >= self.turns_max:
            targets = tuple(target for target in targets if target != spot.step)
        return targets[self._number("case", spot, 0) % len(targets)]

    def _number(self, what: str, spot: Spot, attempt: int) -> int:
        return crc32(f"{self.seed} {what} {spot} {attempt}".encode())


def value_of(spot: Spot, inputs: tuple[int, ...]) -> int:
    """What a task computes of its inputs: another number for every difference in what or where it was."""
    return crc32(f"{spot} {inputs}".encode())
