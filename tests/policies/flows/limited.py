"""Items that say when they begin and end, of two steps that share a pool, and a step that is not limited."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from fanfold import FlowSpec, Parameter, limit, retry, step


class LimitedFlow(FlowSpec):
    width = Parameter("width", default=12)

    @step
    def start(self) -> None:
        self.next(self.limited, self.free)

    @step
    def limited(self) -> None:
        self.numbers = range(self.width)
        self.next(self.call, foreach="numbers")

    @limit(concurrent=2, rate="6 per 2s", pool="api")
    @retry(times=1)
    @step
    def call(self) -> None:
        with _noted("call", self.index):
            if self.index == 0 and not Path(f"{os.environ['COUNTER']}.failed").exists():
                Path(f"{os.environ['COUNTER']}.failed").touch()
                raise ValueError("once")
        self.next(self.confirm)

    @limit(pool="api")
    @step
    def confirm(self) -> None:
        with _noted("confirm", self.index):
            pass
        self.next(self.join)

    @step
    def join(self, inputs: Any) -> None:
        self.next(self.meet)

    @step
    def free(self) -> None:
        self.numbers = range(200)
        self.next(self.work, foreach="numbers")

    @step
    def work(self) -> None:
        with _noted("work", self.index):
            pass
        self.next(self.join_free)

    @step
    def join_free(self, inputs: Any) -> None:
        self.next(self.meet)

    @step
    def meet(self, inputs: Any) -> None:
        self.next(self.end)

    @step
    def end(self) -> None:
        pass


class _noted:
    """Writes down when a task begins and ends."""

    def __init__(self, step: str, index: Any) -> None:
        self.name = f"{step} {index}"

    def __enter__(self) -> None:
        self._note("begins")

    def __exit__(self, *_: object) -> None:
        self._note("ends")

    def _note(self, what: str) -> None:
        with Path(os.environ["COUNTER"]).open("a") as file:
            file.write(f"{time.monotonic()} {self.name} {what}\n")


if __name__ == "__main__":
    LimitedFlow()
