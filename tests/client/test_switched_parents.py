"""A switch is the parent of the step that it chose, and of no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from fanfold.client import Flow, metadata
from tests.flow_process import run_file

pytestmark = [pytest.mark.processes, pytest.mark.usefixtures("anyone")]

FLOW = """
from fanfold import FlowSpec, step

class Chosen(FlowSpec):
    @step
    def start(self):
        self.way = "long"
        self.next({"long": self.detour, "short": self.end}, condition="way")

    @step
    def detour(self):
        self.turn = getattr(self, "turn", 0) + 1
        self.more = "again" if self.turn < 2 else "done"
        self.next({"again": self.detour, "done": self.end}, condition="more")

    @step
    def end(self):
        pass

if __name__ == "__main__":
    Chosen()
"""


def test_who_was_not_chosen_has_no_such_parent(tmp_path: Path) -> None:
    (tmp_path / "chosen.py").write_text(FLOW, encoding="utf-8")
    done = run_file(tmp_path / "chosen.py", "run", home=tmp_path / "runs")
    assert done.exit_code == 0, str(done)
    metadata(f"local@{tmp_path / 'runs'}")
    run = Flow("Chosen").latest_run
    assert run is not None

    def parents(task: str) -> list[str]:
        step, _, its_id = task.partition("/")
        return ["/".join(each.path_components[2:]) for each in run[step][its_id].parent_tasks]

    assert parents("end/0") == ["detour/0~1"]
    assert parents("detour/0~1") == ["detour/0"]
    assert parents("detour/0") == ["start/0"]
