"""One step marked as the start or end while another is called so: a reader would take the wrong one."""

from __future__ import annotations

from fanfold.graph.finding import at_step
from fanfold.graph.graph import Graph
from fanfold.model.errors import LintError
from fanfold.model.names import StepName


def check(graph: Graph) -> LintError | None:
    """The step whose name claims what another is marked with."""
    for word, marked in (("start", graph.starts_marked), ("end", graph.ends_marked)):
        name = StepName(word)
        if marked and name in graph.nodes and name not in marked:
            return at_step(
                graph[name],
                f"Step *{marked[0]}* is marked with {word}=True, but there is also a step called *{word}*.",
                f"Rename this one, or write plain @step above {marked[0]}.",
            )
    return None
