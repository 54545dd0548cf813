"""Running a flow file as a user does: in a process of its own, with a folder of runs of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PROCESS_SECONDS_MAX = 120
"""Far more than any test's flow needs: only a process that hangs meets it."""


@dataclass(frozen=True, slots=True)
class FlowProcess:
    """What a finished command left: its exit code, and what it wrote."""

    exit_code: int
    out: str
    err: str

    def __str__(self) -> str:
        return f"exit code {self.exit_code}\n--- stdout\n{self.out}\n--- stderr\n{self.err}"


def run_file(file: Path, *arguments: str, home: Path) -> FlowProcess:
    """`python FILE ARGUMENTS`, in the file's own folder, recording below `home`."""
    return run_python(str(file), *arguments, home=home, folder=file.parent)


def run_fanfold(*arguments: str, home: Path, folder: Path | None = None) -> FlowProcess:
    """`fanfold ARGUMENTS`, recording below `home`."""
    return run_python("-m", "fanfold", *arguments, home=home, folder=folder or home.parent)


def run_python(*arguments: str, home: Path, folder: Path) -> FlowProcess:
    """`python ARGUMENTS` in `folder`, with none of this process's own settings, recording below `home`."""
    environment = users_environment() | {"FANFOLD_HOME": str(home)}
    return run_command(sys.executable, *arguments, environment=environment, folder=folder)


def run_command(
    *command: str, environment: Mapping[str, str], folder: Path, seconds_max: int = PROCESS_SECONDS_MAX
) -> FlowProcess:
    """Any command, with nothing to read."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=seconds_max,
        check=False,
    )
    return FlowProcess(done.returncode, done.stdout, done.stderr)


def users_environment() -> dict[str, str]:
    """This process's variables, without those that are settings of fanfold or of Python."""
    return {name: value for name, value in os.environ.items() if not _is_setting(name)} | {"USER": "tester"}


def _is_setting(name: str) -> bool:
    return name.startswith(("FANFOLD_", "METAFLOW_", "PYTHON"))
