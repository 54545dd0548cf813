"""The graph of a flow, for commands that only look at it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fanfold.graph.graph import Graph


def checked_graph(flow_class: type, *, with_specs: Sequence[str] = ()) -> Graph:
    """The flow's graph, if nothing is wrong with it; `with_specs` are decorators added by `--with`.

    Raises:
        LintError: the first thing that is.
        ParameterError: a parameter's definition that cannot stand.
    """
    from fanfold.flow.completion import complete
    from fanfold.flow.parameters import parameters_of
    from fanfold.graph.lint import check

    complete(flow_class, with_specs=with_specs)
    parameters_of(flow_class)
    graph = _read(flow_class, with_specs)
    problem = check(graph)
    if problem is not None:
        raise problem
    return graph


def _read(flow_class: type, with_specs: Sequence[str]) -> Graph:
    from fanfold.flow.decorators.policy import policies_of
    from fanfold.flow.source import read_graph

    # Twice, since where an added decorator may stand is told by the graph; parsed is the file once only.
    plain = read_graph(flow_class)
    return read_graph(flow_class, policies=policies_of(flow_class, with_specs=with_specs, graph=plain))
