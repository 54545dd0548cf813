"""A step says once what follows."""

from __future__ import annotations

from fanfold.graph.finding import at_next
from fanfold.graph.graph import Graph
from fanfold.model.errors import LintError


def check(graph: Graph) -> LintError | None:
    """The first step with several self.next."""
    for node in graph.nodes.values():
        if node.next_count > 1 and node.name != graph.end:
            return at_next(
                node,
                f"Step *{node.name}* calls self.next() {node.next_count} times; a step calls it once, in its "
                "last line.",
                "For several steps at once name them all in it: self.next(self.a, self.b). To choose one at "
                "run time "
                'write self.next({"x": self.a, "y": self.b}, condition="choice").',
            )
    return None
