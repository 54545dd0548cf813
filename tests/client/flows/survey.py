"""A flow with a bit of everything: nested foreaches, a retry, a catch, a loop, branches, a gang."""

import sys

from lengths import Metres

from fanfold import FlowSpec, Parameter, catch, current, retry, step


class Reading:
    """A class of the flow's own file."""

    def __init__(self, value):
        self.value = value


class Survey(FlowSpec):
    """Measures days at sites."""

    days = Parameter("days", default=3)
    unit = "m"

    @step
    def start(self):
        print("hello")
        print("aside", file=sys.stderr)
        self.sites = ["north", "south/west"]
        self.next(self.visit, foreach="sites")

    @step
    def visit(self):
        self.site = self.input
        self.dates = [f"{self.site[0]}{day}" for day in range(self.days)]
        self.next(self.measure, foreach="dates")

    @retry(times=1)
    @catch(var="problem", print_exception=False)
    @step
    def measure(self):
        self.score = 10 * (self.site == "south/west") + self.index
        print(f"measuring {self.input}, attempt {current.retry_count}")
        if self.input == "n1" and current.retry_count == 0:
            raise RuntimeError("not yet")
        if self.input == "s2":
            raise ValueError("fog")
        self.reading = Reading(self.score)
        self.depth = Metres(self.score)
        self.next(self.per_site)

    @step
    def per_site(self, inputs):
        self.scores = [each.score for each in inputs]
        self.next(self.total)

    @step
    def total(self, inputs):
        self.sum = sum(sum(each.scores) for each in inputs)
        self.rounds = 0
        self.next(self.turn)

    @step
    def turn(self):
        self.rounds += 1
        self.more = "again" if self.rounds < 3 else "done"
        self.next({"again": self.turn, "done": self.part}, condition="more")

    @step
    def part(self):
        self.next(self.left, self.right)

    @step
    def left(self):
        self.side = "left"
        self.next(self.meet)

    @step
    def right(self):
        self.side = "right"
        self.next(self.meet)

    @step
    def meet(self, inputs):
        self.sides = [each.side for each in inputs]
        self.merge_artifacts(inputs, exclude=["side"])
        self.next(self.gather)

    @step
    def gather(self):
        self.next(self.node, num_parallel=2)

    @step
    def node(self):
        self.next(self.nodes)

    @step
    def nodes(self, inputs):
        self.merge_artifacts(inputs)
        self.next(self.end)

    @step
    def end(self):
        print("total", self.sum)


if __name__ == "__main__":
    Survey()
