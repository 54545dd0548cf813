"""run.json: what can be told of a run without opening its ledger.

`ls`, `latest`, tags and namespaces read only this. It is replaced as a whole, under a lock of its own, since
tags may be changed by people while the driver keeps the status: each change reads the file, changes its own
part, and replaces it.
"""

import json
from collections.abc import Callable, Mapping
from types import NoneType, UnionType
from typing import Any, cast, get_args, get_origin

from fanfold.model.errors import DamageError, FormatError, NotFoundError, RunError
from fanfold.model.named import NamedTuple
from fanfold.model.names import FlowName, RunId
from fanfold.model.status import RunStatus
from fanfold.store.atomic import replace_file
from fanfold.store.disk import storage_error
from fanfold.store.folder import FORMAT_VERSION, RunFolder


class RunRecord(NamedTuple):
    """The contents of run.json. Times are Unix times in seconds.

    `parameters` are names and `repr`s, secrets already masked. `counts` has the numbers of each step, such as
    ``{"work": {"done": 9991, "failed": 1}}``; `sizes` are in bytes. `reason` says in one line why the run
    ended; `workers` and `busy_share`, how many there were and for how much of their time they had tasks.
    `git` says which commit is checked out where the flow's file lies: `repo_url`, `branch_name`,
    `commit_sha`.
    `imported_from` is the folder of a run of Metaflow that this is a copy of. `again` says how to go on with
    a run that was called from Python; it is empty where that is a command.
    """

    flow: FlowName
    run_id: RunId
    status: RunStatus = RunStatus.RUNNING
    created_seconds: float = 0.0
    started_seconds: float | None = None
    finished_seconds: float | None = None
    script: str = ""
    argv: tuple[str, ...] = ()
    user: str = ""
    tags: tuple[str, ...] = ()
    system_tags: tuple[str, ...] = ()
    parameters: Mapping[str, str] = {}
    sizes: Mapping[str, int] = {}
    host: str = ""
    boot_id: str = ""
    pid: int = 0
    python: str = ""
    fanfold: str = ""
    origin_run_id: str | None = None
    seed: int | None = None
    reason: str = ""
    counts: Mapping[str, Mapping[str, int]] = {}
    durable: bool = False
    imported_from: str = ""
    git: Mapping[str, str] = {}
    workers: int = 0
    busy_share: float | None = None
    again: str = ""
    format: int = FORMAT_VERSION

    @property
    def seconds(self) -> float | None:
        """How long the run took, if it has ended."""
        if self.started_seconds is None or self.finished_seconds is None:
            return None
        return self.finished_seconds - self.started_seconds


def metaflow_version(fanfold: str) -> str:
    """What this version of fanfold stands in for, as those who ask for Metaflow's version are told."""
    return f"2.19+fanfold.{fanfold}"


def read(folder: RunFolder) -> RunRecord:
    """What run.json of this run says.

    Raises:
        NotFoundError: there is no such run. DamageError: the file is not whole. FormatError: a newer version
        wrote it.
    """
    try:
        text = folder.run_json.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise NotFoundError(f"There is no run in {folder.path}.", remedy="List the runs there are.") from None
    except OSError as error:
        raise storage_error(error, folder.path, "read run.json") from error
    return _decoded(text, folder)


def write(folder: RunFolder, record: RunRecord) -> None:
    """Replace run.json, or make it. For the one who made the folder; later changes go through `update`."""
    shown = record._asdict() | {"status": record.status.value}
    text = json.dumps({"format": shown.pop("format")} | shown, indent=2, ensure_ascii=False)
    # Half a surrogate pair, from a file's name or a user's message, becomes the escape that JSON has for it.
    replace_file(folder.run_json, text.encode("utf-8", "backslashreplace") + b"\n")


def update(folder: RunFolder, change: Callable[[RunRecord], RunRecord]) -> RunRecord:
    """Replace run.json by what `change` makes of it, while nobody else can; returns the new record."""
    from fanfold.store.lock import wait_for_file

    with wait_for_file(folder.run_json_lock):
        record = change(read(folder))
        write(folder, record)
    return record


def refuse_imported(folder: RunFolder) -> None:
    """Raises RunError for a copy of a run of Metaflow: it can be read, and nothing of it can be run again."""
    source = read(folder).imported_from
    if source:
        raise RunError(
            f"Run {folder.run_id} of {folder.flow} is a copy of {source}, which holds no items to run again.",
            remedy="Read it with the client, or start a new run.",
        )


def _decoded(text: bytes, folder: RunFolder) -> RunRecord:
    try:
        found = json.loads(text.decode("utf-8", "surrogateescape"))
        version = found["format"]
    except (ValueError, KeyError, TypeError):
        raise _damaged(folder) from None
    if not isinstance(version, int) or version > FORMAT_VERSION:
        raise newer_format(folder, version)
    try:
        return _record(found)
    except (ValueError, KeyError, TypeError):
        raise _damaged(folder) from None


def _record(found: dict[str, object]) -> RunRecord:
    known = {name: found[name] for name in _KINDS if name in found}
    for name, value in known.items():
        if not isinstance(value, _KINDS[name]):
            raise TypeError(name)
        if isinstance(value, list):
            known[name] = tuple(value)
    known["status"] = RunStatus(known["status"])
    if not {"flow", "run_id"} <= known.keys():
        raise KeyError
    # The kinds were checked just above; mypy cannot follow that through a mapping.
    return RunRecord(**cast(dict[str, Any], known))


_JSON_KINDS: dict[object, tuple[type, ...]] = {
    float: (int, float),
    tuple: (list,),
    Mapping: (dict,),
    **{kind: (kind,) for kind in (int, bool, NoneType)},
}


def _kinds(annotation: object) -> tuple[type, ...]:
    parts = get_args(annotation) if isinstance(annotation, UnionType) else (annotation,)
    return tuple(kind for part in parts for kind in _JSON_KINDS.get(get_origin(part) or part, (str,)))


_KINDS = {name: _kinds(annotation) for name, annotation in RunRecord.__annotations__.items()}
"""Which JSON types each field may hold, read from the annotations above."""


def _damaged(folder: RunFolder) -> DamageError:
    return DamageError(
        f"{folder.run_json} is damaged: it is not the JSON that was written.",
        remedy="The ledger and the packs may be whole: restore run.json from a copy, or delete the folder.",
    )


def newer_format(folder: RunFolder, version: object) -> FormatError:
    """The error for a folder that a newer version wrote."""
    return FormatError(
        f"Run {folder.run_id} of {folder.flow} was written in format {version}; "
        f"this version of fanfold reads up to {FORMAT_VERSION} ({folder.path}).",
        remedy="Upgrade fanfold to read it.",
    )
