"""`profile`: how long a part of a step takes."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager


@contextmanager
def profile(label: str, stats_dict: MutableMapping[str, int] | None = None) -> Iterator[None]:
    """Time the block in a `with` statement, in milliseconds: printed, or added to `stats_dict[label]`."""
    from time import perf_counter

    if stats_dict is None:
        print(f"PROFILE: {label} starting")
    begun = perf_counter()
    yield
    took = int((perf_counter() - begun) * 1000)
    if stats_dict is None:
        print(f"PROFILE: {label} completed in {took}ms")
    else:
        stats_dict[label] = stats_dict.get(label, 0) + took
