"""Resuming: the facts of an ended run become the beginning of a new one, and what was not done is run."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fanfold.cards.live import made_later
from fanfold.engine.adoption import LINKED, facts_of_run, linked_sizes
from fanfold.engine.begun_folds import keep_checkpoints
from fanfold.engine.capacity import Capacity
from fanfold.engine.driver import RunResult, checked_graph, pool_for
from fanfold.engine.exit_hooks import call_exit_hooks
from fanfold.engine.facts import Fact
from fanfold.engine.first_record import first_record
from fanfold.engine.observer import Observer, ResumeInfo, ResumeSteps
from fanfold.engine.options import RunOptions
from fanfold.engine.whereabouts import Whereabouts
from fanfold.engine.whole_run import Setting, drive, keep_code, note_meta, run_facts
from fanfold.flow.configs import are_used
from fanfold.flow.constants import install
from fanfold.flow.decorators.notes import notes_of
from fanfold.graph.order import sorted_nodes
from fanfold.model.errors import FlowError, NotFoundError, RunBusyError, StorageError
from fanfold.model.names import FlowName, RunId, StepName
from fanfold.run.events import FanStopped, ItemsDone, RunStarted, SplitDone, TaskFailed
from fanfold.run.resume import ResumePlan, fold
from fanfold.store import lock, relink, runjson
from fanfold.store.ballast import reserve
from fanfold.store.code import changed
from fanfold.store.constants import load_constants
from fanfold.store.folder import RunFolder
from fanfold.store.home import find_home
from fanfold.store.ledger import Ledger
from fanfold.store.ledger_reader import LedgerReader
from fanfold.store.leftovers import remove_leftovers
from fanfold.store.loading import Packs
from fanfold.store.location import Location, location_of
from fanfold.store.packsync import PackSync
from fanfold.store.runids import find_run, flow_names, latest_run, runs, take_run
from fanfold.workers.brief import FlowCode
from fanfold.workers.seeding import remember_import


def resume(
    flow_class: type[Any],
    *,
    origin_run_id: str | None,
    step: str | None,
    options: RunOptions,
    observer: Observer,
) -> RunResult:
    """Resume a run: reuse what is done, run the rest. Parameters come from the origin; the code may have
    changed.

    Args:
        origin_run_id: None: the newest run of this script.
        step: run this step again, and all that comes after it.

    Raises:
        RunBusyError: the origin is still going. NotFoundError: there is no such run. FlowError: no such step.
    """
    home = find_home(create=False)
    origin = _origin(home, FlowName(flow_class.__name__), origin_run_id)
    runjson.refuse_imported(origin)
    keep_configs_of(flow_class, origin)
    graph = checked_graph(flow_class, options)
    if step is not None and step not in graph.nodes:
        raise FlowError(
            f"There is no step {step} in {graph.flow}.", remedy=f"Its steps are {', '.join(graph.nodes)}."
        )
    capacity = Capacity({name: node.policy for name, node in graph.nodes.items()}, options.resources)
    notes = (*capacity.notes, *notes_of(flow_class, with_specs=options.with_specs, graph=graph))
    notes = (*notes, *_changed_code(origin))
    if lock.is_running(origin):  # an ended run is never written to again, so this stays true
        raise RunBusyError(
            f"Run {origin.run_id} is still going.",
            remedy="Wait until it has ended, or stop it, and resume then.",
        )
    install(flow_class)
    remember_import([graph.file])
    pool = pool_for(FlowCode(flow_class, graph), options)
    remove_leftovers(origin.path.parent)
    final = take_run(home, origin.flow)
    draft = relink.begin(origin, final, pages=made_later(origin))
    setting = Setting(flow_class, graph, draft.folder, capacity, pool, options, observer, notes)
    result = _Resumption(setting, origin, draft, step).go()
    call_exit_hooks(flow_class, result)
    return result


def _changed_code(origin: RunFolder) -> tuple[str, ...]:
    """What to say if the flow's code is not any more what the origin ran."""
    try:
        files = changed(origin)
    except StorageError:  # it was killed before it had kept any, or the list is damaged
        return ()
    names = ", ".join(path.name for path in files)
    return (f"Changed since run {origin.run_id}: {names}.",) if files else ()


def keep_configs_of(flow_class: type[Any], origin: RunFolder) -> None:
    """Give the flow the configs of the run that it goes on with."""
    if are_used():
        from fanfold.flow.configs.resumed import keep_configs
        from fanfold.flow.configs.stored import stored_configs_of

        keep_configs(flow_class, stored_configs_of(origin))


