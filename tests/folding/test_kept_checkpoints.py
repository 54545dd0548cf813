"""Which checkpoints a resumed run takes over."""

from __future__ import annotations

from pathlib import Path

import pytest

from fanfold.engine.begun_folds import keep_checkpoints
from fanfold.engine.facts import Fact
from fanfold.engine.whereabouts import Whereabouts
from fanfold.model.names import ROOT_FAN, FanId, StepName
from fanfold.model.place import Span, Task
from fanfold.run.events import ItemsDone, SplitDone
from fanfold.store.checkpoints import Checkpoint, CheckpointFile
from fanfold.store.folder import RunFolder
from fanfold.store.location import Location
from fanfold.testing.graphs import Foreach, Step, graph_of

JOIN = StepName("join")
FAN = FanId(1)
SOMEWHERE = Location("0-1", 0, 0)


def _whereabouts(*done: tuple[int, int], join_is_done: bool = False) -> Whereabouts:
    """A run whose items of these ranges are done."""
    graph = graph_of(Step("start"), Foreach("split", (Step("work"),), "join"), Step("end"))
    whereabouts = Whereabouts(graph.with_nodes({**graph.nodes, JOIN: graph[JOIN]._replace(folds=())}))
    split = Task(ROOT_FAN, StepName("split"), 0)
    whereabouts.note(Fact(SplitDone(split, 20, FAN), SOMEWHERE, SOMEWHERE), FAN)
    for part in done:
        whereabouts.note(Fact(ItemsDone(Span(FAN, StepName("work"), *part)), SOMEWHERE), None)
    if join_is_done:
        whereabouts.note(Fact(ItemsDone(Span(ROOT_FAN, JOIN, 0, 1)), SOMEWHERE), None)
    return whereabouts


@pytest.mark.parametrize(
    ("whereabouts", "rerun", "is_kept"),
    [
        (_whereabouts((0, 10)), (), True),
        (_whereabouts((4, 6), (0, 4), (6, 9)), (), True),
        (_whereabouts((0, 5), (6, 20)), (), False),
        (_whereabouts(), (), False),
        (_whereabouts((0, 10)), (JOIN,), False),
        (_whereabouts((0, 20), join_is_done=True), (), False),
    ],
    ids=["all done", "in parts", "one runs again", "all run again", "the join is to run again", "joined"],
)
def test_a_checkpoint_is_kept_if_all_that_is_in_it_is_done_and_the_join_is_not(
    whereabouts: Whereabouts, rerun: tuple[StepName, ...], is_kept: bool, tmp_path: Path
) -> None:
    origin, folder = RunFolder(tmp_path / "1"), RunFolder(tmp_path / "2")
    for each in (origin, folder):
        each.path.mkdir()
    written = Checkpoint(JOIN, ((0, 7), (8, 9)), {})
    CheckpointFile(origin, FAN).write(written)
    keep_checkpoints(origin, folder, whereabouts, rerun)
    assert CheckpointFile(folder, FAN).read() == (written if is_kept else None)


def test_a_checkpoint_of_a_join_that_is_called_otherwise_today_is_not_kept(tmp_path: Path) -> None:
    origin, folder = RunFolder(tmp_path / "1"), RunFolder(tmp_path / "2")
    for each in (origin, folder):
        each.path.mkdir()
    CheckpointFile(origin, FAN).write(Checkpoint(StepName("other"), ((0, 7),), {}))
    keep_checkpoints(origin, folder, _whereabouts((0, 20)), ())
    assert CheckpointFile(folder, FAN).read() is None
