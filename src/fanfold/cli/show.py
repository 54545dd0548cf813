"""`show`: the flow in words: its steps, what follows what, and a small drawing."""

from __future__ import annotations

import click

from fanfold.cli.work import Work


def command(flow_class: type) -> click.Command:
    """The command."""

    def show() -> Work:
        return lambda: _show(flow_class)

    return click.Command("show", callback=show, help="Describe the flow and its steps.")


def _show(flow_class: type) -> int:
    from fanfold.cli.graph_of import checked_graph
    from fanfold.graph.drawing import describe

    print(describe(checked_graph(flow_class)).rstrip("\n"), flush=True)
    return 0
