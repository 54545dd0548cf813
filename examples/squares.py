"""The smallest fan-out that does something: square ten numbers, each in a task of its own, and add them up.

python examples/squares.py run
python examples/squares.py run --count 10000
"""

from fanfold import FlowSpec, Parameter, step


class SquaresFlow(FlowSpec):
    """Fan out over numbers, and fold the squares back together."""

    count = Parameter("count", default=10, help="How many numbers to square")

    @step
    def start(self):
        """Fan out: one `square` task for each number."""
        self.numbers = range(self.count)
        self.next(self.square, foreach="numbers")

    @step
    def square(self):
        """Runs once for each number, which it finds in `self.input`."""
        self.squared = self.input**2
        self.next(self.fold)

    @step
    def fold(self, inputs):
        """Fold: `inputs` are the finished tasks, in the order of the numbers."""
        self.total = sum(inp.squared for inp in inputs)
        self.next(self.end)

    @step
    def end(self):
        """Say what came out."""
        print(f"The squares of {self.count:,} numbers add up to {self.total:,}")


if __name__ == "__main__":
    SquaresFlow()
