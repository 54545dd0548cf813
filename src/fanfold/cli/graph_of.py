"""The graph of a flow, for commands that only look at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fanfold.graph.graph import Graph


def checked_graph(flow_class: type) -> Graph:
    """The flow's graph, if nothing is wrong with it.

    Raises:
        LintError: the first thing that is.
        ParameterError: a parameter's definition that cannot stand.
    """
    from fanfold.flow.parameters import parameters_of
    from fanfold.graph.lint import check

    parameters_of(flow_class)
    graph = read(flow_class)
    problem = check(graph)
    if problem is not None:
        raise problem
    return graph


def read(flow_class: type) -> Graph:
    """The flow's graph as it stands in the source."""
    from fanfold.flow.decorators.policy import policies_of
    from fanfold.flow.source import read_graph

    return read_graph(flow_class, policies=policies_of(flow_class))
