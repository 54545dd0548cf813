"""The guide's map-reduce."""

from metaflow import FlowSpec, step


def load_large_dataset():
    return list(range(1000))


def split_into_chunks(data, n):
    return [data[i::n] for i in range(n)]


def process(chunk):
    return sum(chunk)


def combine(partial_results):
    return sum(partial_results)


class MapReduceFlow(FlowSpec):
    @step
    def start(self):
        self.next(self.map_step)

    @step
    def map_step(self):
        self.data = load_large_dataset()
        self.chunks = split_into_chunks(self.data, n=10)
        self.next(self.process_chunk, foreach="chunks")

    @step
    def process_chunk(self):
        # Map: Process each chunk
        self.partial_result = process(self.input)
        self.next(self.reduce)

    @step
    def reduce(self, inputs):
        # Reduce: Combine results
        self.final_result = combine([inp.partial_result for inp in inputs])
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    MapReduceFlow()
