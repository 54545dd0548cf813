"""Folds that a run had begun, for the run that resumes it.

A checkpoint is of use only if every item that is in it counts as done in the resumed run, too: an item that
runs again may come to something else, and would be folded a second time. A join that is to run again, as
asked, begins anew.
"""

from __future__ import annotations

from collections.abc import Collection

from fanfold.engine.whereabouts import Whereabouts
from fanfold.model.names import FanId, StepName
from fanfold.run.intervals import IntervalSet
from fanfold.store.checkpoints import CheckpointFile, files_of
from fanfold.store.disk import disk_errors
from fanfold.store.folder import RunFolder
from fanfold.store.relink import link_or_copy


def keep_checkpoints(
    origin: RunFolder, folder: RunFolder, whereabouts: Whereabouts, rerun: Collection[StepName]
) -> None:
    """Take over the checkpoints that still hold. What is taken over is as the facts of the origin left it."""
    for fan, path in files_of(origin):
        if _holds(origin, fan, whereabouts, rerun):
            with disk_errors(folder.path, "keep how far its joins had come"):
                folder.folds.mkdir(mode=0o700, exist_ok=True)
                link_or_copy(path, folder.folds / path.name)


def _holds(origin: RunFolder, fan: FanId, whereabouts: Whereabouts, rerun: Collection[StepName]) -> bool:
    kept = CheckpointFile(origin, fan).read()
    if kept is None or kept.step in rerun or whereabouts.join_of(fan) != kept.step:
        return False
    done = IntervalSet()
    for block in whereabouts.came(fan):
        done.add(block.first, block.stop)
    return all(done.within(*part) == [part] for part in kept.folded)
