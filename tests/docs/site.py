"""The documentation, built as a site."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tests.docs.page import ROOT
from tests.flow_process import run_command


def build(folder: Path) -> None:
    """Build it there. Strict: a link to nowhere or a page that no menu names ends the build."""
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    command = (sys.executable, "-W", "ignore", "-m", "mkdocs", "build", "--quiet", "--site-dir", str(folder))
    done = run_command(*command, environment=environment, folder=ROOT)
    assert done.exit_code == 0, done
    assert not done.err, done
