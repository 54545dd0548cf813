"""`Runner`: runs a flow's file as the command line does, and tells how it goes."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NoReturn, Self

from fanfold.engine.platform import refuse_windows
from fanfold.model.errors import UsageError
from fanfold.runner.command_line import CommandLine, check_before, command_line
from fanfold.runner.executing import ATTRIBUTES, LOOK_SECONDS, Beginning, ExecutingRun
from fanfold.runner.interrupts import Interrupts
from fanfold.runner.process import CommandProcess, new_folder, python

VALUES = "values.pickle"


class Runner:
    """Runs the flow of a file: `Runner("flow.py").run(rate=0.1, max_workers=4).run.data.best`.

    Args:
        flow_file: the file; `FILE:Class` where there are several flows in it.
        show_output: of `run` and `resume`, print what the command prints.
        profile: what METAFLOW_PROFILE is to be for it.
        env: environment variables beside those of this process.
        cwd: its working directory.
        file_read_timeout: seconds after which a run that has not begun is given up.
        top_level_options: options that stand before the command, by name: `decospecs="retry"`, `branch="x"`.

    Raises:
        UsageError: there is no such file, or no such option.
    """

    def __init__(
        self,
        flow_file: str | os.PathLike[str],
        show_output: bool = True,
        profile: str | None = None,
        env: Mapping[str, str] | None = None,
        cwd: str | os.PathLike[str] | None = None,
        file_read_timeout: float = 3600,
        **top_level_options: Any,
    ) -> None:
        refuse_windows()
        check_before(top_level_options)
        self.flow_file = str(flow_file)
        self.show_output = show_output
        self.env = {**(env or {}), **({"METAFLOW_PROFILE": profile} if profile else {})}
        self.cwd = None if cwd is None else str(cwd)
        self.file_read_timeout = file_read_timeout
        self.top_level_options = top_level_options
        self._started: list[CommandProcess] = []
        self._check()

    def _check(self) -> None:
        """See that there is a flow to run."""
        self._flow = self._absolute()

    def _absolute(self) -> str:
        path, colon, name = self.flow_file.rpartition(":")
        file, suffix = (path, colon + name) if colon and name.isidentifier() else (self.flow_file, "")
        if not os.path.isfile(file):
            raise UsageError(f"There is no file {file} in {os.getcwd()}.", remedy="Name the flow's .py file.")
        return os.path.abspath(file) + suffix

    def _words(self, folder: Path, line: CommandLine) -> list[str]:
        """The program, the flow, and what is asked of it. Files that it needs go to the folder."""
        words = ["fanfold", self._flow, *line.words]
        if line.values:
            import cloudpickle

            (folder / VALUES).write_bytes(cloudpickle.dumps(line.values))
            words += ["--runner-values", str(folder / VALUES)]
        return words

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.cleanup()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.cleanup()

    def cleanup(self) -> None:
        """Delete the files of the output of all that was run. The runs themselves are kept."""
        for command in self._started:
            command.cleanup()
        self._started.clear()

    def run(self, **keywords: Any) -> ExecutingRun:
        """Run the flow and wait for its end. A run that fails is no error here: see `status`.

        Args:
            keywords: options by name (`max_workers=2, tags=["a"], decospecs=["retry"]`) and values of the
                flow's parameters.

        Raises:
            UsageError: a keyword or a value that cannot be. RunError: the run could not be started.
        """
        return self._here("run", keywords)

    def resume(self, step_to_rerun: str | None = None, **keywords: Any) -> ExecutingRun:
        """Run what an earlier run did not finish: that of `origin_run_id`, else this file's newest."""
        return self._here("resume", _with_step(step_to_rerun, keywords))

    async def async_run(self, **keywords: Any) -> ExecutingRun:
        """Start the flow, and come back when the run has begun."""
        return await self._elsewhere("run", keywords)

    async def async_resume(self, step_to_rerun: str | None = None, **keywords: Any) -> ExecutingRun:
        """Start the resumption, and come back when the run has begun."""
        return await self._elsewhere("resume", _with_step(step_to_rerun, keywords))

    def spin(self, *_: Any, **__: Any) -> NoReturn:
        """There is none.

        Raises:
            UsageError: says what there is.
        """
        raise UsageError(
            "fanfold has no spin: to run one recorded task again, there is debug.",
            remedy=f"Type: fanfold {self.flow_file} debug RUN/step/KEY",
        )

    async_spin = spin

    def _here(self, command: str, keywords: Mapping[str, Any]) -> ExecutingRun:
        with Interrupts() as interrupts, ExitStack() as stack:
            process = self._start(command, keywords, own_group=True)
            stack.callback(process.kill)  # unless it ends by itself
            interrupts.pid = process.process.pid
            beginning = Beginning(process, give_up_seconds=self.file_read_timeout)
            while not beginning.is_over():
                time.sleep(LOOK_SECONDS)
            executing = ExecutingRun(process)
            executing._wait_here(show_output=self.show_output)
            stack.pop_all()
            return executing

    async def _elsewhere(self, command: str, keywords: Mapping[str, Any]) -> ExecutingRun:
        process = self._start(command, keywords, own_group=False)
        beginning = Beginning(process, give_up_seconds=self.file_read_timeout)
        while not beginning.is_over():
            await asyncio.sleep(LOOK_SECONDS)
        return ExecutingRun(process)

    def _start(self, command: str, keywords: Mapping[str, Any], *, own_group: bool) -> CommandProcess:
        line = command_line(command, self.top_level_options, keywords)
        folder = new_folder()
        words = [*self._words(folder, line), "--runner-attribute-file", str(folder / ATTRIBUTES)]
        process = CommandProcess(
            [*python(dies_with_us=own_group), *words], folder, env=self.env, cwd=self.cwd, own_group=own_group
        )
        self._started.append(process)
        return process


def _with_step(step: str | None, keywords: Mapping[str, Any]) -> dict[str, Any]:
    return {**keywords, **({} if step is None else {"step_to_rerun": step})}
