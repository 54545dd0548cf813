"""Flows in a notebook's cells, run by a real kernel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbclient
import nbformat
import pytest

pytestmark = pytest.mark.processes

HELPERS = """
class Point:
    def __init__(self, x): self.x = x
def squared(point):
    if point.x == 7: raise ValueError("a bad point")
    return Point(point.x ** 2)
"""

FLOW = """
import fanfold
from fanfold import FlowSpec, NBRunner, Parameter, step
class Sweep(FlowSpec):
    width = Parameter("width", default=300)
    @step
    def start(self):
        self.points = [Point(x) for x in range(self.width)]
        self.next(self.work, foreach="points")
    @step
    def work(self):
        self.square = squared(self.input)
        self.next(self.join)
    @step
    def join(self, inputs):
        self.last = inputs[-1].square
        self.total = sum(each.square.x for each in inputs)
        self.next(self.end)
    @step
    def end(self):
        print("the end of", self.width)
"""

MENDED = "def squared(point): return Point(point.x ** 2)"

RESUMED = """
outcome = fanfold.resume(Sweep)
print(outcome.status, outcome.data.total, type(outcome.data.last) is Point)
"""

RUNNER = """
run = NBRunner(Sweep, show_output=False).nbrun(width=3)
executing = await NBRunner(Sweep).async_run(width=4)
await executing.wait()
print(run.data.total, executing.status, executing.run.data.total)
"""


def test_a_flow_of_a_cell_runs_fails_resumes_and_its_output_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A class, a helper and the flow in different cells; 300 items; `fanfold.run` and `NBRunner`."""
    monkeypatch.setenv("FANFOLD_HOME", str(tmp_path / "runs"))
    sources = [HELPERS, FLOW, "fanfold.run(Sweep)", MENDED, RESUMED, RUNNER]
    outputs = executed(sources, tmp_path)
    failed, resumed, runner = outputs[2], outputs[4], outputs[5]
    assert outputs[:2] == [[], []]
    assert outputs[3] == []
    assert texts(failed, "stdout").startswith("fanfold ")
    assert "FAILED work/" in texts(failed, "stdout")
    assert texts(failed, "stderr") == ""
    report = "\n".join(failed[-1]["traceback"])
    assert report.startswith("Step failure (F207):\n    Sweep (run-id ")
    assert 'raise ValueError("a bad point")' in report
    assert "ValueError: a bad point at In[1]:4, first: " in report
    assert "Cell In[1], line 4, in squared" in report
    assert "site-packages" not in report
    assert "[end] the end of 300" in texts(resumed, "stdout")
    assert " reused, " in texts(resumed, "stdout")
    assert "successful 8955050 True" in texts(resumed, "stdout")
    assert texts(runner, "stdout") == "5 successful 14\n"


MAPPED = """
import fanfold
offset = 5
def shifted(x):
    if x == 150 and broken: raise ValueError("a bad item")
    return Shifted(x + offset)
class Shifted:
    def __init__(self, value): self.value = value
broken = True
"""

CALLED = """
results = fanfold.map(lambda x: shifted(x), range(200), name="shift")
print(sum(each.value for each in results), type(results[3]) is Shifted, len(results.failed))
"""


NESTED = """
def row(x):
    return sum(fanfold.map(lambda y: x * y, range(3), show_output=False))
print(list(fanfold.map(row, range(3), show_output=False)))
"""


def test_a_function_of_a_cell_is_mapped_and_carries_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FANFOLD_HOME", str(tmp_path / "runs"))
    _, mapped, failed, nested, again = executed(
        [MAPPED, CALLED.replace("range(200)", "range(9)"), CALLED, NESTED, CALLED], tmp_path
    )
    assert "81 True 0" in texts(mapped, "stdout")
    assert "ValueError: a bad item at In[1]:4" in "\n".join(failed[-1]["traceback"])
    assert "a bad item at In[1]:4" in texts(failed, "stdout")
    assert texts(nested, "stdout") == "[0, 3, 6]\n"
    assert "Carries on: what run" in texts(again, "stdout")


def executed(sources: list[str], folder: Path) -> list[list[Any]]:
    """What stands below each cell of a notebook, after all were run."""
    notebook = nbformat.v4.new_notebook()  # type: ignore[no-untyped-call]  # nbformat has no types
    notebook.cells = [
        nbformat.v4.new_code_cell(source.strip())  # type: ignore[no-untyped-call]
        for source in sources
    ]
    client = nbclient.NotebookClient(
        notebook,
        allow_errors=True,
        kernel_name="python3",
        timeout=300,
        startup_timeout=300,
        resources={"metadata": {"path": str(folder)}},
    )
    client.execute()
    return [list(cell.outputs) for cell in notebook.cells]


def texts(outputs: list[Any], stream: str) -> str:
    """All that was written to a stream."""
    return "".join(each["text"] for each in outputs if each.get("name") == stream)
