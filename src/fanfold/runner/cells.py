"""Lines of a notebook's cells, as people know them: `In[2]:4` and not `1795359466.py:4`.

A kernel compiles each cell as a file of its own, with a name that means nothing to anybody. IPython knows
which cell it was.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from fanfold.engine.observer import FailureGroup

if TYPE_CHECKING:
    from fanfold.engine.observer import Observer, RunSummary, TaskName
    from fanfold.model.status import Failure


def naming_cells(observer: Observer) -> Observer:
    """The observer, told of cells where there are any."""
    names = _cells()
    return cast("Observer", NamesCells(observer, names)) if names else observer


def _cells() -> dict[str, str]:
    """What each cell is called, by the file that it was compiled as."""
    ipython: Any = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    numbers: Mapping[str, int] = getattr(getattr(shell, "compile", None), "_filename_map", None) or {}
    return {file: f"In[{number}]" for file, number in numbers.items()}


class NamesCells:
    """Hands all calls on; failures name cells."""

    def __init__(self, observer: Observer, names: Mapping[str, str]) -> None:
        self._observer = observer
        self._names = names
        self._short = {file.rpartition("/")[2]: name for file, name in names.items()}

    def task_failed(self, task: TaskName, attempt: int, failure: Failure, **became: Any) -> None:
        """With the cell."""
        self._observer.task_failed(task, attempt, self.renamed(failure), **became)

    def run_ended(self, summary: RunSummary) -> None:
        """The same."""
        groups = tuple(map(self._group, summary.failures))
        self._observer.run_ended(summary._replace(failures=groups))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._observer, name)

    def _group(self, group: FailureGroup) -> FailureGroup:
        renamed = FailureGroup.__new__(FailureGroup)
        for name in FailureGroup.__slots__:
            setattr(renamed, name, getattr(group, name))
        renamed.failure = self.renamed(group.failure)
        return renamed

    def renamed(self, failure: Failure) -> Failure:
        """A failure whose place and traceback name cells."""
        file, colon, line = failure.where.rpartition(":")
        where = f"{self._short[file]}{colon}{line}" if file in self._short else failure.where
        trace = re.sub(r'File "([^"\n]+)", line', self._line, failure.traceback)
        return failure._replace(where=where, traceback=trace)

    def _line(self, found: re.Match[str]) -> str:
        name = self._names.get(found[1])
        return found[0] if name is None else f"Cell {name}, line"
