"""Between a fan and its join there is work."""

from __future__ import annotations

from fanfold.graph.finding import at_next, unused_name
from fanfold.graph.graph import Graph, Node, NodeType
from fanfold.model.errors import LintError
from fanfold.model.names import StepName


def check(graph: Graph) -> LintError | None:
    """The first foreach that leads straight into a join."""
    for node in graph.nodes.values():
        if node.is_fan and graph[node.out_steps[0]].is_join:
            return _found(graph, node, node.out_steps[0])
    return None


def _found(graph: Graph, node: Node, join: StepName) -> LintError:
    way = "foreach" if node.type is NodeType.FOREACH else "num_parallel"
    work = unused_name(graph, "work")
    argument = (
        f'foreach="{node.foreach_var or "items"}"'
        if way == "foreach"
        else f"num_parallel={node.parallel_width or 4}"
    )
    return at_next(
        node,
        f"The {way} of step *{node.name}* leads straight into the join *{join}*: no step works on the items.",
        f"Put one between: self.next(self.{work}, {argument}), and def {work}(self): … "
        f"self.next(self.{join}).",
    )
