"""A path that was meant to be beside the flow's file: they are relative to the working directory."""

from __future__ import annotations

import os


def beside(path: str, flow_file: str | None) -> str | None:
    """The file of that name in the folder of the flow's file, if that is another one and there."""
    if not flow_file:
        return None
    candidate = os.path.join(os.path.dirname(os.path.abspath(flow_file)), os.path.basename(path))
    return candidate if os.path.isfile(candidate) and candidate != path else None
