"""Items that wait until the join has folded others: only a join that begins early lets this flow end."""

import os
import signal
import time
from pathlib import Path

from fanfold import FlowSpec, step

WIDTH, GATE = 24, int(os.environ.get("GATE", "8"))
FOLDED = Path(os.environ["FOLDED"])


def folded():
    return FOLDED.read_text().split() if FOLDED.exists() else []


def once(name):
    """Whether this is the first time, if it is to happen at all."""
    marker = Path(os.environ.get(name, "/nowhere/marker"))
    if not marker.parent.exists() or marker.exists():
        return False
    marker.touch()
    return True


class FoldsFlow(FlowSpec):
    @step
    def start(self):
        self.numbers = range(WIDTH)
        self.next(self.work, foreach="numbers")

    @step
    def work(self):
        while self.input >= GATE and len(folded()) < GATE:
            time.sleep(0.01)
        while self.input == WIDTH - 1 and os.environ.get("WAIT"):
            time.sleep(0.01)
        while self.input == WIDTH - 1 and not Path(os.environ.get("RAISES", os.devnull)).exists():
            time.sleep(0.01)
        if self.input == WIDTH - 1 and os.environ.get("FAIL"):
            raise ValueError("this item fails")
        self.score = self.input
        self.next(self.join)

    @step
    def join(self, inputs):
        self.seen = []
        print("the fold begins")
        for inp in inputs.as_completed():
            self.seen.append(inp.score)
            if len(self.seen) == 4:
                if once("DIES"):
                    os.kill(os.getpid(), signal.SIGKILL)
                if once("RAISES"):
                    raise KeyError("not this time")
            with FOLDED.open("a") as lines:
                lines.write(f"{inp.index}\n")
            if os.environ.get("BREAK") and len(self.seen) == GATE:
                break
        self.count = len(inputs)
        self.next(self.end)

    @step
    def end(self):
        print("RESULT", sorted(self.seen) == list(range(WIDTH)), len(self.seen), self.count)


if __name__ == "__main__":
    FoldsFlow()
