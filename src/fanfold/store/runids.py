"""Run ids, and finding runs by them.

An id is the Unix time in seconds: ten decimal digits until the year 2286. So ids sort by time as text and as
numbers, can be typed from a screen and on the number pad, and need no shift key, dash or quoting in any
shell. (Microseconds would be sixteen digits for nothing: a run takes longer than a second to look at.) An id
is taken by exclusive `mkdir` as ``max(now, last id + 1)``, so two runs of one second, and a clock that went
back, still get ids in the order in which they started.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from fanfold.model.errors import NotFoundError
from fanfold.model.names import FlowName, RunId
from fanfold.store.disk import disk_errors
from fanfold.store.folder import RunFolder
from fanfold.store.home import FOLDER_MODE

ID_DIGITS = 10


def take_run(home: Path, flow: FlowName, *, now_seconds: float | None = None) -> RunFolder:
    """A new run's folder, empty and ours alone.

    Raises:
        StorageError: the folder of the flow cannot be made or written.
    """
    now = int(time.time() if now_seconds is None else now_seconds)
    flow_folder = home / flow
    with disk_errors(home, f"take a run id for {flow}"):
        flow_folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
        number = max(now, _last_number(flow_folder) + 1)
        while True:
            try:
                path = flow_folder / f"{number:0{ID_DIGITS}}"
                path.mkdir(mode=FOLDER_MODE)
                return RunFolder(path)
            except FileExistsError:  # another process took it between our look and our mkdir
                number = max(number, _last_number(flow_folder)) + 1


def _last_number(flow_folder: Path) -> int:
    # Folders without run.json count as well: somebody is about to make a run of them.
    return max((int(path.name) for path in flow_folder.iterdir() if _is_id(path.name)), default=-1)


def _is_id(name: str) -> bool:
    return len(name) == ID_DIGITS and name.isascii() and name.isdigit()


def flow_names(home: Path) -> list[FlowName]:
    """The flows that have a run here, by name."""
    with disk_errors(home, "list the flows"):
        folders = sorted(path for path in home.iterdir() if path.is_dir() and not path.name.startswith("."))
    return [FlowName(folder.name) for folder in folders if next(runs(home, FlowName(folder.name)), None)]


def runs(home: Path, flow: FlowName) -> Iterator[RunFolder]:
    """The runs of a flow, newest first. None where the flow was never run."""
    flow_folder = home / flow
    if not flow_folder.is_dir():
        return
    with disk_errors(flow_folder, "list the runs"):
        names = [path.name for path in flow_folder.iterdir() if _is_id(path.name)]
    yield from (
        folder for name in sorted(names, reverse=True) if (folder := RunFolder(flow_folder / name)).exists()
    )


def latest_run(home: Path, flow: FlowName, *, script: Path | None = None) -> RunFolder | None:
    """The newest run of a flow (of this script, if one is named), or None."""
    from fanfold.store.runjson import read

    wanted = None if script is None else str(script.resolve())
    for folder in runs(home, flow):
        if wanted is None or read(folder).script == wanted:
            return folder
    return None


def find_run(home: Path, flow: FlowName, run_id: RunId) -> RunFolder:
    """The folder of that run.

    Raises:
        NotFoundError: no such flow or run; the message names the folder searched and what comes near.
    """
    folder = RunFolder(home / flow / run_id)
    if _is_plain(run_id) and _is_plain(flow) and folder.exists():
        return folder
    flows = flow_names(home)
    if flow not in flows:
        raise not_found("flow", flow, [str(name) for name in flows], home)
    raise not_found(f"run of {flow}", run_id, [run.run_id for run in runs(home, flow)], home / flow)


def _is_plain(name: str) -> bool:
    # A name is typed by people and joined to a path: it must not lead out of the folder.
    return bool(name) and not name.startswith(".") and "/" not in name and "\\" not in name


def not_found(kind: str, name: str, known: list[str], searched: Path) -> NotFoundError:
    """The error for a name that is not there: where it was looked for, and which names come near."""
    import difflib

    near = difflib.get_close_matches(name, known, n=3, cutoff=0.6)
    if near:
        remedy = f"Did you mean {' or '.join(near)}?"
    elif known:
        remedy = f"There are: {', '.join(known[:5])}{', …' if len(known) > 5 else ''}."
    else:
        remedy = "There is none yet."
    return NotFoundError(f"There is no {kind} named {name!r} in {searched}.", remedy=remedy)
