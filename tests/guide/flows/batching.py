"""The guide's batching strategy."""

from metaflow import FlowSpec, step


def process_item(item):
    return item * 2


class BatchingFlow(FlowSpec):
    @step
    def start(self):
        items = range(10000)
        batch_size = 100

        # Create batches
        self.batches = [list(items[i : i + batch_size]) for i in range(0, len(items), batch_size)]

        # 100 tasks instead of 10,000
        self.next(self.process_batch, foreach="batches")

    @step
    def process_batch(self):
        batch = self.input
        self.results = [process_item(item) for item in batch]
        self.next(self.join)

    @step
    def join(self, inputs):
        self.batch_count = len(inputs)
        self.total = sum(sum(inp.results) for inp in inputs)
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    BatchingFlow()
