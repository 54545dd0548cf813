"""A step takes self, and a join takes self and inputs."""

from __future__ import annotations

from fanfold.graph.finding import at_step
from fanfold.graph.graph import Graph
from fanfold.model.errors import LintError


def check(graph: Graph) -> LintError | None:
    """The first step with none, or with more than two arguments."""
    for node in graph.nodes.values():
        if node.args_count not in (1, 2):
            number = "no argument" if node.args_count == 0 else f"{node.args_count} arguments"
            return at_step(
                node,
                f"Step *{node.name}* takes {number}.",
                f"Write def {node.name}(self):, or def {node.name}(self, inputs): if it is a join. "
                "Whatever else it needs are artifacts (self.x) or Parameters.",
            )
    return None
