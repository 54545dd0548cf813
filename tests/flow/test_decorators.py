"""Decorators: how they attach, and what is refused with which words."""

from __future__ import annotations

import functools
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from fanfold.flow import decorators
from fanfold.flow.decorators import (
    card,
    catch,
    exit_hook,
    project,
    resources,
    retry,
    schedule,
    timeout,
    trigger,
)
from fanfold.flow.decorators.catalog import MODULES
from fanfold.flow.decorators.decorator import Decorator, DecoratorError
from fanfold.flow.decorators.flow.exit_hook import hooks_of
from fanfold.flow.decorators.flow_decorators import flow_decorators_of
from fanfold.flow.spec import FlowSpec, step


def plain(function: Callable[..., Any]) -> Callable[..., Any]:
    """A decorator of the user's."""

    @functools.wraps(function)
    def wrapped(*arguments: Any, **options: Any) -> Any:
        return function(*arguments, **options)

    return wrapped


def attached(function: Any) -> list[Decorator]:
    """What stands above the step."""
    return list(function.decorators)


@step
def work(self: Any) -> None:
    """A step to try things on; `fresh` gives others."""


def fresh() -> Any:
    """A step with no decorators."""

    @step
    def work(self: Any) -> None:
        """A step."""

    return work


def test_the_bottom_most_decorator_comes_first_with_and_without_parentheses() -> None:
    function = retry(catch()(timeout(seconds=3)(fresh())))
    assert [decorator.name for decorator in attached(function)] == ["timeout", "catch", "retry"]


def test_plain_decorators_above_and_below_lose_nothing() -> None:
    @retry(times=2)
    @plain
    @catch(var="error")
    @step
    @plain
    def work(self: Any) -> None:
        """A step."""

    @plain
    @retry
    @step
    def other(self: Any) -> None:
        """A step."""

    assert [decorator.name for decorator in attached(work)] == ["catch", "retry"]
    assert [decorator.name for decorator in attached(other)] == ["retry"]


def test_a_decorator_changes_nothing_about_the_function() -> None:
    function = fresh()
    assert retry(function) is function
    assert retry(times=1)(fresh()).__name__ == "work"


def test_arguments_are_told_with_their_defaults() -> None:
    (decorator,) = attached(retry(times=1)(fresh()))
    assert decorator.attributes == {"times": 1, "minutes_between_retries": None}


def test_twice_the_same_is_an_error_that_names_the_line() -> None:
    function = retry(fresh())
    with pytest.raises(DecoratorError, match="step 'work' has it already") as caught:
        retry(times=2)(function)
    assert caught.value.file == __file__
    assert caught.value.line


def test_several_cards_may_stand_above_one_step() -> None:
    assert len(attached(card(id="b")(card(fresh())))) == 2


@pytest.mark.parametrize(
    "decorate", [retry, retry(times=1), catch, decorators.conda, decorators.batch(cpu=2)]
)
def test_a_decorator_below_step_is_an_error(decorate: Any) -> None:
    def function(self: Any) -> None:
        """No step."""

    with pytest.raises(DecoratorError, match="'function', which is not a step") as caught:
        decorate(function)
    assert "above @step" in caught.value.remedy


def test_a_steps_decorator_above_a_class_and_a_flows_above_a_step_are_errors() -> None:
    class F(FlowSpec):
        """A flow."""

    with pytest.raises(DecoratorError, match="'F', which is not a step"):
        retry(F)
    with pytest.raises(DecoratorError, match="'work', which is not a flow"):
        project(name="x")(fresh())


def test_an_unknown_argument_is_an_error_with_a_near_one() -> None:
    with pytest.raises(DecoratorError, match="@retry does not know the argument 'time'") as caught:
        retry(time=3)  # type: ignore[call-overload]
    assert "Did you mean times?" in caught.value.remedy
    with pytest.raises(DecoratorError) as caught:
        project(nam="x")  # type: ignore[call-overload]
    assert "name" in caught.value.remedy


def test_an_unnamed_argument_is_an_error_that_says_how_to_write_it() -> None:
    with pytest.raises(DecoratorError) as caught:
        retry(3)  # type: ignore[call-overload]
    assert "@retry(times=3)" in caught.value.remedy


