"""Why a task with `@cache` was run: what of it was not as in the last run that did the same item."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from fanfold.client.opened import OpenRun, open_run
from fanfold.model.errors import FanfoldError, NotFoundError
from fanfold.model.names import FanId
from fanfold.store.canonical import entry_digest, value_digest
from fanfold.store.codec import Entry
from fanfold.store.records import FROM_FAN, Record
from fanfold.store.rows import Found
from fanfold.store.runids import runs

if TYPE_CHECKING:
    from fanfold.client.run import Run
    from fanfold.client.task import Task

RUNS_MAX = 100
"""So far back an earlier run is looked for."""

Notes = Mapping[str, Any]


def why(task: Task) -> list[str]:
    """The reasons, a sentence each."""
    step = task.path_components[2]
    if task.reused_from is not None:
        return [f"It was not run: its result is that of run {task.reused_from}."]
    notes = notes_of(task._run).get(step)
    if notes is None:
        return [f"Step {step} had no @cache in this run, or did not come to look anything up."]
    before = next(_earlier(task, step), None)
    if before is None:
        return [f"Never seen: no earlier run that is still there did an item of this key at {step}."]
    reasons = list(_differences(task, notes, before, notes_of(before._run)[step]))
    if not notes["looks"]:
        reasons.insert(0, "Nothing was looked for: --no-cache.")
    known = f"Run {before.path_components[1]} did it"
    if not reasons:
        return [f"{known} with the same code, inputs and item; what it gave was not in the cache any more."]
    return [f"{known}, but:", *reasons]


def notes_of(run: OpenRun) -> dict[str, Notes]:
    """What the keys of each step with `@cache` were made of in a run."""
    text = run.look().reuse_notes()
    found: dict[str, Notes] = {} if text is None else json.loads(text)
    return found


def _earlier(task: Task, step: str) -> Iterator[Task]:
    """The same item in earlier runs, the newest first, as far as it succeeded there."""
    from fanfold.client.run import Run

    folder = task._run.folder
    older = (each for each in runs(task._run.home, folder.flow) if each.run_id < folder.run_id)
    for each in islice(older, RUNS_MAX):
        run = Run._of(open_run(each))
        found = _same(run, step, task) if step in notes_of(run._run) else None
        if found is not None and found.successful:
            yield found


def _same(run: Run, step: str, task: Task) -> Task | None:
    try:
        found = run[step]
        return found.of_key(_name(task)) if task.key else found.task
    except NotFoundError:
        return None


def _name(task: Task) -> str:
    """Its item's name, after those of the items around it."""
    around = task._run.around(FanId(_record(task).fan), task._run.look())
    return f"{around}/{task.key}" if around else task.key


def _differences(task: Task, notes: Notes, before: Task, earlier: Notes) -> Iterator[str]:
    changed = _unlike(notes["code"], earlier["code"])
    if changed:
        yield f"code: {', '.join(changed)} {'is' if len(changed) == 1 else 'are'} not as before"
    if notes["version"] != earlier["version"]:
        yield f"version: it was {earlier['version']!r}, and is {notes['version']!r}"
    if _item(task) != _item(before):
        yield "item: it has the same key, and another value"
    ignored = {*notes["ignore"]}
    inherited, then = _inherited(task), _inherited(before)
    names = inherited.keys() | then.keys() if notes["anything"] else {*notes["reads"], *earlier["reads"]}
    for name in sorted(names - ignored):
        if _digest(task, inherited, name) != _digest(before, then, name):
            yield f"input: self.{name} is not what it was"
    if "index" in notes["places"] and task.index != before.index:
        yield f"place: it was item {before.index}, and is item {task.index}"
    yield from _expired(task, before, notes["ttl_seconds"])


def _unlike(now: Mapping[str, str], then: Mapping[str, str]) -> list[str]:
    names = dict.fromkeys([*now, *then])
    return sorted(name for name in names if now.get(name) != then.get(name))


def _expired(task: Task, before: Task, ttl_seconds: float | None) -> Iterator[str]:
    ended, began = before.finished_at, task.created_at
    if ttl_seconds is None or ended is None or began is None:
        return
    age = (began - ended).total_seconds()
    if age > ttl_seconds:
        hours, limit = age / 3600, ttl_seconds / 3600
        yield f"expired: it was done {hours:,.1f} hours before, and ttl is {limit:,.1f} hours"


def _record(task: Task) -> Record:
    found = task._now()
    assert found is not None, "it is recorded"
    return found.record


def _item(task: Task) -> bytes | None:
    """The digest of its item; None where it has none, or it cannot be read here."""
    record, run = _record(task), task._run
    if not record.fan:
        return None
    items = run.items(FanId(record.fan), run.look())
    try:
        return None if items is None else value_digest(next(items.between(record.index, record.index + 1)))
    except FanfoldError:
        return None


def _inherited(task: Task) -> dict[str, Entry]:
    """What it could read: constants, and what was set before it."""
    record, run = _record(task), task._run
    snapshot = run.look()
    scope: dict[str, Entry] = {}
    if record.parent == FROM_FAN:
        scope = run.fan_scope(FanId(record.fan), snapshot) if record.fan else {}
    elif isinstance(record.parent, tuple):
        pack, offset = record.parent
        scope = run.scope(Found(run.values.record(pack, offset), pack, offset), snapshot)
    return {**run.constants(), **scope}


def _digest(task: Task, entries: Mapping[str, Entry], name: str) -> bytes | None:
    return entry_digest(task._run.values, entries[name]) if name in entries else None
