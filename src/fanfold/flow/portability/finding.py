"""One thing that Metaflow would refuse or do otherwise."""

from __future__ import annotations

from fanfold.model.named import NamedTuple


class Finding(NamedTuple):
    """A line, what Metaflow does with it (`is_refused`, or it runs and does otherwise), and what to write
    instead.
    """

    file: str
    line: int
    is_refused: bool
    what: str
    instead: str
