"""`python -m fanfold`: the same as the command `fanfold`."""

from __future__ import annotations

import sys

from fanfold.cli.command import main

if __name__ == "__main__":
    sys.exit(main())
