"""What type checkers make of flows as people write them: mypy --strict, and pyright as it comes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.processes

HERE = Path(__file__).parent
TYPED = sorted((HERE / "typed").glob("*.py"))
WRONG = HERE / "wrong" / "uses.py"

Reported = dict[str, set[int]]
"""Lines of errors by file name."""


def test_mypy_finds_what_is_wrong_and_nothing_else(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file=", f"--cache-dir={tmp_path}", *files()],
        capture_output=True,
        text=True,
        check=False,
    )
    found: Reported = {}
    for name, line in re.findall(r"([\w.]+\.py):(\d+): error:", done.stdout):
        found.setdefault(name, set()).add(int(line))
    assert found == {WRONG.name: marked("wrong", "wrong to mypy")}, done.stdout + done.stderr


def test_pyright_finds_what_is_wrong_and_nothing_else() -> None:
    reason = why_no_pyright()
    if reason:
        pytest.skip(reason)
    done = subprocess.run(
        [sys.executable, "-m", "pyright", "--outputjson", f"--pythonpath={sys.executable}", *files()],
        capture_output=True,
        text=True,
        check=False,
    )
    found: Reported = {}
    for each in json.loads(done.stdout)["generalDiagnostics"]:
        if each["severity"] == "error":
            found.setdefault(Path(each["file"]).name, set()).add(each["range"]["start"]["line"] + 1)
    assert found == {WRONG.name: marked("wrong")}, done.stdout


def why_no_pyright() -> str:
    """Why pyright cannot be run; empty if it can. It fetches its program when it is first called."""
    try:
        asked = subprocess.run(
            [sys.executable, "-m", "pyright", "--version"],
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "pyright could not fetch its program in four minutes"
    if asked.returncode:
        return f"pyright could not fetch its program: {(asked.stderr or asked.stdout).strip()[-300:]}"
    return ""


def files() -> list[str]:
    """All that is checked."""
    return [str(path) for path in (*TYPED, WRONG)]


def marked(*marks: str) -> set[int]:
    """The lines that end with one of these comments."""
    lines = WRONG.read_text(encoding="utf-8").splitlines()
    return {number for number, line in enumerate(lines, 1) if line.rpartition("  # ")[2] in marks}
