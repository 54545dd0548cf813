"""The guide's first best practice: one clear responsibility."""

from metaflow import FlowSpec, step


def transform(item):
    return item * 2


class SimpleStepsFlow(FlowSpec):
    @step
    def start(self):
        self.items = ["a", "b"]
        self.next(self.process_item, foreach="items")

    # Good: One clear responsibility
    @step
    def process_item(self):
        self.result = transform(self.input)
        self.next(self.join)

    @step
    def join(self, inputs):
        self.results = [inp.result for inp in inputs]
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    SimpleStepsFlow()
