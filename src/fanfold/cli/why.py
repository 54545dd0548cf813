"""`why RUN/step/KEY`: why a task with `@cache` was run, or from where its result is."""

from __future__ import annotations

from collections.abc import Sequence

import click

from fanfold.cli.of_run import answered, shown, tasks_named
from fanfold.cli.work import Work
from fanfold.model.errors import UsageError


def main(arguments: Sequence[str]) -> int:
    """The exit code of `fanfold why ARGUMENTS`."""
    return answered(build(None), arguments)


def command(flow_class: type) -> click.Command:
    """The command of a flow."""
    return build(flow_class.__name__)


def build(flow: str | None) -> click.Command:
    """The command, for runs of this flow or of any."""

    def why(pathspec: str) -> Work:
        def work() -> int:
            from fanfold.client.why import why as reasons

            _, steps, task = tasks_named(pathspec, flow)
            if task is None and len(steps) == 1:
                task = steps[0].task
            if task is None:
                raise UsageError(f"{pathspec} names no task.", remedy="Write RUN/step/KEY.")
            first, *more = reasons(task)
            print(f"{shown(task)}: {first}")
            for reason in more:
                print(f"  {reason}")
            return 0

        return work

    params: list[click.Parameter] = [click.Argument(["pathspec"], metavar="RUN/STEP/KEY")]
    help = "Say why a task was run although its step has @cache, or from where its result is."
    return click.Command("why", callback=why, params=params, help=help)
