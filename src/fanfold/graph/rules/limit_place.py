"""@limit stands where tasks may wait: all nodes of a num_parallel have to run at once."""

from __future__ import annotations

from fanfold.graph.finding import at_step
from fanfold.graph.graph import Graph, NodeType
from fanfold.graph.rules.tolerate_place import innermost_fan
from fanfold.model.errors import LintError


def check(graph: Graph) -> LintError | None:
    """The first @limit above a node of a gang."""
    for node in graph.nodes.values():
        fan = innermost_fan(graph, node)
        if node.policy.limit is None or fan is None or fan.type is not NodeType.PARALLEL:
            continue
        if node.name in fan.out_steps:
            return at_step(
                node,
                f"@limit stands above step *{node.name}*, a node of the num_parallel of *{fan.name}*: all "
                "nodes run at once.",
                f"Start fewer nodes in *{fan.name}*, or use a foreach if the tasks do not need one another.",
            )
    return None
