"""The guide on task size: a good balance."""

from metaflow import FlowSpec, step

batch1, batch2, batch3 = range(1, 301), range(301, 601), range(601, 1001)


class SizeGoodBatchesFlow(FlowSpec):
    @step
    def start(self):
        # Good balance: Reasonable number of medium-sized tasks
        self.items = [batch1, batch2, batch3]  # 10-100 batches
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
    SizeGoodBatchesFlow()