@pytest.mark.parametrize(
    "decorate",
    [
        lambda: retry(times=-1),
        lambda: retry(times=1.5),  # type: ignore[call-overload]
        lambda: retry(minutes_between_retries=-1),
        lambda: catch(var="not a name"),
        timeout,
        lambda: timeout(seconds=0),
        lambda: timeout(seconds="30"),  # type: ignore[call-overload]
        lambda: resources(cpu=-1),
        lambda: resources(memory="lots"),
        lambda: resources(gpu=0.5),
        lambda: decorators.environment(vars={"A": None}),
        lambda: decorators.environment(vars=["A"]),  # type: ignore[call-overload]
        lambda: decorators.environment(vars={"A=B": "1"}),
        lambda: decorators.secrets(sources="inline"),
        lambda: project(name="Has Spaces"),
        lambda: trigger(event="a", events=["b"]),
        trigger,
        decorators.trigger_on_finish,
        exit_hook,
        lambda: exit_hook(on_error=[5]),  # type: ignore[list-item]
        lambda: schedule(cron="daily"),
        lambda: schedule(weekly="yes"),  # type: ignore[call-overload]
        lambda: trigger(events="a"),
        lambda: trigger(events=["a", {"name": "a"}]),
        lambda: trigger(event={"parameters": {}}),
        lambda: trigger(event={"name": "a", "parameters": 5}),
        lambda: decorators.trigger_on_finish(flow="branch.Flow"),
        lambda: decorators.trigger_on_finish(flows=["A", {"project": "x"}]),
        lambda: project(name="churn", branch="New Branch"),
        lambda: decorators.secrets(sources=[5]),  # type: ignore[list-item]
        lambda: decorators.secrets(sources=[inline(**{"A-B": "1"})]),
        lambda: decorators.secrets(sources=[inline(METAFLOW_USER="x")]),
        lambda: decorators.secrets(sources=[inline(A="1"), inline("other", A="2")]),
    ],
)
def test_arguments_that_cannot_be_are_refused_where_they_are_written(decorate: Callable[[], Any]) -> None:
    with pytest.raises(DecoratorError) as caught:
        decorate()
    assert caught.value.file == __file__
    assert caught.value.remedy


def test_above_a_flow_decorators_stay_with_their_class_and_subclasses_inherit_them() -> None:
    @project(name="one")
    class Parent(FlowSpec):
        """A flow."""

    @schedule
    @project(name="two")
    class Child(Parent):
        """A flow derived from it."""

    class Grandchild(Child):
        """One more."""

    assert [decorator.name for decorator in flow_decorators_of(Child)] == ["project", "schedule"]
    assert flow_decorators_of(Parent)[0].attributes["name"] == "one"
    assert flow_decorators_of(Grandchild) == flow_decorators_of(Child)


def inline(id: str = "one", **variables: str) -> dict[str, Any]:
    """A source of `@secrets`."""
    return {"type": "inline", "id": id, "options": {"env_vars": variables}}


def test_exit_hooks_are_found_by_how_the_run_ended() -> None:
    @exit_hook(on_success=["json.dumps"])
    @exit_hook(on_success=[print], on_error=[repr])
    class F(FlowSpec):
        """A flow."""

    assert hooks_of(F, succeeded=True) == (print, "json.dumps")
    assert hooks_of(F, succeeded=False) == (repr,)
    assert hooks_of(FlowSpec, succeeded=True) == ()


@pytest.mark.parametrize("name", sorted(MODULES))
def test_every_decorator_of_the_catalog_is_there_and_documented(name: str) -> None:
    decorator = getattr(decorators, name)
    assert callable(decorator)
    assert decorator.__doc__


def test_a_name_that_is_no_decorator_is_no_attribute() -> None:
    assert not hasattr(decorators, "nobody")


def test_decorators_travel_to_other_processes() -> None:
    function = resources(cpu=2)(decorators.kubernetes(memory=1)(fresh()))
    assert pickle.loads(pickle.dumps(attached(function))) == attached(function)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"timeout": 0}, "timeout=0 is no time"),
        ({"timeout": "soon"}, "timeout='soon' is no time"),
        ({"refresh_interval": -1}, "refresh_interval=-1 is no time"),
        ({"options": ["title"]}, "is no mapping"),
        ({"type": 5}, "type=5 is no text"),
    ],
)
def test_a_card_that_cannot_be_meant_is_refused(options: dict[str, Any], told: str) -> None:
    with pytest.raises(DecoratorError, match=told):
        card(**options)
