"""`metaflow.runner.nbrun`: where some code imports `NBRunner` from."""

from __future__ import annotations

from fanfold import NBRunner
