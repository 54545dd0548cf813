"""Wrong uses, each in a line that ends with `# wrong`: type checkers have to report these, and no other.

Pyright takes an assignment to `self` for one more declaration, where the name has none that says its type.
"""

from __future__ import annotations

import fanfold
from fanfold import FlowSpec, Inputs, Parameter, Runner, retry, step
from fanfold.testing import run_step


class Wrong(FlowSpec):
    """Nothing of this is run."""

    rate = Parameter("rate", default=0.5)
    count: Parameter[int] = Parameter("count", default="three")  # wrong

    score: float
    names: list[str]

    @step
    def start(self) -> None:
        """A parameter cannot be assigned to, and has its type; an artifact has the one declared."""
        self.rate = 0.7  # wrong to mypy
        self.count = 4  # wrong
        self.count + "1"  # wrong
        self.rate.upper()  # wrong
        self.score = "high"  # wrong
        self.names = [1]  # wrong
        self.undeclared_here.anything.goes()
        self.next(self.work, foreach="names")

    @retry(times="many")  # wrong
    @step
    def work(self) -> None:
        """The index is read-only, and no number outside of any foreach."""
        self.index = 3  # wrong
        self.score = self.index * 2  # wrong
        self.next(self.join, num_parallels=3, foreach="names")
        self.next(self.join)

    @step
    def join(self, inputs: Inputs[Wrong]) -> None:
        """Inputs are of the flow's class."""
        names: list[int] = [each.score for each in inputs]  # wrong
        length: str = inputs[0].rate  # wrong
        inputs.append(names)  # wrong
        inputs[0].merge_artifacts(3)  # wrong
        self.names = inputs  # wrong
        self.foreach_stack().sort(length)  # wrong
        self.next(self.end)

    @step
    def end(self) -> None:
        """Done."""


def used(flow: Wrong) -> None:
    """Calls."""
    flow.rate = 0.7  # wrong
    fanfold.run("wrong.py")  # wrong
    fanfold.run(Wrong, max_workers="two")  # wrong
    status: int = fanfold.run(Wrong).status  # wrong
    Runner(3)  # wrong
    run_step(Wrong.start, artifacts=[status])  # wrong
