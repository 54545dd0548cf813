"""Whether workers are forked from the driver or started, and why."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.processes

_THREAD = "from threading import *; Thread(target=Event().wait, daemon=True, name='beat').start()"
_SERVER = "import socket; server = socket.create_server(('127.0.0.1', 0))"
_ASKS = "from fanfold.engine.forking import can_fork, why_not_fork\nprint(can_fork(), why_not_fork())"


@pytest.mark.parametrize(
    "code",
    ["", "import numpy", "import pandas", "import socket; pair = socket.socketpair()"],
    ids=["nothing", "numpy", "pandas", "a pair of its own"],
)
def test_workers_are_forked_beside(code: str) -> None:
    """Threads of libraries that were only imported do not prevent it."""
    assert _answer(code) == "True None"


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (_THREAD, "your file has started a thread (beat)"),
        (_SERVER, "a network connection is open already"),
        ("import sys; sys.modules['ipykernel'] = sys", "this is a notebook"),
    ],
    ids=["thread", "server", "notebook"],
)
def test_workers_are_started_and_the_run_can_say_why(code: str, why: str) -> None:
    sentence = f"Every worker is a Python of its own and imports the flow's file anew, since {why}."
    assert _answer(code) == f"False {sentence}"


def test_a_thread_that_an_import_started_is_told_by_the_module_that_runs_it() -> None:
    code = """
import sys, types, threading
module = types.ModuleType("heartbeats")
exec("import threading\\ndef beat(): threading.Event().wait()", module.__dict__)
threading.Thread(target=module.beat, daemon=True).start()
"""
    assert "since heartbeats has started a thread" in _answer(code)


@pytest.mark.skipif(os.cpu_count() == 1, reason="OpenBLAS starts no threads on one core")
def test_native_threads_that_no_import_explains_forbid_a_fork() -> None:
    """numpy's OpenBLAS is allowed a thread a core. Where it is said to have one, the rest is another's."""
    code = """
import os
os.environ["OPENBLAS_NUM_THREADS"] = "3"
import numpy
os.environ["OPENBLAS_NUM_THREADS"] = "1"
"""
    assert "since a native library has started threads" in _answer(code)


def _answer(code: str) -> str:
    """What a fresh interpreter says after this code."""
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{_ASKS}"], capture_output=True, encoding="utf-8", check=True
    )
    return done.stdout.strip()
