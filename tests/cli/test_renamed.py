"""A flow whose class was renamed: what becomes of the runs under its old name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flow_process import run_fanfold

pytestmark = pytest.mark.processes

FLOW = """
from fanfold import FlowSpec, step
class {name}(FlowSpec):
    @step
    def start(self):
        self.next(self.end)
    @step
    def end(self):
        pass
"""


def test_resume_and_logs_name_what_there_is(tmp_path: Path) -> None:
    home = tmp_path / "runs"
    (tmp_path / "flow.py").write_text(FLOW.format(name="Before"), encoding="utf-8")
    assert run_fanfold("run", "flow.py", home=home).exit_code == 0
    (tmp_path / "flow.py").write_text(FLOW.format(name="After"), encoding="utf-8")
    resumed = run_fanfold("resume", "flow.py", home=home)
    assert resumed.exit_code == 1
    assert "This script's flow was Before when it was run" in resumed.err, str(resumed)
    (origin,) = (home / "Before").glob("1*")
    named = run_fanfold("resume", "flow.py", "--origin-run-id", origin.name, home=home)
    assert named.exit_code == 1 and "It is a run of Before." in named.err, str(named)
    logs = run_fanfold("flow.py", "logs", "latest", home=home)
    assert logs.exit_code == 1
    assert "There is no run of After in" in logs.err, str(logs)
