"""Nothing follows the last step, and it folds nothing."""

from __future__ import annotations

from fanfold.graph.finding import at_next, at_step, next_line_to, unused_name
from fanfold.graph.graph import Graph, Node
from fanfold.model.errors import LintError
from fanfold.model.names import StepName


def check(graph: Graph) -> LintError | None:
    """What the end does that an end cannot."""
    end = graph.nodes[graph.end] if graph.end is not None else None
    if end is None:
        return None
    if end.next_count or end.out_steps:
        return _leads_on(end)
    return _joins(graph, end) if end.is_join else None


def _leads_on(end: Node) -> LintError:
    return at_next(
        end,
        f"Step *{end.name}* is the last step of the flow, but calls self.next().",
        "Delete that line, or give the step another name and write a step end after it.",
    )


def _joins(graph: Graph, end: Node) -> LintError:
    join = unused_name(graph, "join")
    return at_step(
        end,
        f"Step *{end.name}* is the last step of the flow and takes inputs; the last step cannot be a join.",
        f"Fold in a step before it: def {join}(self, inputs): … {next_line_to(StepName(end.name))}, "
        f"and write def {end.name}(self):.",
    )
