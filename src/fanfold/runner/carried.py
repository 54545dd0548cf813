"""`python -m fanfold.runner.carried PARCEL COMMAND …`: the command line of a class that came by value."""

from __future__ import annotations

import sys
from pathlib import Path
from pickle import dumps, loads

from fanfold.flow import entry


def main() -> None:
    """Open the parcel, and do what the rest of the arguments says."""
    from fanfold.workers.parcel import unpack

    file, *words = sys.argv[1:]
    flow_class, values = unpack(loads(Path(file).read_bytes()))
    sys.argv[1:] = words
    if values:
        beside = Path(file).with_name("values.pickle")
        beside.write_bytes(dumps(values, 5))  # by name: classes that came along are found here by now
        sys.argv += ["--runner-values", str(beside)]
    entry.start(flow_class)


if __name__ == "__main__":
    main()
