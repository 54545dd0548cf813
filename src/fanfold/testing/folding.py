"""Folding as simulated joins do it: one input after the other, with checkpoints in between, behind the last
of which whoever comes later goes on.
"""

from __future__ import annotations

from collections.abc import Generator

from fanfold.model.names import FanId
from fanfold.testing.memory_store import MemoryStore

CHECKPOINT_INPUTS = 2

Folded = list[tuple[int, int]]
"""What was folded, in that order: (index, value)."""


def taken_up(store: MemoryStore, fan: FanId) -> Folded:
    """What is in the last checkpoint of a fan's fold."""
    return list(store.checkpoints.get(fan, ()))


def go_on(store: MemoryStore, fan: FanId, folded: Folded, came: Folded) -> Generator[str, None, None]:
    """Fold what is not folded yet of what came."""
    there = {index for index, _ in folded}
    for index, value in came:
        if index in there:
            continue
        folded.append((index, value))
        yield "input folded"
        if len(folded) % CHECKPOINT_INPUTS == 0:
            store.checkpoints[fan] = tuple(folded)
            yield "checkpoint written"


def result(folded: Folded) -> tuple[int, ...]:
    """What a join reads that folded these."""
    return tuple(value for _, value in sorted(folded))
