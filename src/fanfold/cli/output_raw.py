"""`output-raw`: the flow's graph as plain data."""

from __future__ import annotations

import click

from fanfold.cli.work import Work


def command(flow_class: type) -> click.Command:
    """The command."""

    def output_raw(as_json: bool) -> Work:
        return lambda: _output_raw(flow_class, as_json=as_json)

    params: list[click.Parameter] = [
        click.Option(["--json", "as_json"], is_flag=True, help="As JSON rather than as Python.")
    ]
    return click.Command(
        "output-raw", callback=output_raw, params=params, help="Print the graph as plain data."
    )


def _output_raw(flow_class: type, *, as_json: bool) -> int:
    from fanfold.cli.graph_of import checked_graph
    from fanfold.graph.plain import as_plain

    plain = as_plain(checked_graph(flow_class))
    if as_json:
        import json

        print(json.dumps(plain, indent=2))
    else:
        from pprint import pformat

        print(pformat(plain, sort_dicts=False, width=110))
    return 0
