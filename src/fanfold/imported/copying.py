"""Copying the runs of a `.metaflow` folder, one after the other; what cannot be copied is said, and the rest
goes on.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from fanfold._version import __version__
from fanfold.imported.graph import graph_from
from fanfold.imported.layout import FOLDER_NAME, PARAMETERS, Attempt, TheirFlow, TheirRun, flows
from fanfold.imported.writing import RunWriter
from fanfold.model.errors import FanfoldError, NotFoundError, RunError
from fanfold.model.named import NamedTuple
from fanfold.model.names import FlowName, RunId
from fanfold.model.status import RunStatus
from fanfold.store import runjson
from fanfold.store.disk import disk_errors
from fanfold.store.folder import RunFolder
from fanfold.store.home import FOLDER_MODE
from fanfold.store.runids import ID_DIGITS, runs

QUIET_SECONDS_MIN = 60
"""Metaflow does not say whether a run is still going: one without an end that was written to within so many
seconds may be.
"""


class Copied(NamedTuple):
    """What became of one run: the folder that it was copied to, or why it was not."""

    flow: str
    their_id: str
    folder: RunFolder | None
    note: str


def copy_runs(folder: Path, home: Path, *, flow: str | None = None) -> Iterator[Copied]:
    """Copy all runs of a `.metaflow` folder (or of the folder that holds it), of one flow or of all, the
    oldest first.

    Raises:
        NotFoundError: there is no such folder, or it has no run of the flow.
    """
    theirs = _folder(folder)
    found = [each for each in flows(theirs) if flow is None or each.name == flow]
    if not found:
        known = ", ".join(each.name for each in flows(theirs))
        raise NotFoundError(
            f"There is no run{f' of {flow}' if flow else ''} in {theirs}.",
            remedy=f"It has runs of: {known}." if known else "Name a folder that Metaflow recorded runs in.",
        )
    return (copied for each in found for copied in _copy_flow(each, home))


def _folder(folder: Path) -> Path:
    found = folder / FOLDER_NAME if (folder / FOLDER_NAME).is_dir() else folder
    if not found.is_dir():
        raise NotFoundError(f"There is no folder {found}.", remedy="Write: fanfold import .metaflow")
    return found.absolute()


def _copy_flow(flow: TheirFlow, home: Path) -> Iterator[Copied]:
    known = {runjson.read(folder).imported_from: folder for folder in runs(home, FlowName(flow.name))}
    for run in flow.runs():
        there = known.get(str(run.path))
        if there is not None:
            yield Copied(flow.name, run.id, None, f"is there already, as {there.run_id}")
            continue
        try:
            yield Copied(flow.name, run.id, _copy(run, home), "")
        except (FanfoldError, OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            yield Copied(flow.name, run.id, None, f"cannot be copied: {error}")


def _copy(theirs: TheirRun, home: Path) -> RunFolder:
    parameters = _parameters(theirs)
    graph = graph_from(theirs.flow.name, parameters.own("_graph_info"))
    folder = _take(home, theirs)
    try:
        folder.create()
        writer = RunWriter(theirs, graph, folder)
        writer.write(parameters)
        if not writer.has_ended and time.time() - theirs.touched_seconds < QUIET_SECONDS_MIN:
            raise RunError("it may still be going; try again in a minute")
        # Last, since it makes the folder a run.
        runjson.write(folder, _record(theirs, folder, parameters, writer, graph.file))
    except BaseException:
        shutil.rmtree(folder.path)
        raise
    return folder


def _parameters(theirs: TheirRun) -> Attempt:
    tasks = theirs.tasks(PARAMETERS)
    attempts = tasks[0].attempts if tasks else []
    if not attempts:
        raise RunError("it did not come to store its parameters")
    return attempts[-1]


def _take(home: Path, theirs: TheirRun) -> RunFolder:
    """A folder whose id says when the run started, so that it sorts among the others."""
    number = int(theirs.created_seconds)
    with disk_errors(home, f"take a run id for {theirs.flow.name}"):
        while True:
            path = home / theirs.flow.name / f"{number:0{ID_DIGITS}}"
            try:
                path.parent.mkdir(mode=FOLDER_MODE, exist_ok=True)
                path.mkdir(mode=FOLDER_MODE)
                return RunFolder(path)
            except FileExistsError:
                number += 1


def _record(
    theirs: TheirRun, folder: RunFolder, parameters: Attempt, writer: RunWriter, script: str
) -> runjson.RunRecord:
    system = [str(tag) for tag in theirs.told.get("system_tags", ())]
    python = next((tag.partition(":")[2] for tag in system if tag.startswith("python_version:")), "")
    # Beside the `.metaflow` folder, where runs are recorded that are started there: for the classes in it.
    beside = theirs.flow.path.parents[1] / script
    return runjson.RunRecord(
        FlowName(theirs.flow.name),
        RunId(folder.run_id),
        RunStatus.SUCCEEDED if writer.has_ended else RunStatus.FAILED,
        created_seconds=theirs.created_seconds,
        started_seconds=theirs.created_seconds,
        finished_seconds=writer.ended_seconds,
        script=str(beside.resolve() if beside.is_file() else script),
        user=str(theirs.told.get("user_name", "")),
        tags=tuple(map(str, theirs.told.get("tags", ()))),
        system_tags=(*system, f"metaflow_run_id:{theirs.id}"),
        parameters=_shown(parameters),
        python=python,
        fanfold=__version__,
        reason="" if writer.has_ended else "Its last step was not reached.",
        counts=writer.counts,
        imported_from=str(theirs.path),
    )


def _shown(parameters: Attempt) -> dict[str, str]:
    info = parameters.own("_graph_info") or {}
    names = [str(each["name"]) for each in info.get("parameters", ()) if each.get("type") == "Parameter"]
    return {name: repr(parameters.own(name))[:200] for name in names if name in parameters.shas}
