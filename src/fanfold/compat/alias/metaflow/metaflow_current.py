"""`metaflow.metaflow_current`: where some code imports `current` from."""

from __future__ import annotations

from fanfold.flow.current import current
