"""How many items go in a chunk: tens of milliseconds of work, by what items have taken so far, and less as
the end comes near.
"""

from __future__ import annotations

from fanfold.model.names import StepName

CHUNK_SECONDS = 0.025
FIRST_ITEMS = 8
GROWTH = 4
ITEMS_MAX = 1 << 15


class Sizing:
    """Remembers how long the items of each step take."""

    def __init__(self) -> None:
        self._seconds: dict[StepName, float] = {}
        self._last: dict[StepName, int] = {}

    def learn(self, step: StepName, items: int, seconds: float) -> None:
        """So many items took so long, in one worker."""
        each = max(seconds / items, 1e-7)
        known = self._seconds.get(step)
        self._seconds[step] = each if known is None or each < known else (known + each) / 2

    def size(self, step: StepName, waiting: int, workers: int) -> int:
        """How many items the next chunk should hold."""
        share = max(1, waiting // (2 * max(1, workers)))
        seconds = self._seconds.get(step)
        last = self._last.get(step, 0)
        wish = FIRST_ITEMS if seconds is None else int(CHUNK_SECONDS / seconds) or 1
        size = max(1, min(share, wish, max(FIRST_ITEMS, last * GROWTH), ITEMS_MAX))
        self._last[step] = max(last, size)
        return size

    def seconds(self, step: StepName) -> float | None:
        """What an item of the step takes, if known."""
        return self._seconds.get(step)
