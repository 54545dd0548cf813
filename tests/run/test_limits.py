"""Limits: no more run at once, and no more begin within a time, than a pool allows."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from fanfold.model.names import StepName
from fanfold.model.policy import Limit, StepPolicy
from fanfold.run.limits import UNLIMITED, Limits, Pool

A, B, C = StepName("a"), StepName("b"), StepName("c")


def limits(**policies: Limit | None) -> Limits:
    """The limits of steps of these names."""
    return Limits({StepName(step): StepPolicy(limit=limit) for step, limit in policies.items()})


def pool_of(some: Limits, step: StepName) -> Pool:
    """The pool of a step that has one."""
    pool = some.pool(step)
    assert pool is not None
    return pool


def test_a_step_without_a_limit_has_no_pool() -> None:
    assert limits(a=None).pool(A) is None


def test_a_step_that_names_no_pool_has_its_own_and_equal_names_share_one() -> None:
    own = limits(a=Limit(concurrent=1), b=Limit(concurrent=1), c=None)
    assert own.pool(A) is not own.pool(B)
    shared = limits(a=Limit("api", 3), b=Limit("api", starts=5, seconds=2.0), c=Limit("api"))
    pool = pool_of(shared, A)
    assert pool is shared.pool(B) is shared.pool(C)
    assert (pool.steps, pool.concurrent, pool.starts, pool.seconds) == ((A, B, C), 3, 5, 2.0)


def test_a_pool_may_be_called_as_a_step_that_has_its_own() -> None:
    some = limits(a=Limit("b", 1), b=Limit(concurrent=2))
    assert pool_of(some, A).concurrent == 1
    assert pool_of(some, B).concurrent == 2


def test_as_many_begin_at_once_as_the_rate_says_and_the_next_when_the_first_is_as_old() -> None:
    pool = pool_of(limits(a=Limit(starts=3, seconds=60.0)), A)
    assert (pool.free(0.0, 9), pool.due()) == (3, None)
    pool.begin(0.0, 2)
    pool.begin(10.0, 1)
    assert (pool.free(10.0, 0), pool.due()) == (0, 60.0)
    assert pool.free(59.9, 0) == 0
    assert pool.free(60.0, 0) == 2
    assert pool.free(70.0, 0) == 3


@pytest.mark.parametrize(("starts", "seconds", "most"), [(50, 60.0, 1), (10, 1.0, 1), (5000, 1.0, 50)])
def test_a_worker_gets_no_more_at_a_time_than_may_begin_in_a_moment(
    starts: int, seconds: float, most: int
) -> None:
    assert pool_of(limits(a=Limit(starts=starts, seconds=seconds)), A).in_hand_max == most
    assert pool_of(limits(a=Limit(concurrent=2)), A).in_hand_max == UNLIMITED


class AnyUse(RuleBasedStateMachine):
    """A pool, asked and used by chance, and beside it all that ever began."""

    @initialize(
        concurrent=st.none() | st.integers(1, 4),
        starts=st.none() | st.integers(1, 5),
        seconds=st.sampled_from([0.5, 1.0, 60.0]),
    )
    def start(self, concurrent: int | None, starts: int | None, seconds: float) -> None:
        self.limit = Limit(None, concurrent, starts, seconds)
        self.pool = pool_of(limits(a=self.limit), A)
        self.now = 0.0
        self.running = 0
        self.begun: list[float] = []

    @rule(wished=st.integers(1, 6))
    def begin(self, wished: int) -> None:
        count = min(wished, self.pool.free(self.now, self.running))
        self.pool.begin(self.now, count)
        self.running += count
        self.begun += [self.now] * count

    @precondition(lambda self: self.running)
    @rule(count=st.integers(1, 6))
    def end(self, count: int) -> None:
        self.running -= min(count, self.running)

    @rule(seconds=st.floats(0.0, 100.0))
    def wait(self, seconds: float) -> None:
        self.now += seconds

    @rule()
    def wait_until_due(self) -> None:
        """When it says that one may begin, one may, as far as it is for the rate."""
        due = self.pool.due()
        if due is not None:
            self.now = max(self.now, due)
            assert self.pool.free(self.now, 0) > 0

    @invariant()
    def no_more_run_than_may(self) -> None:
        assert self.running <= (UNLIMITED if self.limit.concurrent is None else self.limit.concurrent)

    @invariant()
    def no_more_begin_within_the_time_than_may(self) -> None:
        if self.limit.starts is None:
            return
        for first, last in zip(self.begun, self.begun[self.limit.starts :], strict=False):
            assert last >= first + self.limit.seconds

    @invariant()
    def what_may_begin_is_not_held_up(self) -> None:
        """Not less than could begin, either: a limit is no reason to be slower."""
        recent = [time for time in self.begun if time + self.limit.seconds > self.now]
        most = UNLIMITED if self.limit.starts is None else self.limit.starts - len(recent)
        if self.limit.concurrent is not None:
            most = min(most, self.limit.concurrent - self.running)
        assert self.pool.free(self.now, self.running) == most


TestAnyUse = AnyUse.TestCase
TestAnyUse.settings = settings(max_examples=50, stateful_step_count=30)


@given(st.lists(st.floats(0, 10), max_size=30))
def test_the_next_that_is_due_is_that_of_the_first_pool(times: list[float]) -> None:
    some = limits(a=Limit(starts=1, seconds=5.0), b=Limit(starts=1, seconds=7.0))
    for now in sorted(times):
        for step in (A, B):
            pool = pool_of(some, step)
            pool.begin(now, pool.free(now, 0))
    assert (some.due() is None) == (not times)
