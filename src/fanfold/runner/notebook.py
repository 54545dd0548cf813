"""`NBRunner`: a `Runner` for a class that lies in no file, such as one of a notebook's cell."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from pickle import dumps
from typing import Any

from fanfold.client.run import Run
from fanfold.runner.command_line import CommandLine
from fanfold.runner.keywords import check_class
from fanfold.runner.runner import Runner

PARCEL = "class.pickle"


class NBRunner(Runner):
    """Runs a flow's class in a process of its own: `NBRunner(Sweep).nbrun(rate=0.1).data.best`.

    What the class refers to goes along, wherever in the notebook it is defined, as it is when the run is
    started. `base_dir` is the working directory of its runs; all else is as for a `Runner`.
    """

    def __init__(
        self,
        flow: type[Any],
        show_output: bool = True,
        profile: str | None = None,
        env: Mapping[str, str] | None = None,
        base_dir: str | os.PathLike[str] | None = None,
        file_read_timeout: float = 3600,
        **top_level_options: Any,
    ) -> None:
        check_class(flow)
        self.flow = flow
        super().__init__(
            flow.__name__, show_output, profile, env, base_dir, file_read_timeout, **top_level_options
        )

    def _check(self) -> None:
        """The class is there."""

    def _words(self, folder: Path, line: CommandLine) -> list[str]:
        """The class goes along, and with it the values, which may be of classes of the notebook too."""
        from fanfold.workers.parcel import pack

        (folder / PARCEL).write_bytes(dumps(pack(self.flow, along=line.values), 5))
        return ["fanfold.runner.carried", str(folder / PARCEL), *line.words]

    def nbrun(self, **keywords: Any) -> Run:
        """Run the flow, wait for its end, and give the run.

        Raises:
            FlowError: the class refers to something that cannot go along. And as `run`.
        """
        return self.run(**keywords).run

    def nbresume(self, step_to_rerun: str | None = None, **keywords: Any) -> Run:
        """Run what an earlier run of the class did not finish, and give the run."""
        return self.resume(step_to_rerun, **keywords).run
