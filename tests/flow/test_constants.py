"""Class constants: which attributes they are, and that tasks cannot change them."""

from __future__ import annotations

import math
from functools import cached_property
from types import SimpleNamespace
from typing import Any

import pytest

from fanfold.flow.constants import constants_of, install
from fanfold.flow.parameters import Parameter
from fanfold.flow.spec import FlowSpec, step


class Mixin:
    """Not a flow itself."""

    shared = "mixed in"
    replaced = 1


def make_flow() -> Any:
    """A new class each time, since `install` changes it."""

    class F(Mixin, FlowSpec):
        SIZES = (1, 2)
        replaced = 2
        _private = 3
        annotated: int
        alpha = Parameter("alpha")
        root = math.sqrt
        Inner = SimpleNamespace

        @step
        def start(self) -> None:
            """A step."""

        @property
        def area(self) -> int:
            """A property."""
            return 1

        @cached_property
        def slow(self) -> int:
            """A property that is kept."""
            return 1

        @staticmethod
        def tool() -> None:
            """A function."""

    return F


def test_constants_are_plain_public_values_of_the_class_its_bases_and_mixins() -> None:
    assert constants_of(make_flow()) == {"SIZES": (1, 2), "replaced": 2, "shared": "mixed in"}


def test_once_installed_a_task_reads_the_runs_value_and_cannot_change_it() -> None:
    flow_class = make_flow()
    install(flow_class)
    flow = object.__new__(flow_class)
    flow._task = SimpleNamespace(constants={"SIZES": (9,)})
    assert flow.SIZES == (9,)
    assert flow.shared == "mixed in", "a constant that the run did not have yet is the class's"
    with pytest.raises(AttributeError, match="not modifiable"):
        flow.SIZES = ()
    with pytest.raises(AttributeError):
        del flow.SIZES


def test_the_class_itself_shows_its_values_before_and_after() -> None:
    flow_class = make_flow()
    before = constants_of(flow_class)
    install(flow_class)
    install(flow_class)
    assert flow_class.SIZES == (1, 2)
    assert constants_of(flow_class) == before
    assert Mixin.shared == "mixed in"


def test_an_object_that_runs_no_task_shows_the_classes_values() -> None:
    flow_class = make_flow()
    install(flow_class)
    assert flow_class(use_cli=False).SIZES == (1, 2)
