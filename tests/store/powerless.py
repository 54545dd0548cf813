"""Running a piece of Python as a user whom file modes hold back, since root is not held back by any."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

NOBODY = 65534
IS_ROOT = os.geteuid() == 0


_WARM_UP = """
import errno, fcntl, json, os, shutil, sqlite3, sys, tempfile, urllib.parse
from pathlib import Path
from fanfold.store.queries import ledger_queries
ledger_queries()
"""
_GIVE_UP = f"""
if os.geteuid() == 0:
    os.setgroups([]), os.setgid({NOBODY}), os.setuid({NOBODY})
"""


def run_powerless(imports: str, script: str, *arguments: object) -> str:
    """What the script prints, run as nobody where we are root, else as ourselves.

    It is root until the imports are done: an interpreter may lie in a folder that only root can read.
    """
    command = [sys.executable, "-c", f"{_WARM_UP}\n{imports}\n{_GIVE_UP}\n{script}", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, cwd="/", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def open_folder() -> Iterator[Path]:
    """A temporary folder that everybody can enter; pytest's own are for their owner alone."""
    with tempfile.TemporaryDirectory(prefix="fanfold-test-") as name:
        path = Path(name)
        path.chmod(0o755)
        yield path
        for folder in [path, *path.rglob("*")]:
            if folder.is_dir():
                folder.chmod(0o755)
