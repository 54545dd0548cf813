"""A switch that decides where to go, and a step that goes on until it is done.

fanfold run triage.py --amount 250
"""

from metaflow import FlowSpec, Parameter, step


class TriageFlow(FlowSpec):
    """Large amounts are looked at, until they are small."""

    amount = Parameter("amount", default=900)

    @step
    def start(self):
        self.rest, self.rounds = self.amount, 0
        self.size = "large" if self.rest > 100 else "small"
        self.next({"large": self.halve, "small": self.accept}, condition="size")

    @step
    def halve(self):
        self.rest //= 2
        self.rounds += 1
        self.state = "again" if self.rest > 100 else "done"
        self.next({"again": self.halve, "done": self.accept}, condition="state")

    @step
    def accept(self):
        self.accepted = True
        self.next(self.end)

    @step
    def end(self):
        print(f"{self.amount} became {self.rest} in {self.rounds} rounds")


if __name__ == "__main__":
    TriageFlow()
