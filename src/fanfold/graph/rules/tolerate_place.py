"""@tolerate stands inside a foreach, where a join can do without an item; the nodes of a num_parallel need
one another.
"""

from __future__ import annotations

from fanfold.graph.finding import at_step
from fanfold.graph.graph import Graph, Node, NodeType
from fanfold.model.errors import LintError


def check(graph: Graph) -> LintError | None:
    """The first @tolerate without items, or among nodes of a gang."""
    for node in graph.nodes.values():
        if node.policy.tolerance is None:
            continue
        fan = innermost_fan(graph, node)
        if fan is None:
            return at_step(
                node,
                f"@tolerate stands above step *{node.name}*, which is not inside a foreach: there are no "
                "other items to go on with.",
                "Put it above a step between the foreach and its join, or use @catch here.",
            )
        if fan.type is NodeType.PARALLEL:
            return at_step(
                node,
                f"@tolerate stands above step *{node.name}*, a node of the num_parallel of *{fan.name}*: the "
                "other nodes may wait for it.",
                "Use @catch here, or a foreach if the tasks do not need one another.",
            )
    return None


def innermost_fan(graph: Graph, node: Node) -> Node | None:
    """The foreach or num_parallel of whose items the step's tasks are."""
    fans = [graph[split] for split in node.split_parents if graph[split].is_fan]
    return fans[-1] if fans else None
