"""`debug RUN/step/KEY`: run one recorded task again, in this process and with its stored input, so that a
debugger works.

Nothing is recorded: what the task stores goes to a pack that is thrown away.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from fanfold.engine.adoption import facts_of_run
from fanfold.engine.briefing import chunk_of
from fanfold.engine.driver import checked_graph
from fanfold.engine.exceptional import Failed, read
from fanfold.engine.naming import Naming
from fanfold.engine.options import RunOptions
from fanfold.engine.resuming import keep_configs_of
from fanfold.engine.whereabouts import Whereabouts
from fanfold.flow.constants import install
from fanfold.flow.user import user_name
from fanfold.graph.graph import Graph
from fanfold.model.errors import NotFoundError
from fanfold.model.names import ROOT_FAN, FanId, FlowName, RunId, StepName, parse_task_id
from fanfold.model.place import Task, span_of
from fanfold.run.effects import Launch
from fanfold.run.events import SplitDone
from fanfold.run.resume import losses
from fanfold.store import packs, runjson
from fanfold.store.folder import RunFolder
from fanfold.store.home import find_home
from fanfold.store.items import ItemReader
from fanfold.store.ledger_reader import LedgerReader
from fanfold.store.loading import Packs
from fanfold.store.location import Location, location_of
from fanfold.store.runids import find_run
from fanfold.workers.brief import FlowCode, RunFacts, brief_of
from fanfold.workers.cells import LIMITS, Board, Cells
from fanfold.workers.fresh import Fresh
from fanfold.workers.inline import NoLogs
from fanfold.workers.kit import Kit
from fanfold.workers.messages import FromWorker
from fanfold.workers.seeding import remember_import
from fanfold.workers.worker import Worker


def debug(flow_class: type[Any], pathspec: str, options: RunOptions) -> int:
    """Run one task of a run again; gives the exit code.

    Raises:
        NotFoundError: there is no such run, step or task.
    """
    run_id, step, *rest = pathspec.split("/", 2)
    folder = find_run(find_home(create=False), FlowName(flow_class.__name__), RunId(run_id))
    runjson.refuse_imported(folder)
    keep_configs_of(flow_class, folder)
    graph = checked_graph(flow_class, options)
    if step not in graph.nodes:
        raise NotFoundError(
            f"There is no step {step} in {graph.flow}.", remedy=f"Its steps are {', '.join(graph.nodes)}."
        )
    with LedgerReader.open(folder.ledger) as reader:
        whereabouts = Whereabouts(graph, keeps=True)
        fan = ROOT_FAN
        facts = facts_of_run(folder, reader)
        for fact in facts:
            if isinstance(fact.event, SplitDone):
                fan = fact.event.fan or FanId(fan + 1)
            whereabouts.note(fact, fan)
        for number in sorted(losses(graph, [fact.event for fact in facts], ())):
            whereabouts.lose(facts[number])
        location = location_of(reader.meta("parameters"))
    task = _Search(graph, whereabouts, folder).task(StepName(step), rest[0] if rest else "0", pathspec)
    return _run(flow_class, graph, folder, whereabouts, location, task)


class _Search:
    """Finds a task by its id or by its item's key."""

    def __init__(self, graph: Graph, whereabouts: Whereabouts, folder: RunFolder) -> None:
        self._graph = graph
        self._whereabouts = whereabouts
        self._folder = folder

    def task(self, step: StepName, key: str, pathspec: str) -> Task:
        depth = self._graph[step].depth
        if not depth:
            return Task(ROOT_FAN, step, 0, int(key.partition("~")[2] or 0))
        found = self._by_id(step, key, depth) or self._by_key(step, key)
        if found is None:
            raise NotFoundError(
                f"There is no task {pathspec} in run {self._folder.run_id}.",
                remedy="Name it by its index, or by its item.",
            )
        return found

    def _by_id(self, step: StepName, key: str, depth: int) -> Task | None:
        try:
            indexes, turn = parse_task_id(key)
        except ValueError:
            return None
        if len(indexes) != depth:
            return None
        for fan, place in self._fans(step):
            if self._whereabouts.indexes(place.parent) == indexes[:-1] and indexes[-1] < place.width:
                return Task(fan, step, indexes[-1], turn)
        return None

    def _by_key(self, step: StepName, key: str) -> Task | None:
        store = Packs(self._folder.packs)
        naming = Naming(self._whereabouts, store)
        for fan, place in self._fans(step):
            if place.items is None:
                continue
            items = ItemReader(store, place.items, copies=False)
            around = naming.around(fan)
            own = key.removeprefix(f"{around}/") if around else key
            index = next((number for number in range(place.width) if items.key(number) == own), None)
            if index is not None:
                return Task(fan, step, index)
        return None

    def _fans(self, step: StepName) -> list[tuple[FanId, Any]]:
        around = [name for name in self._graph[step].split_parents if self._graph[name].is_fan]
        return [(fan, place) for fan, place in self._whereabouts.fans() if place.parent.step == around[-1]]


class _Unheard:
    """Nobody waits for what the worker says: what came of the task, its record tells."""

    def send(self, message: FromWorker) -> None:
        pass


def _run(
    flow_class: type[Any],
    graph: Graph,
    folder: RunFolder,
    whereabouts: Whereabouts,
    location: Location,
    task: Task,
) -> int:
    install(flow_class)
    record = runjson.read(folder)
    facts = RunFacts(
        folder.run_id,
        folder.path,
        location,
        record.seed,
        None,
        user_name(),
        tuple(record.tags),
        seeded_at_import=remember_import([graph.file]),
    )
    brief = brief_of(FlowCode(flow_class, graph), facts)
    launch = Launch(span_of(task), (task.step,))
    chunk = chunk_of(1, [launch], graph, whereabouts, None)
    if chunk.parents[0] is not None and not chunk.parents[0][2]:
        raise NotFoundError(
            f"Task {task.step} cannot be run: the task before it is not done in run {folder.run_id}.",
            remedy="Debug the task before it.",
        )
    cells = Cells(Board(), 0)
    fresh = Fresh(facts.seed, facts.seeded_at_import, home=str(facts.folder))
    cells.words[LIMITS + 1] = 1
    with tempfile.TemporaryDirectory(prefix="fanfold-debug-") as place:
        descriptor = packs.create(Path(place), "debug")
        writer = packs.PackWriter(descriptor, "debug")
        Worker(Kit(brief, copies=False), writer, cells, _Unheard(), NoLogs(), fresh).run(chunk)
        os.close(descriptor)
        pack = packs.PackReader(Path(place) / "debug.pack")
        found = read(pack, len(packs.HEADER), pack.size(), before=0).found
        pack.close()
    fresh.close()
    failed = next((one for one in found if isinstance(one, Failed)), None)
    if failed is not None:
        print(failed.failure[4], end="", file=sys.stderr)
        return 1
    print(f"{'/'.join((folder.run_id, task.step))} ended well; nothing was recorded.", file=sys.stderr)
    return 0
