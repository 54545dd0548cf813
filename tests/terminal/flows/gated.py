"""Fans out over points, prints, fails where lr is 1.0, and goes no further than it is let: a test sees the
screen in the middle.
"""

import sys
import time
from pathlib import Path

from fanfold import FlowSpec, Parameter, catch, step


class Sweep(FlowSpec):
    """Waits at the last item until the file that `gate` names is there."""

    seeds = Parameter("seeds", default=8)
    gate = Parameter("gate", default="")
    print_lines = Parameter("print_lines", default=0)
    long_line = Parameter("long_line", default=0)

    @step
    def start(self):
        self.points = [{"lr": lr, "seed": seed} for lr in (0.1, 1.0) for seed in range(self.seeds)]
        self.next(self.fit, foreach="points")

    @catch(var="error")
    @step
    def fit(self):
        lr, seed = self.input["lr"], self.input["seed"]
        print(f"  seed {seed} \x1b[31mred\x1b[0m \x1b[2J\x1b[H", flush=True)
        if seed == 1:
            for percent in range(0, 101, 10):
                print(f"\r{percent}%", end="", flush=True)
        if lr == 1.0 and seed == 0:
            for number in range(self.print_lines):
                print("line", number)
            print("x" * self.long_line)
        if lr == 1.0 and seed < self.seeds - 1:
            raise ValueError("singular\x1b[2J matrix")
        if lr == 1.0:
            self.wait()
        self.next(self.join)

    def wait(self):
        """Until the gate is open."""
        print("at the gate")
        while self.gate and not Path(self.gate).exists():
            time.sleep(0.02)
        print("through the gate", file=sys.stderr)

    @step
    def join(self, inputs):
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    Sweep()
