"""`check`: say what is wrong with the flow's graph. It is also what a flow does without a command."""

from __future__ import annotations

import os
import sys

import click

from fanfold.cli.flow_group import Before
from fanfold.cli.program import program_name
from fanfold.cli.work import Work


def command(flow_class: type) -> click.Command:
    """The command."""

    @click.pass_context
    def check(ctx: click.Context, portable: bool) -> Work:
        alone = ctx.parent is None or ctx.parent.invoked_subcommand is None
        before = ctx.obj
        assert isinstance(before, Before)
        if portable:
            return lambda: _portable(flow_class, before.with_specs)
        return lambda: _check(flow_class, before.with_specs, advise=alone)

    params: list[click.Parameter] = [
        click.Option(
            ["--portable"],
            is_flag=True,
            help="Also list each line that Metaflow would refuse or run differently.",
        )
    ]
    help = "Check the flow's graph (also what happens without a command)."
    return click.Command("check", callback=check, params=params, help=help)


def _check(flow_class: type, with_specs: tuple[str, ...], *, advise: bool) -> int:
    from fanfold.cli.graph_of import checked_graph

    graph = checked_graph(flow_class, with_specs=with_specs)
    steps = f"{len(graph.nodes)} step{'' if len(graph.nodes) == 1 else 's'}"
    print(f"{graph.flow}: {steps}. The graph looks good!", file=sys.stderr)
    if advise:
        program = program_name()
        print(f"Next: {program} run, or {program} show; {program} --help lists more.", file=sys.stderr)
    return 0


def _portable(flow_class: type, with_specs: tuple[str, ...]) -> int:
    """1 if there is such a line, so that CI can tell."""
    from fanfold.cli.graph_of import checked_graph
    from fanfold.flow.portability import findings

    found = findings(flow_class, checked_graph(flow_class, with_specs=with_specs))
    for each in found:
        kind = "refused" if each.is_refused else "differs"
        print(f"{os.path.relpath(each.file)}:{each.line}: {kind}: {each.what}\n    {each.instead}")
    refused = sum(each.is_refused for each in found)
    sys.stdout.flush()
    counts = f"{refused} refused by Metaflow, {len(found) - refused} run differently there"
    print(f"{flow_class.__name__}: {counts}.", file=sys.stderr)
    return 1 if found else 0
