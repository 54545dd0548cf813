"""`run_flow`: a whole flow in a test."""

from __future__ import annotations

import gc
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest

import fanfold
from fanfold import Flow, FlowSpec, Parameter, current, step
from fanfold.testing import run_flow


class Squares(FlowSpec):
    """A fan."""

    width = Parameter("width", default=3)

    @step
    def start(self) -> None:
        """Fan out."""
        self.numbers = range(self.width)
        self.next(self.square, foreach="numbers")

    @step
    def square(self) -> None:
        """Do one."""
        self.value = transformed(self.input)
        self.next(self.join)

    @step
    def join(self, inputs: Any) -> None:
        """Fold."""
        self.total = sum(each.value for each in inputs)
        self.runs = [run.id for run in Flow("Squares")]
        self.this = current.run_id
        self.next(self.end)

    @step
    def end(self) -> None:
        """Done."""


def transformed(number: int) -> int:
    """What tests replace."""
    return number**2


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def test_a_run_can_be_read_as_long_as_something_of_it_is_held(tmp_path: Path) -> None:
    before = os.environ.get("FANFOLD_HOME")
    run = run_flow(Squares, width=4)
    assert run.successful
    assert run.data is not None
    assert (run.data.total, run.data.runs) == (14, [run.data.this]), "its client calls see this run alone"
    assert os.environ.get("FANFOLD_HOME") == before
    task = run["square"][2]
    del run
    gc.collect()
    assert task.data.value == 4
    del task
    gc.collect()
    assert list(tmp_path.iterdir()) == []


def test_what_a_test_replaces_is_replaced_in_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "transformed", lambda number: 100)
    data: Any = run_flow(Squares).data
    assert data.total == 300


def test_a_run_that_fails_raises_with_its_traceback_or_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(globals(), "transformed", lambda number: 1 // number)
    with pytest.raises(fanfold.TaskFailedError, match="ZeroDivisionError") as raised:
        run_flow(Squares)
    assert "in square" in raised.value.message
    assert raised.value.run["square"].failed()
    failed = run_flow(Squares, check=False, show_output=False)
    assert not failed.successful
    assert "FAILED square/0" in capsys.readouterr().out
    del failed, raised
    gc.collect()
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_parameter_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(fanfold.ParameterError):
        run_flow(Squares, width="many")
    assert list(tmp_path.iterdir()) == []
