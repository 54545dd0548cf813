"""A run from its new folder to its end: set up, driven through the loop, and closed.

Loaded when the zygote was forked (see `driver`): both get ready at the same time, and no worker carries what
only the driver needs.
"""

import json
import os
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from fanfold.engine.capacity import Capacity
from fanfold.engine.crew import Crew
from fanfold.engine.dispatch import Dispatch
from fanfold.engine.driver import Prepared, RunResult
from fanfold.engine.exit_hooks import call_exit_hooks
from fanfold.engine.facts import Fact
from fanfold.engine.first_record import first_record
from fanfold.engine.growth import Growth
from fanfold.engine.loop import Driver
from fanfold.engine.naming import Naming
from fanfold.engine.observer import Observer, ResumeInfo, RunInfo, StepOutline
from fanfold.engine.options import RunOptions
from fanfold.engine.progress import Progress
from fanfold.engine.signals import Signals
from fanfold.engine.voices import Voices
from fanfold.engine.whereabouts import Whereabouts
from fanfold.flow.decorators.notes import notes_of
from fanfold.flow.secrecy import shown
from fanfold.flow.user import user_name
from fanfold.graph.graph import Graph
from fanfold.graph.order import sorted_nodes
from fanfold.graph.plain import as_plain
from fanfold.model.errors import StorageError
from fanfold.model.named import NamedTuple
from fanfold.model.names import FlowName, RunId
from fanfold.model.status import RunStatus
from fanfold.model.uncollected import SeldomCollected
from fanfold.run.effects import Effect
from fanfold.run.events import RunStarted
from fanfold.run.machine import Run
from fanfold.store import lock, runjson
from fanfold.store.ballast import free, reserve
from fanfold.store.code import CodeFile, local_modules, snapshot
from fanfold.store.constants import store_constants
from fanfold.store.folder import RunFolder
from fanfold.store.ledger import Ledger
from fanfold.store.leftovers import remove_leftovers
from fanfold.store.loading import Packs
from fanfold.store.location import Location, location_of
from fanfold.store.masking import veil_of
from fanfold.store.packsync import PackSync
from fanfold.store.runids import take_run
from fanfold.workers.brief import RunFacts
from fanfold.workers.pool import Pool
from fanfold.workers.seeding import seeds_at_import

if TYPE_CHECKING:
    from fanfold.engine.reuse import Reuse


class Setting(NamedTuple):
    """What a run is set up with before its loop begins."""

    flow_class: type[Any]
    graph: Graph
    folder: RunFolder
    capacity: Capacity
    pool: Pool
    options: RunOptions
    observer: Observer
    notes: tuple[str, ...]


def run_new(prepared: Prepared, observer: Observer) -> RunResult:
    """Run what was prepared, in a new folder.

    Raises:
        FanfoldError: the folder cannot be made.
    """
    flow_class, graph, options = prepared.flow_class, prepared.graph, prepared.options
    notes = (
        *prepared.capacity.notes,
        *notes_of(flow_class, with_specs=options.with_specs, graph=graph),
    )
    folder = take_run(prepared.home, FlowName(flow_class.__name__)).create()
    remove_leftovers(folder.path.parent)
    with lock.hold(folder):
        setting = Setting(
            flow_class, graph, folder, prepared.capacity, prepared.pool, options, observer, notes
        )
        result = _start(setting, prepared.values)
    call_exit_hooks(flow_class, result)
    return result


def _start(setting: Setting, values: Mapping[str, Any]) -> RunResult:
    """Begin a new run in its folder, and drive it."""
    folder, options = setting.folder, setting.options
    seed = options.seed if options.seed is not None else int.from_bytes(os.urandom(6), "little")
    location = store_constants(folder, values, time.time())
    facts = run_facts(setting, location, seed, None)
    setting.pool.meet(facts, folder)
    reserve(folder)
    keep_code(folder, setting.graph)
    machine = Run(setting.graph, keep_going=options.keep_going, max_num_splits=options.max_num_splits)
    with Ledger.create(folder.ledger, durable=options.durable, sync_packs=PackSync(folder)) as ledger:
        note_meta(ledger, setting.graph, location)
        # It makes the folder a run, which can be resumed: so all that a resume reads is there before.
        runjson.write(folder, first_record(setting, facts, values))
        if options.staged is not None:
            return _drive_staged(setting, ledger, values, options.staged)
        return drive(setting, machine, ledger, values, begin=[Fact(RunStarted())])


def _drive_staged(setting: Setting, ledger: Ledger, values: Mapping[str, Any], stage: str) -> RunResult:
    """Drive a run whose first step was done before."""
    from fanfold.engine.staging import begin

    options = setting.options
    wanted = {"keep_going": options.keep_going, "max_num_splits": options.max_num_splits}
    machine, effects, whereabouts = begin(stage, setting.folder, setting.graph, ledger, wanted)
    return drive(setting, machine, ledger, values, begin=[], effects=effects, whereabouts=whereabouts)


def keep_code(folder: RunFolder, graph: Graph) -> None:
    """Keep the flow's file and the local modules that it imported, as they are now."""
    script = Path(graph.file)
    if script.is_file():
        snapshot(folder, CodeFile(script, script.name), local_modules())


