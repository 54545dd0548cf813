"""The command `fanfold`, which is also `python -m fanfold`.

`fanfold run FILE …` and `fanfold FILE run …` do what `python FILE run …` does, in this process; whatever
stands behind the file is the flow's own to understand.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from fanfold.cli.commands import FLOW_COMMANDS, OWN_COMMANDS, RUN_COMMANDS
from fanfold.cli.outcome import exit_code_of
from fanfold.model.errors import UsageError

USAGE = """\
Usage: fanfold COMMAND FILE[:Class] [OPTIONS]      the same as: python FILE COMMAND [OPTIONS]
       fanfold COMMAND -m MODULE [OPTIONS]         the same as: python -m MODULE COMMAND [OPTIONS]
       fanfold FILE[:Class] COMMAND [OPTIONS]

In FILE the name metaflow means fanfold too, and it needs no main block.

Commands for a flow:
  run          Run the flow.
  resume       Run what an earlier run did not finish.
  check        Check the flow's graph.
  show         Describe the flow and its steps.
  debug        Run one recorded task again in this process.
  output-dot   Print the graph for Graphviz.
"""


def main() -> int:
    """The exit code of the command in `sys.argv`."""
    return exit_code_of(lambda: answer(sys.argv[1:]))


def answer(arguments: Sequence[str]) -> int:
    """Do what the arguments say.

    Raises:
        UsageError: they cannot be understood.
        FlowError: the flow's file cannot be run.
    """
    if not arguments or arguments[0] in ("-h", "--help") or list(arguments) == ["help"]:
        print(_help())
        return 0
    first, *rest = arguments
    if first == "help" and not names_file(rest):
        from fanfold.cli.explain import explain

        return explain(rest[0])
    if first in OWN_COMMANDS:
        return _own(first, rest)
    if first == "--version":
        return _own("version", rest)
    if first in RUN_COMMANDS and not (first in FLOW_COMMANDS and names_file(rest)):
        return _own(RUN_COMMANDS[first][0], rest)
    if first in FLOW_COMMANDS and rest in (["--help"], ["-h"]):
        from fanfold.cli.explain import explain

        return explain(first)
    if first in FLOW_COMMANDS:
        return _of_flow(first, rest)
    return _of_flow(None, list(arguments))


def _help() -> str:
    def lines(texts: dict[str, str]) -> str:
        return "".join(f"  {name:<12} {text}\n" for name, text in texts.items())

    of_runs = {name: text for name, (_, text) in RUN_COMMANDS.items()}
    return f"{USAGE}\nCommands for runs:\n{lines(of_runs)}\nOther commands:\n{lines(OWN_COMMANDS)}"


def names_file(arguments: Sequence[str]) -> bool:
    """Whether the first argument of a command is a flow's file or module, and no run."""
    import os

    first = next((word for word in arguments if not word.startswith("-")), "")
    file = first.partition(":")[0]
    return "-m" in arguments or file.endswith(".py") or os.path.isfile(file)


def _own(name: str, arguments: list[str]) -> int:
    from importlib import import_module

    module = import_module(f"fanfold.cli.{name.replace('-', '_')}")
    code: int = module.main(arguments)
    return code


def _of_flow(command: str | None, arguments: list[str]) -> int:
    """`command` is None where it stands behind the file, or nowhere."""
    from fanfold.cli.flow_file import launch_file, launch_module

    words = [command] if command else []
    if not arguments:
        raise UsageError(f"{command} wants a flow's file.", remedy=f"Write: fanfold {command} FILE")
    first, *rest = arguments
    if first == "-m":
        if not rest:
            raise UsageError("-m wants a module's name.", remedy="Write: fanfold run -m package.flow")
        return launch_module(rest[0], [*words, *rest[1:]])
    if first.startswith("-"):
        raise UsageError(
            f"{first} stands before the flow's file.", remedy="Options come after it: fanfold run FILE …"
        )
    if command is None:
        _check_is_file(first)
    return launch_file(first, [*words, *rest])


def _check_is_file(word: str) -> None:
    """Tell a mistyped command from a file that is not there."""
    import os

    if os.path.exists(word) or any(mark in word for mark in (".py", "/", ":")):
        return
    from fanfold.flow.nearness import near

    remedy = near(word, [*FLOW_COMMANDS, *RUN_COMMANDS, *OWN_COMMANDS])
    raise UsageError(f"There is no command {word!r}, and no file of that name.", remedy=remedy)
