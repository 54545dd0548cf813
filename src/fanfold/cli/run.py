"""`run`: run the flow."""

from __future__ import annotations

import click

from fanfold.cli.config_options import check_configs, options_of_run
from fanfold.cli.flow_group import Before
from fanfold.cli.notes import say
from fanfold.cli.parameter_options import given, handed_over, parameter_options
from fanfold.cli.run_options import options_from, shared_options, typed
from fanfold.cli.watching import watcher
from fanfold.cli.work import Work
from fanfold.engine.platform import refuse_windows
from fanfold.model.uncollected import Uncollected

VALUES_KEY = "own_runner_values"


def command(flow_class: type) -> click.Command:
    """The command, with the flow's parameters as options."""
    parameters, names = parameter_options(flow_class)
    taken = {name.replace("-", "_").lower() for name in names.values()}
    namespace = click.Option(
        ["--namespace", "own_namespace"],
        envvar=["FANFOLD_RUN_NAMESPACE", "METAFLOW_RUN_NAMESPACE", "METAFLOW_RUN_USER_NAMESPACE"],
        metavar="NAME",
        help="Namespace of the client inside the flow.",
    )
    handed = click.Option(["--runner-values", VALUES_KEY], hidden=True)
    shared = shared_options("run", taken=taken)
    params = [*parameters, *shared, namespace, handed, *options_of_run(flow_class, taken)]

    @click.pass_obj
    def run(before: Before, /, **values: object) -> Work:
        check_configs(flow_class, values)
        options = options_from(typed(values), before.with_specs)
        parameters = {**given(values, names), **handed_over(values[VALUES_KEY])}

        def work() -> int:
            refuse_windows()
            seen_by = watcher(typed(values), quiet=before.quiet)
            say(before.notes, typed(values))
            with Uncollected():
                from fanfold.engine.driver import run as run_flow

            return run_flow(flow_class, parameters, options, seen_by).exit_code

        return work

    return click.Command("run", callback=run, params=params, help="Run the flow.")
