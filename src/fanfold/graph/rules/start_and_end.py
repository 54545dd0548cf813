"""A flow has exactly one first and one last step."""

from __future__ import annotations

from fanfold.graph.finding import at_flow, at_step, listed
from fanfold.graph.graph import Graph
from fanfold.model.errors import LintError
from fanfold.model.names import StepName


def check(graph: Graph) -> LintError | None:
    """What is missing, or there twice."""
    if not graph.nodes:
        return at_flow(
            graph,
            f"The flow {graph.flow} has no steps.",
            "Write @step above each method that is one; the first is called start, the last end.",
        )
    return _one(graph, "start", graph.start, graph.starts_marked) or _one(
        graph, "end", _end(graph), graph.ends_marked
    )


def _end(graph: Graph) -> StepName | None:
    """The end; but the only step of a flow is not its end if it says that another one follows."""
    if graph.end is None or (
        len(graph.nodes) == 1 and graph.nodes[graph.end].next_count and graph.end != "end"
    ):
        return None
    return graph.end


def _one(graph: Graph, word: str, found: StepName | None, marked: tuple[StepName, ...]) -> LintError | None:
    if len(marked) > 1:
        return at_step(
            graph[marked[1]],
            f"{listed(list(marked))} are all marked with {word}=True.",
            f"A flow has one {word}: keep the mark at one of them.",
        )
    if found is None:
        return at_flow(
            graph,
            f"The flow {graph.flow} has no step *{word}*.",
            f"{_near(graph, word)}Call its {'first' if word == 'start' else 'last'} step {word}, "
            f"or mark it with @step({word}=True).",
        )
    return None


def _near(graph: Graph, word: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(word, graph.nodes, n=1)
    return f"Is *{near[0]}* meant to be it? " if near else ""
