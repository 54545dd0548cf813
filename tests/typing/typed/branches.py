"""Static branches, a merge, a switch, and several decorators."""

from __future__ import annotations

from typing import assert_type

from fanfold import FlowSpec, Inputs, catch, environment, project, resources, step


@project(name="shop")
class Branches(FlowSpec):
    """Two ways at once, then one of two."""

    kind: str
    left: int
    problem: object

    @step
    def start(self) -> None:
        """Go both ways."""
        self.kind = "plain"
        self.next(self.one, self.other)

    @resources(cpu=1, memory=100)
    @step
    def one(self) -> None:
        """The one."""
        self.left = 1
        self.next(self.join)

    @environment(vars={"MODE": "fast"})
    @step
    def other(self) -> None:
        """The other."""
        self.right = "2"
        self.next(self.join)

    @step
    def join(self, inputs: Inputs[Branches]) -> None:
        """Fold."""
        assert_type(inputs.one, Branches)
        self.both = (inputs.one.left, inputs.other.right)
        self.merge_artifacts(inputs, include=["kind"])
        self.next(self.choose)

    @step
    def choose(self) -> None:
        """Choose."""
        self.next({"plain": self.plain, "fancy": self.fancy}, condition="kind")

    @catch(var="problem")
    @step
    def plain(self) -> None:
        """One way."""
        self.next(self.end)

    @step
    def fancy(self) -> None:
        """Another."""
        self.next(self.end)

    @step
    def end(self) -> None:
        """Done."""
        assert_type(self.both, tuple[int, str])
