"""@catch stands where the flow can go on after a failure: the number of items or the case chosen would not be
known.
"""

from __future__ import annotations

from fanfold.graph.finding import at_step
from fanfold.graph.graph import Graph, NodeType
from fanfold.model.errors import LintError

_WHY = {
    NodeType.FOREACH: ("a foreach", "which items there are"),
    NodeType.PARALLEL: ("a num_parallel split", "how many tasks there are"),
    NodeType.SWITCH: ("a switch", "which case was chosen"),
}


def check(graph: Graph) -> LintError | None:
    """The first @catch that nothing could follow."""
    for node in graph.nodes.values():
        if node.policy.catch is not None and node.type in _WHY:
            word, unknown = _WHY[node.type]
            return at_step(
                node,
                f"@catch cannot stand above step *{node.name}*, {word}: if it failed, nobody would know "
                f"{unknown}.",
                "Move what may fail into a step of its own before it, with @catch above that one, or use "
                "@retry here.",
            )
    return None
