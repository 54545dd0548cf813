"""How far a step is, and how long its tasks took, as it can be told from what is recorded."""

from __future__ import annotations

from struct import Struct

from fanfold.client.heads import Heads, Unreliable
from fanfold.client.opened import OpenRun
from fanfold.client.ranges import ranges_of
from fanfold.client.snapshot import Snapshot
from fanfold.client.tolerated import tolerated, unreached
from fanfold.model.named import NamedTuple
from fanfold.model.names import StepName
from fanfold.store import runjson
from fanfold.store.reused import is_reused

_SECONDS = Struct(">d")


class Counts(NamedTuple):
    """The tasks of a step. `done` includes the caught ones, and the reused ones, which the run did not run.

    Attributes:
        total: how many are known by now; where a switch decides which there are, those that are recorded.
        failed: for good, those left out that are `tolerated`.
        cancelled: those of a run that has ended that were not run, since their foreach stopped.
        growing: there may come to be more, since a split before the step is not through.
    """

    total: int
    done: int
    caught: int
    failed: int
    growing: bool = False
    tolerated: int = 0
    reused: int = 0
    cancelled: int = 0

    @property
    def over(self) -> int:
        """How many are through, in one way or another."""
        return self.done + self.failed + self.tolerated + self.cancelled


def counts_of(snapshot: Snapshot, step: StepName) -> Counts:
    """The counts of a step."""
    rows = snapshot.rows(step)
    failed = sum(row.width for row in rows if row.failure is not None)
    done = sum(row.width for row in rows) - failed
    caught = sum(row.caught for row in rows)
    lost = len(tolerated(snapshot, step)) if failed else 0
    total = done + failed
    splits = snapshot.shape.fans_around(step)
    cancelled, beyond = _cancelled(snapshot, step)
    if snapshot.shape.is_certain(step):
        missing = beyond or unreached(snapshot, step)
        total = max(total, snapshot.width_of(splits[-1]) - missing if splits else 1)
    growing = False
    if splits:
        above = counts_of(snapshot, splits[-1])
        growing = above.growing or above.over < above.total
    reused = sum(row.width for row in rows if row.location is not None and is_reused(row.location.pack))
    return Counts(total, done, caught, failed - lost, growing, lost, reused, cancelled)


def _cancelled(snapshot: Snapshot, step: StepName) -> tuple[int, int]:
    """How many tasks of a step were cancelled, and how many it does not have since what came before was: by
    what its driver wrote at the end.
    """
    if not any(snapshot.shape.steps[split].stop_when for split in snapshot.shape.fans_around(step)):
        return 0, 0
    counts = runjson.read(snapshot.folder).counts.get(step, {})
    return counts.get("cancelled", 0), counts.get("unreached", 0)


def seconds_of(run: OpenRun, snapshot: Snapshot, step: StepName) -> list[float]:
    """How long each task took that is done, in no order."""
    rows = [row for row in snapshot.rows(step) if row.failure is None]
    many = [row for row in rows if not row.is_exact]
    heads = Heads(run, step, many)
    try:
        found = [_SECONDS.unpack(time)[0] for each in ranges_of(many) for _, time in heads.all(each)]
        if len(found) != sum(row.width for row in many):  # artifacts that look like records
            raise Unreliable
    except Unreliable:
        found = [each.record.seconds for row in many for each in run.reading.row(step, row)]
    single = (each.record.seconds for row in rows if row.is_exact for each in run.reading.row(step, row))
    return [*found, *single]
