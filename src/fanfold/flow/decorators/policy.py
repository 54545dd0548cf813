"""From decorators to a `StepPolicy`, which is all that the run sees of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fanfold.flow.steps import StepFunction, steps_of
from fanfold.model.names import StepName
from fanfold.model.policy import StepPolicy

if TYPE_CHECKING:
    from fanfold.flow.decorators.decorator import Decorator
    from fanfold.graph.graph import Graph


def policy_of(step_function: StepFunction, *, extra: Sequence[Decorator] = ()) -> StepPolicy:
    """What the step's decorators ask for, and those of `extra` (from `--with`) where it lacks the name."""
    policy = StepPolicy()
    for decorator in decorators_of(step_function, extra=extra):
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
        DecoratorError: a decorator of `with_specs` is unknown or has wrong arguments, or a `@catch` would put
            the failure where a parameter or a constant is.
    """
    _refuse_taken_variables(flow_class)
    if not with_specs:
        return {name: policy_of(function) for name, function in steps_of(flow_class).items()}
    from fanfold.flow.with_specs import fitting, parse_all

    extra = parse_all(with_specs)
    return {
        name: policy_of(function, extra=fitting(extra, None if graph is None else graph.nodes.get(name)))
        for name, function in steps_of(flow_class).items()
    }


def _refuse_taken_variables(flow_class: type) -> None:
    decorators = (
        decorator for function in steps_of(flow_class).values() for decorator in decorators_of(function)
    )
    catches = [decorator for decorator in decorators if decorator.attributes.get("var")]
    if not catches:
        return
    from fanfold.flow.constants import constants_of
    from fanfold.flow.parameters import parameters_of

    taken = parameters_of(flow_class).keys() | constants_of(flow_class).keys()
    for decorator in catches:
        if decorator.attributes["var"] in taken:
            raise decorator.refused(
                f"var={decorator.attributes['var']!r} is a parameter or constant, which no task can set.",
                "Give another name, such as @catch(var='error').",
            )
