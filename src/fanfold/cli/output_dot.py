"""`output-dot`: the flow's graph in the language of Graphviz."""

from __future__ import annotations

import click

from fanfold.cli.work import Work


def command(flow_class: type) -> click.Command:
    """The command."""

    def output_dot() -> Work:
        return lambda: _output_dot(flow_class)

    return click.Command("output-dot", callback=output_dot, help="Print the graph for Graphviz.")


def _output_dot(flow_class: type) -> int:
    from fanfold.cli.graph_of import checked_graph
    from fanfold.graph.drawing import dot

    print(dot(checked_graph(flow_class)).rstrip("\n"), flush=True)
    return 0
