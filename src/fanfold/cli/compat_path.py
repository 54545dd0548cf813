"""`compat-path`: the folder that, on `PYTHONPATH`, makes the name `metaflow` mean fanfold."""

from __future__ import annotations

from collections.abc import Sequence

from fanfold.flow.alias import ALIAS_FOLDER
from fanfold.model.errors import UsageError


def main(arguments: Sequence[str]) -> int:
    """Print it."""
    if arguments:
        raise UsageError(
            "compat-path takes no arguments.", remedy="Write: PYTHONPATH=$(fanfold compat-path) COMMAND"
        )
    print(ALIAS_FOLDER)
    return 0
