"""A gang: the same step several times at once, told apart by its index. Nothing to fan out over is needed.

    python examples/num_parallel.py run
    python examples/num_parallel.py run --nodes 8

All nodes of a gang run at the same time, so they may wait for one another. Here each estimates pi with a seed
of its own.
"""

import random

from fanfold import FlowSpec, Parameter, step

DARTS_PER_NODE = 50_000


class NumParallelFlow(FlowSpec):
    """Estimate pi on several nodes at once."""

    nodes = Parameter("nodes", default=4, help="How many nodes estimate at once")

    @step
    def start(self):
        """Start the nodes."""
        self.next(self.estimate, num_parallel=self.nodes)

    @step
    def estimate(self):
        """One node: `self.input` and `self.index` are its number, from 0."""
        rng = random.Random(self.index)
        self.hits = sum(rng.random() ** 2 + rng.random() ** 2 < 1 for _ in range(DARTS_PER_NODE))
        print(f"node {self.index}: {4 * self.hits / DARTS_PER_NODE:.4f}")
        self.next(self.join)

    @step
    def join(self, inputs):
        """Bring the estimates together."""
        self.pi = 4 * sum(inp.hits for inp in inputs) / (DARTS_PER_NODE * len(inputs))
        self.next(self.end)

    @step
    def end(self):
        """Print the estimate."""
        print(f"pi is about {self.pi:.3f}, say {self.nodes} nodes")


if __name__ == "__main__":
    NumParallelFlow()
