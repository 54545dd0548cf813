"""Folds many items. What was folded is noted in a file, and the join can be told to fail or to die there."""

import os
import signal
from pathlib import Path

from fanfold import FlowSpec, step

WIDTH = int(os.environ.get("WIDTH", "2500"))
FOLDED = Path(os.environ.get("FOLDED", os.devnull))
WORKED = Path(os.environ.get("WORKED", os.devnull))


def note(file, index):
    with file.open("a") as lines:
        lines.write(f"{index}\n")


class FoldingFlow(FlowSpec):
    @step
    def start(self):
        self.numbers = range(WIDTH)
        self.next(self.work, foreach="numbers")

    @step
    def work(self):
        note(WORKED, self.input)
        self.score = self.input
        self.next(self.join)

    @step
    def join(self, inputs):
        self.total = 0
        self.folded = []
        self.tried = True
        for inp in inputs.as_completed():
            if inp.index == int(os.environ.get("FAIL", "-1")):
                raise ValueError("as asked")
            if inp.index == int(os.environ.get("DIE", "-1")):
                os.kill(int(os.environ.get("PID", os.getpid())), signal.SIGKILL)
                signal.pause()
            if "ONCE" in os.environ and len(self.folded) == 1500 and not Path(os.environ["ONCE"]).exists():
                Path(os.environ["ONCE"]).touch()
                raise ValueError("once")
            note(FOLDED, inp.index)
            self.total += inp.score
            self.folded.append(inp.index)
            if hasattr(self, "tried"):
                del self.tried
        self.next(self.end)

    @step
    def end(self):
        right = self.total == sum(range(WIDTH)) and sorted(self.folded) == list(range(WIDTH))
        print("RESULT", right, hasattr(self, "tried"))


if __name__ == "__main__":
    FoldingFlow()
