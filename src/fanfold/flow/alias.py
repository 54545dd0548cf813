"""Where the alias package lies: a folder that, put on `PYTHONPATH`, makes the name `metaflow` mean fanfold.

It is a folder of its own and not on the path by itself, so that the real Metaflow can stay installed beside
fanfold.
"""

from __future__ import annotations

import os

ALIAS_FOLDER = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "compat", "alias")


def use_alias() -> None:
    """Make `metaflow` mean fanfold in this process and in all that it starts."""
    import sys

    before = os.environ.get("PYTHONPATH", "")
    if ALIAS_FOLDER not in before.split(os.pathsep):
        os.environ["PYTHONPATH"] = f"{ALIAS_FOLDER}{os.pathsep}{before}" if before else ALIAS_FOLDER
    if ALIAS_FOLDER not in sys.path:
        # Behind the first entry, which is the script's folder: where PYTHONPATH would have put it.
        sys.path.insert(0 if sys.flags.safe_path else 1, ALIAS_FOLDER)
