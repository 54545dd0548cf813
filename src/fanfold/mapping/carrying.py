"""Carrying on: whether the last run of the same function stopped before its end, and what it did counts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from fanfold.flow.fingerprint import fingerprint_of
from fanfold.mapping.made_flow import STEP
from fanfold.model.errors import FanfoldError
from fanfold.model.named import NamedTuple
from fanfold.model.names import FlowName
from fanfold.model.status import RunStatus
from fanfold.store import lock, runjson
from fanfold.store.folder import RunFolder
from fanfold.store.ledger_reader import LedgerReader
from fanfold.store.runids import latest_run


class Carried(NamedTuple):
    """The run to go on with, if there is one, and what to say of it."""

    run_id: str | None = None
    note: str = ""


def carried(flow_class: type[Any], version: str, home: Path) -> Carried:
    """What the last run of this flow means for a new one.

    It is gone on with if it did not come to its end and its function does the same. Which items these are
    does not matter: each is looked for by its value.
    """
    folder = latest_run(home, FlowName(flow_class.__name__))
    if folder is None or lock.is_running(folder):
        return Carried()
    try:
        if runjson.read(folder).status is RunStatus.SUCCEEDED:
            return Carried()
        notes = _notes(folder)
    except FanfoldError as error:
        return Carried(note=f"Run {folder.run_id} cannot be gone on with: {error.message}")
    if notes is None:
        return Carried()
    changed = _unlike(notes["code"], fingerprint_of(flow_class, STEP).parts)
    if notes["version"] != version:
        changed.append("version")
    if changed:
        return Carried(
            note=f"Run {folder.run_id} stopped before its end, and is not gone on with: "
            f"{', '.join(changed)} changed since."
        )
    return Carried(
        folder.run_id, f"Carries on: what run {folder.run_id} did of these items before it stopped is reused."
    )


def _notes(folder: RunFolder) -> dict[str, Any] | None:
    with LedgerReader.open(folder.ledger) as reader:
        found: dict[str, Any] = json.loads(reader.meta("cache") or "{}")
    return found.get(STEP)


def _unlike(then: dict[str, str], now: dict[str, str]) -> list[str]:
    names = dict.fromkeys([*now, *then])
    return sorted(name for name in names if now.get(name) != then.get(name))
