"""`check`: say what is wrong with the flow's graph. It is also what a flow does without a command."""

from __future__ import annotations

import sys

import click

from fanfold.cli.flow_group import Before
from fanfold.cli.program import program_name
from fanfold.cli.work import Work


def command(flow_class: type) -> click.Command:
    """The command."""

    @click.pass_context
    def check(ctx: click.Context) -> Work:
        alone = ctx.parent is None or ctx.parent.invoked_subcommand is None
        before = ctx.obj
        assert isinstance(before, Before)
        return lambda: _check(flow_class, before.with_specs, advise=alone)

    return click.Command(
        "check", callback=check, help="Check the flow's graph (also what happens without a command)."
    )


def _check(flow_class: type, with_specs: tuple[str, ...], *, advise: bool) -> int:
    from fanfold.cli.graph_of import checked_graph

    graph = checked_graph(flow_class, with_specs=with_specs)
    steps = f"{len(graph.nodes)} step{'' if len(graph.nodes) == 1 else 's'}"
    print(f"{graph.flow}: {steps}. The graph looks good!", file=sys.stderr)
    if advise:
        program = program_name()
        print(f"Next: {program} run, or {program} show; {program} --help lists more.", file=sys.stderr)
    return 0
