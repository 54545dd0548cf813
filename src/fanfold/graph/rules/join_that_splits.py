"""A step folds or fans out, not both: its task would be in two places at once."""

from __future__ import annotations

from fanfold.graph.finding import at_next, next_line_to, unused_name
from fanfold.graph.graph import Graph, Node, NodeType
from fanfold.model.errors import LintError

_WORDS = {
    NodeType.SPLIT: "a split",
    NodeType.FOREACH: "a foreach",
    NodeType.PARALLEL: "a num_parallel split",
    NodeType.SWITCH: "a switch",
}


def check(graph: Graph) -> LintError | None:
    """The first join that is also a split or a switch."""
    for node in graph.nodes.values():
        if node.is_join and node.type in _WORDS:
            return _found(graph, node, _WORDS[node.type])
    return None


def _found(graph: Graph, node: Node, word: str) -> LintError:
    after = unused_name(graph, f"after_{node.name}")
    return at_next(
        node,
        f"Step *{node.name}* is both a join (it takes inputs) and {word}.",
        f"Let it go on to a step of its own, {next_line_to(after)}, and let def {after}(self): end with the "
        "line "
        f"that {node.name} ends with now. If it is no join, write def {node.name}(self):.",
    )
