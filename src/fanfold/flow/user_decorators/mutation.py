"""Mutators at work on a flow, and its steps put within the user's decorators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fanfold.flow import configs
from fanfold.flow.callsite import NOWHERE
from fanfold.flow.configs.of_flow import LateConfigs, configs_of
from fanfold.flow.steps import steps_of
from fanfold.flow.user_decorators.around import is_within, within
from fanfold.flow.user_decorators.mutable_flow import MutableFlow
from fanfold.flow.user_decorators.mutable_step import MutableStep
from fanfold.flow.user_decorators.mutators import mutators_of
from fanfold.flow.user_decorators.written import is_own


def pre_mutate(flow_class: type) -> None:
    """Let the mutators of the flow, then those of its steps, change what it is.

    Raises:
        DecoratorError: one of them failed; names its line.
    """
    known = LateConfigs(configs_of(flow_class))
    mutators = mutators_of(flow_class)
    seen = MutableFlow(flow_class, mutators, pre_mutate=True)
    for mutator in mutators:  # it may grow while we go through it
        mutator.get_ready(known)
        mutator.call("pre_mutate", seen)
    for _, step in seen.steps:
        _of_step(step, "pre_mutate", known)


def mutate(flow_class: type, with_specs: Sequence[str]) -> None:
    """The same, now that the command line was read. Then put each step within its decorators.

    Raises:
        DecoratorError: one of them failed; names its line.
    """
    known = LateConfigs(configs_of(flow_class))
    mutators = mutators_of(flow_class)
    seen = MutableFlow(flow_class, mutators, pre_mutate=False)
    _add(seen, [text for text in with_specs if is_own(text)], known)
    for mutator in mutators:
        mutator.call("mutate", seen)
    for _, step in seen.steps:
        _of_step(step, "mutate", known)
    if configs.are_used():
        from fanfold.flow.configs.settling import settle

        settle(flow_class)  # what they have added
    for name, function in steps_of(flow_class).items():
        wrappers: list[Any] = function.wrappers  # type: ignore[attr-defined]
        if wrappers and not is_within(function):
            for each in wrappers:
                each.get_ready(known)
            setattr(flow_class, name, within(function, name, wrappers))


def _of_step(step: MutableStep, method: str, known: Mapping[str, Any]) -> None:
    for mutator in step._function.config_decorators:  # type: ignore[attr-defined]
        mutator.get_ready(known)
        mutator.call(method, step)


def _add(flow: MutableFlow, texts: Sequence[str], known: Mapping[str, Any]) -> None:
    """Put the user's decorators of `--with` above every step that has none of the name."""
    for text in texts:
        for _, step in flow.steps:
            added = step.add_decorator(text)
            if added is None:
                continue
            added.site = NOWHERE
            if added in step._function.config_decorators:  # type: ignore[attr-defined]
                added.get_ready(known)
                added.call("pre_mutate", step)
