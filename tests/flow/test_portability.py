"""`check --portable`: each line that Metaflow would refuse or run differently, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.flow_process import run_fanfold, run_file

pytestmark = pytest.mark.processes

FLOWS = Path(__file__).parent / "flows"
GUIDE = Path(__file__).parents[1] / "guide" / "flows"

EXPECTED = {
    "from fanfold import (": ["refused: Metaflow flows import from metaflow", "refused: isolate of fanfold"],
    "token = Parameter": ["refused: Parameter(secret=)"],
    "wide = ": ["refused: foreach over 101 items"],
    "@retry(times=5": ["refused: @retry(times=5)"],
    'names = {"a", "b"}': ["differs: foreach over a set"],
    "allow_empty=True": ["refused: self.next(allow_empty=)"],
    "    @isolate": ["refused: @isolate"],
    "self.items = [self.input]": ["differs: self.items is set anew"],
    "self.pairs = {": ["refused: foreach over a dict"],
    "@kubernetes(cpu=1)": ["refused: @kubernetes"],
    "@conda(libraries": ["refused: @conda"],
    "len(inputs)": ["refused: len(inputs)"],
    "self.item = self.input": ["differs: self.input in a join inside a foreach"],
    "del self.counts": ["differs: del self.x"],
    "first = inputs[0].pk": ["differs: inputs[…] after static branches"],
    "def gang(self)": ["refused: num_parallel leads to gang"],
}


def test_each_line_is_told_with_what_metaflow_does_and_what_to_write(tmp_path: Path) -> None:
    file = FLOWS / "unportable.py"
    done = run_file(file, "check", "--portable", home=tmp_path / "runs")
    assert done.exit_code == 1, str(done)
    lines = file.read_text(encoding="utf-8").splitlines()
    told = [re.fullmatch(r"unportable\.py:(\d+): (.*)", line) for line in done.out.splitlines()[::2]]
    found = [(int(each[1]), each[2]) for each in told if each]
    wanted = [
        (number, beginning)
        for number, line in enumerate(lines, 1)
        for text, beginnings in EXPECTED.items()
        if text in line
        for beginning in beginnings
    ]
    assert len(found) == len(wanted) == len(told), done.out
    for (line, what), (number, beginning) in zip(found, sorted(wanted), strict=True):
        assert (line, what[: len(beginning)]) == (number, beginning), done.out
    assert all(line.startswith("    ") and line.strip() for line in done.out.splitlines()[1::2])
    assert done.err.endswith("Unportable: 12 refused by Metaflow, 5 run differently there.\n"), done.err


def test_what_runs_there_as_here_gives_no_finding(tmp_path: Path) -> None:
    flow = """
from metaflow import FlowSpec, Parameter, catch, parallel, retry, step
class Plain(FlowSpec):
    n = Parameter("n", default=3)
    @retry(times=4)
    @step
    def start(self):
        self.items = list(range(100))
        self.next(self.work, foreach="items")
    @catch(var="error")
    @step
    def work(self):
        self.got = self.input
        self.next(self.fold)
    @step
    def fold(self, inputs):
        self.first = inputs[0].got
        self.count = len(list(inputs))
        self.next(self.gang_start)
    @step
    def gang_start(self):
        self.next(self.gang, num_parallel=self.n)
    @parallel
    @step
    def gang(self):
        self.next(self.end_of_gang)
    @step
    def end_of_gang(self, inputs):
        self.next(self.end)
    @step
    def end(self):
        pass
"""
    (tmp_path / "plain.py").write_text(flow, encoding="utf-8")
    done = run_fanfold("check", "plain.py", "--portable", home=tmp_path / "runs", folder=tmp_path)
    assert (done.exit_code, done.out) == (0, ""), str(done)
    assert done.err == "Plain: 0 refused by Metaflow, 0 run differently there.\n"


@pytest.mark.parametrize(
    ("assigned", "said"),
    [
        ("{c for c in 'ab'}", "a set"),
        ("dict(a=1)", "a dict"),
        ("{'a': 1}.items()", "the view of a dict"),
        ("(c for c in 'ab')", "a generator"),
        ("open('x')", "a generator or file"),
        ("zip('ab', 'cd')", "an iterator"),
        ("iter([1])", "an iterator"),
        ("[0] * 300", "300 items"),
        ("range(0, 1000, 5)", "200 items"),
        ("list(zip('ab', 'cd'))", None),
        ("sorted({3, 1})", None),
        ("range(100)", None),
        ("range(self.n)", None),
        ("[*many, 1]", None),
    ],
)
def test_what_is_fanned_out_over_is_told_from_how_it_is_made(assigned: str, said: str | None) -> None:
    import ast

    from fanfold.flow.portability.fans import SPLITS_MAX, _trouble, _width

    value = ast.parse(assigned, mode="eval").body
    trouble, width = _trouble(value), _width(value)
    shown = trouble[0] if trouble else f"{width} items" if (width or 0) > SPLITS_MAX else None
    assert (said is None) == (shown is None), shown
    assert said is None or said in str(shown)
