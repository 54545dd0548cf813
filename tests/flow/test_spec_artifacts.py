"""Artifacts of a running flow: what is stored, what is not, and what the next step sees."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from fanfold.flow.parameters import Parameter
from fanfold.flow.spec import FlowSpec, step
from fanfold.model.errors import FlowError
from fanfold.model.policy import Isolation
from tests.inline_run import Ran, run_inline


class Values(FlowSpec):
    """Reads, changes, deletes and shares artifacts."""

    size = Parameter("size", default=3)
    CONSTANT = [1, 2]  # noqa: RUF012 - as users write them

    @step
    def start(self) -> None:
        self.words = {"a", "b", "c"}
        self.table = {"x": [1, 2]}
        self.keys = ["k"]
        self.array = np.arange(100_000)
        self.slices = np.arange(10_000)[::2]
        self.frame = pd.DataFrame({"n": range(10)})
        self.long = "x" * 10_000
        self.gone = 1
        self.gone_again = [1]
        self.same = self.twin = ["one"]
        self._hidden = "kept"
        self.function = len
        self.method = self.table.get
        self.lam = lambda: 1
        self.next(self.read)

    @step
    def read(self) -> None:
        assert len(self.words) == 3 and "a" in self.words and sorted(self.words)
        assert list(self.table.items()) and self.keys[0] == "k"
        assert self.array.sum() > 0 and self.array.reshape(100, 1000).mean() > 0
        assert self.slices[3] == 6 and self.frame["n"].sum() == 45 and self.long[0] == "x"
        self.seen_hidden = self._hidden
        self.has = [hasattr(self, name) for name in ("function", "method", "lam")]
        self.next(self.change)

    @step
    def change(self) -> None:
        self.words.add("d")
        self.table["x"].append(3)
        self.array[5] = -1
        self.frame.loc[0, "n"] = 100
        self.twin.append("two")
        del self.gone
        kept = self.gone_again
        del self.gone_again
        self.gone_again = kept
        self.next(self.look)

    @step
    def look(self) -> None:
        self.found = SimpleNamespace(
            words=sorted(self.words),
            table=self.table,
            array=(int(self.array[5]), int(self.array[6])),
            frame=int(self.frame["n"].sum()),
            same=self.same,
            twin=self.twin,
            gone=hasattr(self, "gone"),
            gone_again=self.gone_again,
            size=self.size,
        )
        self.CONSTANT.append(3)
        self.next(self.end)

    @step
    def end(self) -> None:
        self.constant = list(self.CONSTANT)


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    found = run_inline(Values, tmp_path_factory.mktemp("home"), size="5")
    assert found.succeeded, found.failures
    return found


def written(ran: Ran, name: str) -> set[str]:
    """The artifacts that a step's record names."""
    (record,) = ran.records(name)
    return set(record.entries)


def test_what_was_merely_read_is_not_stored_again(ran: Ran) -> None:
    """Nor what pickles differently after a look at it."""
    assert written(ran, "read") == {"seen_hidden", "has"}


def test_what_was_changed_in_place_is_what_the_next_step_sees(ran: Ran) -> None:
    found = ran.value("look", "found")
    assert found.words == ["a", "b", "c", "d"]
    assert found.table == {"x": [1, 2, 3]}
    assert found.array == (-1, 6)
    assert found.frame == 145
    assert written(ran, "change") == {"words", "table", "array", "frame", "twin", "gone", "gone_again"}


def test_two_names_for_one_object_are_two_objects_downstream(ran: Ran) -> None:
    found = ran.value("look", "found")
    assert (found.same, found.twin) == (["one"], ["one", "two"])


def test_what_was_deleted_is_gone_and_what_was_set_again_is_there(ran: Ran) -> None:
    found = ran.value("look", "found")
    assert not found.gone
    assert found.gone_again == [1]


def test_names_with_one_underscore_are_artifacts_and_functions_are_not(ran: Ran) -> None:
    assert ran.value("read", "seen_hidden") == "kept"
    assert ran.value("read", "has") == [False, False, False]


def test_a_constant_that_one_task_changed_in_place_is_as_it_was_for_the_next(ran: Ran) -> None:
    assert ran.value("end", "constant") == [1, 2]


def test_a_parameter_is_the_same_for_all_tasks(ran: Ran) -> None:
    assert ran.value("look", "found").size == 5


class Assigns(FlowSpec):
    """Assigns what cannot be assigned."""

    size = Parameter("size", default=3)
    what = Parameter("what", default="parameter")
    CONSTANT = 1

    @step
    def start(self) -> None:
        if self.what == "parameter":
            self.size = 4  # type: ignore[assignment]
        elif self.what == "constant":
            self.CONSTANT = 2
        elif self.what == "delete":
            del self.never
        elif self.what == "flow":
            self.me = self
        elif self.what == "part":
            self.tools = {"all": [1, (lambda: 1)]}
        elif self.what == "missing":
            print(self.nowhere)
        self.next(self.end)

    @step
    def end(self) -> None:
        pass


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ("parameter", "Flow level attributes and Parameters are not modifiable"),
        ("constant", "Flow level attributes and Parameters are not modifiable"),
        ("delete", "Flow Assigns has no attribute 'never'"),
        ("missing", "Flow Assigns has no attribute 'nowhere'"),
        ("flow", "Artifact *me* of step *start* cannot be pickled"),
        ("part", "Artifact *tools* of step *start* cannot be pickled: ['all'][1] is a function"),
    ],
)
def test_what_cannot_be_done_is_said_with_name_and_line(tmp_path: Path, what: str, message: str) -> None:
    failure = run_inline(Assigns, tmp_path, what=what).failure
    assert message in failure.message
    assert failure.where.startswith("test_spec_artifacts.py:") or what in {"flow", "part"}