def run_facts(setting: Setting, location: Location, seed: int | None, origin: RunId | None) -> RunFacts:
    options = setting.options
    return RunFacts(
        setting.folder.run_id,
        setting.folder.path,
        location,
        seed,
        origin,
        user_name(),
        options.tags,
        options.namespace,
        options.max_num_splits,
        seeds_at_import([setting.graph.file]),
        options.with_specs,
    )


def note_meta(ledger: Ledger, graph: Graph, location: Location) -> None:
    with ledger.transaction():
        ledger.set_meta("parameters", f"{location.pack} {location.offset} {location.length}")
        ledger.set_meta("graph", json.dumps(as_plain(graph)))


def drive(
    setting: Setting,
    machine: Run,
    ledger: Ledger,
    values: Mapping[str, Any],
    *,
    begin: list[Fact],
    effects: list[Effect] | None = None,
    whereabouts: Whereabouts | None = None,
    origin: RunId | None = None,
    planned: ResumeInfo | None = None,
) -> RunResult:
    folder, graph, observer = setting.folder, setting.graph, setting.observer
    packs = Packs(folder.packs)
    crew = Crew(setting.pool, packs, monotonic)
    whereabouts = whereabouts or Whereabouts(graph)
    growth = Growth(
        setting.capacity.cores, 1 if setting.options.inline else setting.options.max_workers, monotonic
    )
    dispatch = Dispatch(graph, crew, whereabouts, setting.capacity, growth, monotonic)
    naming = Naming(whereabouts, packs)
    voices = Voices(folder.logs, packs, naming, veil=veil_of(values))
    progress = Progress(observer, voices, naming, graph, dispatch.held_up)
    info = _info(setting, shown(setting.flow_class, values), origin, growth.wanted)
    observer.run_started(info)
    if planned is not None:
        observer.resume_planned(planned)
    with Signals() as signals, _collecting(setting):
        reuse = _reuse(setting, whereabouts, ledger)
        driver = Driver(machine, graph, ledger, crew, dispatch, whereabouts, growth, progress, signals, reuse)
        try:
            driver.record(begin)
            status = driver.drive(effects or [])
            if reuse is not None:
                reuse.close()
                progress.noted(reuse.notes)
            _finish(ledger, folder)
            if status is RunStatus.SUCCEEDED and folder.folds.exists():
                from fanfold.store.checkpoints import remove_all

                remove_all(folder)
        except BaseException as error:
            free(folder)  # before all else: a full disk may be what failed, and there is still a log to write
            driver.abandon()
            observer.abandoned()
            folder.check_there()
            _close_record(folder, RunStatus.FAILED, f"{type(error).__name__}: {error}", machine)
            raise
        summary = progress.ended(machine, crew, status)
        free(folder)
        workers = max(info.workers, summary.workers)
        try:
            _close_record(folder, status, summary.reason, machine, workers=workers, busy=summary.busy_share)
        finally:
            observer.run_ended(summary)  # last: a terminal that stands still holds up who prints on it
        asked = list(signals.asked)
    voices.close()
    packs.close()
    code = 0 if status is RunStatus.SUCCEEDED else 128 + int(asked[0]) if asked else 1
    return RunResult(folder.run_id, status, code, folder.path)


def _collecting(setting: Setting) -> AbstractContextManager[None]:
    """How Python's collector is to go about it. Inline, user code runs in this process as well."""
    return nullcontext() if setting.options.inline else SeldomCollected()


def _info(setting: Setting, parameters: Mapping[str, object], origin: RunId | None, workers: int) -> RunInfo:
    """What is told of the run when it starts."""
    folder, graph = setting.folder, setting.graph
    steps = tuple(StepOutline(name, graph[name].depth) for name in sorted_nodes(graph))
    again = setting.options.again
    return RunInfo(
        folder.flow, folder.run_id, folder.path, parameters, origin, workers, setting.notes, steps, again
    )


def _reuse(setting: Setting, whereabouts: Whereabouts, ledger: Ledger) -> "Reuse | None":
    """What looks tasks up that have `@cache`, if any do. Nobody else loads any of it."""
    if all(node.policy.cache is None for node in setting.graph.nodes.values()):
        return None
    from fanfold.engine.reuse import reuse_of

    constants = location_of(ledger.reader.meta("parameters"))
    return reuse_of(
        setting.flow_class,
        setting.graph,
        setting.folder,
        whereabouts,
        constants,
        setting.options,
    )


def _finish(ledger: Ledger, folder: RunFolder) -> None:
    """Make the ledger a plain file, on the ballast's space if there is no other."""
    try:
        ledger.finish()
    except StorageError:
        free(folder)
        Ledger.open(folder.ledger).finish()


def _close_record(
    folder: RunFolder,
    status: RunStatus,
    reason: str,
    machine: Run,
    *,
    workers: int = 0,
    busy: float | None = None,
) -> None:
    counts = {
        str(step): {
            "done": each.done,
            "caught": each.caught,
            "failed": each.failed,
            "tolerated": each.tolerated,
            "cancelled": each.cancelled,
            "unreached": each.unreached,
            "reused": each.reused,
        }
        for step, each in machine.steps.items()
        if each.opened
    }

    def close(record: runjson.RunRecord) -> runjson.RunRecord:
        return record._replace(
            status=status,
            finished_seconds=time.time(),
            reason=reason,
            counts=counts,
            workers=workers,
            busy_share=busy,
        )

    runjson.update(folder, close)
