"""`card create`: a card of a task that was recorded before, of any type. Its page is a file in the run's
folder, beside what the run recorded.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from fanfold.cards import live
from fanfold.cards.card import MetaflowCard
from fanfold.cards.container import LiveCard
from fanfold.cards.hiding import hidden
from fanfold.cards.kinds_known import kind_named, names_known
from fanfold.cards.limit import TooSlow, limit
from fanfold.cards.task import CardTask
from fanfold.cards.task_cards import made
from fanfold.client.task import Task
from fanfold.model.errors import RunError, UsageError
from fanfold.store.disk import disk_errors
from fanfold.store.folder import RunFolder
from fanfold.store.ledger_reader import LedgerReader


def make_later(
    task: Task, type: str, *, id: str | None = None, options: Mapping[str, object], seconds_max: float
) -> LiveCard:
    """Draw a card of a task that has ended.

    Raises:
        UsageError: there is no such type, or the task has not ended.
        RunError: the card cannot be drawn.
        StorageError: its page cannot be written.
    """
    found = task._now()
    if found is None:
        raise UsageError(f"{task.pathspec} is not recorded yet.", remedy="Make its card once it has ended.")
    html = _page(task, _kind(task, type), options, seconds_max)
    page = live.LivePage(*task.path_components[2:], live.number_made_later(found, html), type, id)  # type: ignore[call-arg]
    folder = task._run.folder
    with disk_errors(folder.cards, "write the card"):
        live.write(folder, page, html)
    return LiveCard(task, page)


def _kind(task: Task, name: str) -> type[MetaflowCard]:
    kind = kind_named(name)
    if kind is None and not task._run.script.is_main():
        task._run.script.module()  # the flow's own types are known once its file is imported
        kind = kind_named(name)
    if kind is None:
        raise UsageError(
            f"There is no card of type {name!r}.", remedy=f"There are: {', '.join(names_known())}."
        )
    return kind


def _page(task: Task, kind: type[MetaflowCard], options: Mapping[str, object], seconds_max: float) -> str:
    seen = CardTask.recorded(task)
    try:
        with limit(seconds_max):
            html = made(kind, options, (), _graph(task._run.folder)).render(seen)
    except (Exception, TooSlow) as error:
        raise RunError(
            f"The {kind.type} card of {task.pathspec} cannot be drawn: {error_line(error)}",
            remedy="Its type's own code raised this.",
        ) from error
    return hidden(html, task._run.veil())


def error_line(error: BaseException) -> str:
    """An error in a line."""
    return f"{type(error).__name__}: {error}"


def _graph(folder: RunFolder) -> Any:
    with LedgerReader.open(folder.ledger) as reader:
        text = reader.meta("graph")
    return None if text is None else json.loads(text)
