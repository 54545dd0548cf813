"""Where flows can be run: everywhere that processes can be forked and told from one another."""

from __future__ import annotations

import sys

from fanfold.model.errors import RunError


def refuse_windows(*, name: str = sys.platform) -> None:
    """Raises RunError where no flow can be run."""
    if name == "win32":
        raise RunError(
            "Flows do not run on Windows itself.", remedy="Use WSL2: in its shell the same command works."
        )
