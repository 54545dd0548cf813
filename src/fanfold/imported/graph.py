"""The graph of a run that Metaflow recorded: it keeps it as an artifact of the run's parameters."""

from __future__ import annotations

from typing import Any

from fanfold.graph.graph import Graph, Node, NodeType
from fanfold.graph.matching import matched
from fanfold.model.errors import RunError
from fanfold.model.names import FlowName, StepName

_TYPES = {
    "split": NodeType.SPLIT,
    "split-and": NodeType.SPLIT,
    "split-static": NodeType.SPLIT,
    "split-foreach": NodeType.FOREACH,
    "foreach": NodeType.FOREACH,
    "split-parallel": NodeType.PARALLEL,
    "split-switch": NodeType.SWITCH,
    "end": NodeType.END,
}


def graph_from(flow: str, info: dict[str, Any] | None) -> Graph:
    """The graph that `_graph_info` tells.

    Raises:
        RunError: it is not there: the run is older than that.
    """
    if not info or "steps" not in info:
        raise RunError(
            f"This run of {flow} does not say how its steps follow one another.",
            remedy="It was recorded by a Metaflow older than 2.3; those runs cannot be imported.",
        )
    nodes = {StepName(name): _node(StepName(name), told) for name, told in info["steps"].items()}
    start, end = info.get("start_step", "start"), info.get("end_step", "end")
    file = str(info.get("file", ""))
    return matched(
        Graph(FlowName(flow), nodes, StepName(start), StepName(end), doc=str(info.get("doc", "")), file=file)
    )


def _node(name: StepName, told: dict[str, Any]) -> Node:
    kind = _TYPES.get(told["type"], NodeType.LINEAR)
    targets = tuple(map(StepName, told.get("next", ())))
    is_join = told["type"] == "join"
    variable = told.get("foreach_artifact")
    return Node(
        name,
        kind if targets else NodeType.END,
        targets,
        is_join=is_join,
        foreach_var=variable,
        doc=str(told.get("doc", "")),
        line=int(told.get("line") or 0),
    )
