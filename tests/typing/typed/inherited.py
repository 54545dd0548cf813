"""A flow with a base class, a mixin, class constants, and functions beside its steps."""

from __future__ import annotations

from typing import assert_type

from fanfold import FlowSpec, Inputs, Parameter, step


class Scaled:
    """A mixin with a parameter."""

    factor = Parameter("factor", default=2)

    def scaled(self, number: int) -> int:
        """Scale it."""
        return self.factor * number


class Numbers(FlowSpec):
    """A base class."""

    names = ("one", "two")
    numbers: list[int]
    value: int

    @step
    def start(self) -> None:
        """Fan out."""
        self.numbers = [len(name) for name in self.names]
        self.next(self.work, foreach="numbers")

    @step
    def work(self) -> None:
        """Do one."""
        self.value = self.changed(self.input)
        self.next(self.fold)

    def changed(self, number: int) -> int:
        """What a subclass may do otherwise."""
        return number

    @step
    def fold(self, inputs: Inputs[Numbers]) -> None:
        """Fold."""
        self.values = [each.value for each in inputs]
        self.next(self.end)

    @step
    def end(self) -> None:
        """Done."""


class ScaledNumbers(Scaled, Numbers):
    """The two together."""

    def changed(self, number: int) -> int:
        """Scale it."""
        assert_type(self.factor, int)
        name: str = self.names[0]
        return self.scaled(number) if name else 0
