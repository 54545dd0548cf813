"""`metaflow.metaflow_profile`: where some code imports `profile` from."""

from __future__ import annotations

from fanfold.flow.profile import profile
