"""`metaflow.runner.metaflow_runner`: where some code imports `Runner` from."""

from __future__ import annotations

from fanfold import Runner
from fanfold.runner.executing import ExecutingRun
