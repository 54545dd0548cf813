"""Policies: what decorators and `--with` ask of the run."""

from __future__ import annotations

from typing import Any

import pytest

from fanfold.flow.decorators import (
    catch,
    environment,
    isolate,
    kubernetes,
    parallel,
    resources,
    retry,
    secrets,
    timeout,
    warm,
)
from fanfold.flow.decorators.decorator import DecoratorError
from fanfold.flow.decorators.policy import policies_of, policy_of
from fanfold.flow.parameters import Parameter
from fanfold.flow.spec import FlowSpec, step
from fanfold.graph.graph import Graph, Node, NodeType
from fanfold.model.names import FlowName, StepName
from fanfold.model.policy import Catch, Isolation, Resources, StepPolicy


def policy(*decorators: Any) -> StepPolicy:
    """The policy of a step with these above it, the bottom-most first."""

    @step
    def work(self: Any) -> None:
        """A step."""

    for decorate in decorators:
        decorate(work)
    return policy_of(work)


def test_a_step_without_decorators_has_the_plain_policy() -> None:
    assert policy() == StepPolicy()


def test_retry_waits_only_if_a_wait_was_written() -> None:
    assert policy(retry) == StepPolicy(retries=3)
    assert policy(retry(times=0)) == StepPolicy()
    assert policy(retry(times=50)).attempts_max == 51
    assert policy(retry(times=1, minutes_between_retries=0.5)).retry_delay_seconds == 30.0


def test_each_decorator_says_its_part() -> None:
    assert policy(catch(var="error", print_exception=False)).catch == Catch("error", False)
    assert policy(catch).catch == Catch()
    assert policy(timeout(hours=1, minutes=1, seconds=1)).timeout_seconds == 3661.0
    assert policy(resources(cpu="0.5", memory=4000, gpu="1")).resources == Resources(0.5, 4000.0, 1)
    assert policy(resources).resources == Resources()
    assert policy(environment(vars={"A": 1, "B": "x"})).environment == (("A", "1"), ("B", "x"))
    assert policy(parallel).parallel
    assert policy(isolate).isolation is Isolation.ISOLATED
    assert policy(warm).isolation is Isolation.WARM


def test_wishes_for_other_machines_are_not_counted_on_this_one() -> None:
    assert policy(kubernetes(cpu=64, memory=256000)) == StepPolicy()


def test_isolate_and_warm_together_are_refused() -> None:
    with pytest.raises(DecoratorError):
        policy(isolate, warm)


def test_inline_secrets_are_variables_and_one_that_is_set_already_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source = {"type": "inline", "id": "db", "options": {"env_vars": {"DB_PASSWORD": "p"}}}
    monkeypatch.delenv("DB_PASSWORD", raising=False)
    assert policy(secrets(sources=[source])).environment == (("DB_PASSWORD", "p"),)
    monkeypatch.setenv("DB_PASSWORD", "q")
    assert policy(secrets(sources=[source], allow_override=True)).environment == (("DB_PASSWORD", "p"),)
    with pytest.raises(DecoratorError, match="DB_PASSWORD is set"):
        policy(secrets(sources=[source]))


class F(FlowSpec):
    """A flow with a foreach."""

    alpha = Parameter("alpha")

    @step
    def start(self) -> None:
        """The split."""

    @retry(times=1)
    @step
    def work(self) -> None:
        """The fan."""


class Derived(F):
    """The same steps, one of them replaced."""

    @step
    def start(self) -> None:
        """Another split."""


START, WORK = StepName("start"), StepName("work")
GRAPH = Graph(
    FlowName("F"), {START: Node(START, NodeType.FOREACH), WORK: Node(WORK, NodeType.LINEAR)}, START, None
)


def test_steps_of_base_classes_have_their_policies() -> None:
    assert policies_of(Derived) == {"start": StepPolicy(), "work": StepPolicy(retries=1)}


def test_with_adds_to_every_step_that_has_none_of_the_name() -> None:
    policies = policies_of(F, with_specs=["retry:times=5", "resources:cpu=2"])
    assert (policies[START].retries, policies[WORK].retries) == (5, 1)
    assert policies[WORK].resources == Resources(cpu=2.0)


def test_with_catch_stays_off_splits() -> None:
    policies = policies_of(F, with_specs=["catch:var=error"], graph=GRAPH)
    assert policies[START].catch is None
    assert policies[WORK].catch == Catch("error")


def test_a_failure_cannot_be_put_where_a_parameter_is() -> None:
    class Wrong(F):
        @catch(var="alpha")
        @step
        def work(self) -> None:
            """The fan."""

    with pytest.raises(DecoratorError, match="'alpha' is a parameter") as caught:
        policies_of(Wrong)
    assert caught.value.file == __file__
