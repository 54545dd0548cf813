"""Artifacts that no later step can see: the flow has a step of that name, and a class's own names come first.

The step that assigns it sees it, and so does the client; the steps behind it get a method, without any error.
Flows that do so run, so it is told and not refused.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from fanfold.flow.source_text import SourceFiles, unwrapped
from fanfold.flow.steps import StepFunction, steps_of

if TYPE_CHECKING:
    from fanfold.graph.graph import Graph
    from fanfold.model.names import StepName


def hidden_artifacts(flow_class: type, graph: Graph) -> list[str]:
    """A sentence on each."""
    steps = steps_of(flow_class)
    files = SourceFiles()
    return [
        _note(name, hidden, line)
        for name, node in graph.nodes.items()
        # To read the source takes a while, so it is done only where another step's name stands in the code.
        if name in steps and (mentioned := _mentioned(steps[name], steps) - set(node.out_steps))
        for hidden, line in _assigned(flow_class, name, steps[name], files)
        if hidden in mentioned
    ]


def _mentioned(function: StepFunction, steps: Collection[StepName]) -> set[str]:
    """The steps whose names stand anywhere in the code of a step."""
    code = getattr(unwrapped(function), "__code__", None)
    return {name for name in steps if name in code.co_names} if code else set()


def _assigned(
    flow_class: type, name: StepName, function: StepFunction, files: SourceFiles
) -> Iterator[tuple[str, int]]:
    """The attributes of `self` that a step sets, with their lines."""
    owner = next(owner for owner in flow_class.__mro__ if name in vars(owner))
    place = files.place(owner, name, function)
    if place is None or not place.tree.args.args:
        return
    me = place.tree.args.args[0].arg
    for node in ast.walk(place.tree):
        match node:
            case ast.Attribute(value=ast.Name(id=owned), attr=attribute, ctx=ast.Store()) if owned == me:
                yield attribute, node.lineno


def _note(step: str, hidden: str, line: int) -> str:
    return (
        f"Step *{step}* sets self.{hidden} on line {line}, and {hidden} is a step: the steps behind it find "
        f"that step there, and not the value. Use another name, such as self.{hidden}_found."
    )
