"""Carrying on: which earlier runs of the same function stopped before their end, and count.

Not only the last one: a call that carries on may be killed before it has taken over anything, calls may be
nested and stop together, and after a failure one tries a single item. A run counts until a later one has come
to its end that had as many items: then its items are done, or were given up.
"""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path
from typing import Any

from fanfold.flow.fingerprint import fingerprint_of
from fanfold.mapping.made_flow import STEP
from fanfold.model.errors import FanfoldError
from fanfold.model.named import NamedTuple
from fanfold.model.names import ROOT_FAN, FanId, FlowName
from fanfold.model.status import RunStatus
from fanfold.store import lock, runjson
from fanfold.store.folder import RunFolder
from fanfold.store.ledger_reader import LedgerReader
from fanfold.store.runids import runs

RUNS_MAX = 50
"""So many runs are looked at, the newest first."""


class Carried(NamedTuple):
    """The runs to go on with, the newest first, and what to say of that."""

    run_ids: tuple[str, ...] = ()
    note: str = ""


class _Stopped(NamedTuple):
    """A run that stopped before its end: how many items it had, and what it noted of its code."""

    run_id: str
    width: int
    notes: dict[str, Any] | None


def carried(flow_class: type[Any], version: str, home: Path) -> Carried:
    """What earlier runs of this flow mean for a new one.

    They are gone on with if they did not come to their end and their function does the same. Which items
    these are does not matter: each is looked for by its value.
    """
    run_ids: list[str] = []
    notes: list[str] = []
    widest = 0
    for folder in islice(runs(home, FlowName(flow_class.__name__)), RUNS_MAX):
        try:
            if lock.is_running(folder):
                continue
            if (width := _ended_width(folder)) is not None:
                widest = max(widest, width)
                continue
            stopped = _stopped(folder)
        except FanfoldError as error:
            notes.append(f"Run {folder.run_id} cannot be gone on with: {error.message}")
            continue
        if stopped.width <= widest or stopped.notes is None:  # or it had not begun
            continue
        changed = _changed(flow_class, version, stopped.notes)
        if not changed:
            run_ids.append(stopped.run_id)
        elif not run_ids:
            notes.append(
                f"Run {stopped.run_id} stopped before its end, and is not gone on with: "
                f"{', '.join(changed)} changed since."
            )
    return Carried(tuple(run_ids), " ".join(([_said(run_ids)] if run_ids else []) + notes[:1]))


def _said(run_ids: list[str]) -> str:
    *others, last = run_ids
    which = f"runs {', '.join(others)} and {last}" if others else f"run {last}"
    return (
        f"Carries on: what {which} did of these items before {'they' if others else 'it'} stopped is reused."
    )


def _ended_width(folder: RunFolder) -> int | None:
    """How many items a run had that came to its end; None: it did not."""
    record = runjson.read(folder)
    if record.status is not RunStatus.SUCCEEDED:
        return None
    counts = record.counts.get(STEP, {})
    return sum(counts.get(name, 0) for name in ("done", "tolerated", "cancelled"))


def _stopped(folder: RunFolder) -> _Stopped:
    with LedgerReader.open(folder.ledger) as reader:
        notes = json.loads(reader.meta("cache") or "{}").get(STEP)
        fan = reader.fan(FanId(ROOT_FAN + 1))
    return _Stopped(folder.run_id, 0 if fan is None else fan.width, notes)


def _changed(flow_class: type[Any], version: str, notes: dict[str, Any]) -> list[str]:
    """What is not as it was, by name."""
    then, now = notes["code"], fingerprint_of(flow_class, STEP).parts
    names = dict.fromkeys([*now, *then])
    changed = sorted(name for name in names if now.get(name) != then.get(name))
    return changed if notes["version"] == version else [*changed, "version"]
