"""`python FLOW.py COMMAND …`: what `FlowClass()` does in a flow's main block.

The command line is understood first and the work done afterwards, outside of the parser: worker processes are
forked from within the work, and its stack is theirs.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import NoReturn

from fanfold.cli.bare_run import bare_run, is_bare_run
from fanfold.cli.outcome import USAGE_EXIT, exit_code_of
from fanfold.cli.work import Work
from fanfold.flow.launching import chosen
from fanfold.model.uncollected import Uncollected


def main(flow_class: type) -> NoReturn:
    """Run the command in `sys.argv` for this flow, and end the process with its exit code."""
    sys.exit(exit_code_of(lambda: answer(chosen(flow_class), sys.argv[1:])))


def answer(flow_class: type, arguments: Sequence[str]) -> int:
    """The exit code of the command in `arguments`, which is done for this flow."""
    if is_bare_run(arguments):
        return bare_run(flow_class)
    work = parse(flow_class, arguments)
    return work if isinstance(work, int) else work()


def parse(flow_class: type, arguments: Sequence[str]) -> Work | int:
    """What the arguments ask for; an exit code if that was answered by the parser itself (`--help`, an
    error).
    """
    with Uncollected():
        import click

        from fanfold.cli.flow_group import group
        from fanfold.cli.program import program_name

    try:
        found: Work | int | None = group(flow_class).main(
            list(arguments), prog_name=program_name(), standalone_mode=False
        )
    except click.ClickException as error:
        error.show()
        return USAGE_EXIT
    except click.Abort:
        raise KeyboardInterrupt from None
    return found or 0
