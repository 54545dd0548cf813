"""Cards however a flow is run: alone, warm, inline, by an interpreter of its own, joined, and given by `--with`."""

from metaflow import FlowSpec, Parameter, current, step


class WaysFlow(FlowSpec):
    width = Parameter("width", default=3)

    @step
    def start(self):
        print("hello from start")
        self.items = list(range(self.width))
        self.next(self.work, foreach="items")

    @step
    def work(self):
        self.twice = 2 * self.input
        current.card.append(f"item **{self.input}**")
        self.next(self.join)

    @step
    def join(self, inputs):
        self.total = sum(each.twice for each in inputs)
        self.merge_artifacts(inputs, exclude=["twice"])
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    WaysFlow()
