"""Steps that run as one chain keep their own attempts, failures and counts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fanfold.flow.current import current
from fanfold.flow.decorators.step.catch import catch
from fanfold.flow.decorators.step.retry import retry
from fanfold.flow.spec import FlowSpec, step
from fanfold.model.policy import Isolation
from tests.inline_run import run_inline

WIDTH = 30


class Chained(FlowSpec):
    """Every third item fails once in `fit`, every fifth in `score`, and every seventh is caught there."""

    @step
    def start(self) -> None:
        self.numbers = range(WIDTH)
        self.next(self.fit, foreach="numbers")

    @retry(times=1)
    @step
    def fit(self) -> None:
        self.fit_attempt = current.retry_count
        if self.input % 3 == 0 and current.retry_count == 0:
            raise ValueError("fit")
        self.next(self.score)

    @catch(var="why", print_exception=False)
    @retry(times=1)
    @step
    def score(self) -> None:
        self.score_attempt = current.retry_count
        if self.input % 5 == 0 and current.retry_count == 0:
            raise ValueError("score")
        if self.input % 7 == 0:
            raise KeyError("seven")
        self.next(self.join)

    @step
    def join(self, inputs: Any) -> None:
        self.attempts = [(each.fit_attempt, each.score_attempt) for each in inputs]
        self.caught = [each.index for each in inputs if each.why is not None]
        self.next(self.end)

    @step
    def end(self) -> None:
        pass


def test_each_link_of_a_chain_counts_its_own_attempts_whichever_way_it_runs(tmp_path: Path) -> None:
    for isolation in (Isolation.WARM, Isolation.ISOLATED):
        ran = run_inline(Chained, tmp_path / isolation.value, isolation=isolation)
        assert ran.succeeded
        assert ran.value("join", "attempts") == [
            (int(number % 3 == 0), int(number % 5 == 0 or number % 7 == 0)) for number in range(WIDTH)
        ]
        assert ran.value("join", "caught") == [0, 7, 14, 21, 28]


def test_what_was_caught_counts_for_the_step_that_caught_it(tmp_path: Path) -> None:
    counts = run_inline(Chained, tmp_path, isolation=Isolation.WARM).info.counts
    assert (counts["fit"]["done"], counts["fit"]["caught"]) == (WIDTH, 0)
    assert (counts["score"]["done"], counts["score"]["caught"]) == (WIDTH, 5)
