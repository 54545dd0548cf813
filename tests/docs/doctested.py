"""Run the interactive session in a file as doctest would, where … stands for anything."""

from __future__ import annotations

import doctest
import sys

if __name__ == "__main__":
    # As doctest compares: in ASCII.
    doctest.ELLIPSIS_MARKER = r"\u2026"  # type: ignore[misc]
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    sys.path[0] = ""
    sys.exit(doctest.testfile(sys.argv[1], module_relative=False, optionflags=flags, encoding="utf-8").failed)
