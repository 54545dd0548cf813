"""`import fanfold.as_metaflow`: from here on the name `metaflow` means fanfold.

In this process and all that it starts. For a notebook's first cell and for a conftest.
"""

from __future__ import annotations

import sys

from fanfold.flow.alias import use_alias

_there = sys.modules.get("metaflow")
if _there is not None and not getattr(_there, "__fanfold__", False):
    raise ImportError(
        f"metaflow was imported already, from {getattr(_there, '__file__', 'somewhere')}: "
        "put `import fanfold.as_metaflow` before that, as the first import."
    )
use_alias()
