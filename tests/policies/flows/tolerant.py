"""Some items fail as long as `FAIL` is set, and the join may kill everything while it folds."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

from fanfold import FlowSpec, Parameter, step, tolerate


class TolerantFlow(FlowSpec):
    width = Parameter("width", default=300)
    bad = Parameter("bad", default=10)

    @step
    def start(self) -> None:
        self.numbers = range(self.width)
        self.next(self.work, foreach="numbers")

    @tolerate(failures=0.05)
    @step
    def work(self) -> None:
        _note(f"work {self.index}")
        if self.input % 7 == 3 and self.input < 7 * self.bad and os.environ.get("FAIL"):
            if self.input == 10:
                os.kill(os.getpid(), signal.SIGKILL)
            raise ValueError(f"no {self.input}")
        self.next(self.more)

    @step
    def more(self) -> None:
        self.twice = 2 * self.input
        self.next(self.join)

    @step
    def join(self, inputs: Any) -> None:
        _note("join 0")
        self.total = sum(each.twice for each in inputs)
        self.missed = [each.index for each in inputs.failed]
        _die("join")
        self.next(self.end)

    @step
    def end(self) -> None:
        _die("end")
        print(f"RESULT {self.total} {self.missed}")


def _note(line: str) -> None:
    with Path(os.environ["COUNTER"]).open("a") as file:
        file.write(f"{line}\n")


def _die(step: str) -> None:
    if os.environ.get("DIE") == step:
        os.kill(os.getppid(), signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    TolerantFlow()
