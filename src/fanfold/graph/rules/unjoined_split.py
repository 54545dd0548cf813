"""What fans out is folded before the flow ends."""

from __future__ import annotations

from fanfold.graph.finding import at_next, unused_name
from fanfold.graph.graph import Graph, Node, NodeType
from fanfold.graph.matching import leaving, open_splits
from fanfold.model.errors import LintError

_WORDS = {NodeType.FOREACH: "foreach", NodeType.PARALLEL: "num_parallel split", NodeType.SPLIT: "split"}


def check(graph: Graph) -> LintError | None:
    """The first way to the end on which a split is still open."""
    opens = open_splits(graph)
    for node in graph.nodes.values():
        if graph.end in node.out_steps:
            way = leaving(node, opens[node.name], graph[graph.end].name)
            if way:
                return _found(graph, node, graph[way[-1].split])
    return None


def _found(graph: Graph, node: Node, split: Node) -> LintError:
    join = split.join or unused_name(graph, "join")
    rest = "" if split.join else f", and def {join}(self, inputs): … self.next(self.{graph.end})"
    return at_next(
        node,
        f"Step *{node.name}* leads to *{graph.end}* while the {_WORDS[split.type]} of step *{split.name}* "
        "is still open: no join folds it.",
        f"Lead to a join: {_example(node, join)}{rest}.",
    )


def _example(node: Node, join: str) -> str:
    """`self.next(self.join)`; a split needs the steps between first."""
    return (
        f"self.next(self.{join})"
        if node.type is NodeType.LINEAR
        else f"steps that end with self.next(self.{join})"
    )
