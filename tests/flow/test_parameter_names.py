"""Parameters' names: what a definition may say, and that each error names its line."""

from __future__ import annotations

from typing import Any

import pytest

from fanfold.flow.parameters import Parameter, parameters_of
from fanfold.flow.spec import FlowSpec
from fanfold.model.errors import ParameterError


def flow_with(**parameters: Parameter[Any]) -> type:
    """A flow with these parameters."""
    return type("F", (FlowSpec,), parameters)


@pytest.mark.parametrize(("first", "second"), [("alpha", "alpha"), ("alpha", "Alpha"), ("a-b", "a_b")])
def test_two_parameters_of_one_name_are_refused_whatever_the_case(first: str, second: str) -> None:
    a, b = Parameter(first), Parameter(second)
    with pytest.raises(ParameterError, match="Two parameters are named") as caught:
        parameters_of(flow_with(a=a, b=b))
    assert (caught.value.file, caught.value.line) == (__file__, b.site.line)
    assert str(a.site) in str(caught.value)


def test_one_parameter_under_two_attributes_is_refused() -> None:
    parameter = Parameter("alpha")
    with pytest.raises(ParameterError):
        parameters_of(flow_with(a=parameter, b=parameter))


@pytest.mark.parametrize("name", ["tag", "with", "max-workers", "max_num_splits", "Run-Id", "namespace"])
def test_names_of_runs_own_options_are_refused(name: str) -> None:
    with pytest.raises(ParameterError, match="has an option of that name"):
        parameters_of(flow_with(value=Parameter(name)))


@pytest.mark.parametrize("name", ["seed", "resources", "verbose", "inline"])
def test_options_that_only_fanfold_has_are_free_for_parameters(name: str) -> None:
    assert list(parameters_of(flow_with(value=Parameter(name)))) == ["value"]


@pytest.mark.parametrize("attribute", ["input", "index", "next", "merge_artifacts"])
def test_a_parameter_cannot_take_the_place_of_what_every_flow_has(attribute: str) -> None:
    with pytest.raises(ParameterError, match=f"self.{attribute}"):
        parameters_of(flow_with(**{attribute: Parameter("value")}))


@pytest.mark.parametrize("name", ["", "two words", "-dash", "a=b"])
def test_what_cannot_be_an_option_is_no_name(name: str) -> None:
    with pytest.raises(ParameterError, match="cannot name a parameter") as caught:
        Parameter(name)
    assert caught.value.file == __file__


def test_an_argument_that_nobody_knows_is_refused_with_a_near_one() -> None:
    with pytest.raises(ParameterError, match="'defualt'") as caught:
        Parameter("alpha", defualt=3)
    assert "default" in caught.value.remedy


def test_arguments_seen_in_the_wild_are_taken() -> None:
    Parameter("alpha", external_trigger=True, external_artifact=None, metavar="A", hidden=True)
