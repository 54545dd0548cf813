"""`stop_when` as a user meets it: what the join gets, what is counted, and what a resume makes of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fanfold import FlowSpec, step
from fanfold.client import Run
from fanfold.model.errors import LintError
from tests.fault.accounts import newest_run, runs_of
from tests.fault.processes import ran
from tests.inline_run import run_inline

FLOW = Path(__file__).parent / "flows" / "stopping.py"
RESULT = "RESULT True n40 True True"


@pytest.mark.processes
def test_a_stop_holds_whatever_is_killed_and_the_join_gets_what_came(tmp_path: Path) -> None:
    home, counter = tmp_path / "runs", tmp_path / "counter"
    early = ran(FLOW, "run", home=home, COUNTER=str(counter), DIE="work 40")  # before it is found
    assert early.exit_code == -9, early
    late = ran(FLOW, "resume", home=home, COUNTER=str(counter), DIE="join 0")
    assert late.exit_code == -9, late
    counter.unlink()
    again = ran(FLOW, "resume", home=home, COUNTER=str(counter), DIE="end 0")
    assert again.exit_code == -9, again
    assert set(runs_of(counter)) == {("join", 0)}, "the stop holds: no item is begun"
    counter.unlink()
    done = ran(FLOW, "resume", home=home, COUNTER=str(counter))
    assert done.exit_code == 0, done
    assert RESULT in done.out
    assert runs_of(counter) == {}
    counts = _run(home)["work"].counts
    assert counts.cancelled + counts.done == counts.total == 20_000
    assert f"{counts.cancelled:,} cancelled" in done.out


def _run(home: Path) -> Run:
    from fanfold.client.opened import open_run

    return Run._of(open_run(newest_run(home)))


class Search(FlowSpec):
    """Stops at an attribute that items set, in a step that is itself a join."""

    @step
    def start(self) -> None:
        self.numbers = range(150)
        self.next(self.split, foreach="numbers", stop_when="found")

    @step
    def split(self) -> None:
        self.next(self.left, self.right)

    @step
    def left(self) -> None:
        self.half = self.input // 2
        self.next(self.meet)

    @step
    def right(self) -> None:
        self.next(self.meet)

    @step
    def meet(self, inputs: Any) -> None:
        self.found = inputs.left.half == 3
        self.next(self.join)

    @step
    def join(self, inputs: Any) -> None:
        self.found = [each.index for each in inputs if each.found]
        self.cancelled = list(inputs.cancelled)
        self.count = len(inputs)
        self.next(self.end)

    @step
    def end(self) -> None:
        pass


def test_an_attribute_is_looked_at_when_an_item_comes_to_the_join(tmp_path: Path) -> None:
    ran_inline = run_inline(Search, tmp_path)
    assert ran_inline.succeeded
    found, cancelled = ran_inline.value("join", "found"), ran_inline.value("join", "cancelled")
    assert found and set(found) <= {6, 7}
    assert cancelled
    assert ran_inline.value("join", "count") + len(cancelled) == 150


class Nothing(Search):
    """Nobody sets what is to be looked at."""

    @step
    def meet(self, inputs: Any) -> None:
        self.next(self.join)


def test_what_is_not_there_fails_the_item_and_says_what_to_write(tmp_path: Path) -> None:
    failed = run_inline(Nothing, tmp_path)
    assert not failed.succeeded
    assert "step *meet* left no *self.found*" in failed.failures[0][2].message


def test_a_name_that_the_source_does_not_tell_is_refused_before_anything_runs(tmp_path: Path) -> None:
    name = "found"

    class Told(Search):
        """At run time only."""

        @step
        def start(self) -> None:
            self.numbers = range(3)
            self.next(self.split, foreach="numbers", stop_when=name)

    with pytest.raises(LintError, match="written out as a string"):
        run_inline(Told, tmp_path)
