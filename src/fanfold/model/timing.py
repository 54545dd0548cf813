"""How long tasks took, in a few numbers that add up: a histogram, the sum, and the slowest.

A bucket spans a quarter of a power of two microseconds, so what is read from it is right within some ten
percent, and a million tasks are a few dozen counts.
"""

from __future__ import annotations

from fanfold.model.slotted import Slotted


class Timing(Slotted):
    """The times of the tasks of one step. `slowest` is (fan, index, turn)."""

    __slots__ = ("counts", "max_seconds", "seconds", "slowest")

    def __init__(self) -> None:
        self.counts: dict[int, int] = {}
        self.seconds = 0.0
        self.max_seconds = -1.0
        self.slowest = (0, 0, 0)

    def note(self, seconds: float, fan: int, index: int, turn: int) -> None:
        """A task took so long."""
        self.gather([seconds], fan, index, turn)

    def gather(self, seconds: list[float], fan: int, slowest: int, turn: int) -> None:
        """Tasks of one fan took so long each; `slowest` is the index of the slowest among them."""
        counts = self.counts
        for each in seconds:
            micros = int(each * 1e6)
            bits = micros.bit_length()
            bucket = micros if bits < 3 else (bits << 2) + (micros >> (bits - 3)) - 4
            counts[bucket] = counts.get(bucket, 0) + 1
        self.seconds += sum(seconds)
        most = max(seconds, default=-1.0)
        if most > self.max_seconds:
            self.max_seconds = most
            self.slowest = (fan, slowest, turn)

    def add(self, other: Timing) -> None:
        """Take in the times of other tasks of the step."""
        for bucket, count in other.counts.items():
            self.counts[bucket] = self.counts.get(bucket, 0) + count
        self.seconds += other.seconds
        if other.max_seconds > self.max_seconds:
            self.max_seconds, self.slowest = other.max_seconds, other.slowest

    def quantile(self, share: float) -> float:
        """The time within which this share of the tasks were through, in seconds."""
        total = sum(self.counts.values())
        wanted, seen = share * total, 0
        for bucket in sorted(self.counts):
            seen += self.counts[bucket]
            if seen >= wanted:
                return min(_middle(bucket), max(self.max_seconds, 0.0))
        return max(self.max_seconds, 0.0)


def _middle(bucket: int) -> float:
    """The middle of a bucket, in seconds."""
    if bucket < 4:
        return (bucket + 0.5) / 1e6
    bits, quarter = divmod(bucket, 4)
    low = (quarter + 4) << bits >> 3
    high = (quarter + 5) << bits >> 3
    return (low + high) / 2e6
