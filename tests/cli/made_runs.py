"""Runs that are no more than their run.json and some bytes: enough for commands that never look inside."""

from __future__ import annotations

from pathlib import Path

from fanfold.model.names import FlowName, RunId
from fanfold.model.status import RunStatus
from fanfold.store import runjson
from fanfold.store.folder import RunFolder


def make_run(
    home: Path,
    flow: str,
    run_id: int,
    *,
    tags: tuple[str, ...] = (),
    user: str = "tester",
    status: RunStatus = RunStatus.SUCCEEDED,
    pack: bytes = b"",
) -> RunFolder:
    """A run that started at the time that its id says."""
    folder = RunFolder(home / flow / f"{run_id:010}")
    folder.path.mkdir(parents=True)
    folder.create()
    record = runjson.RunRecord(
        FlowName(flow),
        RunId(folder.run_id),
        status,
        created_seconds=float(run_id),
        user=user,
        tags=tags,
        system_tags=(f"user:{user}",),
    )
    runjson.write(folder, record)
    folder.pack("1-1").write_bytes(pack)
    return folder
