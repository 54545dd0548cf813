"""A gang of nodes that know of one another: num_parallel.

fanfold run ensemble.py --nodes 3
"""

from metaflow import FlowSpec, Parameter, current, parallel, step


class EnsembleFlow(FlowSpec):
    """Each node takes its share of the numbers."""

    nodes = Parameter("nodes", default=4)

    @step
    def start(self):
        self.numbers = list(range(100))
        self.next(self.add, num_parallel=self.nodes)

    @parallel
    @step
    def add(self):
        node = current.parallel
        assert self.input == node.node_index
        self.share = sum(self.numbers[node.node_index :: node.num_nodes])
        self.next(self.join)

    @step
    def join(self, inputs):
        self.shares = [inp.share for inp in inputs]
        self.next(self.end)

    @step
    def end(self):
        print(f"{len(self.shares)} nodes: {sum(self.shares)}")


if __name__ == "__main__":
    EnsembleFlow()
