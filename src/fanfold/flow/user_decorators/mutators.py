"""Mutators: classes of the user's that look at a flow or a step before it runs, and change its decorators,
and a flow's parameters, as configs say for example.

`pre_mutate` is called when the flow's class is complete, before its command line is made; `mutate` when the
command line was read, before anything runs. Every process that imports the file anew does both again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from fanfold.flow.user_decorators.decoration import Decoration, StepDecoration

if TYPE_CHECKING:
    from fanfold.flow.user_decorators.mutable_flow import MutableFlow
    from fanfold.flow.user_decorators.mutable_step import MutableStep


class StepMutator(StepDecoration):
    """Changes the step below it. Override `pre_mutate` or `mutate`, and `init` for arguments."""

    noted_in: ClassVar[str] = "config_decorators"

    def pre_mutate(self, _mutable_step: MutableStep, /) -> None:
        """Called when the flow's configs are known."""

    def mutate(self, _mutable_step: MutableStep, /) -> None:
        """Called when the command line was read."""


class FlowMutator(Decoration):
    """Changes the flow below it. Override `pre_mutate` or `mutate`, and `init` for arguments."""

    place: ClassVar[str] = "Write it above the class of the flow."

    @classmethod
    def stands_above(cls, target: Any) -> bool:
        """A class."""
        return isinstance(target, type)

    def attach(self, target: Any) -> None:
        """Note it on the flow's class, the bottom-most first."""
        target._flow_mutators = [*vars(target).get("_flow_mutators", []), self]

    def pre_mutate(self, _mutable_flow: MutableFlow, /) -> None:
        """Called when the configs are known. Only here can it change parameters and flow decorators."""

    def mutate(self, _mutable_flow: MutableFlow, /) -> None:
        """Called when the command line was read. Only steps can be changed any more."""


def mutators_of(flow_class: type) -> list[FlowMutator]:
    """The flow's mutators, those of base classes first."""
    return [
        mutator for owner in reversed(flow_class.__mro__) for mutator in vars(owner).get("_flow_mutators", [])
    ]
