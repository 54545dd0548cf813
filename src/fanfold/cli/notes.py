"""What a command line asked for and will not get, said once, on stderr, before the run."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fanfold.cli.run_options import Typed


def say(notes: Sequence[str], values: Typed) -> None:
    """Print the notes, and those that `run` and `resume` have themselves."""
    if values["own_max_log_size"] is not None:
        notes = [*notes, "--max-log-size has no effect: logs have no size limit."]
    for note in notes:
        print(f"note: {note}", file=sys.stderr)
