"""Parameters: where their values come from, of what type they are, and what is refused."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanfold.flow.jsontype import JSONType
from fanfold.flow.parameters import Parameter, ParameterContext, parameters_of, resolve
from fanfold.flow.spec import FlowSpec
from fanfold.model.errors import ParameterError


def in_task(flow_class: type, values: dict[str, object]) -> Any:
    """An object of the flow as a task has it."""
    flow: Any = object.__new__(flow_class)
    flow._task = SimpleNamespace(constants=values)
    return flow


def resolved(parameter: Parameter[Any], *given: object, **environ: str) -> object:
    """The value of a flow's one parameter."""
    flow_class = type("F", (FlowSpec,), {"value": parameter})
    return resolve(flow_class, {parameter.name: given[0]} if given else {}, environ=environ)["value"]


class Trained(FlowSpec):
    """A flow with parameters of several types."""

    rate = Parameter("learning-rate", default=0.1, help="How fast")
    rounds = Parameter("rounds", default=10)
    title = Parameter("title")


def test_on_the_class_a_parameter_is_itself_and_in_a_task_the_runs_value() -> None:
    assert Trained.rate.name == "learning-rate"
    assert in_task(Trained, {"rate": 0.5}).rate == 0.5


def test_an_object_that_runs_no_task_shows_the_parameter() -> None:
    assert isinstance(Trained(use_cli=False).rate, Parameter)


def test_nothing_can_change_a_parameter() -> None:
    flow = in_task(Trained, {"rate": 0.5})
    with pytest.raises(AttributeError, match="Flow level attributes and Parameters are not modifiable"):
        flow.rate = 1.0
    with pytest.raises(AttributeError):
        del flow.rate
    assert flow.rate == 0.5


def test_a_run_without_the_value_is_an_attribute_that_is_missing() -> None:
    assert not hasattr(in_task(Trained, {}), "rate")


def test_values_are_given_by_name_with_dash_or_underscore_or_by_attribute() -> None:
    for name in ("learning-rate", "learning_rate", "rate"):
        assert resolve(Trained, {name: "0.25"}, environ={})["rate"] == 0.25


def test_none_means_not_given() -> None:
    assert resolve(Trained, {"rounds": None}, environ={}) == {"rate": 0.1, "rounds": 10, "title": None}


def test_a_name_that_no_parameter_has_is_refused_with_a_near_one() -> None:
    with pytest.raises(ParameterError, match="no parameter 'round'") as caught:
        resolve(Trained, {"round": 3}, environ={})
    assert "rounds" in caught.value.remedy


def test_what_is_given_wins_over_the_environment_and_that_over_the_default() -> None:
    environ = {"METAFLOW_RUN_LEARNING_RATE": "0.3"}
    assert resolve(Trained, {"rate": "0.2"}, environ=environ)["rate"] == 0.2
    assert resolve(Trained, {}, environ=environ)["rate"] == 0.3
    assert resolve(Trained, {}, environ={**environ, "FANFOLD_RUN_LEARNING_RATE": "0.4"})["rate"] == 0.4


def test_a_variable_of_the_parameters_own_wins_over_the_general_one_and_an_empty_one_is_none() -> None:
    parameter = Parameter("size", default=1, envvar=["", "SIZE"])
    assert resolved(parameter, SIZE="7", FANFOLD_RUN_SIZE="8") == 7
    assert resolved(Parameter("size", default=1, envvar="SIZE"), SIZE="") == 1


@pytest.mark.parametrize(
    ("parameter", "text", "value"),
    [
        (Parameter("p"), "5", "5"),
        (Parameter("p", default=1), "5", 5),
        (Parameter("p", default=1.5), "5", 5.0),
        (Parameter("p", type=int), " 5 ", 5),
        (Parameter("p", default=False), "Yes", True),
        (Parameter("p", type=bool), "off", False),
        (Parameter("p", type=JSONType), '{"a": [1]}', {"a": [1]}),
        (Parameter("p", default={"a": 1}), '{"b": 2}', {"b": 2}),
        (Parameter("p", default=[1]), "[2, 3]", [2, 3]),
        (Parameter("p", type=tuple), "[2, 3]", (2, 3)),
        (Parameter("p", separator=","), "a,b", ["a", "b"]),
        (Parameter("p", type=lambda text: datetime.strptime(text, "%m/%Y")), "02/2020", datetime(2020, 2, 1)),
        (Parameter("p", choices=["fast", "slow"]), "slow", "slow"),
        (Parameter("p", is_flag=True), True, True),
    ],
    ids=repr,
)
def test_text_becomes_a_value_of_the_parameters_type(
    parameter: Parameter[Any], text: object, value: object
) -> None:
    assert resolved(parameter, text) == value
    assert type(resolved(parameter, text)) is type(value)


def test_types_of_click_are_understood() -> None:
    import click

    parameter: Parameter[Any] = Parameter("p", type=click.IntRange(1, 5))
    assert resolved(parameter, "3") == 3
    with pytest.raises(ParameterError, match="9"):
        resolved(parameter, "9")


