"""Some of a step's tasks, chosen by a condition, as a table of their own."""

from __future__ import annotations

from collections.abc import Sequence

from fanfold.client.columns import Table
from fanfold.client.filling import FACTS
from fanfold.client.step import Step
from fanfold.client.where import Condition


def chosen(step: Step, where: str | None, columns: Sequence[str] | None) -> Table:
    """The table of the tasks of a step that fulfil a condition; all of them without one.

    Raises:
        UsageError: the condition cannot be read. NotFoundError: it names a column that there is none of.
    """
    table = step.table(columns)
    if where is None:
        return table
    condition = Condition(where)
    others = [name for name in condition.names if name not in table or _may_lack(table, name)]
    more = step.table(others) if others else table
    for name in others:
        if name not in table and all(value is None for value in more[name]):
            step.values(name)  # says so if there is no such artifact at all
    asked = {name: more[name] if name in others else table[name] for name in condition.names}
    rows = list(Table(asked, table.height).rows()) if asked else [{}] * table.height
    return taken(table, condition.matching(rows))


def _may_lack(table: Table, name: str) -> bool:
    """Whether a column leaves out values that are no plain ones: an error that was caught, say, where other
    tasks have None.
    """
    return name not in FACTS and None in table[name]


def taken(table: Table, numbers: Sequence[int]) -> Table:
    """These rows of a table, in this order."""
    if numbers == range(table.height):
        return table
    return Table(
        {name: [column[number] for number in numbers] for name, column in table.items()}, len(numbers)
    )
