"""The tasks of an @parallel step run side by side and are folded at once."""

from __future__ import annotations

from fanfold.graph.finding import at_next, unused_name
from fanfold.graph.graph import Graph, Node
from fanfold.model.errors import LintError


def check(graph: Graph) -> LintError | None:
    """The first @parallel step that is not followed by a join."""
    for node in graph.nodes.values():
        if node.policy.parallel and not (len(node.out_steps) == 1 and graph[node.out_steps[0]].is_join):
            return _found(graph, node)
    return None


def _found(graph: Graph, node: Node) -> LintError:
    fan = graph[node.split_parents[-1]] if node.split_parents else node
    join = fan.join or unused_name(graph, "join")
    followed = f"followed by *{node.out_steps[0]}*" if node.out_steps else "the last step"
    return at_next(
        node,
        f"The @parallel step *{node.name}* is {followed}; it has to be followed by a join.",
        f"Write self.next(self.{join}), and what is to follow after def {join}(self, inputs):.",
    )
