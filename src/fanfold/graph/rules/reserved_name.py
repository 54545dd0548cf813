"""A step called like a part of every flow would hide that part."""

from __future__ import annotations

from fanfold.graph.finding import at_step
from fanfold.graph.graph import Graph
from fanfold.model.errors import LintError

RESERVED = ("next", "name", "input", "index", "cmd", "foreach_stack", "merge_artifacts", "script_name")


def check(graph: Graph) -> LintError | None:
    """The first step with a reserved name."""
    for node in graph.nodes.values():
        if node.name in RESERVED:
            return at_step(
                node,
                f"A step cannot be called *{node.name}*: self.{node.name} has a meaning of its own in every "
                "flow.",
                f"Give it another name, such as {node.name}_step. Reserved are {', '.join(RESERVED)}.",
            )
    return None
