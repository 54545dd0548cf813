"""`run` and nothing else: the commonest command line, and one that needs no parser.

Loading the parser and describing every option to it takes longer than the steps of a small flow. What options
mean when none is given, `RunOptions` says itself.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from fanfold.engine.platform import refuse_windows
from fanfold.model.uncollected import Uncollected
from fanfold.model.variables import QUIET_VARIABLES

_OPTION_VARIABLES = (
    "FANFOLD_RUN_",
    "FANFOLD_WITH",
    "METAFLOW_RUN_",
    *QUIET_VARIABLES,
    "METAFLOW_DEFAULT_",
    "METAFLOW_DECOSPECS",
    "METAFLOW_DATASTORE",
    "METAFLOW_ENVIRONMENT",
    "METAFLOW_METADATA",
)
"""How variables begin that stand for options."""


def is_bare_run(arguments: Sequence[str]) -> bool:
    """Whether the arguments, and the environment, ask for a run and say nothing of how."""
    return list(arguments) == ["run"] and not any(name.startswith(_OPTION_VARIABLES) for name in os.environ)


def bare_run(flow_class: type) -> int:
    """Run the flow as `run` does without options; gives the exit code."""
    refuse_windows()
    with Uncollected():
        from fanfold.engine.driver import prepare
        from fanfold.engine.options import RunOptions
    prepared = prepare(flow_class, {}, RunOptions())
    with Uncollected():
        from fanfold.cli.watching import watcher_here

        seen_by = watcher_here()
    return prepared.run(seen_by).exit_code
