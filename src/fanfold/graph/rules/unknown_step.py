"""self.next names steps of this flow."""

from __future__ import annotations

from fanfold.graph.finding import at_next
from fanfold.graph.graph import Graph
from fanfold.model.errors import LintError
from fanfold.model.names import StepName


def check(graph: Graph) -> LintError | None:
    """The first transition that leads nowhere."""
    for node in graph.nodes.values():
        for target in node.out_steps:
            if target not in graph.nodes:
                message = f"Step *{node.name}* goes on to *{target}*, an unknown step."
                return at_next(node, message, _remedy(graph, target))
    return None


def _remedy(graph: Graph, target: StepName) -> str:
    if target in graph.methods:
        return f"There is a method {target}: write @step above it to make it a step."
    from difflib import get_close_matches

    near = get_close_matches(target, graph.nodes, n=3)
    if near:
        return f"Did you mean {' or '.join(f'self.{name}' for name in near)}?"
    return f"The steps are {', '.join(graph.nodes)}; or write @step and def {target}(self):."