def _origin(home: Path, flow: FlowName, run_id: str | None) -> RunFolder:
    if run_id is not None:
        return _named(home, flow, RunId(run_id))
    script = Path(os.path.abspath(sys.argv[0]))
    found = latest_run(home, flow, script=script)
    if found is None:
        raise NotFoundError(
            f"There is no run of {flow} to resume in {home}.",
            remedy=_renamed(home, script) or "Start one with `run`, or name one with --origin-run-id.",
        )
    return found


def _named(home: Path, flow: FlowName, run_id: RunId) -> RunFolder:
    try:
        return find_run(home, flow, run_id)
    except NotFoundError as error:
        others = [name for name in flow_names(home) if run_id in {run.run_id for run in runs(home, name)}]
        if others:
            error.remedy = (
                f"It is a run of {others[0]}. If that is what the flow was called: "
                "give the class that name again to resume."
            )
        raise


def _renamed(home: Path, script: Path) -> str:
    """What to say where the script's flow had another name when it was run."""
    names = [name for name in flow_names(home) if latest_run(home, name, script=script) is not None]
    if not names:
        return ""
    return (
        f"This script's flow was {' or '.join(names)} when it was run: "
        "give the class that name again to resume, or start anew with `run`."
    )


class _Resumption:
    """One resume, from the origin's facts to the end of the new run."""

    def __init__(self, setting: Setting, origin: RunFolder, draft: relink.Draft, step: str | None) -> None:
        self.setting = setting
        self.origin = origin
        self.draft = draft
        self.rerun = () if step is None else (StepName(step),)
        self.record = runjson.read(origin)

    def go(self) -> RunResult:
        setting, options = self.setting, self.setting.options
        with LedgerReader.open(self.origin.ledger) as reader:
            facts = [
                fact
                for fact in facts_of_run(self.origin, reader)
                if isinstance(fact.event, ItemsDone | SplitDone | TaskFailed | FanStopped)
            ]
            location = location_of(reader.meta("parameters"))
        machine, effects, plan = fold(
            setting.graph,
            [
                fact.event
                for fact in facts
                if isinstance(fact.event, ItemsDone | SplitDone | TaskFailed | FanStopped)
            ],
            rerun=self.rerun,
            keep_going=options.keep_going,
            max_num_splits=options.max_num_splits,
        )
        whereabouts = Whereabouts(setting.graph)
        self._write_ledger(facts, plan, location, whereabouts)
        keep_checkpoints(self.origin, self.draft.folder, whereabouts, self.rerun)
        values = self._constants(location)
        told = run_facts(setting, location, self._seed(), self.origin.run_id)
        told = told._replace(run_id=self.draft.final.run_id, folder=self.draft.final.path)
        runjson.write(setting.folder, first_record(setting, told, values))
        reserve(setting.folder)
        keep_code(setting.folder, setting.graph)
        folder = self.draft.publish()
        setting = setting._replace(folder=folder)
        setting.pool.meet(told, folder)
        info = _info(self.origin.run_id, plan, setting)
        with (
            self.draft.lock,
            Ledger.open(folder.ledger, durable=options.durable, sync_packs=PackSync(folder)) as ledger,
        ):
            return drive(
                setting,
                machine,
                ledger,
                values,
                begin=[],
                effects=effects,
                whereabouts=whereabouts,
                origin=self.origin.run_id,
                planned=info,
            )

    def _seed(self) -> int | None:
        return self.setting.options.seed if self.setting.options.seed is not None else self.record.seed

    def _constants(self, location: Location) -> Mapping[str, Any]:
        packs = Packs(self.setting.folder.packs)
        try:
            return load_constants(packs, location)
        finally:
            packs.close()

    def _write_ledger(
        self, facts: list[Fact], plan: ResumePlan, location: Location, whereabouts: Whereabouts
    ) -> None:
        setting = self.setting
        with Ledger.create(setting.folder.ledger) as ledger:
            note_meta(ledger, setting.graph, location)
            with ledger.transaction():
                ledger.set_meta(LINKED, linked_sizes(setting.folder))
                ledger.add(RunStarted(), None)
                for number, event in plan.kept:
                    fact = facts[number]._replace(event=event)
                    ledger.add(event, fact.location, items=fact.items)
                    if isinstance(event, TaskFailed):
                        whereabouts.lose(fact)
                    else:
                        whereabouts.note(fact, event.fan if isinstance(event, SplitDone) else None)
            ledger.finish()


def _info(origin: RunId, plan: ResumePlan, setting: Setting) -> ResumeInfo:
    steps = tuple(
        ResumeSteps(step, plan.reused.get(step, 0), plan.to_run.get(step, 0))
        for step in sorted_nodes(setting.graph)
        if plan.reused.get(step) or plan.to_run.get(step)
    )
    dropped = tuple(f"{count} of {step}: {reason}" for (step, reason), count in plan.dropped.items())
    return ResumeInfo(origin, steps, dropped)
