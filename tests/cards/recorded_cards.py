"""Runs with cards, each recorded once by a process of its own, and how their cards are found."""

from __future__ import annotations

from pathlib import Path

from fanfold.cards.container import Card, cards_of
from fanfold.client.opened import open_run
from fanfold.client.run import Run
from fanfold.client.task import Task
from fanfold.model.names import FlowName
from fanfold.store.runids import runs
from tests.flow_process import FlowProcess, run_fanfold

FLOWS = Path(__file__).parent / "flows"


def record(file: str, *arguments: str, home: Path) -> FlowProcess:
    """`fanfold run` a flow of this folder, recording below `home`."""
    return run_fanfold("run", str(FLOWS / file), *arguments, home=home)


def newest(home: Path, flow: str) -> Run:
    """The newest run of a flow."""
    return all_runs(home, flow)[-1]


def all_runs(home: Path, flow: str) -> list[Run]:
    """The runs of a flow, the oldest first."""
    folders = sorted(runs(home, FlowName(flow)), key=lambda folder: folder.run_id)
    return [Run._of(open_run(folder)) for folder in folders]


def task_of(run: Run, step: str, key: str | None = None) -> Task:
    """A task of a step; the only one without a key."""
    if key is not None:
        return run[step][key]
    (task,) = run[step]
    return task


def card_of(run: Run, step: str, key: str | None = None, *, type: str = "default") -> Card:
    """The one card of this type that a task has."""
    (card,) = [each for each in cards_of(task_of(run, step, key)) if each.type == type]
    return card
