"""merge_artifacts: what the inputs agree on, all of it or nothing."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fanfold.flow.merging import agree
from fanfold.flow.parameters import Parameter
from fanfold.flow.spec import FlowSpec, step
from fanfold.model.errors import MergeConflictError, MissingInMergeError
from tests.inline_run import run_inline
from tests.store.packed import Packed

NAN = float("nan")


class AlwaysEqual:
    """Its `==` answers an object that is true."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __eq__(self, other: object) -> Any:
        return 1

    def __hash__(self) -> int:
        return 0


class Raises:
    """Its `==` fails."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("no")

    def __hash__(self) -> int:
        return 0


class ByName:
    """Equal by its name alone."""

    def __init__(self, name: str, number: int) -> None:
        self.name = name
        self.number = number

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ByName) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (1, 1, True),
        (1, 1.0, False),
        (1, True, False),
        (0.1, 0.1, True),
        (NAN, math.nan, True),
        ([NAN], [NAN], True),
        ("a" * 5_000, "a" * 5_000, True),
        ("a" * 5_000, "b" * 5_000, False),
        ("a", b"a", False),
        ({1, 2, 3}, {3, 2, 1}, True),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        ([1], (1,), False),
        (np.arange(5), np.arange(5), True),
        (np.arange(5), np.arange(1, 6), False),
        (np.arange(50_000), np.arange(50_000), True),
        (np.arange(50_000), np.arange(50_000.0), False),
        (AlwaysEqual(1), AlwaysEqual(2), False),
        (Raises(1), Raises(1), True),
        (Raises(1), Raises(2), False),
        (ByName("x", 1), ByName("x", 2), True),
        (None, None, True),
        (None, 0, False),
    ],
)
def test_two_values_agree_when_they_are_stored_alike_or_plainly_equal(
    tmp_path: Path, one: Any, other: Any, expected: bool
) -> None:
    packed = Packed(tmp_path)
    assert agree(packed.stored(one), packed.stored(other), packed.store) is expected
    assert agree(packed.stored(other), packed.stored(one), packed.store) is expected
    packed.close()


class Merges(FlowSpec):
    """Two branches that agree on some artifacts and not on others."""

    how = Parameter("how", default="")

    @step
    def start(self) -> None:
        self.common = {"from": "start"}
        self.array = np.arange(100_000)
        self._private = 1
        self.next(self.left, self.right)

    @step
    def left(self) -> None:
        self.only_left = [1]
        self.side = "left"
        self.other = 1
        self.next(self.join)

    @step
    def right(self) -> None:
        assert self.array[3] == 3 and self.common
        self.side = "right"
        self.other = 2
        self.next(self.join)

    @step
    def join(self, inputs: Any) -> None:
        HOW[self.how](self, inputs)
        self.next(self.end)

    @step
    def end(self) -> None:
        pass


def _set_first(flow: Any, inputs: Any) -> None:
    flow.side = "both"
    flow.merge_artifacts(inputs, exclude=["other"])
    flow.array[0] = 7  # after it was taken over


def _again(flow: Any, inputs: Any) -> None:
    flow.merge_artifacts(inputs, include=["common", "_private"])
    flow.merge_artifacts(list(inputs), exclude=["side", "other"])
    flow.common["more"] = 1
    del flow.only_left


def _conflict(flow: Any, inputs: Any) -> None:
    try:
        flow.merge_artifacts(inputs)
    except MergeConflictError as error:
        flow.found = (error.artifact_names, error.message, hasattr(flow, "common"))


def _missing(flow: Any, inputs: Any) -> None:
    flow.mine = 1
    try:
        flow.merge_artifacts(inputs, include=["common", "mine", "nowhere"])
    except MissingInMergeError as error:
        flow.found = (error.artifact_names, error.message, hasattr(flow, "common"))


def _both(flow: Any, inputs: Any) -> None:
    flow.merge_artifacts(inputs, include=["common"], exclude=["side"])


HOW = {
    "set first": _set_first,
    "again": _again,
    "conflict": _conflict,
    "missing": _missing,
    "both": _both,
}


def entries(tmp_path: Path, how: str) -> dict[str, Any]:
    """What the join recorded, loaded."""
    ran = run_inline(Merges, tmp_path, how=how)
    assert ran.succeeded, ran.failures
    (record,) = ran.records("join")
    packs = ran.packs()
    loaded = {name: packs.load(entry) if entry != () else "deleted" for name, entry in record.entries.items()}
    packs.close()
    return loaded


def test_what_the_inputs_agree_on_is_the_joins_own(tmp_path: Path) -> None:
    found = entries(tmp_path, "set first")
    assert set(found) == {"common", "array", "_private", "only_left", "side"}
    assert (found["side"], found["only_left"], found["_private"]) == ("both", [1], 1)
    assert found["array"][:3].tolist() == [7, 1, 2], "and what was changed afterwards is changed"


def test_merging_a_second_time_takes_over_the_rest(tmp_path: Path) -> None:
    found = entries(tmp_path, "again")
    assert set(found) == {"common", "array", "_private", "only_left"}
    assert found["common"] == {"from": "start", "more": 1}
    assert found["only_left"] == "deleted"


def test_a_conflict_names_each_artifact_once_and_takes_over_nothing(tmp_path: Path) -> None:
    names, message, has_common = entries(tmp_path, "conflict")["found"]
    assert names == ["other", "side"]
    assert message == "Step *join* cannot merge *other*, *side*: the inputs have different values."
    assert not has_common


def test_a_name_to_be_merged_that_no_input_has_is_named(tmp_path: Path) -> None:
    names, message, has_common = entries(tmp_path, "missing")["found"]
    assert names == ["nowhere"]
    assert "nowhere, which no input has" in message
    assert not has_common


def test_include_and_exclude_together_are_refused(tmp_path: Path) -> None:
    failure = run_inline(Merges, tmp_path, how="both").failure
    assert "include or exclude, not both" in failure.message


class InNoJoin(FlowSpec):
    """Merges where there is nothing to merge."""

    @step
    def start(self) -> None:
        self.merge_artifacts([])  # type: ignore[arg-type]
        self.next(self.end)

    @step
    def end(self) -> None:
        pass


def test_merging_outside_a_join_is_refused(tmp_path: Path) -> None:
    failure = run_inline(InNoJoin, tmp_path).failure
    assert "can only be called in a join step" in failure.message


class ManyItems(FlowSpec):
    """A wide fan of which one item differs."""

    differs = Parameter("differs", default=-1)

    @step
    def start(self) -> None:
        self.common = ["same for all"]
        self.numbers = range(300)
        self.next(self.work, foreach="numbers")

    @step
    def work(self) -> None:
        self.value = "other" if self.index == self.differs else "same"
        if self.index == 5:
            self.only_five = True
        self.next(self.join)

    @step
    def join(self, inputs: Any) -> None:
        self.merge_artifacts(inputs)
        self.next(self.end)

    @step
    def end(self) -> None:
        self.seen = (self.common, self.value, self.only_five, self.numbers)


def test_a_wide_fan_is_merged_when_all_items_agree(tmp_path: Path) -> None:
    ran = run_inline(ManyItems, tmp_path)
    assert ran.value("end", "seen") == (["same for all"], "same", True, range(300))


def test_one_item_that_differs_is_a_conflict(tmp_path: Path) -> None:
    failure = run_inline(ManyItems, tmp_path, differs="299").failure
    assert failure.type == "fanfold.model.errors.MergeConflictError"
    assert "*value*" in failure.message
