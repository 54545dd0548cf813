"""The graph as plain data, as the ledger keeps it for readers that have no flow class."""

from __future__ import annotations

from fanfold.graph.graph import Graph, Node


def as_plain(graph: Graph) -> dict[str, object]:
    """The graph in words that JSON knows: its steps in the order of the source."""
    return {
        "flow": graph.flow,
        "doc": graph.doc,
        "file": graph.file,
        "start": graph.start,
        "end": graph.end,
        "nodes": {name: _node(node) for name, node in graph.nodes.items()},
    }


def _node(node: Node) -> dict[str, object]:
    return {
        "name": node.name,
        "type": node.type.value,
        "in_steps": list(node.in_steps),
        "out_steps": list(node.out_steps),
        "is_join": node.is_join,
        "split": node.split,
        "join": node.join,
        "split_parents": list(node.split_parents),
        "depth": node.depth,
        "foreach_var": node.foreach_var,
        "stop_when": node.stop_when,
        "condition": node.condition,
        "doc": node.doc,
        "line": node.line,
        "decorators": list(node.decorators),
        "tolerance": None if node.policy.tolerance is None else list(node.policy.tolerance),
    }
