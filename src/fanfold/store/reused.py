"""Reused tasks: their records are copies, under today's places, in packs of the driver's whose names say so.

That name is the mark by which a row of the ledger, a view or a resume knows that tasks were not run.
"""

from __future__ import annotations

STEM = "reused"


def is_reused(pack: str) -> bool:
    """Whether the records in this pack are of tasks that were not run."""
    return pack.startswith(f"{STEM}.")


def next_stem(taken: set[str]) -> str:
    """The name of a new such pack. It has no dash, as those of workers have: what a driver that was killed
    did not come to index of it is looked up again, not adopted.
    """
    number = 1
    while f"{STEM}.{number}" in taken:
        number += 1
    return f"{STEM}.{number}"
