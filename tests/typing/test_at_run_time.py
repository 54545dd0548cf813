"""Typed flows run, and what they say of types means nothing to the run."""

from __future__ import annotations

from typing import Any

import pytest

import fanfold
from fanfold import FlowSpec, Inputs, step
from fanfold.testing import run_flow, run_step
from tests.typing.typed.branches import Branches
from tests.typing.typed.calling import checked
from tests.typing.typed.fan import Setting, Sweep
from tests.typing.typed.inherited import ScaledNumbers
from tests.typing.typed.parameters import Report

REFERENCE_NAMES = {
    "cmd",
    "foreach_stack",
    "index",
    "input",
    "merge_artifacts",
    "name",
    "next",
    "script_name",
}
"""What flows of Metaflow find on `self` that is public: any other name would be one that they may use."""


@pytest.mark.parametrize(
    ("flow", "name", "value"),
    [
        (Report, "lines", ["REPORT", "a", "b"]),
        (Sweep, "best", Setting(0.2, 2)),
        (Branches, "both", (1, "2")),
        (ScaledNumbers, "values", [6, 6]),
    ],
    ids=lambda each: each.__name__ if isinstance(each, type) else "",
)
def test_typed_flows_run(flow: type[FlowSpec], name: str, value: object) -> None:
    assert getattr(run_flow(flow, show_output=False).data, name) == value


def test_typed_calls_work() -> None:
    assert checked()


class Annotated(FlowSpec):
    """Annotations that name nothing."""

    scores: NoSuchClass[never_defined]  # type: ignore[name-defined]  # noqa: F821
    start_value: int

    @step
    def start(self) -> None:
        """Look for what was only annotated."""
        self.has = hasattr(self, "scores") or hasattr(self, "start_value")
        self.next(self.end)

    @step
    def end(self) -> None:
        """Done."""


def test_annotations_are_never_evaluated_and_set_nothing() -> None:
    data: Any = run_flow(Annotated, show_output=False).data
    assert data.has is False
    assert not run_step(Annotated.start).has


def test_inputs_may_be_written_with_the_class_in_quotes() -> None:
    assert fanfold.Inputs is Inputs
    assert repr(Inputs["Sweep"]).endswith("Inputs[ForwardRef('Sweep')]")


def test_a_flow_has_no_public_name_that_the_reference_lacks() -> None:
    assert {name for name in dir(FlowSpec) if not name.startswith("_")} <= REFERENCE_NAMES
