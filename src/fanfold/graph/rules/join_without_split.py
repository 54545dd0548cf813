"""A join folds what a split has fanned out."""

from __future__ import annotations

from fanfold.graph.finding import at_step
from fanfold.graph.graph import Graph
from fanfold.graph.matching import leaving, open_splits
from fanfold.model.errors import LintError


def check(graph: Graph) -> LintError | None:
    """The first join that is reached with no split open."""
    opens = open_splits(graph)
    for node in graph.nodes.values():
        for name in node.in_steps if node.is_join else ():
            if not leaving(graph[name], opens[name], node.name):
                return at_step(
                    node,
                    f"Step *{node.name}* takes inputs, but no split is open when *{name}* leads to it.",
                    f"Write def {node.name}(self): without inputs, or fan out before: "
                    f'self.next(self.{name}, foreach="items").',
                )
    return None
