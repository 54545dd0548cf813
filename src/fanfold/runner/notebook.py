"""`NBRunner`: a `Runner` for a class that lies in no file, such as one of a notebook's cell."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pickle import dumps
from typing import Any
from weakref import finalize

from fanfold.client.run import Run
from fanfold.runner.keywords import check_class
from fanfold.runner.process import new_folder
from fanfold.runner.runner import Runner

PARCEL = "class.pickle"


class NBRunner(Runner):
    """Runs a flow's class in a process of its own: `NBRunner(Sweep).nbrun(rate=0.1).data.best`.

    What the class refers to goes along, wherever in the notebook it is defined, as it is when the runner is
    made. `base_dir` is the working directory of its runs; all else is as for a `Runner`.

    Raises:
        FlowError: the class refers to something that cannot go along.
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
        self._folder = new_folder()
        self._files = finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        super().__init__(
            flow.__name__, show_output, profile, env, base_dir, file_read_timeout, **top_level_options
        )

    def _flow_words(self) -> list[str]:
        from fanfold.workers.parcel import pack

        file = self._folder / PARCEL
        file.write_bytes(dumps(pack(self.flow), 5))
        return ["fanfold.runner.carried", str(file)]

    def nbrun(self, **keywords: Any) -> Run:
        """Run the flow, wait for its end, and give the run."""
        return self.run(**keywords).run

    def nbresume(self, step_to_rerun: str | None = None, **keywords: Any) -> Run:
        """Run what an earlier run of the class did not finish, and give the run."""
        return self.resume(step_to_rerun, **keywords).run

    def cleanup(self) -> None:
        """Delete the files of the class and of all that was run. The runs themselves are kept."""
        super().cleanup()
        self._files()
