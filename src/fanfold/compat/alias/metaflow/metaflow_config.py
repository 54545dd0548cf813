"""`metaflow.metaflow_config`: settings. What is not set is None: nothing here needs them."""

from __future__ import annotations

from fanfold.compat.settings import setting as __getattr__
