"""A run that goes on in a process of its own: what `Runner.run` and `Runner.async_run` give."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from fanfold.client.opened import OpenRun
from fanfold.client.run import Run
from fanfold.model.counted import counted
from fanfold.model.errors import RunError, UsageError
from fanfold.runner.echo import Echo, Followed, is_written
from fanfold.runner.outcome import FAILED, RUNNING, SUCCESSFUL, TIMEOUT, RunOutcome
from fanfold.runner.process import STREAMS, CommandProcess
from fanfold.store.folder import RunFolder

LOOK_SECONDS = 0.02
"""How often the files of a command are looked at. A process takes ten times as long to start."""

ATTRIBUTES = "attributes.json"
USAGE_EXIT = 2


class ExecutingRun(RunOutcome):
    """A run that has begun, and may have ended.

    Attributes:
        command_obj: its process: `command`, `process`, `log_files`, `kill()`.
    """

    def __init__(self, command: CommandProcess) -> None:
        self.command_obj = command
        self._timed_out = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.cleanup()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.cleanup()

    def cleanup(self) -> None:
        """Delete the files of its output. The run itself is kept."""
        self.command_obj.cleanup()

    @cached_property
    def run(self) -> Run:
        """The run, as the client sees it, also while it goes on."""
        told = json.loads((self.command_obj.folder / ATTRIBUTES).read_text(encoding="utf-8"))
        home = told["metadata"].partition("@")[2]
        return Run._of(OpenRun(RunFolder(Path(home, told["flow_name"], told["run_id"]))))

    @property
    def returncode(self) -> int | None:  # type: ignore[override]  # it is not known from the beginning
        """What the command ended with; None while it goes on."""
        return self.command_obj.process.poll()

    @property
    def status(self) -> str:
        """ "running", "successful", "failed", or "timeout" if `wait` had to end it."""
        if self._timed_out:
            return TIMEOUT
        code = self.returncode
        return RUNNING if code is None else SUCCESSFUL if code == 0 else FAILED

    @property
    def stdout(self) -> str:
        """What was printed by now."""
        return self.command_obj.text("stdout")

    @property
    def stderr(self) -> str:
        """What was written to stderr by now."""
        return self.command_obj.text("stderr")

    async def wait(self, timeout: float | None = None, stream: str | None = None) -> Self:
        """Wait until it has ended.

        Args:
            timeout: seconds, after which the run is ended as by Ctrl-C, with the status "timeout".
            stream: "stdout" or "stderr", to be printed meanwhile.
        """
        files = {} if stream is None else {stream: self._log_file(stream)}
        echo, give_up = Echo(files), None if timeout is None else time.monotonic() + timeout
        while self.command_obj.process.poll() is None:
            echo.show()
            if give_up is not None and time.monotonic() >= give_up:
                give_up, self._timed_out = None, True
                self.command_obj.kill()
            await asyncio.sleep(LOOK_SECONDS)
        echo.show(whole=True)
        return self

    async def stream_log(self, stream: str, position: int | None = None) -> AsyncIterator[tuple[int, str]]:
        """The lines of "stdout" or "stderr" as they come, each with the position behind it, at which another
        call may go on.
        """
        followed = Followed(self._log_file(stream), position=position or 0)
        ended = False
        while not ended:
            ended = self.command_obj.process.poll() is not None
            for line in followed.lines(whole=ended):
                yield line
            if not ended:
                await asyncio.sleep(LOOK_SECONDS)

    def _log_file(self, stream: str) -> str:
        if stream not in STREAMS:
            raise UsageError(f"There is no stream {stream!r}.", remedy="Write 'stdout' or 'stderr'.")
        return self.command_obj.log_files[stream]

    def _wait_here(self, *, show_output: bool) -> None:
        """Wait in this thread until it has ended."""
        echo = Echo(self.command_obj.log_files if show_output else {})
        while self.command_obj.process.poll() is None:
            echo.show()
            time.sleep(LOOK_SECONDS)
        echo.show(whole=True)

    def __repr__(self) -> str:
        return f"<{self.run.pathspec}: {self.status}>"


class Beginning:
    """A command whose run has not begun yet."""

    def __init__(self, command: CommandProcess, *, give_up_seconds: float) -> None:
        self._command = command
        self._give_up_seconds = give_up_seconds
        self._give_up = time.monotonic() + give_up_seconds

    def is_over(self) -> bool:
        """Whether the run has begun.

        Raises:
            RunError: there will be none; the message is what the command said.
        """
        if is_written(str(self._command.folder / ATTRIBUTES)):
            return True
        code = self._command.process.poll()
        if code is not None and not is_written(str(self._command.folder / ATTRIBUTES)):
            raise self._failed(code)
        if time.monotonic() > self._give_up:
            self._command.kill()
            raise RunError(f"The run had not begun after {counted(self._give_up_seconds, 'second')}.")
        return code is not None

    def _failed(self, code: int) -> RunError | UsageError:
        said = self._command.text("stderr").strip() or self._command.text("stdout").strip()
        kind: Callable[..., Any] = UsageError if code == USAGE_EXIT else RunError
        error: RunError | UsageError = kind(
            f"The run could not be started (exit code {code}).\n    {said}".rstrip(),
            remedy=f"The command was: {' '.join(self._command.command[3:])}",
        )
        self._command.cleanup()
        return error
