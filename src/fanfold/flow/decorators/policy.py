"""From decorators to a `StepPolicy`, which is all that the run sees of them."""

from __future__ import annotations

from collections.abc import Sequence

from fanfold.flow.decorators.decorator import Decorator, StepDecorator
from fanfold.flow.steps import StepFunction, steps_of
from fanfold.graph.graph import Graph
from fanfold.model.names import StepName
from fanfold.model.policy import StepPolicy


def policy_of(step_function: StepFunction, *, extra: Sequence[Decorator] = ()) -> StepPolicy:
    """What the step's decorators ask for, and those of `extra` (from `--with`) where it lacks the name."""
    policy = StepPolicy()
    for decorator in decorators_of(step_function, extra=extra):
        if isinstance(decorator, StepDecorator):
            policy = decorator.lower(policy)
    return policy


def decorators_of(step_function: StepFunction, *, extra: Sequence[Decorator] = ()) -> list[Decorator]:
    """The step's decorators, the bottom-most first, then those of `extra` that it lacks."""
    written: list[Decorator] = list(getattr(step_function, "decorators", ()))
    names = {decorator.name for decorator in written}
    return written + [decorator for decorator in extra if decorator.name not in names]


def policies_of(
    flow_class: type, *, with_specs: Sequence[str] = (), graph: Graph | None = None
) -> dict[StepName, StepPolicy]:
    """The policy of every step. With a graph, `--with` is kept off steps where it may not stand.

    Raises:
        DecoratorError: a decorator of `with_specs` is unknown or has wrong arguments.
    """
    from fanfold.flow.with_specs import fitting, parse_all

    extra = parse_all(with_specs)
    return {
        name: policy_of(function, extra=fitting(extra, None if graph is None else graph.nodes.get(name)))
        for name, function in steps_of(flow_class).items()
    }
