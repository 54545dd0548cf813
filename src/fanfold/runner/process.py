"""A flow's command in a process of its own, its output in files."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from weakref import finalize

STREAMS = ("stdout", "stderr")


class CommandProcess:
    """A command that was started.

    Attributes:
        command: what was started.
        process: the `subprocess.Popen` of it.
        log_files: the files that it writes to, by the stream's name; gone after `cleanup`, or when nobody
            holds this any more.
        folder: where these lie, beside what else the command needs.
    """

    def __init__(
        self,
        command: list[str],
        folder: Path,
        *,
        env: Mapping[str, str],
        cwd: str | None,
        own_group: bool,
    ) -> None:
        self.command = command
        self.folder = folder
        self.log_files = {name: str(folder / f"{name}.log") for name in STREAMS}
        self._files = finalize(self, shutil.rmtree, folder, ignore_errors=True)
        with open(self.log_files["stdout"], "wb") as out, open(self.log_files["stderr"], "wb") as err:
            self.process = subprocess.Popen(
                command,
                cwd=cwd,
                env={**os.environ, **env},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                process_group=0 if own_group else None,
            )

    def text(self, stream: str) -> str:
        """What was written to a stream by now."""
        try:
            return Path(self.log_files[stream]).read_bytes().decode("utf-8", "replace")
        except FileNotFoundError:
            return ""

    def kill(self) -> None:
        """End it, as Ctrl-C does: running tasks get their grace period."""
        if self.process.poll() is None:
            self.process.terminate()

    def cleanup(self) -> None:
        """Delete its files."""
        self._files()


def new_folder() -> Path:
    """A folder for a command's files."""
    return Path(tempfile.mkdtemp(prefix="fanfold-runner-"))


def python(*, dies_with_us: bool) -> list[str]:
    """This interpreter, for a command of ours: found where it is, whatever lies in the working directory.

    `dies_with_us`: as soon as this thread is gone, the command is not wanted any more.
    """
    start = [f"import sys; sys.path[0] = {str(Path(__file__).parents[2])!r}"]
    if dies_with_us:
        start.append(f"from fanfold.workers.kinship import die_with; die_with({os.getpid()})")
    start.append("from runpy import run_module as run")
    start.append("run(sys.argv.pop(1), run_name='__main__', alter_sys=True)")
    return [sys.executable, "-c", "; ".join(start)]
