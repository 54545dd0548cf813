"""A foreach over objects, folded by a join that knows what its inputs are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_type

from fanfold import FlowSpec, Inputs, Parameter, retry, step, timeout


@dataclass(frozen=True)
class Setting:
    """An item."""

    rate: float
    seed: int


class Sweep(FlowSpec):
    """Tries settings, and keeps the best."""

    width = Parameter("width", default=3)

    settings: list[Setting]
    score: float
    best: Setting

    @step
    def start(self) -> None:
        """Fan out."""
        self.settings = [Setting(0.1 * seed, seed) for seed in range(self.width)]
        self.next(self.fit, foreach="settings")

    @timeout(seconds=60)
    @retry(times=2)
    @step
    def fit(self) -> None:
        """Try one."""
        setting: Setting = self.input
        self.score = setting.rate * setting.seed
        self.next(self.choose)

    @step
    def choose(self, inputs: Inputs[Sweep]) -> None:
        """Fold."""
        best = max(inputs, key=lambda each: each.score)
        assert_type(best, Sweep)
        assert_type(inputs[0].score, float)
        assert_type([each.score for each in inputs[:2]], list[float])
        self.best = best.input
        self.tried = len(inputs)
        self.next(self.end)

    @step
    def end(self) -> None:
        """Done."""
        print(self.best.rate, self.tried)
