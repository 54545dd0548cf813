"""`stop_when`: what a foreach stops at, looked at in the task that brings an item to the join.

It is looked at there, and not after the first step of an item, so that the item that made a foreach stop is
always among the inputs of its join. A step that brings items to such a join gets its function wrapped, so
that no other step pays for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fanfold.graph.graph import Graph, Node, NodeType
from fanfold.model.errors import FlowError


def condition_of(graph: Graph, node: Node) -> str | None:
    """The name that tasks of this step look at; None if their foreach stops at nothing."""
    if node.type is not NodeType.LINEAR or len(node.out_steps) != 1:
        return None
    split = graph[node.out_steps[0]].split
    return None if split is None else graph[split].stop_when


def looking(function: Callable[..., Any], name: str) -> Callable[..., Any]:
    """The step's function, which then looks at `name` and notes in the transition if it holds."""

    def run(obj: Any, *inputs: Any) -> None:
        function(obj, *inputs)
        transition = obj._task.transition
        if transition is not None and holds(obj, name):
            obj._task.transition = transition._replace(stops=True)

    return run


def holds(obj: Any, name: str) -> bool:
    """Whether the attribute is true, or what the method says.

    Raises:
        FlowError: there is neither.
    """
    try:
        value = getattr(obj, name)
    except AttributeError:
        raise FlowError(
            f"stop_when={name!r}: step *{obj._task.step}* left no *self.{name}* to look at.",
            remedy=f"Set self.{name} in each item (to False while there is nothing to stop for), give it "
            "a value in the class, or make it a method.",
        ) from None
    return bool(value() if callable(value) else value)
