"""A join folds what a split has fanned out."""

from __future__ import annotations

from fanfold.graph.finding import at_step, unused_name
from fanfold.graph.graph import Graph, Node
from fanfold.graph.matching import leaving, open_splits
from fanfold.model.errors import LintError


def check(graph: Graph) -> LintError | None:
    """The first join that is reached with no split open."""
    opens = open_splits(graph)
    for node in graph.nodes.values():
        if node.is_join and node.name == graph.start:
            return _found(graph, node, "it is the first step")
        for name in node.in_steps if node.is_join else ():
            if not leaving(graph[name], opens[name], node.name):
                return _found(graph, node, f"no split is open when *{name}* leads to it")
    return None


def _found(graph: Graph, node: Node, reason: str) -> LintError:
    work = unused_name(graph, "work")
    return at_step(
        node,
        f"Step *{node.name}* takes inputs, but {reason}, so there is nothing to fold.",
        f"Write def {node.name}(self): without inputs, or fan out before it: "
        f'self.next(self.{work}, foreach="items"), and def {work}(self): … self.next(self.{node.name}).',
    )
