"""`show`: the flow in words, its steps, what follows what, and a small drawing; `show RUN`: a run of it."""

from __future__ import annotations

from typing import Any

import click

from fanfold.cli.show_run import Wanted, options, show_run
from fanfold.cli.work import Work


def command(flow_class: type) -> click.Command:
    """The command."""

    def show(run: str | None, step: str | None, **wanted: Any) -> Work:
        if run is None:
            return lambda: _show(flow_class)
        return lambda: show_run(run, step, flow_class.__name__, Wanted(**wanted))

    run = click.Argument(["run"], required=False, metavar="[RUN]")
    help = "Describe the flow and its steps; with RUN, one of its runs."
    return click.Command("show", callback=show, params=[run, *options()], help=help)


def _show(flow_class: type) -> int:
    from fanfold.cli.graph_of import checked_graph
    from fanfold.graph.drawing import describe

    print(describe(checked_graph(flow_class)).rstrip("\n"), flush=True)
    return 0
