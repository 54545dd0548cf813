"""Notes: what is accepted and not honoured is said, plainly and once."""

from __future__ import annotations

import pytest

from fanfold.flow.decorators import card, conda, conda_base, kubernetes, retry, schedule, secrets
from fanfold.flow.decorators.foreign import FOREIGN, foreign
from fanfold.flow.decorators.notes import notes_of
from fanfold.flow.spec import FlowSpec, step
from fanfold.graph.graph import Graph, Node, NodeType
from fanfold.model.names import FlowName, StepName


@schedule(daily=True)
@conda_base(python="3.9", libraries={"pandas": "1"})
class Accepted(FlowSpec):
    """A flow that was written for a cluster."""

    @kubernetes(cpu=8)
    @conda(libraries={})
    @step
    def start(self) -> None:
        """A step."""

    @kubernetes
    @card(type="of nobody")
    @retry
    @step
    def end(self) -> None:
        """A step."""


def test_each_is_said_once_the_flows_first() -> None:
    names = [note.partition(":")[0] for note in notes_of(Accepted)]
    libraries = "declared by the flow and not so in this Python"
    assert names == [
        "@conda_base",
        "@schedule",
        "@conda",
        "@kubernetes",
        "@card(type='of nobody')",
        libraries,
    ]


def test_a_flow_that_gets_all_it_asks_for_hears_nothing() -> None:
    class Plain(FlowSpec):
        @retry
        @step
        def start(self) -> None:
            """A step."""

    assert notes_of(Plain) == []


def test_with_is_told_where_it_did_not_go() -> None:
    start = StepName("start")
    graph = Graph(FlowName("F"), {start: Node(start, NodeType.SWITCH)}, start, None)
    assert "--with catch: not on start, which split or switch." in notes_of(
        Accepted, with_specs=["catch"], graph=graph
    )


def test_secrets_in_a_vault_are_named_and_never_shown() -> None:
    inline = {"type": "inline", "id": "db", "options": {"env_vars": {"A_NAME_OF_NOBODY": "hunter2"}}}

    class Secret(FlowSpec):
        @secrets(sources=["vault.db", inline])
        @step
        def start(self) -> None:
            """A step."""

    (note,) = notes_of(Secret)
    assert "vault.db" in note
    assert "hunter2" not in note


@pytest.mark.parametrize("name", sorted(FOREIGN))
def test_foreign_decorators_are_taken_above_steps_and_flows_with_any_arguments(name: str) -> None:
    decorate = foreign(name)

    @decorate
    @decorate("positional", whatever=1)  # type: ignore[call-overload]
    class F(FlowSpec):
        @decorate
        @decorate(image="x")
        @decorate()
        @step
        def start(self) -> None:
            """A step."""

    (note,) = notes_of(F)
    assert note.startswith(f"@{name}: ")
