"""Running a flow of `flows/` in an empty folder, as a user does under the alias; when its test is skipped."""

from __future__ import annotations

import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from fanfold.flow.alias import ALIAS_FOLDER
from tests.flow_process import FlowProcess, run_command, users_environment

FLOWS = Path(__file__).parent / "flows"
PROCESS_SECONDS_MAX = 600
"""These libraries take seconds to be imported, and tens of them on a machine that is busy."""


def needs(module: str, *, package: str = "") -> pytest.MarkDecorator:
    """A mark: skip where the library is not there, which is everywhere but in `make test-integrations`."""
    reason = f"needs {package or module}: make test-integrations installs it"
    return pytest.mark.skipif(find_spec(module) is None, reason=reason)


def run_flow(name: str, folder: Path, *options: str, **variables: str) -> FlowProcess:
    """`python NAME.py run` with two workers, in a folder that is also the home of whoever runs it."""
    shutil.copy(FLOWS / f"{name}.py", folder)
    environment = users_environment() | {
        "FANFOLD_HOME": str(folder / "runs"),
        "HOME": str(folder),
        "PYTHONPATH": ALIAS_FOLDER,
        **variables,
    }
    return run_command(
        sys.executable,
        f"{name}.py",
        "run",
        "--max-workers",
        "2",
        *options,
        environment=environment,
        folder=folder,
        seconds_max=PROCESS_SECONDS_MAX,
    )
