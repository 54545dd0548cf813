"""The guide on aggregation."""

from metaflow import FlowSpec, step


class AggregationFlow(FlowSpec):
    @step
    def start(self):
        self.numbers = [1, 2, 3, 4]
        self.next(self.process, foreach="numbers")

    @step
    def process(self):
        self.value = self.input * 10
        self.items = list(range(self.input))
        self.next(self.join)

    @step
    def join(self, inputs):
        # Sum
        self.total = sum(inp.value for inp in inputs)

        # Average
        self.average = sum(inp.value for inp in inputs) / len(inputs)

        # Merge lists
        self.all_items = []
        for inp in inputs:
            self.all_items.extend(inp.items)

        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    AggregationFlow()
