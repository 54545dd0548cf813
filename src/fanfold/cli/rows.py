"""`show RUN STEP` with a condition, columns or a form: the tasks of a step by what they hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from fanfold.cli.columns import aligned
from fanfold.cli.written import WRITERS
from fanfold.model.errors import FanfoldError, RunError

if TYPE_CHECKING:
    from fanfold.cli.show_run import Wanted
    from fanfold.client import Step
    from fanfold.client.columns import Table
    from fanfold.store.masking import Veil

HIDDEN = ("index", "attempts", "started", "worker")
"""Facts that are in the data, and that nobody looks for on a screen."""

HEADINGS = {"task": "TASK", "key": "KEY", "status": "STATUS", "seconds": "TOOK"}


def printed(step: Step, wanted: Wanted) -> None:
    """Print what is wanted of the tasks of a step."""
    from fanfold.client.choosing import taken

    table = _chosen(step, wanted)
    table = _veiled(taken(table, _numbers(table, wanted)), step._run.veil())
    if wanted.form:
        WRITERS[wanted.form](taken(table, range(table.height)[: wanted.rows_max or None]))
        return
    for line in _lines(table, wanted.rows_max):
        print(line)


def _chosen(step: Step, wanted: Wanted) -> Table:
    from fanfold.client.choosing import chosen

    names = [name.strip() for name in wanted.columns.split(",")] if wanted.columns else None
    try:
        return chosen(step, wanted.where, names)
    except FanfoldError:
        raise
    except Exception as error:  # unpickling runs the user's own code
        raise RunError(
            f"What tasks of {step.pathspec} hold cannot be read: {type(error).__name__}: {error}",
            remedy="Name other columns; `dump` says of each artifact whether it can be read.",
        ) from error


def _veiled(table: Table, veil: Veil) -> Table:
    """The table without what the run hides."""
    if not veil.texts:
        return table
    columns = {
        name: [veil.over(value) if isinstance(value, str) else value for value in column]
        for name, column in table.items()
    }
    return type(table)(columns, table.height)


def _numbers(table: Table, wanted: Wanted) -> Sequence[int]:
    """Which rows, in which order."""
    if not wanted.failed and wanted.slowest is None:
        return range(table.height)
    numbers = list(range(table.height))
    if wanted.failed:
        numbers = [number for number in numbers if table["status"][number] != "ok"]
    if wanted.slowest is not None:
        seconds = table["seconds"]
        numbers.sort(key=lambda number: seconds[number] or 0.0, reverse=True)
        del numbers[wanted.slowest :]
    return numbers


def _lines(table: Table, limit: int) -> list[str]:
    if not table.height:
        return ["No task is so."]
    names = [name for name in table if name not in HIDDEN and (name != "reused_from" or any(table[name]))]
    rows = [
        [_text(name, table[name][number]) for name in names]
        for number in range(table.height)[: limit or None]
    ]
    heading = [
        "TOOK" if name == "seconds" else name.upper() if name in ("task", "key", "status") else name
        for name in names
    ]
    lines = list(aligned([heading, *rows], right=[names.index("seconds")]))
    if limit and table.height > limit:
        lines.append(f"… and {table.height - limit:,} more: --limit 0")
    return lines


def _text(name: str, value: Any) -> str:
    from fanfold.terminal.figures import duration

    if value is None:
        return ""
    return duration(value) if name == "seconds" else str(value)
