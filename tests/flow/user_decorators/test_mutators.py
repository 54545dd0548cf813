"""Mutators: what they see of a flow and its steps, and what they may change."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from fanfold.flow.completion import complete
from fanfold.flow.configs.config import Config
from fanfold.flow.configs.expression import config_expr
from fanfold.flow.decorators.decorator import DecoratorError
from fanfold.flow.decorators.flow.project import project
from fanfold.flow.decorators.flow_decorators import flow_decorators_of
from fanfold.flow.decorators.foreign import kubernetes
from fanfold.flow.decorators.step.environment import environment
from fanfold.flow.decorators.step.retry import retry
from fanfold.flow.parameters import Parameter, parameters_of
from fanfold.flow.spec import FlowSpec, step
from fanfold.flow.user_decorators.mutable_flow import MutableFlow
from fanfold.flow.user_decorators.mutable_step import MutableStep
from fanfold.flow.user_decorators.mutators import FlowMutator, StepMutator
from fanfold.flow.user_decorators.step_decorator import UserStepDecorator, user_step_decorator
from tests.inline_run import run_inline

seen: dict[str, Any] = {}


@user_step_decorator
def marked(step_name: str, flow: Any, inputs: Any, attributes: dict[str, Any]) -> Generator[Any, Any, Any]:
    """Marks the task."""
    yield
    flow.mark = attributes["mark"]


class Shape(FlowMutator):
    """Looks at everything, and changes a good part of it."""

    def init(self, times: int, *, mark: str = "none") -> None:
        self.times = times
        self.mark = mark

    def pre_mutate(self, flow: MutableFlow) -> None:
        seen["configs"] = dict(flow.configs)
        seen["parameters"] = [name for name, _ in flow.parameters]
        seen["steps"] = [name for name, _ in flow.steps]
        flow.add_parameter("more", Parameter("more", default=flow.settings.n))
        flow.add_parameter("rate", Parameter("rate", default=0.5), overwrite=True)
        seen["removed"] = flow.remove_parameter("gone"), flow.remove_parameter("gone")
        flow.add_decorator("project:name=shaped")
        flow.add_decorator(project, deco_kwargs={"name": "other"})
        flow.add_decorator(Last)

    def mutate(self, flow: MutableFlow) -> None:
        flow.start.add_decorator(retry, deco_kwargs={"times": self.times})
        flow.start.add_decorator("retry:times=9")
        flow.end.add_decorator("retry:times=9", duplicates=MutableStep.OVERRIDE)
        flow.end.add_decorator(environment, deco_kwargs={"vars": config_expr("settings.env")})
        flow.end.add_decorator(marked, deco_kwargs={"mark": self.mark})
        seen["kubernetes"] = flow.end.remove_decorator("kubernetes"), flow.end.remove_decorator("kubernetes")


class Last(FlowMutator):
    """Is added by the other."""

    def pre_mutate(self, flow: MutableFlow) -> None:
        seen["project"] = flow.get_decorator_specs("project")


class OfStep(StepMutator, UserStepDecorator):
    """A mutator of its step, and around it as well."""

    def init(self, name: str) -> None:
        self.name = name

    def pre_mutate(self, step: MutableStep) -> None:
        seen[self.name] = (step.name, step.flow.settings.n, step.has_decorator("retry"))

    def pre_step(self, step_name: str, flow: Any, inputs: Any = None) -> Any:
        flow.around = self.name
        return None


@Shape(config_expr("settings.n"), mark="here")
class Shaped(FlowSpec):
    """What is shaped."""

    settings = Config("settings", default_value={"n": 3, "env": {"COLOUR": "blue"}})
    rate = Parameter("rate", default=1.0)
    gone = Parameter("gone", default="")

    @OfStep("starter")
    @step
    def start(self) -> None:
        self.read = (self.more, self.rate)
        self.next(self.end)

    @kubernetes(cpu=1)
    @retry(times=1)
    @step
    def end(self) -> None:
        pass


def test_a_mutator_sees_the_flow_and_shapes_it(tmp_path: Path) -> None:
    ran = run_inline(Shaped, tmp_path)
    assert ran.succeeded, ran.failures
    assert seen["configs"] == {"settings": {"n": 3, "env": {"COLOUR": "blue"}}}
    assert seen["parameters"] == ["rate", "gone"] and seen["steps"] == ["start", "end"]
    assert seen["removed"] == (True, False)
    assert seen["starter"] == ("start", 3, False)
    assert ran.value("start", "read") == (3, 0.5) and ran.value("start", "around") == "starter"
    assert ran.value("end", "mark") == "here"
    assert list(parameters_of(Shaped)) == ["rate", "more"]


def test_what_it_adds_counts_once_and_as_it_says(tmp_path: Path) -> None:
    complete(Shaped)
    complete(Shaped)
    start = {each.name: each.attributes for each in Shaped.start.decorators}
    end = {each.name: each.attributes for each in Shaped.end.decorators}  # type: ignore[attr-defined]
    assert start["retry"]["times"] == 3
    assert end["retry"]["times"] == 9 and end["environment"] == {"vars": {"COLOUR": "blue"}}
    assert "kubernetes" not in end and seen["kubernetes"] == (True, False)
    (only,) = flow_decorators_of(Shaped)
    assert only.attributes["name"] == "shaped"
    ((short, full, placed, options),) = seen["project"]
    assert (short, placed, options["name"]) == ("project", [], "shaped") and full.endswith(".Project")


def flow_with(mutator: type[FlowMutator]) -> type[FlowSpec]:
    """A flow below a mutator."""

    @mutator
    class Below(FlowSpec):
        rate = Parameter("rate", default=1.0)

        @retry
        @step
        def start(self) -> None: ...

    return Below


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda flow: flow.add_parameter("rate", Parameter("rate")), "has an attribute 'rate' already"),
        (lambda flow: flow.add_parameter("new", 5), "5 is no parameter"),
        (lambda flow: flow.add_decorator("projekt:name=x"), "There is no flow decorator 'projekt'"),
        (lambda flow: flow.start.add_decorator("retyr"), "there is no such step decorator"),
        (lambda flow: flow.start.add_decorator(5), "5 is no decorator"),
        (lambda flow: flow.start.add_decorator("retry", duplicates=MutableStep.ERROR), "has it already"),
        (lambda flow: flow.start.add_decorator("retry", duplicates=7), "duplicates=7 means nothing"),
        (lambda flow: flow.remove_decorator("Breaks"), "is a mutator"),
        (lambda flow: flow.strat, "AttributeError: The flow has no step, config or parameter 'strat'"),
        (lambda flow: 1 // 0, "Breaks.pre_mutate failed: ZeroDivisionError"),
    ],
)
def test_what_a_mutator_cannot_do_is_told(change: Any, message: str) -> None:
    class Breaks(FlowMutator):
        def pre_mutate(self, flow: MutableFlow) -> None:
            change(flow)

    with pytest.raises(DecoratorError) as caught:
        complete(flow_with(Breaks))
    assert message in caught.value.message


def test_a_mutator_that_raises_is_told_with_its_line_and_where_it_is_used() -> None:
    class Breaks(FlowMutator):
        def mutate(self, flow: MutableFlow) -> None:
            flow.add_decorator("project:name=late")

    class Raises(FlowMutator):
        def mutate(self, flow: MutableFlow) -> None:
            raise KeyError("settings")

    with pytest.raises(DecoratorError, match="the command line has been read"):
        complete(flow_with(Breaks))
    with pytest.raises(DecoratorError, match=r"Raises\.mutate failed: KeyError: 'settings'") as caught:
        complete(flow_with(Raises))
    assert caught.value.file == __file__ and caught.value.line
    assert caught.value.remedy.startswith("It is used at ")
