"""`python -m fanfold.runner.carried PARCEL COMMAND …`: the command line of a class that came by value."""

from __future__ import annotations

import sys
from pathlib import Path
from pickle import loads

from fanfold.flow import entry


def main() -> None:
    """Open the parcel, and do what the rest of the arguments says."""
    from fanfold.workers.parcel import unpack

    file, *words = sys.argv[1:]
    flow_class, _ = unpack(loads(Path(file).read_bytes()))
    sys.argv[1:] = words
    entry.start(flow_class)


if __name__ == "__main__":
    main()