def test_a_default_is_turned_into_the_type_too() -> None:
    assert resolved(Parameter("p", default=1, type=float)) == 1.0
    assert resolved(Parameter("p", default="[1]", type=JSONType)) == [1]
    assert resolved(Parameter("p", default={"a": 1}, type=JSONType)) == {"a": 1}
    assert resolved(Parameter("p", default="a,b", separator=",")) == ["a", "b"]


def test_a_flag_that_is_not_given_is_false() -> None:
    assert resolved(Parameter("p", is_flag=True)) is False


@pytest.mark.parametrize(
    ("parameter", "given", "wanted"),
    [
        (Parameter("p", default=1), "many", "a whole number"),
        (Parameter("p", default=1), "1.5", "a whole number"),
        (Parameter("p", default=1), 1.5, "a whole number"),
        (Parameter("p", default=1.0), "many", "a number"),
        (Parameter("p", default=True), "maybe", "true or false"),
        (Parameter("p", type=JSONType), "{a: 1}", "JSON"),
        (Parameter("p", default={"a": 1}), "[1]", "a JSON object"),
        (Parameter("p", default=[1]), '"text"', "a JSON list"),
        (Parameter("p", choices=["fast", "slow"]), "quick", "'fast' or 'slow'"),
    ],
    ids=repr,
)
def test_a_value_of_the_wrong_type_is_refused_naming_option_value_and_type(
    parameter: Parameter[Any], given: object, wanted: str
) -> None:
    with pytest.raises(ParameterError) as caught:
        resolved(parameter, given)
    assert str(caught.value).startswith(f"--p wants {wanted}")
    assert repr(given) in str(caught.value)


def test_a_secret_is_not_shown_when_it_is_refused_nor_as_a_default() -> None:
    parameter = Parameter("api_key", default=123456)
    assert parameter.secret
    assert parameter.option().default_text == ""
    with pytest.raises(ParameterError) as caught:
        resolved(parameter, "hunter2")
    assert "hunter2" not in caught.value.report()


def test_secrecy_can_be_said_and_unsaid() -> None:
    assert Parameter("plain", secret=True).secret
    assert not Parameter("token", secret=False).secret


def test_a_required_parameter_must_be_given_or_have_a_default() -> None:
    with pytest.raises(ParameterError, match="--p is required") as caught:
        resolved(Parameter("p", required=True, type=int))
    assert "FANFOLD_RUN_P" in caught.value.remedy
    assert resolved(Parameter("p", required=True, type=int), FANFOLD_RUN_P="3") == 3
    assert resolved(Parameter("p", required=True, default=4)) == 4


def test_a_computed_default_is_computed_once_with_what_is_known_and_only_if_needed() -> None:
    seen: list[ParameterContext] = []

    def default(context: ParameterContext) -> int:
        seen.append(context)
        return 7

    flow_class = type("Dated", (FlowSpec,), {"day": Parameter("day", default=default)})
    assert resolve(flow_class, {"day": "3"}, environ={}) == {"day": "3"}
    assert seen == []
    assert resolve(flow_class, {}, user_name="ann", environ={}) == {"day": 7}
    assert [(it.flow_name, it.user_name, it.parameter_name) for it in seen] == [("Dated", "ann", "day")]


def test_a_computed_default_that_fails_is_told_with_the_parameters_line() -> None:
    parameter = Parameter("day", default=lambda context: 1 / 0)
    with pytest.raises(ParameterError, match="ZeroDivisionError") as caught:
        resolved(parameter)
    assert caught.value.file == __file__
    assert caught.value.line == parameter.site.line


def test_parameters_of_base_classes_and_mixins_count_and_subclasses_may_replace_them() -> None:
    class Mixin:
        seed = Parameter("seed", default=1)
        size = Parameter("size", default=2)

    class Derived(Mixin, Trained):
        size = None  # type: ignore[assignment]
        extra = Parameter("extra", default="x")

    assert list(parameters_of(Derived)) == ["rate", "rounds", "title", "seed", "extra"]


def test_an_option_is_plain_data() -> None:
    option = Trained.rate.option()
    assert (option.flag, option.help, option.default_text) == ("--learning-rate", "How fast", "0.1")
    assert option.metavar == "FLOAT"
    assert not option.required
    assert option.environment_names == ("FANFOLD_RUN_LEARNING_RATE", "METAFLOW_RUN_LEARNING_RATE")


def test_show_default_can_be_text_or_no() -> None:
    assert Parameter("p", default=3, show_default="three").option().default_text == "three"
    assert Parameter("p", default=3, show_default=False).option().default_text == ""


@given(st.integers() | st.booleans() | st.floats(allow_nan=False) | st.text())
def test_a_value_of_the_defaults_type_stays_as_it_is(value: Any) -> None:
    assert resolved(Parameter("p", default=value)) == value
    assert resolved(Parameter("p", default=value), value) == value


@given(st.recursive(st.integers() | st.text() | st.none(), st.lists, max_leaves=5))
def test_json_text_gives_what_was_written(value: object) -> None:
    import json

    assert resolved(Parameter("p", type=JSONType), json.dumps(value)) == value
