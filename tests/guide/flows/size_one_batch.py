"""The guide on task size: too coarse."""

from metaflow import FlowSpec, step

all_data = list(range(1, 1001))


class SizeOneBatchFlow(FlowSpec):
    @step
    def start(self):
        # Too coarse: No parallelism benefit
        self.items = [all_data]  # 1 huge batch
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
    SizeOneBatchFlow()
