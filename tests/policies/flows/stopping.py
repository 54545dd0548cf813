"""A search that stops at the first item that is good; the join may kill everything while it folds."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

from fanfold import FlowSpec, Parameter, step


class StoppingFlow(FlowSpec):
    width = Parameter("width", default=20_000)

    @step
    def start(self) -> None:
        self.numbers = range(self.width)
        self.next(self.work, foreach="numbers", key=lambda number: f"n{number}", stop_when="is_good")

    @step
    def work(self) -> None:
        _note("work", self.index)
        _die("work", self.index)
        self.square = self.input * self.input
        self.next(self.more)

    @step
    def more(self) -> None:
        self.root = self.square**0.5
        self.next(self.join)

    def is_good(self) -> bool:
        return bool(self.root == 40)

    @step
    def join(self, inputs: Any) -> None:
        _note("join", 0)
        self.came = [each.index for each in inputs]
        self.cancelled = len(inputs.cancelled)
        self.because = inputs.cancelled.because
        self.sound = sorted([*self.came, *inputs.cancelled]) == list(range(self.width))
        _die("join", 0)
        self.next(self.end)

    @step
    def end(self) -> None:
        _die("end", 0)
        print(f"RESULT {40 in self.came} {self.because} {self.sound} {self.cancelled > self.width // 2}")


def _note(step: str, index: Any) -> None:
    with Path(os.environ["COUNTER"]).open("a") as file:
        file.write(f"{step} {index}\n")


def _die(step: str, index: Any) -> None:
    if os.environ.get("DIE") == f"{step} {index}":
        os.kill(os.getppid(), signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    StoppingFlow()
