"""Staging: a run that begins behind its first step, whose items were taken before the run was there.

`fanfold.map` takes the items where it is called: a generator may hold what cannot be handed to another
process. They lie in a pack that becomes one of the run's, with the record of the split that was done so.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from fanfold.engine.facts import Fact
from fanfold.engine.whereabouts import Whereabouts
from fanfold.graph.graph import Graph
from fanfold.model.named import NamedTuple
from fanfold.model.names import ROOT_FAN, FanId, StepName
from fanfold.model.place import Task
from fanfold.run.effects import Effect
from fanfold.run.events import RunStarted, SplitDone
from fanfold.run.machine import Run
from fanfold.run.resume import fold
from fanfold.store.folder import RunFolder
from fanfold.store.ledger import Ledger
from fanfold.store.location import Location

PACK = "items"
"""The stem of the pack. Without a dash, since no worker writes to it."""

PLACE = "split.json"


class Staged(NamedTuple):
    """The split that was done: how many items, where they lie, and its record."""

    width: int
    items: Location
    record: Location


def write_place(folder: Path, staged: Staged) -> None:
    """Say beside the pack what is in it."""
    (folder / PLACE).write_text(json.dumps(staged))


class Begun(NamedTuple):
    """A run behind its first step."""

    machine: Run
    effects: list[Effect]
    whereabouts: Whereabouts


def begin(stage: str, folder: RunFolder, graph: Graph, ledger: Ledger, settings: dict[str, Any]) -> Begun:
    """Make the staged pack part of the run, and record the split."""
    width, items, record = json.loads((Path(stage) / PLACE).read_text())
    os.rename(Path(stage) / f"{PACK}.pack", folder.pack(PACK))
    assert graph.start is not None
    task = Task(ROOT_FAN, StepName(graph.start), 0)
    event = SplitDone(task, width, FanId(ROOT_FAN + 1))
    fact = Fact(event, Location(*record), Location(*items))
    whereabouts = Whereabouts(graph)
    with ledger.transaction():
        ledger.add(RunStarted(), None)
        ledger.add(event, fact.location, items=fact.items)
    whereabouts.note(fact, event.fan)
    machine, effects, _ = fold(graph, [event], **settings)
    machine.steps[task.step].reused = 0  # it was done for this run
    return Begun(machine, effects, whereabouts)