class Siblings(FlowSpec):
    """Many tasks in one process, each of which changes what it inherited."""

    @step
    def start(self) -> None:
        self.shared = [0]
        self.array = np.zeros(100_000)
        self.big = {"all": np.zeros(50_000)}
        self.next(self.work, foreach="items")

    @property
    def items(self) -> range:
        return range(30)

    @step
    def work(self) -> None:
        self.shared.append(self.input)
        self.array[self.input] = 1
        self.mine = (self.shared[:], float(self.array.sum()), float(self.big["all"].sum()))
        self.next(self.join)

    @step
    def join(self, inputs: Any) -> None:
        self.all = [each.mine for each in inputs]
        self.arrays = [float(each.array.sum()) for each in inputs]
        self.has = hasattr(self, "shared")
        self.next(self.end)

    @step
    def end(self) -> None:
        pass


@pytest.mark.parametrize("isolation", [Isolation.WARM, Isolation.ISOLATED])
def test_tasks_that_change_what_they_inherited_do_not_meet(tmp_path: Path, isolation: Isolation) -> None:
    ran = run_inline(Siblings, tmp_path, isolation=isolation)
    assert ran.succeeded, ran.failures
    assert ran.value("join", "all") == [([0, number], 1.0, 0.0) for number in range(30)]
    assert ran.value("join", "arrays") == [1.0] * 30
    assert ran.value("join", "has") is False, "a join inherits nothing"


class LongLoop(FlowSpec):
    """A loop of many turns that keeps a count, and inherits what was there before."""

    turns = Parameter("turns", default=200)

    @step
    def start(self) -> None:
        self.count = 0
        self.before = ["kept"]
        self.dropped = ["to be deleted"]
        self.next(self.turn)

    @step
    def turn(self) -> None:
        self.count += 1
        if self.count == 20:
            del self.dropped
        self.way = "again" if self.count < self.turns else "out"
        self.next({"again": self.turn, "out": self.end}, condition="way")

    @step
    def end(self) -> None:
        self.seen = (self.count, self.before, hasattr(self, "dropped"))


def test_a_long_loop_inherits_what_was_there_and_its_records_stay_short(tmp_path: Path) -> None:
    ran = run_inline(LongLoop, tmp_path)
    assert ran.value("end", "seen") == (200, ["kept"], False)
    turns = ran.records("turn")
    assert len(turns) == 200
    assert max(record.depth for record in turns) <= 16
    full = [record for record in turns if "before" in record.entries]
    assert 10 <= len(full) <= 14, "about one in sixteen names all that it inherits"


def test_a_flow_object_that_runs_no_task_has_artifacts_of_its_own() -> None:
    flow: Any = Values(use_cli=False)
    flow.x = 1
    del flow.x
    with pytest.raises(AttributeError, match="Flow Values has no attribute 'x'"):
        del flow.x
    with pytest.raises(FlowError, match="serialized"):
        flow.__getstate__()
    assert [member.name for member in flow] == ["change", "end", "look", "read", "start"]
    assert (str(flow), flow.name) == ("<flow Values>", "Values")


@pytest.mark.parametrize("name", ["script_name", "index", "input"])
def test_what_the_flow_itself_gives_cannot_be_set_and_the_error_says_what_it_is(name: str) -> None:
    with pytest.raises(AttributeError, match=rf"self\.{name} cannot be set: it is .*self\.my_{name}"):
        setattr(Values(use_cli=False), name, "mine")


class Named(FlowSpec):
    """Has artifacts called `name`, as many flows do."""

    @step
    def start(self) -> None:
        self.before = self.name
        self.people = ["Ada", "Grace"]
        self.next(self.greet, foreach="people")

    @step
    def greet(self) -> None:
        self.name = self.input
        self.next(self.shout)

    @step
    def shout(self) -> None:
        self.loud = self.name.upper()
        self.next(self.join)

    @step
    def join(self, inputs: Any) -> None:
        self.names = [(inp.name, inp.loud) for inp in inputs]
        self.own = self.name
        self.next(self.end)

    @step
    def end(self) -> None:
        pass


def test_name_is_the_flow_s_until_a_step_sets_it(tmp_path: Path) -> None:
    ran = run_inline(Named, tmp_path)
    assert ran.value("start", "before") == "Named"
    assert ran.values("greet", "name") == ["Ada", "Grace"]
    assert ran.value("join", "names") == [("Ada", "ADA"), ("Grace", "GRACE")]
    assert ran.value("join", "own") == "Named"
