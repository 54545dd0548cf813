"""Errors in a flow's definitions are printed for a reader, also when met while Python reads the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flow_process import run_file

pytestmark = pytest.mark.processes


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("@retry(time=3)", "does not know the argument 'time'"),
        ("@retry(3)", "@retry(times=3)"),
    ],
)
def test_a_wrong_decorator_is_one_clear_error_and_no_traceback(tmp_path: Path, line: str, said: str) -> None:
    file = tmp_path / "wrong.py"
    file.write_text(
        "from fanfold import FlowSpec, retry, step\n\n\nclass F(FlowSpec):\n"
        f"    {line}\n    @step\n    def start(self):\n        pass\n\n\nF()\n"
    )
    finished = run_file(file, "run", home=tmp_path / "home")
    assert finished.exit_code == 1, finished
    assert said in finished.err
    assert f"{file} on line 5" in finished.err
    assert "Traceback" not in finished.err
