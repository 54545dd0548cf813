"""How a run that was started from Python ended: the run itself, and in a word how it went."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from fanfold.client.opened import OpenRun
from fanfold.client.run import Run
from fanfold.model.errors import RunError
from fanfold.store.folder import RunFolder

if TYPE_CHECKING:
    from pathlib import Path

    from fanfold.client.data import TaskData

RUNNING = "running"
SUCCESSFUL = "successful"
FAILED = "failed"
TIMEOUT = "timeout"
"""The words are Metaflow's: what its runner says of a run."""


class RunOutcome:
    """What `fanfold.run` gives, and a `Runner`.

    Attributes:
        returncode: what the command would have ended with: 0 if it succeeded, 130 if it was interrupted.
    """

    def __init__(self, folder: Path, returncode: int) -> None:
        self.returncode: int | None = returncode
        self._folder = folder

    @cached_property
    def run(self) -> Run:
        """The run, as the client sees it: `outcome.run["fit"].task.data.score`. What it opens is closed when
        nobody holds it, or something of it, any more.
        """
        return Run._of(OpenRun(RunFolder(self._folder)))

    @property
    def status(self) -> str:
        """ "successful" or "failed"."""
        return SUCCESSFUL if self.returncode == 0 else FAILED

    @property
    def successful(self) -> bool:
        """Whether the run came to its end."""
        return self.status == SUCCESSFUL

    @property
    def data(self) -> TaskData:
        """The artifacts at its end.

        Raises:
            RunError: its last step was not reached.
        """
        found = self.run.data
        if found is None:
            raise RunError(
                f"{self.run.pathspec} has no data: it is {self.status}, and has not come to its last step."
            )
        return found

    def __repr__(self) -> str:
        return f"<{self._folder.parent.name}/{self._folder.name}: {self.status}>"
