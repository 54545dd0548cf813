"""A config, decorators of one's own, and a mutator."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, assert_type

from fanfold import (
    Config,
    FlowMutator,
    FlowSpec,
    MutableFlow,
    Parameter,
    UserStepDecorator,
    config_expr,
    project,
    retry,
    step,
    user_step_decorator,
)


@user_step_decorator
def timed(
    step_name: str, flow: FlowSpec, inputs: object, attributes: dict[str, Any]
) -> Generator[None, None, None]:
    """A generator."""
    yield


class Guard(UserStepDecorator):
    """A class."""

    def init(self, most: int = 0) -> None:
        """Its argument."""
        self.most = most

    def pre_step(self, step_name: str, flow: Any, inputs: Any = None) -> None:
        """Before."""

    def post_step(self, step_name: str, flow: Any, exception: Exception | None = None) -> Any:
        """After."""
        return exception, None


class Often(FlowMutator):
    """Of the flow."""

    def mutate(self, flow: MutableFlow) -> None:
        """Every step."""
        for _, each in flow.steps:
            each.add_decorator(retry, deco_kwargs={"times": 2})


@Often
@project(name=config_expr("settings.name"))
class Configured(FlowSpec):
    """All of them."""

    settings = Config("settings", default_value={"name": "x", "times": 1})
    rate = Parameter("rate", default=0.5)

    @retry(times=settings.times)
    @timed
    @step
    def start(self) -> None:
        """Without arguments."""
        assert_type(self.rate, float)
        self.name_in_config: str = self.settings.name
        self.next(self.end)

    @Guard(most=3)
    @timed(unit="s")
    @step
    def end(self) -> None:
        """With arguments."""


flow = Configured(use_cli=False)
flow.start()
