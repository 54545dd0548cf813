"""The guide on task size: too granular."""

from metaflow import FlowSpec, step


class SizeTinyItemsFlow(FlowSpec):
    @step
    def start(self):
        # Too granular: Overhead dominates
        self.items = list(range(1, 1001))  # 1000 tiny items
        self.next(self.process, foreach="items")

    @step
    def process(self):
        batch = [self.input] if isinstance(self.input, int) else self.input
        self.result = sum(batch)
        self.next(self.join)

    @step
    def join(self, inputs):
        self.total = sum(inp.result for inp in inputs)
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    SizeTinyItemsFlow()
